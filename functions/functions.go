// Package functions lists the deployables, as data: everything that the infrastructure, the local runner and the tests
// need to know of a function stands in its entry.
package functions

import (
	"slices"
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// Function is one Lambda function. Its folder below functions/ has its name. It is woken by one thing: calls of the API, a queue, a schedule or files.
type Function struct {
	Name       string
	Operations []Operation   // operations of the contract that it serves
	Queue      string        // queue that wakes it; "" for none
	Every      time.Duration // schedule that wakes it; 0 for none
	Objects    string        // how the names of the files begin whose arrival in the bucket of price sheets wakes it; "" for none
	Topic      string        // topic of SNS that wakes it; "" for none
	Timeout    time.Duration
	MemoryMB   int
	Table      []string // DynamoDB actions on the table, without prefix
	Items      []string // how the partition keys begin of the only items that it may touch with them; none: all items
	Due        bool     // queries the index "due"
	Sends      []string // names of the queues that it sends to
	Read       []string // secrets that it reads: paths below the prefix, "*" for one segment
	Write      []string // secrets that it writes
	Stage      []string // secrets whose versions it reads, stages, promotes and drops; it reads and writes them too
	Counts     bool     // counts the messages of every queue: both settings of each, and Missed
	Seals      bool     // reads and writes the roots of the audit: setting AuditBucket
	Sheets     bool     // reads and writes files in the bucket of price sheets: setting SheetBucket
	Zones      bool     // reads and changes zones of Route 53
	Mail       bool     // sends e-mail from the address of the setting MailFrom
	Settings   []setting.Name
}

// Operation is an operation of the contract.
type Operation struct {
	ID string
	// Scope is what a caller's token must have; "" when the operation proves itself otherwise: by a signature, or by a one-time state.
	Scope string
}

// Serves reports whether the function serves an operation of the contract.
func (f Function) Serves(operation string) bool {
	return slices.ContainsFunc(f.Operations, func(o Operation) bool { return o.ID == operation })
}

// LetterTopic is where SES reports what became of letters to customers.
const LetterTopic = "letters"

// Names of FIFO queues.
const (
	OrderQueue  = "orders"
	DomainQueue = "domains"
	EventQueue  = "events"

	MigrationQueue = "migrations"
)

// Queue is a FIFO queue that wakes a function.
type Queue struct {
	Name          string
	Address, Dead setting.Name  // the settings with its address, and with that of its dead letters
	Patience      time.Duration // how old its oldest message may be before somebody is told
	// Batch is how many messages its function gets at a time, at most ten, and AtOnce how many batches run at once.
	Batch, AtOnce int
}

// How a queue feeds its function: the most that a FIFO queue gives, as often at once as is enough for one reseller, and below what Partner Center throttles.
const (
	batch  = 10
	atOnce = 10
)

// Queues lists them.
func Queues() []Queue {
	return []Queue{
		{Name: OrderQueue, Address: setting.OrderQueue, Dead: setting.DeadQueue, Patience: 15 * time.Minute, Batch: batch, AtOnce: atOnce},
		// A shop is asked again for some minutes; after five receives a person is.
		{Name: SaleQueue, Address: setting.SaleQueue, Dead: setting.SaleDead, Patience: 30 * time.Minute, Batch: batch, AtOnce: atOnce},
		// A shop's program may take fifteen seconds for each message, and is tried again later. One at a time, as who is in a batch waits for the slowest of it.
		{Name: EventQueue, Address: setting.EventQueue, Dead: setting.EventDead, Patience: time.Hour, Batch: 1, AtOnce: 100},
		// Thousands of customers wait for their turn at Partner Center, which counts calls.
		{Name: MigrationQueue, Address: setting.MigrationQueue, Dead: setting.MigrationDead, Patience: 6 * time.Hour, Batch: batch, AtOnce: atOnce},
		// Thousands of domains wait for their turn at a host that counts calls.
		{Name: DomainQueue, Address: setting.DomainQueue, Dead: setting.DomainDead, Patience: 6 * time.Hour, Batch: batch, AtOnce: atOnce},
	}
}

// SendsTo reports whether the function sends to a queue.
func (f Function) SendsTo(q Queue) bool { return slices.Contains(f.Sends, q.Name) }

// How the names of files begin that wake a function when they arrive.
const (
	Uploads = "upload/" // price sheets, as they were sent
	Odd     = "odd/"    // notes that a workbook is to be written anew, because it is beyond the fast way to read one
)

// Scopes of our API.
const (
	OrdersRead    = "orders.read"
	OrdersWrite   = "orders.write"
	PartnersRead  = "partners.read"
	PartnersWrite = "partners.write"

	SubscriptionsRead   = "subscriptions.read"
	SubscriptionsWrite  = "subscriptions.write"
	SubscriptionsCancel = "subscriptions.cancel"
	TenantsSecret       = "tenants.secret" // the first password of a new tenant's administrator

	PricesRead  = "prices.read"
	PricesWrite = "prices.write"

	DNSRead  = "dns.read"
	DNSWrite = "dns.write"

	MigrationsRead  = "migrations.read"
	MigrationsWrite = "migrations.write"

	EventsRead  = "events.read"
	EventsWrite = "events.write"
)

// All lists every function.
func All() []Function {
	return slices.Concat(orders(), storefronts(), connections(), subscriptions(), signIns(), audits(), prices(), domains(), takeovers(), feeds(), transfers(), migrations())
}

// api lists the settings of each function with an operation that asks for a token, and more.
func api(more ...setting.Name) []setting.Name {
	return append([]setting.Name{setting.Table, setting.Issuer, setting.Audience, setting.CallRate, setting.LogLevel}, more...)
}

// orders lists those that sell.
func orders() []Function {
	toOrders := []string{OrderQueue}
	return []Function{
		{
			Name: "order", Operations: []Operation{{"placeOrder", OrdersWrite}}, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "DeleteItem"}, Sends: toOrders, Settings: api(setting.OrderQueue),
		},
		{
			Name: "show", Operations: []Operation{{"listOrders", OrdersRead}, {"getOrder", OrdersRead}}, Timeout: 10 * time.Second, MemoryMB: 256,
			// A client's calls are counted in the table.
			Table: []string{"GetItem", "PutItem", "Query"}, Settings: api(),
		},
		{
			Name: "cancel", Operations: []Operation{{"cancelOrder", OrdersWrite}}, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"}, Sends: toOrders, Settings: api(setting.OrderQueue),
		},
		{
			Name: "answer", Operations: []Operation{{"answerOrder", OrdersWrite}}, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"}, Sends: toOrders, Settings: api(setting.OrderQueue),
		},
		{
			Name: "administrator", Operations: []Operation{{"getAdministrator", TenantsSecret}}, Timeout: 28 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"}, Stage: []string{"tenant/*/*/admin"}, Settings: api(setting.SecretPath),
		},
		{
			Name: "fulfil", Queue: OrderQueue, Timeout: 3 * time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"},
			Read:  []string{"partner/*/app", "partner/*/refresh-token"}, Write: []string{"tenant/*/*/admin"}, Sheets: true,
			Settings: []setting.Name{setting.Table, setting.SheetBucket, setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.TransferType, setting.LogLevel},
		},
		{
			Name: "sweep", Every: time.Minute, Timeout: time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"}, Due: true, Sends: []string{OrderQueue, DomainQueue, MigrationQueue},
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.DomainQueue, setting.MigrationQueue, setting.LogLevel},
		},
	}
}

