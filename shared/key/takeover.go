package key

// Takeover is a takeover of what another provider sold to a customer.
func Takeover(partner, id string) Key { return Key{PK(join("TAKEOVER", partner, id)), "TAKEOVER"} }

// TakeoverOf gives the partner and the id of the takeover whose partition key this is.
func TakeoverOf(pk string) (partner, id string, ok bool) { return pair(pk, "TAKEOVER") }

// TakeoverListed is a takeover's row in the calendar of its partner.
func TakeoverListed(partner, id string) Key {
	return Key{PK(join("TAKEOVERS", partner)), SK(join("TAKEOVER", id))}
}

// DueTakeovers is the partition of the index Due with the takeovers that are looked at again at a time.
const DueTakeovers = "DUETAKEOVER"
