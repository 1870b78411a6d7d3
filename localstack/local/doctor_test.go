package local_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/secret"
)

// examined runs the doctor for the sample partner, and gives its findings by check. It holds that the doctor changed nothing.
func examined(t *testing.T, s *local.System) (api.Examination, map[string]api.Finding) {
	t.Helper()
	before := untouched(t, s)
	a := ask(t, s, local.Operator, "doctor", "doctor", nil)
	status(t, a, http.StatusOK)
	if diff := cmp.Diff(before, untouched(t, s)); diff != "" {
		t.Errorf("the doctor changed something (-before +after):\n%s", diff)
	}
	var e api.Examination
	if err := json.Unmarshal([]byte(a.Body), &e); err != nil {
		t.Fatalf("answer %s: %v", a.Body, err)
	}
	found := map[string]api.Finding{}
	for _, f := range e.Checks {
		found[f.Check] = f
	}
	return e, found
}

// untouched is what the doctor must leave as it is: all that is stored here, and what the simulators hold but for the tokens that they
// gave. Whether those that are stored here still work is part of it.
func untouched(t *testing.T, s *local.System) map[string]any {
	t.Helper()
	all := map[string]any{"items": s.Store.All(), "changes of secrets": s.Secrets.Changes(), "dead": len(s.Queue.Dead()), "waiting": s.Queue.Len()}
	for _, name := range s.Secrets.Names() {
		for _, l := range []secret.Label{secret.Current, secret.Pending, secret.Previous} {
			v, err := s.Secrets.Version(t.Context(), name, l)
			all["secret "+name+" "+string(l)] = []any{v, fault.Of(err)}
		}
	}
	all["users"], all["tenants"] = s.Entra.State().Users, s.Graph.State()
	all["customers"], all["orders"], all["subscriptions"] = s.PartnerCenter.Customers(), s.PartnerCenter.Orders(), s.PartnerCenter.Subscriptions()
	all["violations"], all["letters"] = s.PartnerCenter.Violations(), len(s.Mail.Sent())
	for name, calls := range map[string][]control.Call{"partner center": s.PartnerCenter.Calls(), "graph": s.Graph.Calls(), "prices": s.PartnerAPI.Calls()} {
		writes := 0
		for _, c := range calls {
			if c.Method != http.MethodGet && c.Method != http.MethodHead {
				writes++
			}
		}
		all["writes to "+name] = writes
	}
	return all
}

func TestDoctor_FindsTheSampleInOrderInEveryCheck(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	e, found := examined(t, s)
	if e.Verdict != api.Ok || e.Partner != "sample" || len(found) != 20 {
		t.Errorf("verdict %s of %q from %d checks", e.Verdict, e.Partner, len(found))
	}
	for name, f := range found {
		if f.Verdict != api.Ok || f.Next != nil {
			t.Errorf("%s: %s: %s", name, f.Verdict, said(f))
		}
	}
}

// said is all that a finding says.
func said(f api.Finding) string {
	text := []string{f.Means}
	for _, more := range []*string{f.Next, f.Link, f.Code, f.BlockedBy} {
		if more != nil {
			text = append(text, *more)
		}
	}
	return strings.Join(text, " | ")
}

// harm is a break: what is done to a system that was in order, and what each check that sees it has to say. Those that only could not be
// made because of it are not named.
type harm struct {
	do   func(t *testing.T, s *local.System, clock *local.Clock)
	want map[string]string // by check: the verdict, a colon and a part of what is said
}