// subscriptions lists those that look after licences.
func subscriptions() []Function {
	sells, toOrders := []string{"partner/*/app", "partner/*/refresh-token"}, []string{OrderQueue}
	return []Function{
		{
			// API Gateway gives up after 29 s. What the seller shows is read before the policy decides.
			Name: "subscription", Timeout: 28 * time.Second, MemoryMB: 256,
			Operations: []Operation{
				{"listSubscriptions", SubscriptionsRead},
				{"getSubscription", SubscriptionsRead},
				{"subscriptionOptions", SubscriptionsRead},
				{"getChange", SubscriptionsRead},
				{"changeSeats", SubscriptionsWrite},
				{"cancelSubscription", SubscriptionsCancel},
				{"suspendSubscription", SubscriptionsWrite},
				{"resumeSubscription", SubscriptionsWrite},
				{"upgradeSubscription", SubscriptionsWrite},
				{"setRenewal", SubscriptionsWrite},
				{"scheduleChange", SubscriptionsWrite},
				{"setNickname", SubscriptionsWrite},
				{"setPartnerOfRecord", SubscriptionsWrite},
			},
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Sends: toOrders, Read: sells,
			Settings: api(setting.OrderQueue, setting.SecretPath, setting.Entra, setting.PartnerAPI),
		},
		{
			Name: "reread", Every: time.Hour, Timeout: 15 * time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Read: sells,
			Settings: []setting.Name{setting.Table, setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.RenewalNotice, setting.LogLevel},
		},
		{
			Name: "notified", Operations: []Operation{{ID: "receivePartnerCenter"}}, Timeout: 20 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem"}, Sends: toOrders,
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.PartnerAPI, setting.EventOrigins, setting.EventRoots, setting.LogLevel},
		},
	}
}

