package partnercenter

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// The states of a migration into the new commerce.
const (
	processing = "Processing"
	completed  = "Completed"
	failed     = "Failed"
)

// migrations are a customer's, with what was scheduled.
type migrations struct {
	all       []*conversion
	schedules []*schedule
}

// conversion is a migration of legacy subscriptions: a base and the add-ons that move with it, all or none.
type conversion struct {
	id, reference string
	state         string
	started, due  time.Time
	over          time.Time
	legs          []leg // the base first
	failure       *MigrationFailure
}

// leg is one subscription on its way.
type leg struct {
	old         *subscription
	item        item // without a sku when there is none in the new commerce
	offer       string
	quantity    int
	term, cycle string
	full        bool
	custom      time.Time // the end that was chosen, zero for none
	customText  string
	end         time.Time // of the first term
	made        *subscription
}

// migrationBody is what a migration or a schedule is asked for with.
type migrationBody struct {
	Current   string          `json:"currentSubscriptionId"`
	Quantity  *int            `json:"quantity"`
	Term      string          `json:"termDuration"`
	Cycle     string          `json:"billingCycle"`
	Full      bool            `json:"purchaseFullTerm"`
	CustomEnd string          `json:"customTermEndDate"`
	Reference string          `json:"externalReferenceId"`
	Addons    []migrationBody `json:"addOnMigrations"`

	Target     string          `json:"targetDate"`
	AtRenewal  bool            `json:"migrateOnRenewal"`
	Schedules  []migrationBody `json:"addOnMigrationSchedules"`
	unreadable bool
}

type migrationView struct {
	Addons    []migrationView `json:"addOnMigrations"`
	ID        string          `json:"id,omitempty"`
	Started   string          `json:"startedTime,omitempty"`
	Completed string          `json:"completedTime,omitempty"`
	Current   string          `json:"currentSubscriptionId"`
	Status    string          `json:"status,omitempty"`
	Customer  string          `json:"customerTenantId"`
	Item      string          `json:"catalogItemId"`
	Made      string          `json:"newCommerceSubscriptionId,omitempty"`
	Order     string          `json:"newCommerceOrderId,omitempty"`
	End       string          `json:"subscriptionEndDate"`
	Quantity  int             `json:"quantity"`
	Term      string          `json:"termDuration"`
	Cycle     string          `json:"billingCycle"`
	Full      bool            `json:"purchaseFullTerm"`
	CustomEnd string          `json:"customTermEndDate,omitempty"`
	Reference string          `json:"externalReferenceId,omitempty"`
}

// view shows a migration as Microsoft's samples do: words with capitals, ids of legacy subscriptions in capitals, and add-ons without an id and a state of their own.
func (m *conversion) view() migrationView {
	v := m.legs[0].view()
	v.ID, v.Started, v.Status, v.Reference = m.id, stamp(m.started), m.state, m.reference
	if m.state == completed {
		v.Completed = stamp(m.over)
	}
	v.Addons = []migrationView{}
	for _, l := range m.legs[1:] {
		v.Addons = append(v.Addons, l.view())
	}
	return v
}

func (l leg) view() migrationView {
	v := migrationView{
		Current: strings.ToUpper(l.old.ID), Customer: l.old.Customer, Item: l.offer, End: stamp(l.end), Quantity: l.quantity, Term: l.term, Cycle: title(l.cycle),
		Full: l.full, CustomEnd: l.customText,
	}
	if l.made != nil {
		v.Made, v.Order = l.made.ID, l.made.Order
	}
	return v
}

func title(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// migrations adds what brings legacy subscriptions into the new commerce, for a token of an app too, as Microsoft documents.
func (t routes) migrations() {
	const at = "customers/*/migrations/newcommerce"
	t.on(http.MethodPost, at, "", app, (*call).createMigration)
	t.on(http.MethodPost, at+"/validate", "", app, (*call).validateMigration)
	t.on(http.MethodGet, "migrations/newcommerce", "", app, (*call).listMigrations)
	t.on(http.MethodGet, "migrations/newcommerce/schedules", "", app, (*call).listSchedules)
	t.on(http.MethodPost, at+"/schedules", "", app, (*call).createSchedule)
	t.on(http.MethodGet, at+"/schedules/*", "", app, (*call).getSchedule)
	t.on(http.MethodPut, at+"/schedules/*", "", app, (*call).updateSchedule)
	t.on(http.MethodPost, at+"/schedules/*/cancel", "", app, (*call).cancelSchedule)
	t.on(http.MethodGet, at+"/*", "", app, (*call).getMigration)
	t.on(http.MethodGet, at+"/*/events", "", app, (*call).listMigrationEvents)
}

func (c *call) migrationBody() migrationBody {
	var in migrationBody
	in.unreadable = json.Unmarshal(c.body, &in) != nil || in.Current == ""
	return in
}

// validateMigration gives a verdict and changes nothing.
func (c *call) validateMigration() reply {
	in := c.migrationBody()
	if in.unreadable {
		return bad("The body is not a migration.")
	}
	legs, refusal := c.legs(in)
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusOK, c.verdicts(legs))
}

// createMigration begins a migration. The answer is the migration under way; its status (201) is modelled.
func (c *call) createMigration() reply {
	in := c.migrationBody()
	if in.unreadable {
		return bad("The body is not a migration.")
	}
	c.work()
	legs, refusal := c.legs(in)
	if refusal == nil {
		refusal = c.refuseMigration(legs)
	}
	if refusal != nil {
		return *refusal
	}
	return ok(http.StatusCreated, c.migrate(c.customer, legs, in.Reference, c.now).view())
}

func (c *call) getMigration() reply {
	m := c.customer.migration(c.vars[1])
	if m == nil {
		return fail(http.StatusNotFound, 900224, "The migration was not found.")
	}
	return ok(http.StatusOK, m.view())
}

func (cu *customer) migration(id string) *conversion {
	for _, m := range cu.migrations.all {
		if strings.EqualFold(m.id, id) {
			return m
		}
	}
	return nil
}