func TestDoctor_NamesWhatIsBrokenAndWhatToDo(t *testing.T) {
	t.Parallel()
	for name, h := range harms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, clock := begin(t, local.World{})
			h.do(t, s, clock)
			e, found := examined(t, s)
			seen := []string{}
			for check, f := range found {
				switch {
				case f.BlockedBy != nil && found[*f.BlockedBy].Verdict == api.Ok:
					t.Errorf("%s is blocked by %s, which is in order", check, *f.BlockedBy)
				case f.BlockedBy == nil && f.Verdict != api.Ok:
					seen = append(seen, check)
				}
			}
			slices.Sort(seen)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(h.want)), seen); diff != "" || e.Verdict == api.Ok {
				t.Errorf("verdict %s; checks that see it (-want +got):\n%s", e.Verdict, diff)
			}
			for check, want := range h.want {
				verdict, part, _ := strings.Cut(want, ": ")
				if f := found[check]; string(f.Verdict) != verdict || !strings.Contains(said(f), part) {
					t.Errorf("%s: got %s: %s, want %s", check, f.Verdict, said(f), want)
				}
			}
		})
	}
}

func harms() map[string]harm {
	all := map[string]harm{}
	for _, some := range []map[string]harm{signInHarms(), accountHarms(), outsideHarms(), ownHarms()} {
		maps.Copy(all, some)
	}
	return all
}

// downSecrets is a secret store that does not answer.
type downSecrets struct{ secret.Versions }

func (downSecrets) Read(context.Context, string) (string, error) {
	return "", fault.Unavailable.Errorf("read a secret: no answer")
}

func TestDoctor_SaysThatTheSecretStoreIsDown(t *testing.T) {
	t.Parallel()
	clock := local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	s := start(t, local.Options{Clock: clock, Secrets: func(v secret.Versions) secret.Versions { return downSecrets{v} }})
	_, found := examined(t, s)
	for check, f := range found {
		own := slices.Contains([]string{"work", "queue", "dead_letters", "schedules"}, check)
		switch {
		case own && f.Verdict != api.Ok, !own && f.Verdict == api.Ok:
			t.Errorf("%s: %s", check, said(f))
		case check == "secret_store" && !strings.Contains(said(f), "does not answer"):
			t.Errorf("%s: %s", check, said(f))
		}
	}
}

func TestDoctor_WaitsThreeSecondsForAServiceThatHangs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes the three seconds")
	}
	s, _ := begin(t, local.World{})
	inject(t, s, control.Fault{Delay: time.Hour, Times: 1000})
	began := time.Now() //nolint:forbidigo // how long a caller waits
	_, found := examined(t, s)
	if took := time.Since(began); took > 2*doctor.Limit { //nolint:forbidigo // how long a caller waits
		t.Errorf("took %v", took)
	}
	for check, f := range found {
		if _, hangs := everyCenterCheck("")[check]; hangs != strings.Contains(said(f), "no answer within 3s") {
			t.Errorf("%s: %s", check, said(f))
		}
	}
}

func TestDoctor_OfAPartnerThatIsNotThereIsNotFoundAndOfAnothersDenied(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	elsewhere := func(id string) func(*request) {
		return func(e *request) { e.PathParameters = map[string]string{"partner_id": id} }
	}
	status(t, ask(t, s, local.Operator, "doctor", "doctor", elsewhere("nobody")), http.StatusNotFound)
	status(t, ask(t, s, local.Client, "doctor", "doctor", elsewhere("other")), http.StatusForbidden)
	status(t, ask(t, s, local.Operator, "doctor", "doctor", elsewhere("branch")), http.StatusOK)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keep puts a document into the secret store.
func keep(t *testing.T, s *local.System, name string, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	must(t, s.Secrets.Write(t.Context(), name, string(text)))
}

// change saves the sample partner's settings with a change.
func change(t *testing.T, s *local.System, how func(map[string]any)) {
	t.Helper()
	now := ask(t, s, local.Operator, "settings", "settings.get", nil)
	status(t, now, http.StatusOK)
	var p map[string]any
	must(t, json.Unmarshal([]byte(now.Body), &p))
	how(p)
	body, err := json.Marshal(p)
	must(t, err)
	status(t, ask(t, s, local.Operator, "settings", "settings.put", func(e *request) {
		e.Body = string(body)
		set(e, "If-Match", now.Headers["ETag"])
	}), http.StatusOK)
}
