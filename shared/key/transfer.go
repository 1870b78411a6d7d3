package key

import "strings"

// Transfer is a transfer of subscriptions between partners.
func Transfer(partner, id string) Key { return Key{PK(join("TRANSFER", partner, id)), "TRANSFER"} }

// TransferOf gives the partner and the id of the transfer whose partition key this is.
func TransferOf(pk string) (partner, id string, ok bool) { return pair(pk, "TRANSFER") }

// TransferListed is a transfer's place in the list of its partner's, which is in the order of time: a text of fixed width.
func TransferListed(partner, at, id string) Key {
	return Key{PK(join("TRANSFERS", partner)), SK(join("AT", at, id))}
}

// TransfersListed is how the sort keys of the transfers in the list begin.
const TransfersListed = "AT#"

// TransferAt gives the transfer whose place in the list this is.
func TransferAt(sk string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(sk, TransfersListed)
	_, escaped, found := strings.Cut(rest, "#")
	return plain(escaped), ok && found && escaped != ""
}

// TransferSeller says which transfer has one of the seller's.
func TransferSeller(partner, seller string) Key {
	return Key{PK(join("TRANSFERS", partner)), SK(join("SELLER", seller))}
}
