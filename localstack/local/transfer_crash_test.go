package local_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/transfer"
)

const rival = "99999999-aaaa-4bbb-8ccc-000000000009"

// handover is the story of one transfer with crashes: to us, where the other partner submits as soon as it can, or from us, where a person agrees. A person whose
// request or submission does not show tries again.
type handover struct {
	*local.System

	in     bool
	clock  *local.Clock
	tenant string
}

// post calls an operation of the transfers; a call that was cut or refused is made again by whoever drives.
func (h handover) post(ctx context.Context, path, body string) (status int, err error) {
	token, err := h.Token(ctx, local.Client)
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, local.API+"/v1/partners/sample/transfers"+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", "move")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := h.Transport().RoundTrip(r)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

// begun is a system with a customer that has a licence with us, or with the other partner.
func begun(ctx context.Context, in bool, seam *local.Seam) (*handover, error) {
	h := &handover{in: in, clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))}
	var err error
	if h.System, err = local.Start(ctx, local.Options{Clock: h.clock, Seam: seam, Idle: aside()}); err != nil {
		return h, err
	}
	h.tenant, err = h.PartnerCenter.AddCustomer(partnercenter.CustomerSeed{Partner: sampleTenant, Domain: "moves.onmicrosoft.com", Company: "Moves", Country: "DE"})
	if err != nil {
		return h, err
	}
	seed := partnercenter.SubscriptionSeed{Customer: h.tenant, Item: "CFQ7TTC0LCHC:0002", Term: "P1Y", BillingCycle: "monthly", Quantity: 10}
	if in {
		_, err = h.PartnerCenter.AddForeign(partnercenter.Foreign{SubscriptionSeed: seed, Partner: rival})
		return h, err
	}
	if _, err = h.PartnerCenter.AddSubscription(seed); err == nil {
		_, err = h.PartnerCenter.RequestTransfer(partnercenter.Takeaway{Customer: h.tenant, Partner: rival, Name: "Rival"})
	}
	return h, err
}

// known gives the transfer as the table has it.
func (h *handover) known(ctx context.Context) (transfer.Transfer, error) {
	for _, i := range h.Store.All() {
		if partner, id, ok := key.TransferOf(i.Key().PK); ok {
			return h.Table().Transfers().Load(ctx, partner, id)
		}
	}
	return transfer.Transfer{}, nil
}

// people do what people do when a transfer is so far.
func (h *handover) people(ctx context.Context, t transfer.Transfer) error {
	var err error
	switch {
	case t.ID == "" && h.in:
		_, err = h.post(ctx, "", `{"customer_id":"`+h.tenant+`","customer_name":"Moves","customer_email":"a@moves.example","source":{"tenant_id":"`+rival+`","name":"Rival"}}`)
	case t.ID == "":
		_, err = h.post(ctx, "/find", `{"customer_id":"`+h.tenant+`"}`)
	case t.State == transfer.Offered:
		_, err = h.post(ctx, "/"+t.ID+"/accept", `{"hash":"`+t.Offer.Hash+`"}`)
	case t.State == transfer.Operator:
		_, err = h.post(ctx, "/"+t.ID+"/retry", "")
	case t.State == transfer.Waiting && h.PartnerCenter.Transfers()[0].Status == "Pending":
		_, err = h.PartnerCenter.SubmitTransfer(partnercenter.Submission{Takes: "10m"})
	}
	return err
}

// handedOver tells the story, and gives how many effects there were and how many points were reached.
func handedOver(ctx context.Context, in bool, points ...int) (effects, hits int, err error) {
	seam := local.NewSeam(points...)
	h, err := begun(ctx, in, seam)
	if err != nil {
		return 0, 0, err
	}
	for range 400 {
		t, err := h.known(ctx)
		if err != nil {
			return 0, 0, err
		}
		if t.State.Over() && h.Queue.Len() == 0 {
			return seam.Effects(), seam.Hits(), h.judged(ctx, t)
		}
		if err := h.people(ctx, t); err != nil {
			return 0, 0, err
		}
		if err := h.Drain(ctx); err != nil {
			return 0, 0, err
		}
		h.clock.Advance(time.Minute)
		if err := h.Fire(ctx); err != nil {
			return 0, 0, err
		}
	}
	return 0, 0, errors.New("the transfer does not end")
}

// judged looks whether the licence was moved once, and our records and the audit say so.
func (h *handover) judged(ctx context.Context, t transfer.Transfer) error {
	at, have := h.PartnerCenter.Transfers(), h.PartnerCenter.Subscriptions()
	switch {
	case t.State != transfer.Done || len(t.Lines) != 1:
		return fmt.Errorf("state %s, moved %+v: %+v", t.State, t.Lines, t.Steps)
	case len(at) != 1 || at[0].Status != "Complete" || at[0].Lines != 1:
		return fmt.Errorf("at the seller %+v", at)
	case len(have) != 1 || have[0].Quantity != 10 || (have[0].Status == "active") != h.in:
		return fmt.Errorf("licences %+v", have)
	case len(h.PartnerCenter.Violations()) > 0 || len(h.Queue.Dead()) > 0:
		return fmt.Errorf("%d dead letters, violations %+v", len(h.Queue.Dead()), h.PartnerCenter.Violations())
	}
	chain, err := h.Table().Chain(ctx, audit.Transfer("sample", t.ID))
	if err != nil {
		return err
	}
	var told []string
	for _, e := range chain {
		told = append(told, string(e.What))
	}
	if !slices.Contains(told, "transfer.done") || len(told) < 4 {
		return fmt.Errorf("the audit has %v", told)
	}
	return nil
}

// TestNoCrashHandsOverTwiceOrLosesAnything ends the functions before and after every outside effect of transfers in both directions, and at pairs of them.
func TestNoCrashHandsOverTwiceOrLosesAnything(t *testing.T) {
	t.Parallel()
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	want := 0
	for _, in := range []bool{true, false} {
		effects, _, err := handedOver(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		try := func(points ...int) int {
			effects, hits, err := handedOver(ctx, in, points...)
			if err != nil {
				t.Errorf("in %v, crash at %v: %v", in, points, err)
			} else if hits == len(points) {
				cases.Add(1)
			}
			return effects
		}
		every := 1
		if testing.Short() {
			every = 19
		}
		want += 2 * effects / every
		for first := 0; first < 2*effects; first += every {
			g.Go(func() error {
				more := try(first)
				for second := first + 1 + first%apart(); !testing.Short() && second < 2*more; second += 17 * apart() {
					try(first, second)
				}
				return ctx.Err()
			})
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("property: no crash hands over twice or loses anything: %d distinct cases\n", cases.Load())
	if int(cases.Load()) < want {
		t.Errorf("%d distinct cases, want %d at least", cases.Load(), want)
	}
}
