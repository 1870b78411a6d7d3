package local_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/subscription"
)

const oneDay = 24 * time.Hour

func TestALicenceThatAnOrderBoughtIsThereAtOnceWithItsCost(t *testing.T) {
	t.Parallel()
	l := owned(t)
	s := l.record(t)
	if s.Order == "" || s.Line != "1" || s.UnitCost.String() != "198.00 EUR" || s.Tenant != l.tenant || s.Segment != "commercial" || len(s.Drift) != 0 {
		t.Errorf("record %+v", s)
	}
	shown := do[struct {
		Quantity   int `json:"quantity"`
		Edition    int `json:"edition"`
		Refundable []struct{ Quantity int }
		Cost       money `json:"unit_cost"`
	}](t, l, http.StatusOK, called{method: http.MethodGet, path: "/" + l.id})
	if shown.Quantity != 3 || shown.Edition != 1 || len(shown.Refundable) != 1 || shown.Cost.Amount != "198.00" {
		t.Errorf("%+v", shown)
	}
	if a := do[any](t, l, http.StatusNotFound, called{method: http.MethodGet, path: "/" + l.id, client: local.Foreign}); a == nil {
		t.Error("no problem")
	}
	do[any](t, l, http.StatusForbidden, called{client: local.Reader, method: http.MethodPost, path: "/" + l.id + "/cancel"})
}

func TestOnTheSixthDayALicenceIsCancelledAtOnceAndOnTheEighthAtItsTermsEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		days         int
		state, rule  string
		status       string
		renews, ends bool
	}{
		"day 6": {6, "done", "cancel_window", "deleted", false, false},
		"day 8": {8, "scheduled", "cancel_late", "active", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := owned(t)
			l.clock.Advance(time.Duration(c.days) * oneDay)
			made := l.made(t, http.MethodPost, "cancel", `{"at_term_end":"end"}`, c.state)
			now := l.at(t)
			if made.Decision.Rule != c.rule || now.Status != c.status || now.AutoRenew != c.renews {
				t.Errorf("%+v; at the seller %+v", made.Decision, now)
			}
			if c.ends == (made.Decision.Owed == nil) || c.ends == (made.Decision.Refund != nil) {
				t.Errorf("owed %v, refund %v", made.Decision.Owed, made.Decision.Refund)
			}
			if r := l.record(t); r.Facts.Status != c.status || len(r.Drift) != 0 {
				t.Errorf("record %+v", r)
			}
			sold(t, l.System, 1, 1)
		})
	}
}

func TestSeatsGoUpAndDownAndPartlyDown(t *testing.T) {
	t.Parallel()
	l := owned(t)
	l.clock.Advance(3 * oneDay)
	if c := l.made(t, http.MethodPost, "seats", `{"delta":4}`, "done"); c.Decision.Seats != 4 || c.Decision.Charge == nil {
		t.Errorf("%+v", c.Decision)
	}
	l.clock.Advance(5 * oneDay) // the first three are over, the four are not
	if c := l.made(t, http.MethodPost, "seats", `{"delta":-1}`, "done"); c.Decision.Seats != -1 || c.Decision.Refund == nil {
		t.Errorf("%+v", c.Decision)
	}
	c := l.wish(t, http.StatusConflict, http.MethodPost, "seats", `{"delta":-5,"rest":"refuse"}`)
	if c.Decision.When != "no" || c.Decision.Rule != "seats_window" || l.at(t).Quantity != 6 {
		t.Errorf("%+v", c.Decision)
	}
	c = l.made(t, http.MethodPost, "seats", `{"delta":-5}`, "scheduled")
	if c.Decision.When != "partly" || c.Decision.Seats != -3 || c.Decision.Later != -2 {
		t.Errorf("%+v", c.Decision)
	}
	s := l.record(t)
	if now := l.at(t); now.Quantity != 3 || !now.Scheduled || s.Facts.Next == nil || s.Facts.Next.Quantity != 1 || s.Facts.Quantity != 3 {
		t.Errorf("at the seller %+v, record %+v", now, s.Facts)
	}
	if len(s.Drift) != 0 {
		t.Errorf("drift %+v", s.Drift)
	}
	l.clock.Advance(s.Facts.CommitmentEnds.Sub(l.clock.Now()) + 2*oneDay)
	if now := l.at(t); now.Quantity != 1 {
		t.Errorf("after the renewal %+v", now)
	}
	sold(t, l.System, 1, 1)
}

