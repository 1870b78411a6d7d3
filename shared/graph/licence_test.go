package graph_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/graph"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/graph"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/takeover"
)

const (
	basic    = "3b64db95-cb55-4763-891c-707108489ae1"
	standard = "8185d5e4-c340-4f13-82f2-933e13c90727"
	visio    = "00000000-0000-4000-8000-0000000000f1"
	provider = "99999999-9999-4999-8999-999999999999"
)

// office is a tenant with three users, an old subscription of another provider's and a new one of ours.
func office(t *testing.T, scopes, role string) (*graph.Client, *sim.Sim) {
	t.Helper()
	now := clock()
	s := sim.New(sim.Options{
		Clock: clock, Seed: "a", Keys: func() ([]byte, error) { return signer().Keys().Encode() }, Writes: 5,
		Sold: func(string) []sim.Sold {
			return []sim.Sold{{ID: "NEW", SKU: standard, Seats: 2, Owner: tenant, Created: now, Ends: now.AddDate(1, 0, 0)}}
		},
		Tenants: []sim.Tenant{{
			ID: tenant, Domains: []string{"contoso.com", "contoso.onmicrosoft.com"},
			Sold: []sim.Sold{{ID: "OLD", SKU: basic, Seats: 3, Owner: provider, Created: now.AddDate(0, -6, 0), Ends: now.AddDate(0, 6, 0)}},
			Users: []sim.User{
				{ID: "ann", Location: "FR", Licences: []sim.Licence{{SKU: basic, Off: []string{sim.PlanID(basic, "YAMMER_ENTERPRISE")}}}},
				{ID: "bob", Licences: []sim.Licence{{SKU: basic}, {SKU: basic, Group: "g1"}}},
				{ID: "eve", Location: "FR", Licences: []sim.Licence{{SKU: basic}, {SKU: visio}, {SKU: standard, Group: "g1", Error: "CountViolation"}}},
			},
		}},
	})
	token, err := signer().Sign(map[string]any{"aud": sim.Audience, "tid": tenant, "oid": "user", "exp": now.AddDate(0, 0, 1).Unix(), "scp": scopes, "wids": []string{role}})
	if err != nil {
		t.Fatal(err)
	}
	return graph.Open(graph.Options{
		Base: "http://graph.test", Tokens: rest.Bearer(token), Transport: control.Transport(map[string]http.Handler{"graph.test": s}),
	}), s
}

const (
	enough = "Organization.Read.All User.Read.All LicenseAssignment.ReadWrite.All"
	admin  = "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
)

