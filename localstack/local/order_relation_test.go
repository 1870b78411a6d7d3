package local_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
)

func TestAnOrderOfATenantThatIsNoCustomerYetWaitsWithTheLinkAndGoesOnWhenItIsAcceptedDaysLater(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	setUp(t, s, func(p *partner.Partner) { p.Notify = []string{"csp@sample.example"} })
	id := contoso(t, s, func(c *partnercenter.CustomerSeed) { c.Relationship = "none" })
	o := take(t, s, clock, "order.existing") // it names the second domain of the tenant
	in(t, o, order.Waiting)
	if o.Relationship == nil || string(o.Customer.Tenant) != id {
		t.Fatalf("relationship %+v, customer %+v", o.Relationship, o.Customer)
	}
	shownNow := shown(t, ask(t, s, local.Client, "show", "show", on(o.ID, "")))
	if shownNow.Relationship == nil || shownNow.Relationship.Link == nil || shownNow.Next.Deadline == nil {
		t.Errorf("shown %+v", shownNow)
	}
	days(t, s, clock, 3)
	minutes(t, s, 5*time.Minute)
	told, _, err := table.Open(s.Store, clock.Now).Notices(t.Context(), "sample", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	told = slices.DeleteFunc(told, func(n notice.Notice) bool { return n.Topic != notice.OrderWaiting })
	if len(told) != 4 || told[3].Step != 3 || told[0].Link != o.Relationship.Link {
		t.Errorf("%d notices: %+v", len(told), told)
	}
	sent := 0
	for _, l := range s.Mail.Sent() {
		if strings.Contains(l.Text, o.Relationship.Link) {
			sent++
		}
	}
	if sent != 4 {
		t.Errorf("%d e-mails with the link", sent)
	}
	if err := s.PartnerCenter.Accept(o.Relationship.Link, id); err != nil {
		t.Fatal(err)
	}
	minutes(t, s, 62*time.Minute)
	o = the(t, s, clock)
	in(t, o, order.Fulfilled)
	if o.Relationship.Accepted.IsZero() {
		t.Errorf("relationship %+v", o.Relationship)
	}
	sold(t, s, 1, 1)
}

func TestAnAdvisorWaitsToBecomeAResellerAndMayLookAtOnce(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	id := contoso(t, s, func(c *partnercenter.CustomerSeed) { c.Relationship = "advisor" })
	o := take(t, s, clock, "order.existing", `"domain": "contoso-demo.example.com"`, `"tenant_id": "`+id+`"`)
	in(t, o, order.Waiting)
	if o.Relationship.Was != order.RelationAdvisor {
		t.Errorf("relationship %+v", o.Relationship)
	}
	if err := s.PartnerCenter.Accept(o.Relationship.Link, id); err != nil {
		t.Fatal(err)
	}
	in(t, reply(t, s, clock, "", `"retry"`), order.Fulfilled)
	sold(t, s, 1, 1)
}

func TestACustomerIsFoundByAnyOfItsDomains(t *testing.T) {
	t.Parallel()
	for _, domain := range []string{"contosodemo.onmicrosoft.com", "contoso-demo.example.com", "CONTOSO-demo.example.com"} {
		s, clock := begin(t, local.World{})
		contoso(t, s, nil)
		in(t, take(t, s, clock, "order.existing", "contoso-demo.example.com", domain), order.Fulfilled)
	}
	s, clock := begin(t, local.World{})
	o := take(t, s, clock, "order.existing")
	in(t, o, order.AsksPerson)
	if o.Question.Field != "/customer/domain" {
		t.Errorf("question %+v", o.Question)
	}
	contoso(t, s, nil)
	in(t, reply(t, s, clock, "/customer/domain", `"contosodemo.onmicrosoft.com"`), order.Fulfilled)
}

func TestACustomerWhoDoesNotAcceptInTwoWeeksIsAQuestion(t *testing.T) {
	t.Parallel()
	s, clock := begin(t, local.World{})
	contoso(t, s, func(c *partnercenter.CustomerSeed) { c.Relationship = "none" })
	in(t, take(t, s, clock, "order.existing"), order.Waiting)
	days(t, s, clock, 15)
	o := the(t, s, clock)
	in(t, o, order.AsksPerson)
	status(t, ask(t, s, local.Client, "cancel", "cancel", on(o.ID, "")), http.StatusAccepted)
	in(t, finish(t, s, clock), order.Cancelled)
	sold(t, s, 0, 1)
}
