// Package audit keeps a record of every change to the world or to settings, so that a removed or altered one is found and named.
//
//	audit.go   the record           leave.go     a record is left: the one port that others need
//	chain.go   how records hang together         personal.go  data of people, beside the chain, and its erasure
//	root.go    a day's heads under one root      seal.go      the day's root is put where nobody can change it
//	verify.go  all of it held against each other walk.go      one chain, from its newest record to its first
//
// The records of one aggregate (an order, a partner's settings, a subscription) form a chain: each holds the SHA-256 of the one before. Whoever
// alters, removes or inserts one breaks the chain; whoever writes the rest of the chain anew still meets the day's root, which lies in
// a store that gives nothing back before its time. What no root holds yet, that of today, is guarded by the chain alone.
//
// A record is left before what it is about is written down, or in one transaction with it, so that no change is without one. A crash in between lets
// the change be made again; Record.Once keeps it from being told twice. Records that are left together lie in one item, which is one write; each is a
// link of the chain of its own.
//
// How to leave one from a new place: take a Trail, give the aggregate, Who, What and what is different, and call Leave with data of people apart:
//
//	err := trail.Leave(ctx, audit.Record{
//		Aggregate: audit.Subscription(partner, id), Partner: partner, Who: audit.Client(client), What: "subscription.seats",
//		Before: audit.Facts{"seats": "5"}, After: audit.Facts{"seats": "6"}, Request: request, Correlation: correlation, Once: wish,
//	}, nil)
package audit

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// Aggregate names what a chain is about.
type Aggregate string

// Order is the chain of an order.
func Order(id string) Aggregate { return Aggregate("order/" + id) }

// Settings is the chain of a partner's settings.
func Settings(partner string) Aggregate { return Aggregate("settings/" + partner) }

// SignIn is the chain of a partner's sign-in: its consents, its tokens and its app's credentials.
func SignIn(partner string) Aggregate { return Aggregate("sign-in/" + partner) }

// Subscription is the chain of a subscription at the seller.
func Subscription(partner, id string) Aggregate {
	return Aggregate("subscription/" + partner + "/" + id)
}

// Tenant is the chain of a customer's tenant.
func Tenant(partner, id string) Aggregate { return Aggregate("tenant/" + partner + "/" + id) }

// Prices is the chain of a partner's prices: its sheets, its plans and the names that it gives to offers.
func Prices(partner string) Aggregate { return Aggregate("prices/" + partner) }

// Domain is the chain of a customer's domain.
func Domain(partner, name string) Aggregate { return Aggregate("domain/" + partner + "/" + name) }

// Migration is the taking over of a partner's customers as a whole.
func Migration(partner, id string) Aggregate { return Aggregate("migration/" + partner + "/" + id) }

// Migrant is one customer that is taken over.
func Migrant(partner, tenant string) Aggregate { return Aggregate("migrant/" + partner + "/" + tenant) }

// Base is what is known of a partner's customers before they are taken over.
func Base(partner string) Aggregate { return Aggregate("base/" + partner) }

// Takeover is the chain of a takeover of what another provider sold.
func Takeover(partner, id string) Aggregate { return Aggregate("takeover/" + partner + "/" + id) }

// Transfer is the chain of a transfer between partners.
func Transfer(partner, id string) Aggregate { return Aggregate("transfer/" + partner + "/" + id) }

// DomainBatch is the chain of a request for many domains.
func DomainBatch(partner, id string) Aggregate { return Aggregate("domains/" + partner + "/" + id) }

// Host is the chain of a partner's account at a host of zones.
func Host(partner, account string) Aggregate { return Aggregate("host/" + partner + "/" + account) }

// Endpoint is an address at which programs are told of events.
func Endpoint(id string) Aggregate { return Aggregate("endpoint/" + id) }

// Secret is the chain of a secret that is no partner's own, by its name in the secret store.
func Secret(name string) Aggregate { return Aggregate("secret/" + name) }

// Client says that an API client acts.
func Client(id string) string { return "client:" + id }

// Shop says that the connection of a shop acts.
func Shop(connection string) string { return "shop:" + connection }

// Schedule says that nobody acts but the clock.
func Schedule(name string) string { return "schedule:" + name }

// Who else may act.
const (
	Browser  = "browser"  // a person at the link of a consent
	Operator = "operator" // a person at the operator's command
	Worker   = "worker"   // nobody who is known: what our own work met, or an order of no known source
)

// What names a change. Others may be added: nothing depends on the list.
type What string