func opened(t *testing.T, c *graph.Client) *graph.Licences {
	t.Helper()
	l, err := c.Licences(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestATenantTellsWhatWasSoldToItAndByWhom(t *testing.T) {
	t.Parallel()
	c, _ := office(t, enough, admin)
	got, err := c.Subscriptions(t.Context(), tenant)
	want := []takeover.Line{
		{ID: "old", SKU: basic, Status: "Enabled", Seats: 3, Ends: clock().AddDate(0, 6, 0)},
		{ID: "new", SKU: standard, Status: "Enabled", Seats: 2, Ends: clock().AddDate(1, 0, 0), Ours: true},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	l := opened(t, c)
	if d := cmp.Diff([]takeover.Pool{{SKU: visio, Consumed: 1}, {SKU: basic, Enabled: 3, Consumed: 3}, {SKU: standard, Enabled: 2}}, sorted(l.Pools())); d != "" {
		t.Error(d)
	}
	holders, err := l.Holders(t.Context(), basic)
	people := []takeover.Holder{
		{ID: "ann", Location: "FR", Held: []takeover.Held{{SKU: basic, Off: []string{"YAMMER_ENTERPRISE"}}}},
		{ID: "bob", Held: []takeover.Held{{SKU: basic, ByGroup: true}}},
		{ID: "eve", Location: "FR", Held: []takeover.Held{{SKU: basic}, {SKU: visio}}},
	}
	if d := cmp.Diff(people, holders); d != "" || err != nil {
		t.Error(d, err)
	}
}

func sorted(all []takeover.Pool) []takeover.Pool {
	slices.SortFunc(all, func(a, b takeover.Pool) int { return strings.Compare(a.SKU, b.SKU) })
	return all
}

func TestAUsersLicenceIsChangedInOneCallWithWhatWasOffStillOff(t *testing.T) {
	t.Parallel()
	c, s := office(t, enough, admin)
	l := opened(t, c)
	change := takeover.Change{Add: []takeover.Held{{SKU: standard, Off: []string{"YAMMER_ENTERPRISE"}}}, Remove: []string{basic}}
	if err := l.Change(t.Context(), "ann", change); err != nil {
		t.Fatal(err)
	}
	got, err := l.Holder(t.Context(), "ann")
	want := takeover.Holder{ID: "ann", Location: "FR", Held: []takeover.Held{{SKU: standard, Off: []string{"YAMMER_ENTERPRISE"}}}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if off := s.State()[0].Users[0].Licences[0].Off; len(off) != 1 || off[0] != sim.PlanID(standard, "YAMMER_ENTERPRISE") {
		t.Error("another service is off:", off)
	}
	if _, err := l.Holder(t.Context(), "zoe"); fault.Of(err) != fault.NotFound {
		t.Error("nobody:", err)
	}
}

func TestRefusalsHaveMicrosoftsClasses(t *testing.T) {
	t.Parallel()
	swap := takeover.Change{Add: []takeover.Held{{SKU: standard}}, Remove: []string{basic}}
	for want, story := range map[string]struct {
		user  string
		rules func(s *sim.Sim) error
		ch    takeover.Change
	}{
		"CountViolation": {"ann", func(s *sim.Sim) error {
			err := s.SetUser(tenant, sim.User{ID: "x", Location: "FR", Licences: []sim.Licence{{SKU: standard}}})
			if err == nil {
				err = s.SetUser(tenant, sim.User{ID: "y", Location: "FR", Licences: []sim.Licence{{SKU: standard}}})
			}
			return err
		}, swap},
		"MutuallyExclusiveViolation": {"eve", func(s *sim.Sim) error { return s.SetRules(tenant, []sim.Exclusion{{One: visio, Other: standard}}, nil) }, swap},
		"DependencyViolation":        {"eve", func(s *sim.Sim) error { return s.SetRules(tenant, nil, []sim.Dependency{{AddOn: visio, Base: basic}}) }, swap},
		"ProhibitedInUsageLocationViolation": {
			"bob", func(*sim.Sim) error { return nil }, takeover.Change{Add: []takeover.Held{{SKU: standard}}},
		},
		takeover.ByGroupViolation: {"bob", func(s *sim.Sim) error {
			return s.SetUser(tenant, sim.User{ID: "bob", Location: "FR", Licences: []sim.Licence{{SKU: basic, Group: "g1"}}})
		}, swap},
	} {
		c, s := office(t, enough, admin)
		if err := story.rules(s); err != nil {
			t.Fatal(err)
		}
		before := fmt.Sprint(s.State()[0].Users)
		err := opened(t, c).Change(t.Context(), story.user, story.ch)
		if fault.Of(err) != fault.Invalid || fault.Code(err) != want {
			t.Errorf("want %s: %v (%s)", want, err, fault.Code(err))
		}
		if after := fmt.Sprint(s.State()[0].Users); after != before {
			t.Errorf("%s: half of it was done: %s", want, after)
		}
	}
}

func TestChangesAreThrottledAndALostAnswerIsNotKnown(t *testing.T) {
	t.Parallel()
	c, s := office(t, enough, admin)
	l := opened(t, c)
	off := takeover.Change{Add: []takeover.Held{{SKU: basic}}}
	if err := s.Inject(control.Fault{Method: http.MethodPost, Cut: control.CutAfter}); err != nil {
		t.Fatal(err)
	}
	if err := l.Change(t.Context(), "ann", off); fault.Of(err) != fault.Unknown {
		t.Error("lost:", err)
	}
	for range 4 {
		if err := l.Change(t.Context(), "ann", off); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Change(t.Context(), "ann", off); fault.Of(err) != fault.Throttled || fault.RetryAfter(err).Seconds() != 150 {
		t.Error("too many:", err)
	}
}

func TestWithoutPermissionOrRoleNothingIsReadOrChanged(t *testing.T) {
	t.Parallel()
	for _, as := range [][2]string{{"User.Read", admin}, {enough, "8329153b-31d0-4727-b945-745eb3bc5f31"}} {
		c, _ := office(t, as[0], as[1])
		if _, err := c.Licences(t.Context()); fault.Of(err) != fault.Denied {
			t.Error(as, err)
		}
		if _, err := c.Subscriptions(t.Context(), tenant); fault.Of(err) != fault.Denied {
			t.Error(as, err)
		}
	}
	reader, _ := office(t, enough, "88d8e3e3-8f55-4a1e-953a-9b9898b8876b")
	if err := opened(t, reader).Change(t.Context(), "ann", takeover.Change{Remove: []string{basic}}); fault.Of(err) != fault.Denied {
		t.Error("a reader changes licences:", err)
	}
}
