package partnercenter

import (
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// Audience is that of the tokens that Partner Center takes.
const Audience = "https://api.partnercenter.microsoft.com"

// DocumentedThrottle is what Microsoft documents for customers, orders and subscriptions: calls a minute and tenant.
const DocumentedThrottle = 500

// Options set up a service. The zero value of a field is its default.
type Options struct {
	Clock    control.Clock
	Mode     Mode // default Live
	Partners []Partner
	// Keys gives the keys that tokens are signed with; without it no token is good.
	Keys     Keys
	Audience string // default Audience
	// EnforceMFA refuses user tokens whose amr lacks mfa, as the service does since April 2026.
	EnforceMFA bool
	// Seed makes ids; the same seed and the same calls give the same ids.
	Seed string
	// Taken are domains that some tenant outside has.
	Taken     []string
	Catalogue *Catalogue // default that of DefaultCatalogue
	// Rotate is how long an availability id lives, default a day.
	Rotate time.Duration
	// ProvisionAfter is from checkout to active subscriptions, VisibleAfter from checkout until orders and
	// subscriptions can be read. Microsoft documents up to 15 minutes for the latter.
	ProvisionAfter, VisibleAfter time.Duration
	// PatchAfter, when positive, has a PATCH of a subscription answered 202 and take effect so much later.
	PatchAfter time.Duration
	// TransitionTakes is how long an upgrade is under way. At 0 it is over in the answer.
	TransitionTakes time.Duration
	// MigrationTakes is how long a migration into the new commerce is under way: Microsoft says up to six hours usually, and 72 at most. At 0 it is over when
	// it is looked at next.
	MigrationTakes time.Duration
	// TransferTakes is from the submission of a transfer until it is through.
	TransferTakes time.Duration
	// NotifyAfter is from a change to the event that tells of it. Microsoft says that it can be two days.
	NotifyAfter time.Duration
	// LoseEvents has no event leave any more: what changes is found in the audit records, or by reading.
	LoseEvents bool
	// Vetting, when "manual", leaves qualifications in review until Vet decides; otherwise the next reading shows them approved.
	Vetting string
	// Base is the service's own address, without a slash at the end, as events name it; default the Audience.
	Base string
	// Web carries events that are sent by POST /_sim/deliver; default the network.
	Web http.RoundTripper
	// RenewalTakes is for how long after the end of a term a subscription is renewing and mostly read-only.
	RenewalTakes time.Duration
	// Throttle is the calls a minute for each tenant and kind of resource; 0 switches it off. See DocumentedThrottle.
	Throttle int
	// CheckoutReplay gives the original result to a second checkout of a cart with a new request id. The official table
	// says 400/800065, a later unofficial source says this.
	CheckoutReplay bool
	// Extended rules the extended service term; nil means the rule known for 2026.
	Extended *ExtendedTerm
	// Delegated gives the roles that the users of a partner have in a customer's tenant by their delegated admin relationships (GDAP), and whether any such
	// relationship is active; nil: they may do everything there.
	Delegated func(partner, customer string) (roles []string, active bool)
	// Consent is told when an app is consented to for a customer, with permissions parted by blanks at the API of an audience, and Withdraw when that is taken
	// back; nil: nobody is told. Both are called without a lock.
	Consent  func(app, tenant, resource, permissions string) error
	Withdraw func(app, tenant string) error
	Codes    Codes
	Quirks   Quirks
	// Busy, when set, is called in the course of each write before its effect, without any lock: a test waits in it to
	// have the write under way.
	Busy func(method, path string)
}

// Codes are numbers of errors whose meaning is documented and whose number is not.
type Codes struct {
	DomainTaken int // creating a customer on a taken domain: 400 and a code from 600000 on; default 600005
	BadAddress  int // creating a customer with an address against the country's rules; default 600006
}

// ExtendedTerm says which subscriptions go on month by month at the end of their term when renewal is off and no
// explicit cancel was scheduled.
type ExtendedTerm struct {
	Off         bool      `json:"off"`
	BoughtFrom  time.Time `json:"boughtFrom"`  // bought or renewed on or after
	ExpiresFrom time.Time `json:"expiresFrom"` // and expiring on or after
}

func (o Options) withDefaults() Options {
	if o.Keys == nil {
		o.Keys = func() ([]byte, error) { return []byte(`{"keys":[]}`), nil }
	}
	if o.Mode == "" {
		o.Mode = Live
	}
	if o.Audience == "" {
		o.Audience = Audience
	}
	if o.Base == "" {
		o.Base = Audience
	}
	if o.Web == nil {
		o.Web = &http.Transport{}
	}
	if o.Rotate <= 0 {
		o.Rotate = 24 * time.Hour
	}
	if o.Codes.DomainTaken == 0 {
		o.Codes.DomainTaken = 600005
	}
	if o.Codes.BadAddress == 0 {
		o.Codes.BadAddress = 600006
	}
	if o.Extended == nil {
		o.Extended = &ExtendedTerm{
			BoughtFrom:  time.Date(2025, time.April, 1, 0, 0, 0, 0, time.UTC),
			ExpiresFrom: time.Date(2026, time.May, 4, 0, 0, 0, 0, time.UTC),
		}
	}
	return o
}
