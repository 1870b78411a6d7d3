package key

import "strings"

// OrderListed is an order's place in the list of a partner's orders, or in that of one of its shops: "" is the partner's own. Lists are in the order of
// time, which is a text of fixed width.
func OrderListed(partner, shop, at, order string) Key {
	return Key{PK(join("ORDERS", partner, shop)), SK(join(at, order))}
}

// OrderAt gives the order whose place in a list this is.
func OrderAt(sk string) (order string, ok bool) {
	_, escaped, found := strings.Cut(sk, "#")
	return plain(escaped), found && escaped != ""
}

// ConnectionListed is a connection's place in the list of its partner's.
func ConnectionListed(partner, connection string) Key {
	return Key{PK(join("CONNECTIONS", partner)), SK(join("CONNECTION", connection))}
}

// ConnectionAt gives the connection whose place in the list this is.
func ConnectionAt(sk string) (connection string, ok bool) { return single(sk, "CONNECTION") }

// ConnectionAsked says which connection a client's call makes, by its Idempotency-Key.
func ConnectionAsked(partner, client, idempotencyKey string) Key {
	return Key{PK(join("CONNECTIONS", partner)), SK(join("ASKED", client, Hash(idempotencyKey)))}
}

// ConnectionsListed is how the sort keys of the connections in the list begin.
const ConnectionsListed = "CONNECTION#"

// Spent is how much of its allowance a client has spent.
func Spent(client string) Key { return Key{PK(join("CLIENT", client)), "SPENT"} }
