package local_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/order"
)

// sellerSubscription gives what the seller has of a line.
func sellerSubscription(t *testing.T, s *local.System, l order.Line) partnercenter.Subscription {
	t.Helper()
	all := s.PartnerCenter.Subscriptions()
	n := slices.IndexFunc(all, func(sub partnercenter.Subscription) bool {
		return l.Subscription != nil && strings.EqualFold(sub.ID, l.Subscription.ID)
	})
	if n < 0 {
		t.Fatalf("line %s has no subscription: %+v", l.Key, l)
	}
	return all[n]
}

func TestABaseItsAddOnAPromotionAndATrialAreBoughtTogetherAndNotBeforeTheirDay(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, nil)
	o := take(t, s, clock, "order.lines", "6f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5", id)
	in(t, o, order.Checking)
	start := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	if !o.Due.Equal(start) {
		t.Fatalf("due %s: %+v", o.Due, o.Steps)
	}
	sold(t, s, 0, 1)
	clock.Advance(start.Sub(clock.Now()) - time.Minute)
	if err := s.Fire(t.Context()); err != nil {
		t.Fatal(err)
	}
	minutes(t, s, 4*time.Minute)
	o = finish(t, s, clock)
	in(t, o, order.Fulfilled)
	base, addon, promoted, trial := sellerSubscription(t, s, o.Lines[0]), sellerSubscription(t, s, o.Lines[1]), sellerSubscription(t, s, o.Lines[2]), o.Lines[3]
	if !strings.HasPrefix(fmt.Sprint(o.Lines[0].Subscription.CommitmentEnds), "2027-06-30") || base.Quantity != 12 {
		t.Errorf("base %+v, ends %s", base, o.Lines[0].Subscription.CommitmentEnds)
	}
	if addon.Quantity != 12 || promoted.Quantity != 10 || !trial.Trial || trial.Subscription.Quantity != 25 {
		t.Errorf("add-on %+v, promoted %+v, trial %+v", addon, promoted, trial)
	}
	if v := s.PartnerCenter.Violations(); len(v) > 0 {
		t.Errorf("calls that the seller should not have seen: %+v", v)
	}
}

func TestOneWrongLineOfThreeKeepsAllFromBeingBoughtUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, nil)
	o := take(t, s, clock, "order.lines", "6f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5", id, `"not_before": "2026-12-01", `, "", `"quantity": 10,`, `"quantity": 101,`)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/lines/2/promotion_id" || !strings.Contains(o.Question.Text, "1 to 100 seats") {
		t.Fatalf("question %+v", o.Question)
	}
	sold(t, s, 0, 1)
	in(t, reply(t, s, clock, "/lines/2/promotion_id", `""`), order.Fulfilled)
}

func TestAnAddOnForAnOwnedSubscriptionNamesItAndAStrangersIsRefused(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, nil)
	sub, err := s.PartnerCenter.AddSubscription(partnercenter.SubscriptionSeed{Customer: id, Item: "CFQ7TTC0LH16:0001", Quantity: 5, Term: "P1Y", BillingCycle: "monthly"})
	if err != nil {
		t.Fatal(err)
	}
	o := take(t, s, clock, "order.existing", `"product_id": "CFQ7TTC0LCHC", "sku_id": "0002"`,
		addOnLine+`, "base_subscription_id": "11111111-2222-4333-8444-555555555555"`)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/lines/0/base_subscription_id" {
		t.Fatalf("question %+v", o.Question)
	}
	in(t, reply(t, s, clock, "/lines/0/base_subscription_id", `"`+sub+`"`), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestAnAddOnWithoutItsBaseIsNotBought(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	contoso(t, s, nil)
	o := take(t, s, clock, "order.existing", premium, addOnLine)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "" || !strings.Contains(o.Question.Text, "CFQ7TTC0LH16:0001") {
		t.Errorf("question %+v", o.Question)
	}
	sold(t, s, 0, 1)
}

func TestSeatsBeyondThePoolOfASmallBusinessAreToldWithWhatIsLeft(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, nil)
	_, err := s.PartnerCenter.AddSubscription(partnercenter.SubscriptionSeed{Customer: id, Item: "CFQ7TTC0LCHC:0002", Quantity: 295, Term: "P1Y", BillingCycle: "monthly"})
	if err != nil {
		t.Fatal(err)
	}
	o := take(t, s, clock, "order.existing", `"quantity": 1`, `"quantity": 6`)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/lines/0/quantity" || !strings.Contains(o.Question.Text, "5 are left") {
		t.Fatalf("question %+v", o.Question)
	}
	in(t, reply(t, s, clock, "/lines/0/quantity", "5"), order.Fulfilled)
}

func TestASchoolsProductNeedsASchool(t *testing.T) {
	t.Parallel()
	student := []string{premium, `"product_id": "CFQ7TTC0LH16", "sku_id": "000P", "segment": "education"`}
	s, clock := begin(t, local.World{})
	contoso(t, s, nil)
	o := take(t, s, clock, "order.existing", student...)
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/lines/0/segment" {
		t.Errorf("question %+v", o.Question)
	}
	s, clock = begin(t, local.World{})
	contoso(t, s, func(c *partnercenter.CustomerSeed) { c.Education = true })
	in(t, take(t, s, clock, "order.existing", student...), order.Fulfilled)
}

func TestACustomerUnderReviewBuysWhenTheReviewIsOver(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, func(c *partnercenter.CustomerSeed) { c.Review = "UnderReview" })
	in(t, take(t, s, clock, "order.existing"), order.Checking)
	minutes(t, s, 90*time.Minute)
	sold(t, s, 0, 1)
	if err := s.PartnerCenter.Review(id, "Allowed"); err != nil {
		t.Fatal(err)
	}
	minutes(t, s, 32*time.Minute)
	in(t, finish(t, s, clock), order.Fulfilled)
}

func TestEverythingThatIsAskedForIsShown(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, nil)
	o := take(t, s, clock, "order.lines", "6f1c2d3e-4a5b-4c6d-8e7f-90a1b2c3d4e5", id)
	got := shown(t, ask(t, s, local.Client, "show", "show", on(o.ID, "")))
	type line struct{ nickname, ends, base, promotion, renews string }
	var lines []line
	for _, l := range got.Lines {
		lines = append(lines, line{text(l.Nickname), text(l.CustomTermEndDate), text(l.BaseLine), text(l.PromotionId), text(l.RenewsToTerm)})
	}
	want := []line{
		{nickname: "Mail of the office", ends: "2027-06-30"}, {base: "base"}, {promotion: "39NFJQT1Q5KK:0001:39NFJQT1PJ4H"}, {renews: "P1Y"},
	}
	if !slices.Equal(lines, want) || got.NotBefore == nil || got.NotBefore.Format(time.DateOnly) != "2026-12-01" || text(got.Next.Expects) == "" {
		t.Errorf("shown %+v", got)
	}
	if o.Agreement == nil || o.Agreement.From != "203.0.113.17" {
		t.Errorf("agreement %+v", o.Agreement)
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
