package key

// Letter is a letter to a customer. One partition for a partner, in the order of the customers.
func Letter(partner, tenant, event string) Key {
	return Key{PK(join("LETTERS", partner)), SK(join("LETTER", tenant, event))}
}

// LetterOf gives what a letter's key says.
func LetterOf(pk, sk string) (partner, tenant, event string, ok bool) {
	partner, found := single(pk, "LETTERS")
	tenant, event, ok = pair(sk, "LETTER")
	return partner, tenant, event, found && ok
}

// Template is what a partner's letters of an event are made from.
func Template(partner, event string) Key {
	return Key{PK(join("LETTERS", partner)), SK(join("TEMPLATE", event))}
}

// How the sort keys of a partner's letters and templates begin.
const (
	Letters   = "LETTER#"
	Templates = "TEMPLATE#"
)

// Silenced says that an address wants no letters. It is hashed: nobody needs to read it here.
func Silenced(address string) Key { return Key{PK(join("SILENCE", Hash(address))), "SILENCE"} }

// Owner is a client that was taken over, by its tenant. One partition for a partner.
func Owner(partner, tenant string) Key { return Key{clients(partner), SK(join("TENANT", tenant))} }

// OwnerNamed says which client has a username.
func OwnerNamed(partner, username string) Key {
	return Key{clients(partner), SK(join("NAME", username))}
}

// Owned is a subscription that was taken over.
func Owned(partner, subscription string) Key {
	return Key{clients(partner), SK(join("SERVICE", subscription))}
}

// Opening is the opening invoice of a subscription that was taken over.
func Opening(partner, subscription string) Key {
	return Key{clients(partner), SK(join("INVOICE", subscription))}
}

// How the sort keys of a partner's clients, of their subscriptions and of opening invoices begin.
const (
	Owners   = "TENANT#"
	AllOwned = "SERVICE#"
	Openings = "INVOICE#"
)

func clients(partner string) PK { return PK(join("CLIENTS", partner)) }

// TenantSpent is how many calls about a customer's tenant were made.
func TenantSpent(partner, tenant string) Key {
	return Key{PK(join("TENANT", partner, tenant)), "SPENT"}
}
