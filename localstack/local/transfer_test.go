package local_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/transfer"
)

// until works and lets time pass until the transfer has a state.
func (h *handover) until(t *testing.T, s transfer.State) transfer.Transfer {
	t.Helper()
	for range 200 {
		if err := h.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := h.known(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.State == s {
			return got
		}
		h.clock.Advance(time.Minute)
		if err := h.Fire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := h.known(t.Context())
	t.Fatalf("the transfer is %s, want %s: %+v, %v", got.State, s, got.Steps, err)
	return got
}

func handed(t *testing.T, in bool) *handover {
	t.Helper()
	h, err := begun(t.Context(), in, local.NewSeam())
	if err == nil {
		err = h.people(t.Context(), transfer.Transfer{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestARequestWhoseAnswerIsCutIsMadeOnce(t *testing.T) {
	t.Parallel()
	for cut, want := range map[string]transfer.State{"after": transfer.Waiting, "before": transfer.Operator} {
		h := handed(t, true)
		if err := h.PartnerCenter.Inject(control.Fault{Method: http.MethodPost, Path: "/v1/customers/*/transfers", Cut: cut, Times: 1}); err != nil {
			t.Fatal(err)
		}
		got := h.until(t, want)
		if n := len(h.PartnerCenter.Transfers()); n != map[string]int{"after": 1}[cut] {
			t.Errorf("cut %s: %d requests at the seller; %+v", cut, n, got.Steps)
		}
	}
}

func TestASubmissionWhoseAnswerIsCutIsMadeOnce(t *testing.T) {
	t.Parallel()
	for cut, want := range map[string]transfer.State{"after": transfer.Done, "before": transfer.Operator} {
		h := handed(t, false)
		got := h.until(t, transfer.Offered)
		if err := h.PartnerCenter.Inject(control.Fault{Method: http.MethodPatch, Path: "/v1/customers/*/transfers/*", Cut: cut, Times: 1}); err != nil {
			t.Fatal(err)
		}
		if err := h.people(t.Context(), got); err != nil {
			t.Fatal(err)
		}
		h.until(t, want)
		if status := h.PartnerCenter.Transfers()[0].Status; (status == "Complete") != (cut == "after") {
			t.Errorf("cut %s: at the seller it is %s", cut, status)
		}
	}
}

func TestWhatCannotBeATransferIsRefused(t *testing.T) {
	t.Parallel()
	h := handed(t, false)
	got := h.until(t, transfer.Offered)
	for path, c := range map[string]struct {
		body string
		want int
	}{
		"":                        {`{"customer_id":"x","customer_name":"","customer_email":"no","source":{"tenant_id":"","name":""}}`, http.StatusUnprocessableEntity},
		"/find":                   {`{"customer_id":"short"}`, http.StatusUnprocessableEntity},
		"/" + got.ID + "/accept":  {`{"hash":"` + got.Offer.Hash + `","subscriptions":["99999999-0000-4000-8000-000000000000"]}`, http.StatusUnprocessableEntity},
		"/" + got.ID + "/reject":  {`{"hash":"another"}`, http.StatusPreconditionFailed},
		"/" + got.ID + "/cancel":  {"", http.StatusConflict},
		"/" + got.ID + "/retry":   {"", http.StatusConflict},
		"/trf_unknown/refresh":    {"", http.StatusNotFound},
		"/" + got.ID + "/refresh": {`{"more":1}`, http.StatusUnprocessableEntity},
	} {
		if status, err := h.post(t.Context(), path, c.body); err != nil || status != c.want {
			t.Errorf("%s: %d, want %d, %v", path, status, c.want, err)
		}
	}
	if again := h.until(t, transfer.Offered); again.Decision != nil {
		t.Errorf("decided: %+v", again.Decision)
	}
}
