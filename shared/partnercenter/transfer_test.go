package partnercenter_test

import (
	"testing"
	"time"

	sim "github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/transfer"
)

const rival = "99999999-aaaa-4bbb-8ccc-000000000009"

// handing is a simulated service with a customer of ours, of which another partner sold a licence three days ago.
func handing(t *testing.T, set func(*sim.Options)) (w *world, customer, foreign string) {
	t.Helper()
	w = simulated(t, set, partner.Partner{Tenant: home})
	customer, err := w.sim.AddCustomer(sim.CustomerSeed{Domain: "moves.onmicrosoft.com", Company: "Moves", Agreement: true})
	must(t, "customer", err)
	foreign, err = w.sim.AddForeign(sim.Foreign{Partner: rival, SubscriptionSeed: sim.SubscriptionSeed{
		Customer: customer, Item: "CFQ7TTC0LH18:0001", Term: "P1Y", BillingCycle: "monthly", Quantity: 20, Start: w.now().Add(-3 * 24 * time.Hour),
	}})
	must(t, "foreign", err)
	return w, customer, foreign
}

func wanted(customer string) transfer.Request {
	return transfer.Request{Tenant: customer, Customer: "Moves", Contact: "it@moves.example", Other: transfer.Party{Tenant: rival, Name: "Rival"}, Products: []string{transfer.Licences}}
}

func TestATransferToUsIsMadeWatchedAndComesWithItsTerm(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"": "5", "3": "3"} {
		w, customer, foreign := handing(t, func(o *sim.Options) {
			o.Quirks = sim.Quirks{BOM: true, StringCodes: true, UpperGUIDs: true, NoZone: true}
		})
		s := w.Transfers(name)
		made, err := s.Hands.Create(t.Context(), guid(), wanted(customer))
		if err != nil || made.Status != transfer.Open || made.Source.Tenant != rival || made.Target.Tenant != s.Own || made.Expires.IsZero() {
			t.Fatalf("made %+v, %v", made, err)
		}
		if _, err := s.Hands.Create(t.Context(), guid(), wanted(customer)); fault.Of(err) != fault.Conflict {
			t.Errorf("a second one: %v", err)
		}
		before, err := w.Licences().Licences.List(t.Context(), customer)
		if err != nil || len(before) != 0 {
			t.Errorf("another partner's licence is seen: %v, %v", before, err)
		}
		if at := w.sim.Transfers()[0]; at.Type != kind {
			t.Errorf("type %s, want %s", at.Type, kind)
		}
		_, err = w.sim.SubmitTransfer(sim.Submission{Takes: "2h"})
		must(t, "submit", err)
		got, err := s.Views.Read(t.Context(), customer, made.ID)
		if err != nil || got.Status != transfer.AtWork || len(got.Items) != 0 {
			t.Errorf("at work it is %+v, %v", got, err)
		}
		must(t, "pass", w.pass(t.Context(), 2*time.Hour))
		all, err := s.Views.List(t.Context(), customer)
		if err != nil || len(all) != 1 || all[0].Status != transfer.Complete || len(all[0].Items) != 1 || all[0].Items[0].Quantity != 20 || all[0].Items[0].Product != "CFQ7TTC0LH18" {
			t.Errorf("at last %+v, %v", all, err)
		}
		have, err := w.Licences().Licences.List(t.Context(), customer)
		must(t, "list", err)
		for id, f := range have {
			sold := w.now().Add(-2*time.Hour - 3*24*time.Hour)
			if string(id) == foreign || f.Quantity != 20 || !f.CancelUntil.Equal(sold.Add(7*24*time.Hour)) || f.CommitmentEnds.After(sold.AddDate(1, 0, 0)) {
				t.Errorf("came %s %+v", id, f)
			}
		}
		if len(have) != 1 {
			t.Errorf("%d came", len(have))
		}
	}
}

