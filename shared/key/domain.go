package key

import "strings"

// Domain is the setup of a customer's domain.
func Domain(partner, id string) Key { return Key{PK(join("DOMAIN", partner, id)), "SETUP"} }

// DomainOf gives the partner and the id of the setup whose partition key this is.
func DomainOf(pk string) (partner, id string, ok bool) { return pair(pk, "DOMAIN") }

// DomainNamed says which setup a domain has. One partition for a partner, in the order of the names.
func DomainNamed(partner, domain string) Key {
	return Key{PK(join("DOMAINS", partner)), SK(join("NAME", domain))}
}

// Batch is a request for many domains; its lines are beside it.
func Batch(partner, id string) Key { return Key{PK(join("BATCH", partner, id)), "BATCH"} }

// BatchOf gives the partner and the id of the request whose partition key this is.
func BatchOf(pk string) (partner, id string, ok bool) { return pair(pk, "BATCH") }

// BatchLine is what became of a domain of a request.
func BatchLine(partner, id, domain string) Key {
	return Key{PK(join("BATCH", partner, id)), SK(join("LINE", domain))}
}

// BatchLines is how the sort keys of a request's lines begin.
const BatchLines = "LINE#"

// Account is a partner's account at a host of zones.
func Account(partner, name string) Key {
	return Key{PK(join("PARTNER", partner)), SK(join("HOST", name))}
}

// Accounts is how the sort keys of a partner's accounts begin.
const Accounts = "HOST#"

// DomainShard gives the partition of the index Due for a setup or a request for many. They have partitions of their own: thousands of them may be due, and
// must not hide an order.
func DomainShard(id string) string {
	return join("DUEDOMAIN", string(rune('0'+Hash(id)[0]%Shards)))
}

// DomainShardNames lists them.
func DomainShardNames() []string {
	names := make([]string, Shards)
	for i := range names {
		names[i] = join("DUEDOMAIN", string(rune('0'+i)))
	}
	return names
}

// Text is a part of a text that is kept under its digest.
func Text(partner, digest string, n int) Key {
	return Key{PK(join("TEXT", partner, digest)), SK(join("CHUNK", digits(n)))}
}

// pair reads back a key of a kind and two parts.
func pair(k, kind string) (a, b string, ok bool) {
	parts := strings.Split(k, "#")
	const fields = 3
	if len(parts) != fields || parts[0] != kind {
		return "", "", false
	}
	a, b = plain(parts[1]), plain(parts[2])
	return a, b, a != "" && b != "" && join(kind, a, b) == k
}