// The changes that are known here.
const (
	OrderPlaced         What = "order.placed"
	OrderCancelled      What = "order.cancelled"
	OrderAnswered       What = "order.answered"
	OrderWrote          What = "order.wrote." // and the step: a write at the seller
	SettingsSaved       What = "settings.saved"
	SettingsRestored    What = "settings.restored"
	ConnectionSaved     What = "connection.saved"
	ReasonWaived        What = "connection.waived" // an order of its shop was let pass
	FormFilled          What = "connection.filled" // what an order of its shop lacked, by whoever had the link
	OperatorAdded       What = "operator.added"    // an API client that acts for every partner
	SecretWritten       What = "secret.written"    // by an operator's command
	ConsentFinished     What = "consent.finished"
	HoldPlaced          What = "hold.placed"
	HoldLifted          What = "hold.lifted"
	TokenStored         What = "token.stored"           // renewed, or of a new sign-in
	CredentialReplaced  What = "credential.replaced"    //nolint:gosec // the name of a change
	CredentialBack      What = "credential.rolled_back" //nolint:gosec // likewise
	AdministratorShown  What = "administrator.shown"    // the first password of a tenant's administrator was given out
	PersonalDataErased  What = "personal.erased"
	SubscriptionChanged What = "subscription." // and the kind of the change
	ImportBegun         What = "price.import.begun"
	ImportApproved      What = "price.import.approved" // by a person, although a guard spoke against it
	ImportRejected      What = "price.import.rejected" // by a person
	PricesInUse         What = "price.list.in_use"     // a sheet was put in use
	PricesRolledBack    What = "price.list.rolled_back"
	PlanSaved           What = "price.plan.saved"
	OfferRenamed        What = "price.offer.renamed"
	DomainAsked         What = "domain.asked"
	DomainConsented     What = "domain.consented"
	DomainApplied       What = "domain.applied" // the plan with the hash that was shown
	DomainUndone        What = "domain.undone"  // it is being taken back
	DomainReplanned     What = "domain.replanned"
	DomainReached       What = "domain."   // and the state
	TransferReached     What = "transfer." // and the state
	DomainsAsked        What = "domains.asked"
	DomainsDecided      What = "domains.decided" // for all of a list that was shown
	HostSaved           What = "host.saved"      // the keys of an account where zones are written
	MigrationReached    What = "migration."      // and the state
	MigrantReached      What = "migrant."        // and the state
	MigrantsRetried     What = "migration.retried"
	BaseRead            What = "base.read"     // somebody has the customers read
	MatchAnswered       What = "base.answered" // of which plan an offer is
	EntryEdited         What = "base.edited"   // what is filled in for a client
	ResellersTaken      What = "base.resellers"
	TemplateSaved       What = "letter.template"
	LetterAgain         What = "letter.again" // a person has it sent again
	TakeoverAsked       What = "takeover.asked"
	TakeoverApproved    What = "takeover.approved"  // the plan with the hash that was shown
	TakeoverConfirmed   What = "takeover.confirmed" // the old provider's word was written down
	TakeoverCustomer    What = "takeover.customer"
	TakeoverUsers       What = "takeover.users" // licences of users were changed, or somebody decided on one
	TakeoverReached     What = "takeover."      // and the state
	EndpointChanged     What = "endpoint."      // and what: registered, verified, disabled, typed, rotated
)

// Facts are what is said of one side of a change: no data of people, and no secrets.
type Facts map[string]string

// Record is one change. Aggregate, Who and What must be given; Seq, Prev, At and Personal are set when it is left.
type Record struct {
	Aggregate Aggregate `json:"aggregate"`
	Seq       int64     `json:"seq"` // 1, 2, 3, ...
	Prev      string    `json:"prev,omitempty"`
	At        time.Time `json:"at"`

	Partner     string        `json:"partner,omitempty"`
	Who         string        `json:"who"`
	What        What          `json:"what"`
	Before      Facts         `json:"before,omitempty"`
	After       Facts         `json:"after,omitempty"`
	Money       *money.Amount `json:"money,omitempty"`
	Request     string        `json:"request,omitempty"` // id of the request to an outside system
	Correlation string        `json:"correlation,omitempty"`
	// Once names the change. A record with the name of one of the last in the chain is that one again, and is not left.
	Once string `json:"once,omitempty"`
	// Personal is the keyed hash of the data of people that lies beside the record; "" when there never was any.
	Personal string `json:"personal,omitempty"`
}

// Day gives the day of a record, in UTC.
func (r Record) Day() Day { return DayOf(r.At) }

// Day is a day in UTC, such as 2026-11-21.
type Day string

// DayOf gives the day of a time.
func DayOf(at time.Time) Day { return Day(at.UTC().Format(time.DateOnly)) }

// Begins gives when a day begins; the zero time for what is no day.
func (d Day) Begins() time.Time {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return at
}

// Ends gives when the day is over.
func (d Day) Ends() time.Time { return d.Begins().AddDate(0, 0, 1) }

// Next gives the day after.
func (d Day) Next() Day { return DayOf(d.Ends()) }
