package feed

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
)

// Desk is where shops ask for things of their endpoints.
type Desk struct {
	Endpoints Endpoints
	Secrets   Secrets
	Post      Post
	Now       func() time.Time
}

// mostEndpoints is how many an owner may have that are not disabled.
const mostEndpoints = 10

// Wish is an endpoint that is asked for.
type Wish struct {
	Owner string
	URL   string
	Types []string
}

// Register takes an endpoint in, pending, and gives its secret: nobody can see it again. The shop's program needs it to answer Verify. It fails with
// fault.Invalid for an address or types that are unfit, and with fault.Conflict when the owner has that address already or too many.
func (d Desk) Register(ctx context.Context, w Wish) (Endpoint, string, error) {
	if w.Owner == "" {
		return Endpoint{}, "", fault.Invalid.Errorf("endpoint: want an owner")
	}
	if err := d.Post.Check(w.URL); err != nil {
		return Endpoint{}, "", err
	}
	if err := checkTypes(w.Types); err != nil {
		return Endpoint{}, "", err
	}
	others, err := d.Endpoints.EndpointsOf(ctx, w.Owner)
	if err != nil {
		return Endpoint{}, "", err
	}
	others = slices.DeleteFunc(slices.Clone(others), func(e Endpoint) bool { return e.State == Disabled })
	if len(others) >= mostEndpoints || slices.ContainsFunc(others, func(e Endpoint) bool { return e.URL == w.URL }) {
		return Endpoint{}, "", fault.Conflict.Errorf("endpoint: the address is registered already, or %d are", mostEndpoints)
	}
	now := d.Now()
	e := Endpoint{ID: "ep_" + rand.Text(), Owner: w.Owner, URL: w.URL, Types: slices.Clone(w.Types), At: now}
	e.enter(Pending, "", now)
	key := newKey()
	// The secret first: one without an endpoint harms nobody, and an endpoint without one could never be told.
	if err := writeSignings(ctx, d.Secrets, e.ID, []signing{{Key: key}}); err != nil {
		return Endpoint{}, "", err
	}
	return e, key, d.Endpoints.SaveEndpoint(ctx, &e)
}

// Verify posts a signed event of the type endpoint.verify and has the endpoint verified when the answer is of 200 to 299 and echoes the event's
// nonce. A disabled one is told again from then on. It fails with fault.NotFound for an endpoint that is not the owner's, and with fault.Denied
// when the proof was not given, whatever was answered instead: of an answer nothing is shown.
func (d Desk) Verify(ctx context.Context, owner, id string) (Endpoint, error) {
	e, err := d.owned(ctx, owner, id)
	if err != nil || e.State == Verified {
		return e, err
	}
	now := d.Now()
	m := Message{URL: e.URL, ID: "evt_" + rand.Text(), At: now, Nonce: rand.Text()}
	if m.Keys, err = keys(ctx, d.Secrets, e.ID, now); err != nil {
		return e, err
	}
	if m.Body, err = proof(e.ID, m.Nonce, now); err != nil {
		return e, err
	}
	answer, err := d.Post.Post(ctx, m)
	if err != nil {
		return e, fault.Denied.Wrap(err, "endpoint: not verified, as it did not answer")
	}
	if !answer.good() || !answer.Echoed {
		return e, fault.Denied.Errorf("endpoint: not verified; want 200 and {\"nonce\": ...} with the nonce of the event")
	}
	e.enter(Verified, "", d.Now())
	return e, d.Endpoints.SaveEndpoint(ctx, &e)
}

func proof(id, nonce string, now time.Time) ([]byte, error) {
	type data struct {
		Endpoint string `json:"endpoint_id"`
		Nonce    string `json:"nonce"`
	}
	return json.Marshal(struct {
		Type Type      `json:"type"`
		At   time.Time `json:"timestamp"`
		Data data      `json:"data"`
	}{verify, now.UTC(), data{id, nonce}})
}

// Want changes the types that an endpoint gets from now on. It fails with fault.Invalid for types that nothing has, and with fault.NotFound for an endpoint
// that is not the owner's.
func (d Desk) Want(ctx context.Context, owner, id string, types []string) (Endpoint, error) {
	if err := checkTypes(types); err != nil {
		return Endpoint{}, err
	}
	e, err := d.owned(ctx, owner, id)
	if err != nil {
		return e, err
	}
	e.Types = slices.Clone(types)
	return e, d.Endpoints.SaveEndpoint(ctx, &e)
}

// Disable ends an endpoint for its owner. It may be verified again. It fails with fault.NotFound for one that is not the owner's.
func (d Desk) Disable(ctx context.Context, owner, id string) (Endpoint, error) {
	e, err := d.owned(ctx, owner, id)
	if err != nil || e.State == Disabled {
		return e, err
	}
	e.enter(Disabled, ByOwner, d.Now())
	return e, d.Endpoints.SaveEndpoint(ctx, &e)
}

// owned gives an endpoint to its owner. Another's is not found, so that nobody learns which there are.
func (d Desk) owned(ctx context.Context, owner, id string) (Endpoint, error) {
	e, err := d.Endpoints.Endpoint(ctx, id)
	if err == nil && e.Owner != owner {
		err = fault.NotFound.Errorf("endpoint %q: not found", id)
	}
	if err != nil {
		return Endpoint{}, err
	}
	return e, nil
}