func TestANumberOfSeatsIsSetOnlyOnWhatTheCallerSaw(t *testing.T) {
	t.Parallel()
	l := owned(t)
	put := func(want int, tag string) {
		t.Helper()
		header := map[string]string{"Idempotency-Key": "set-" + strings.Trim(tag, `"`) + l.clock.Now().Format("150405"), "If-Match": tag}
		if tag == "" {
			delete(header, "If-Match")
		}
		do[wished](t, l, want, called{method: http.MethodPost, path: "/" + l.id + "/seats", body: `{"seats":5}`, header: header})
	}
	put(http.StatusBadRequest, "")
	put(http.StatusConflict, `"7"`)
	put(http.StatusAccepted, `"1"`)
	if err := l.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l.at(t).Quantity != 5 {
		t.Errorf("%+v", l.at(t))
	}
	l.clock.Advance(time.Minute)
	put(http.StatusConflict, `"1"`) // it was changed since
}

func TestWhatIsScheduledSurvivesAChangeOfTheSeats(t *testing.T) {
	t.Parallel()
	l := owned(t)
	plan := `{"next_term":{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"annual","quantity":2}}`
	l.made(t, http.MethodPut, "schedule", plan, "scheduled")
	c := l.made(t, http.MethodPost, "seats", `{"delta":2}`, "done")
	if now := l.at(t); !now.Scheduled || now.Quantity != 5 {
		t.Errorf("%+v", now)
	}
	if len(c.Steps) != 3 || !strings.HasPrefix(c.Steps[2].What, "schedule 2 seats") {
		t.Errorf("the history does not show that the schedule was put back: %+v", c.Steps)
	}
	next := l.record(t).Facts.Next
	if next == nil || next.Quantity != 2 || next.Billing != "annual" {
		t.Errorf("%+v", next)
	}
	l.made(t, http.MethodPut, "schedule", `{}`, "done")
	if l.at(t).Scheduled {
		t.Error("the schedule is still there")
	}
}

func TestResumeGivesTheRenewalBackThatSuspensionTook(t *testing.T) {
	t.Parallel()
	l := owned(t)
	l.made(t, http.MethodPost, "suspend", "", "done")
	if now := l.at(t); now.Status != "suspended" || now.AutoRenew {
		t.Fatalf("%+v", now)
	}
	if c := l.wish(t, http.StatusConflict, http.MethodPost, "seats", `{"delta":1}`); c.Decision.Rule != "suspended" {
		t.Errorf("%+v", c.Decision)
	}
	l.made(t, http.MethodPost, "resume", "", "done")
	if now := l.at(t); now.Status != "active" || !now.AutoRenew {
		t.Errorf("%+v", now)
	}
}

func TestRenewalNicknameAndPartnerOfRecordAreSet(t *testing.T) {
	t.Parallel()
	l := owned(t)
	l.made(t, http.MethodPut, "renewal", `{"auto_renew":false,"at_term_end":"end"}`, "done")
	l.made(t, http.MethodPut, "nickname", `{"nickname":"Branch office"}`, "done")
	l.made(t, http.MethodPut, "partner-of-record", `{"mpn":"`+local.IndirectReseller+`"}`, "done")
	if now := l.at(t); now.AutoRenew || now.FriendlyName != "Branch office" || now.Reseller != local.IndirectReseller {
		t.Errorf("%+v", now)
	}
	l.made(t, http.MethodPut, "renewal", `{"auto_renew":true}`, "done")
	if !l.at(t).AutoRenew {
		t.Error("renewal is off")
	}
	do[any](t, l, http.StatusUnprocessableEntity, called{method: http.MethodPut, path: "/" + l.id + "/renewal", body: `{"auto_renew":false}`})
	if r := l.record(t); len(r.Drift) != 0 || r.Facts.Nickname != "Branch office" {
		t.Errorf("%+v", r)
	}
}

// option is one of the answers of the policy.
type option struct {
	Wish struct {
		Kind  string
		Delta int
		On    *bool `json:"auto_renew"`
		Next  *any  `json:"next_term"`
	}
	Decision decided
}

// name tells options of a kind apart.
func (o option) name() string {
	switch w := o.Wish; {
	case w.Delta == 1:
		return w.Kind + "+1"
	case w.Delta == -1:
		return w.Kind + "-1"
	case w.On != nil && *w.On, w.Next != nil:
		return w.Kind + "+"
	case w.On != nil, w.Kind == "schedule":
		return w.Kind + "-"
	}
	return o.Wish.Kind
}