func TestATransferToUsIsTakenBackOnlyWhileItIsPending(t *testing.T) {
	t.Parallel()
	w, customer, _ := handing(t, nil)
	s := w.Transfers("")
	made, err := s.Hands.Create(t.Context(), guid(), wanted(customer))
	must(t, "create", err)
	must(t, "cancel", s.Hands.End(t.Context(), guid(), customer, made.ID, transfer.Withdrawn))
	made, err = s.Hands.Create(t.Context(), guid(), wanted(customer))
	must(t, "create again", err)
	_, err = w.sim.SubmitTransfer(sim.Submission{Takes: "1h"})
	must(t, "submit", err)
	if err := s.Hands.End(t.Context(), guid(), customer, made.ID, transfer.Withdrawn); fault.Of(err) != fault.Conflict {
		t.Errorf("while it is moved: %v", err)
	}
	must(t, "pass", w.pass(t.Context(), time.Hour))
	if err := s.Hands.End(t.Context(), guid(), customer, made.ID, transfer.Withdrawn); fault.Of(err) != fault.Gone {
		t.Errorf("when it is complete: %v", err)
	}
}

func TestARequestNobodySubmitsExpires(t *testing.T) {
	t.Parallel()
	w, customer, _ := handing(t, nil)
	s := w.Transfers("")
	made, err := s.Hands.Create(t.Context(), guid(), wanted(customer))
	must(t, "create", err)
	must(t, "pass", w.pass(t.Context(), made.Expires.Sub(w.now())))
	if got, err := s.Views.Read(t.Context(), customer, made.ID); err != nil || got.Status != transfer.Lapsed {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestLicencesLeaveUsOnlyAsTheyAreSubmitted(t *testing.T) {
	t.Parallel()
	w := simulated(t, nil, partner.Partner{Tenant: home})
	made, sold := buy(t, w)
	id, customer := ready(t, w, made.ID, sold), string(made.ID)
	asked, err := w.sim.RequestTransfer(sim.Takeaway{Customer: customer, Partner: rival, Name: "Rival"})
	must(t, "request", err)
	s := w.Transfers("")
	all, err := s.Views.List(t.Context(), customer)
	if err != nil || len(all) != 1 || all[0].Source.Tenant != s.Own || all[0].Target.Name != "Rival" || all[0].Status != transfer.Open {
		t.Fatalf("%+v, %v", all, err)
	}
	if err := s.Hands.Submit(t.Context(), guid(), customer, asked, []string{guid()}); fault.Of(err) != fault.NotFound {
		t.Errorf("a subscription that is not there: %v", err)
	}
	must(t, "submit", s.Hands.Submit(t.Context(), guid(), customer, asked, []string{id}))
	f, err := w.Licences().Licences.List(t.Context(), customer)
	if err != nil || f["x"].Quantity != 0 || len(f) != 1 {
		t.Errorf("%v, %v", f, err)
	}
	for _, l := range f {
		if l.Status != "deleted" {
			t.Errorf("left %+v", l)
		}
	}
	if err := s.Hands.End(t.Context(), guid(), customer, asked, transfer.Refused); fault.Of(err) != fault.Gone {
		t.Errorf("declined when it is over: %v", err)
	}
}

func TestARequestIsDeclined(t *testing.T) {
	t.Parallel()
	w, customer, _ := handing(t, nil)
	asked, err := w.sim.RequestTransfer(sim.Takeaway{Customer: customer, Partner: rival, Name: "Rival"})
	must(t, "request", err)
	s := w.Transfers("")
	must(t, "decline", s.Hands.End(t.Context(), guid(), customer, asked, transfer.Refused))
	if got, err := s.Views.Read(t.Context(), customer, asked); err != nil || got.Status != transfer.Refused {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWordsOfTheSellerAreReadLeniently(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]transfer.Status{
		"Active": transfer.Open, "Completed": transfer.Complete, "Cancel": transfer.Withdrawn, "Reject": transfer.Refused, "canceled": transfer.Withdrawn,
		"EXPIRED": transfer.Lapsed, "Failed": transfer.Broken, "Inprogress": transfer.AtWork, "SomethingNew": transfer.Unclear,
	} {
		c, _, _ := served(t, answers{"GET /transfers/x": {`200 {"id":"x","status":"` + text + `"}`}})
		got, err := c.Transfers("").Views.Read(t.Context(), string(tenant), "x")
		if err != nil || got.Status != want {
			t.Errorf("%s is %s, %v", text, got.Status, err)
		}
	}
}
