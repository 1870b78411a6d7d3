package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/storefront"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Form builds the function behind the links to what an order of a shop lacks.
func Form(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	desk, err := e.openSales(t)
	if err != nil {
		return nil, err
	}
	f := saleForms{env: e, table: t, secrets: secret.NewCached(secrets, e.Now), desk: desk}
	browser := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Form: true, Page: troubled}, call)
	}
	return edge.Routes(map[string]lambda.Handler{
		"GET /v1/forms/{state}":  browser("showForm", f.show),
		"POST /v1/forms/{state}": browser("fillForm", f.fill),
	}), nil
}

type saleForms struct {
	env     *Env
	table   *table.Table
	secrets consent.Secrets
	desk    sales
}

// find gives what a link leads to, and the desk where it is filled in.
func (f saleForms) find(ctx context.Context, r edge.Request) (webhook.Link, partner.Connection, webhook.Desk, error) {
	var none webhook.Desk
	key, err := consent.Key(ctx, f.secrets, webhook.FormKey)
	if err != nil {
		return webhook.Link{}, partner.Connection{}, none, err
	}
	l, err := webhook.Unseal(key, r.Path["state"], f.env.Now())
	if err != nil {
		return l, partner.Connection{}, none, err
	}
	c, err := f.table.Connection(ctx, l.Connection)
	if err == nil && c.Paused {
		err = fault.Gone.Errorf("The shop does not take orders through this service at the moment. Try again later.")
	}
	return l, c, f.desk.of(l.Connection, r.Correlation), err
}

// show gives the browser a token to be known by, so that no other page can have it send the form.
func (f saleForms) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	l, c, desk, err := f.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	asked, err := desk.Form(ctx, c, l)
	if err != nil {
		return edge.Answer{}, err
	}
	token := r.Cookie(formCookie(r))
	fresh := token == ""
	if fresh {
		token = rand.Text()
	}
	a, err := formPage(r, asked, token, nil, nil)
	if err == nil && fresh {
		a.Header["Set-Cookie"] = (&http.Cookie{ //nolint:gosec // it is not secure on a developer's own machine alone, where there is no https
			Name: formCookie(r), Value: token, Path: "/", MaxAge: int(webhook.FormLife.Seconds()), Secure: overTLS(r), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		}).String()
	}
	return a, err
}

// fill takes the form. What cannot be used is shown again with what was typed, and the link stays good.
func (f saleForms) fill(ctx context.Context, r edge.Request) (edge.Answer, error) {
	l, c, desk, err := f.find(ctx, r)
	if err != nil {
		return edge.Answer{}, err
	}
	sent, err := edge.Form(r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	token := r.Cookie(formCookie(r))
	if token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(sent["token"])) != 1 {
		return edge.Answer{}, fault.Denied.Errorf("The form was not sent from our page, or your browser did not keep our cookie. Open the link again and go on from there.")
	}
	asked, err := desk.Form(ctx, c, l)
	if err != nil {
		return edge.Answer{}, err
	}
	given := map[storefront.Field]string{}
	for _, one := range storefront.Fields() {
		given[one] = sent[string(one)]
	}
	out, err := desk.Fill(ctx, c, l, given)
	if bad := fault.Fields(err); fault.Of(err) == fault.Invalid && len(bad) > 0 {
		for _, b := range bad {
			if one := storefront.Field(b.Pointer); !slices.Contains(asked.Fields, one) {
				asked.Fields = append(asked.Fields, one)
			}
		}
		return formPage(r, asked, token, given, bad)
	}
	if err != nil {
		return edge.Answer{}, err
	}
	f.env.taken(ctx, c.ID, out)
	if err := f.record(ctx, c, l, r); err != nil { // the order has gone on: it cannot be taken back
		f.env.Log.ErrorContext(ctx, "record not left", "connection", c.ID, "error", err.Error())
	}
	return filledIn(out)
}

// record leaves a record that a form was filled in. What it says is in the order.
func (f saleForms) record(ctx context.Context, c partner.Connection, l webhook.Link, r edge.Request) error {
	id := string(c.Partner)
	return f.env.trail(f.table).Leave(ctx, audit.Record{
		Aggregate: audit.Settings(id), Partner: id, Who: audit.Browser, What: audit.FormFilled, Correlation: r.Correlation,
		After: audit.Facts{"connection": c.ID, "order": l.Order},
	}, nil)
}

func overTLS(r edge.Request) bool { return !strings.HasPrefix(r.Base, "http://") }

// formCookie names the cookie by which a browser is known that was shown a form.
func formCookie(r edge.Request) string {
	if overTLS(r) {
		return "__Host-form"
	}
	return "form"
}

// formLinks gives the links of forms as they are shown.
type formLinks struct {
	base string // our API's address
	key  []byte
	ends int64
}

// links opens what is needed to show links of forms.
func (c connections) links(ctx context.Context, r edge.Request) (formLinks, error) {
	key, err := consent.Key(ctx, c.secrets, webhook.FormKey)
	base := c.base
	if base == "" {
		base = r.Base
	}
	return formLinks{base: base, key: key, ends: c.env.Now().Add(webhook.FormLife).Unix()}, err
}

// of gives the link of the form that may mend what waits.
func (l formLinks) of(n webhook.Note) (string, error) {
	state, err := webhook.Link{Connection: n.Connection, Order: n.Order, Form: n.Form, Expires: l.ends}.Seal(l.key)
	return l.base + "/v1/forms/" + state, err
}