// signIns lists those that keep partners' settings and sign-ins.
func signIns() []Function {
	return []Function{
		{
			Name: "refresh", Every: 24 * time.Hour, Timeout: 15 * time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"}, Read: []string{"partner/*/app", "partner/*/refresh-token"},
			Stage:    []string{"partner/*/app", "partner/*/refresh-token"},
			Settings: []setting.Name{setting.Table, setting.SecretPath, setting.Entra, setting.Graph, setting.LogLevel},
		},
		{
			Name: "notify", Every: time.Minute, Timeout: time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"}, Due: true, Mail: true,
			Settings: []setting.Name{setting.Table, setting.MailFrom, setting.LogLevel},
		},
		{
			// API Gateway gives up after 29 s. Two tokens, a proof and a renewal that is under way take a few.
			Name: "consent", Timeout: 28 * time.Second, MemoryMB: 256,
			Operations: []Operation{
				{"createConsent", PartnersWrite}, {"getConsent", PartnersRead}, {ID: "showConsent"}, {ID: "startConsent"}, {ID: "finishConsent"},
			},
			Table: []string{"GetItem", "PutItem", "Query"}, Read: []string{"partner/*/app"}, Stage: []string{"consent/key", "partner/*/refresh-token"},
			Settings: api(setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.PublicURL),
		},
		{
			Name: "settings", Timeout: 10 * time.Second, MemoryMB: 256,
			Operations: []Operation{
				{"listPartners", PartnersRead},
				{"getSettings", PartnersRead},
				{"putSettings", PartnersWrite},
				{"listSettingsVersions", PartnersRead},
				{"getSettingsVersion", PartnersRead},
				{"restoreSettings", PartnersWrite},
				{"diffSettings", PartnersRead},
				{"listNotices", PartnersRead},
			},
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Settings: api(setting.PartnerAPI, setting.PriceAPI, setting.Graph),
		},
		{
			Name: "doctor", Operations: []Operation{{"runDoctor", PartnersRead}}, Timeout: 10 * time.Second, MemoryMB: 512,
			Table: []string{"GetItem", "PutItem"}, Counts: true, Read: []string{"partner/*/app", "partner/*/refresh-token"},
			Settings: api(setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.PriceAPI, setting.Graph,
				setting.OrderQueue, setting.DeadQueue, setting.DomainQueue, setting.DomainDead, setting.EventQueue, setting.EventDead, setting.SaleQueue, setting.SaleDead, setting.MigrationQueue, setting.MigrationDead, setting.Missed),
		},
		{
			// A proof, and a renewal that is under way, take some seconds.
			Name: "credential", Timeout: 28 * time.Second, MemoryMB: 256,
			Operations: []Operation{{"getCredential", PartnersRead}, {"putCredential", PartnersWrite}, {"rollbackCredential", PartnersWrite}},
			Table:      []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Stage: []string{"partner/*/app"}, Read: []string{"partner/*/refresh-token"},
			Settings: api(setting.SecretPath, setting.Entra),
		},
	}
}

// audits lists those that guard the records of all changes.
func audits() []Function {
	return []Function{{
		Name: "seal", Every: 24 * time.Hour, Timeout: 15 * time.Minute, MemoryMB: 256,
		Table: []string{"Query"}, Due: true, Seals: true, Settings: []setting.Name{setting.Table, setting.AuditBucket, setting.LogLevel},
	}}
}