func TestTheOptionsAreWhatAWriteDecides(t *testing.T) {
	t.Parallel()
	writes := map[string]struct{ method, what, body string }{
		"cancel": {http.MethodPost, "cancel", `{"at_term_end":"end"}`}, "suspend": {http.MethodPost, "suspend", ""}, "resume": {http.MethodPost, "resume", ""},
		"seats+1": {http.MethodPost, "seats", `{"delta":1}`}, "seats-1": {http.MethodPost, "seats", `{"delta":-1}`},
		"renewal+": {http.MethodPut, "renewal", `{"auto_renew":true}`}, "renewal-": {http.MethodPut, "renewal", `{"auto_renew":false,"at_term_end":"end"}`},
		"schedule-": {http.MethodPut, "schedule", `{}`}, "nickname": {http.MethodPut, "nickname", `{"nickname":"x"}`},
		"schedule+":         {http.MethodPut, "schedule", `{"next_term":{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","term_duration":"P1Y","billing_plan":"monthly","quantity":10}}`},
		"partner_of_record": {http.MethodPut, "partner-of-record", `{"mpn":"6100001"}`},
	}
	for _, days := range []int{1, 8} {
		bought := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC).Add(-time.Duration(days) * oneDay)
		for name, w := range writes {
			l := seeded(t, partnercenter.SubscriptionSeed{Start: bought})
			found := do[struct{ Options []option }](t, l, http.StatusOK, called{method: http.MethodGet, path: "/" + l.id + "/options"}).Options
			at := slices.IndexFunc(found, func(o option) bool { return o.name() == name })
			if at < 0 {
				t.Fatalf("%s is not among the options: %+v", name, found)
			}
			want := http.StatusAccepted
			if found[at].Decision.When == "no" {
				want = http.StatusConflict
			}
			if diff := cmp.Diff(found[at].Decision, l.wish(t, want, w.method, w.what, w.body).Decision); diff != "" {
				t.Errorf("day %d, %s (-options +write):\n%s", days, name, diff)
			}
		}
	}
}

func TestAnUpgradeOfAllSeatsKeepsTheSubscriptionAndAPartMakesAnother(t *testing.T) {
	t.Parallel()
	for body, c := range map[string]struct{ left, made int }{
		`{"product_id":"CFQ7TTC0LCHC","sku_id":"0002"}`:           {10, 0},
		`{"product_id":"CFQ7TTC0LCHC","sku_id":"0002","seats":4}`: {6, 4},
	} {
		l := seeded(t, partnercenter.SubscriptionSeed{Item: "CFQ7TTC0LH18:0001", Term: "P1Y", BillingCycle: "monthly"})
		made := l.made(t, http.MethodPost, "upgrade", body, "done")
		r := l.record(t)
		if r.Facts.Quantity != c.left || len(r.Drift) != 0 || (c.made == 0) != (r.Facts.Product == "CFQ7TTC0LCHC") || (c.made == 0) != (made.Made == "") {
			t.Errorf("%s: %+v; %+v", body, r.Facts, made)
		}
		if c.made == 0 {
			continue
		}
		other := l
		other.id = made.Made
		if r := other.record(t); r.Facts.Quantity != c.made || r.Facts.Product != "CFQ7TTC0LCHC" {
			t.Errorf("%s: made %+v", body, r.Facts)
		}
	}
	l := seeded(t, partnercenter.SubscriptionSeed{})
	if c := l.wish(t, http.StatusConflict, http.MethodPost, "upgrade", `{"product_id":"CFQ7TTC0LH18","sku_id":"0001"}`); c.Decision.Rule != "upgrade_path" {
		t.Errorf("%+v", c.Decision)
	}
}

func TestAnOrdersCancelIsNoDriftOfItsLicence(t *testing.T) {
	t.Parallel()
	l := owned(t)
	id, err := l.OnlyOrder()
	if err != nil {
		t.Fatal(err)
	}
	status(t, ask(t, l.System, local.Client, "cancel", "cancel", func(e *request) { e.PathParameters = map[string]string{"order_id": id} }), http.StatusAccepted)
	finish(t, l.System, l.clock)
	pass(t, l.System, 2*time.Hour) // two rounds
	r := l.record(t)
	if r.Facts.Status != subscription.Deleted || len(r.Drift) != 0 || r.Order != id {
		t.Errorf("%+v", r)
	}
}
