// Package setting names the environment variables of the functions, as data that the infrastructure shares.
//
// Only shared/app reads them. Addresses of AWS itself are not here: the SDK reads AWS_ENDPOINT_URL.
package setting

// Name is the name of an environment variable.
type Name string

// The variables.
const (
	Table       Name = "SEATWRIGHT_TABLE"             // name of the table
	OrderQueue  Name = "SEATWRIGHT_ORDER_QUEUE"       // address of the FIFO queue of orders
	DeadQueue   Name = "SEATWRIGHT_ORDER_DEAD_QUEUE"  // address of its dead letters
	DomainQueue Name = "SEATWRIGHT_DOMAIN_QUEUE"      // address of the FIFO queue of domains
	DomainDead  Name = "SEATWRIGHT_DOMAIN_DEAD_QUEUE" // address of its dead letters
	EventQueue  Name = "SEATWRIGHT_EVENT_QUEUE"       // address of the FIFO queue of endpoints that something waits for
	EventDead   Name = "SEATWRIGHT_EVENT_DEAD_QUEUE"  // address of its dead letters
	SaleQueue   Name = "SEATWRIGHT_SALE_QUEUE"        // address of the FIFO queue of deliveries that their shop is asked about
	SaleDead    Name = "SEATWRIGHT_SALE_DEAD_QUEUE"   // address of its dead letters
	// MigrationQueue and MigrationDead are the addresses of the FIFO queue of customers that are taken over, and of its dead letters.
	MigrationQueue Name = "SEATWRIGHT_MIGRATION_QUEUE"
	MigrationDead  Name = "SEATWRIGHT_MIGRATION_DEAD_QUEUE"
	Missed         Name = "SEATWRIGHT_MISSED_QUEUE"      // address of the queue of the ticks that a function did not get through
	SecretPath     Name = "SEATWRIGHT_SECRET_PREFIX"     // prefix of the names in the secret store, with its last slash
	Issuer         Name = "SEATWRIGHT_OIDC_ISSUER"       // issuer of the tokens that our API accepts
	Audience       Name = "SEATWRIGHT_OIDC_AUDIENCE"     // audience of the tokens that our API accepts
	Entra          Name = "SEATWRIGHT_ENTRA_URL"         // token service; https://login.microsoftonline.com
	PartnerAPI     Name = "SEATWRIGHT_PARTNERCENTER_URL" // Partner Center; https://api.partnercenter.microsoft.com
	PriceAPI       Name = "SEATWRIGHT_PARTNERAPI_URL"    // Partner API; https://api.partner.microsoft.com
	Graph          Name = "SEATWRIGHT_GRAPH_URL"         // Microsoft Graph; https://graph.microsoft.com
	OVH            Name = "SEATWRIGHT_OVH_URL"           // OVHcloud's API where it is not that of an account's region; "": it is
	TransferType   Name = "SEATWRIGHT_TRANSFER_TYPE"     // the kind of transfers between partners that Partner Center is asked for; its documentation names two
	OVHRate        Name = "SEATWRIGHT_OVH_PER_MINUTE"    // calls a minute to one account at OVHcloud, which publishes no bound; "": the client's own
	// ZonePartners are the partners, with blanks or commas between them, whose customers' zones our own account at Amazon Route 53 holds; "": nobody's.
	ZonePartners Name = "SEATWRIGHT_ROUTE53_PARTNERS"
	Names        Name = "SEATWRIGHT_NAMES"     // a stand-in for the domain name system, as shared/resolver reads it; "": that of the Internet
	MailFrom     Name = "SEATWRIGHT_MAIL_FROM" // sender of our e-mail, an identity that is verified with SES; "": none is sent
	// MailSet is the configuration set of SES by which letters to customers are sent, which says where bounces and complaints are reported; "": nowhere.
	MailSet     Name = "SEATWRIGHT_MAIL_SET"
	AuditBucket Name = "SEATWRIGHT_AUDIT_BUCKET" // name of the bucket with the roots of the audit
	SheetBucket Name = "SEATWRIGHT_SHEET_BUCKET" // name of the bucket with price sheets and what is made of them
	PublicURL   Name = "SEATWRIGHT_PUBLIC_URL"   // address of our own API where it has a domain of its own; "": the one that a request came to
	// EventOrigins are the addresses, with blanks or commas between them, that the certificates of Partner Center's events are read from.
	EventOrigins Name = "SEATWRIGHT_EVENT_ORIGINS"
	// EventRoots are the roots, in PEM whose line ends may be written as \n, that these certificates must chain to; "": those of the machine.
	EventRoots Name = "SEATWRIGHT_EVENT_ROOTS"
	// Shops is where the APIs of all shops are reached, each behind a slash and the name of its platform, in place of its own; "": there.
	Shops Name = "SEATWRIGHT_SHOPS_URL"
	// CallbackPorts are the ports, with blanks or commas between them, that shops are told at beside 443; "": none.
	CallbackPorts Name = "SEATWRIGHT_CALLBACK_PORTS"
	// CallbackRoots are the authorities, in PEM whose line ends may be written as \n, that certificates there must chain to; "": those of the machine.
	CallbackRoots Name = "SEATWRIGHT_CALLBACK_ROOTS"

	// CallRate is how many calls a minute a client of our API may make; 0: as many as it likes.
	CallRate Name = "SEATWRIGHT_CALLS_PER_MINUTE"
	// RenewalNotice is how many days before a licence renews its shop is told, at most a quarter of its term; 0: never.
	RenewalNotice Name = "SEATWRIGHT_RENEWAL_NOTICE_DAYS"
	LogLevel      Name = "SEATWRIGHT_LOG_LEVEL" // debug, info, warn or error
)

// All lists every variable.
func All() []Name {
	return []Name{Table, OrderQueue, DeadQueue, DomainQueue, DomainDead, EventQueue, EventDead, SaleQueue, SaleDead, MigrationQueue, MigrationDead, Missed, SecretPath, Issuer, Audience, Entra, PartnerAPI, PriceAPI, Graph, OVH, TransferType, OVHRate, ZonePartners, Names, MailFrom, MailSet, AuditBucket, SheetBucket, PublicURL, EventOrigins, EventRoots, Shops, CallbackPorts, CallbackRoots, CallRate, RenewalNotice, LogLevel}
}

// Optional reports whether "" is a value of the setting too.
func (n Name) Optional() bool {
	return n == OVH || n == OVHRate || n == ZonePartners || n == Names || n == MailFrom || n == MailSet || n == PublicURL || n == EventRoots || n == Shops || n == CallbackPorts || n == CallbackRoots
}
