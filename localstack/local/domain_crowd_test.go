package local_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/table"
)

// crowd has many workers take up the same setup at once, as no queue does that keeps its groups in order.
func (w *zoneStory) crowd(t *testing.T, id string) {
	t.Helper()
	payload, err := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{
		MessageId: "one", Body: fmt.Sprintf(`{"partner":"sample","setup":%q}`, id), EventSource: "aws:sqs",
		Attributes: map[string]string{"MessageGroupId": "one", "MessageDeduplicationId": "one", "ApproximateReceiveCount": "1", "SentTimestamp": "1700000000000"},
	}}})
	must(t, err)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := w.Invoke(t.Context(), "domain", payload); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.clock.Advance(time.Minute)
}

// crowded has them work until the setup is in a state.
func (w *zoneStory) crowded(t *testing.T, id, want string) {
	t.Helper()
	var p shownPlan
	for range 100 {
		w.crowd(t, id)
		must(t, w.ask(t.Context(), http.MethodGet, "/plans/"+id, "", &p))
		if p.State == want {
			return
		}
	}
	t.Fatalf("%s, want %s: %+v", p.State, want, p.Problem)
}

// TestManyWorkersAtOnceWriteAZoneOnce does without the queue's order, which is what keeps workers apart: the lease of the zone does as well.
func TestManyWorkersAtOnceWriteAZoneOnce(t *testing.T) {
	t.Parallel()
	rounds := 10
	if testing.Short() {
		rounds = 1
	}
	for _, host := range []domain.HostKind{domain.OVH, domain.Route53} {
		want, _, _, err := toldZone(t.Context(), host)
		must(t, err)
		for range rounds {
			w := zoneAt(t, host)
			p := w.toServices(t)
			w.apply(t, p)
			w.crowded(t, p.ID, "done")
			w.decide(t, p.ID, "rollback", "")
			w.crowded(t, p.ID, "rolled_back")
			w.look()
			must(t, w.Drain(t.Context()))
			got, err := w.hold(t.Context())
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s: %v (-one +many):\n%s", host, err, diff)
			}
		}
	}
}

func TestManyWhoApplyAPlanAtOnceHaveItAppliedOnce(t *testing.T) {
	t.Parallel()
	w := zoneAt(t, domain.OVH)
	p := w.toServices(t)
	var all sync.WaitGroup
	var taken atomic.Int64
	for range 20 {
		all.Go(func() {
			code, text, err := w.call(t.Context(), http.MethodPost, "/plans/"+p.ID+"/apply", `{"hash":"`+p.Hash+`"}`, nil)
			switch {
			case err != nil || code != http.StatusAccepted && code != http.StatusConflict && code != http.StatusPreconditionFailed && code != http.StatusServiceUnavailable:
				t.Errorf("%s: %v", text, err)
			case code == http.StatusAccepted:
				taken.Add(1)
			}
		})
	}
	all.Wait()
	if taken.Load() == 0 {
		t.Error("nobody applied it")
	}
	w.reach(t, p.ID, "done services")
	if got := len(w.said(t, "domain.applied")); got != 2 {
		t.Errorf("%d plans were applied, want the proof and the services", got)
	}
	tale, err := w.hold(t.Context())
	if must(t, err); len(tale.Shown) != 3 {
		t.Errorf("%d zones were shown", len(tale.Shown))
	}
}

// said gives the records of one kind in the domain's chain.
func (w *zoneStory) said(t *testing.T, what audit.What) []audit.Entry {
	t.Helper()
	chain, err := table.Open(w.Store, w.clock.Now).Chain(t.Context(), audit.Domain("sample", w.name))
	must(t, err)
	return slices.DeleteFunc(chain, func(e audit.Entry) bool { return e.What != what })
}

func TestOnlyOneOfTwoOperatorsWithDifferentMindsIsHeard(t *testing.T) {
	t.Parallel()
	w := zoneAt(t, domain.OVH)
	p := w.toServices(t)
	var all sync.WaitGroup
	var heard atomic.Int64
	for _, call := range [][2]string{{"apply", `{"hash":"` + p.Hash + `"}`}, {"replan", `{"options":{"services":["Email","Intune"],"consents":{"classes":["replace_mx"]}}}`}} {
		all.Go(func() {
			code, text, err := w.call(t.Context(), http.MethodPost, "/plans/"+p.ID+"/"+call[0], call[1], nil)
			if err != nil || code >= http.StatusInternalServerError && code != http.StatusServiceUnavailable {
				t.Errorf("%s: %v", text, err)
			}
			if code == http.StatusAccepted {
				heard.Add(1)
			}
		})
	}
	all.Wait()
	if heard.Load() == 0 {
		t.Error("nobody was heard")
	}
	got := w.reach(t, p.ID, "done services", "planned services")
	if got.State == "planned" && !slices.Equal(w.staged(), w.shown[1]) {
		t.Errorf("a plan that was replaced was written: %q", w.staged())
	}
}
