package key

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// PK is a partition key. It and SK are different types, so that one is never given for the other.
type PK string

// SK is a sort key.
type SK string

// Key is the primary key of an item.
type Key struct {
	PK PK
	SK SK
}

// join writes parts so that different parts never give the same key: the separator and the escape are escaped in each.
func join(parts ...string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('#')
		}
		p = strings.ReplaceAll(p, "%", "%25")
		b.WriteString(strings.ReplaceAll(p, "#", "%23"))
	}
	return b.String()
}

// Order is an order.
func Order(id string) Key { return Key{PK(join("ORDER", id)), "ORDER"} }

// OrderID gives the id of the order whose partition key this is.
func OrderID(pk string) (string, bool) { return single(pk, "ORDER") }

// single reads back a key of a kind and one part.
func single(k, kind string) (string, bool) {
	escaped, ok := strings.CutPrefix(k, kind+"#")
	part := plain(escaped)
	return part, ok && part != "" && join(kind, part) == k
}

// plain takes the escapes of a part away.
func plain(escaped string) string {
	return strings.ReplaceAll(strings.ReplaceAll(escaped, "%23", "#"), "%25", "%")
}

// Claim says which of our orders made a seller's order. One partition for a customer, one item for each seller's order.
func Claim(partner, tenant, sold string) Key {
	return Key{PK(join("CLAIM", partner, tenant)), SK(join("SOLD", sold))}
}

// Delivery is the head of a stored webhook delivery; its chunks are beside it.
func Delivery(connection, event string) Key {
	return Key{PK(join("DELIVERY", connection, event)), "HEAD"}
}

// Chunk is one part of the body of a delivery that does not fit into its head. It is named by the body's hash too: chunks are
// written before the head, and another body under the same event must not overwrite them.
func Chunk(connection, event, body string, n int) Key {
	return Key{PK(join("DELIVERY", connection, event)), SK(join("CHUNK", body, digits(n)))}
}

// Quarantine is a note about a delivery that could not be used. One partition for a connection, in the order of time.
func Quarantine(connection, at, event string) Key {
	return Key{PK(join("QUARANTINE", connection)), SK(join(at, event))}
}

// Partner is the settings document of a partner.
func Partner(id string) Key { return Key{PK(join("PARTNER", id)), "SETTINGS"} }

// Version is a settings document of a partner as it was saved once. Six digits keep the versions in order.
func Version(partner string, n int64) Key {
	return Key{PK(join("PARTNER", partner)), SK(join("VERSION", fmt.Sprintf("%06d", n)))}
}

// Versions is how the sort keys of a partner's versions begin.
const Versions = "VERSION#"

// Hold says whether a partner's work stands still. It stays after a lift, and tells which sign-in is known to be good.
func Hold(partner string) Key { return Key{PK(join("PARTNER", partner)), "HOLD"} }

// PartnerOf gives the id of the partner whose partition key this is.
func PartnerOf(pk string) (string, bool) { return single(pk, "PARTNER") }

// Listed is a partner's place in the list of all partners, which is one partition.
func Listed(partner string) Key { return Key{"PARTNERS", SK(join("PARTNER", partner))} }

// PartnerListed gives the id of the partner whose place in the list this is.
func PartnerListed(sk string) (string, bool) { return single(sk, "PARTNER") }

// Notice is an event of a partner. One partition for a partner, in the order of time, which is a text of fixed width.
func Notice(partner, at, topic, subject string, step int) Key {
	return Key{PK(join("NOTICE", partner)), SK(join(at, topic, subject, digits(step)))}
}

// Reread is how far the round has come that reads a partner's subscriptions anew.
func Reread(partner string) Key { return Key{PK(join("PARTNER", partner)), "REREAD"} }

// Lease is what one function at a time may hold.
func Lease(name string) Key { return Key{PK(join("LEASE", name)), "LEASE"} }

// Subscription is our record of a licence.
func Subscription(partner, id string) Key {
	return Key{PK(join("SUBSCRIPTION", partner, id)), "SUBSCRIPTION"}
}

// SubscriptionOf gives the partner and the id of the subscription whose partition key this is.
func SubscriptionOf(pk string) (partner, id string, ok bool) { return pair(pk, "SUBSCRIPTION") }

// Wish is a change of a subscription that somebody asked for, and what became of it.
func Wish(partner, id, change string) Key {
	return Key{PK(join("SUBSCRIPTION", partner, id)), SK(join("WISH", change))}
}

// Waits is the place of a wish that is not over among those of its subscription, which are in the order of time: a text of fixed width.
func Waits(partner, id, at, change string) Key {
	return Key{PK(join("SUBSCRIPTION", partner, id)), SK(join("WAITS", at, change))}
}

// Waiting is how the sort keys of wishes that are not over begin.
const Waiting = "WAITS#"

// WaitsFor gives the wish whose place this is, or "".
func WaitsFor(sk string) string {
	rest, ok := strings.CutPrefix(sk, Waiting)
	_, change, found := strings.Cut(rest, "#")
	if !ok || !found {
		return ""
	}
	return plain(change)
}

// Licence is a subscription's place in the list of a partner, by customer.
func Licence(partner, tenant, id string) Key {
	return Key{PK(join("LICENCES", partner)), SK(join(tenant, id))}
}

// Renewal is a subscription's place among those of a partner whose term ends in a month such as 2027-03.
func Renewal(partner, month, tenant, id string) Key {
	return Key{PK(join("RENEWAL", partner)), SK(join(month, tenant, id))}
}

// Under gives how the sort keys below some parts of a list begin.
func Under(parts ...string) string {
	if len(parts) == 0 {
		return ""
	}
	return join(parts...) + "#"
}

// Consent is a link to a partner's sign-in, and what became of it.
func Consent(id string) Key { return Key{PK(join("CONSENT", id)), "CONSENT"} }

// Client says for which partner an API client acts.
func Client(id string) Key { return Key{PK(join("CLIENT", id)), "CLIENT"} }

// Audit is a record of a change. One partition for what it is about, in the order of the changes: twelve digits keep it.
func Audit(aggregate string, seq int64) Key {
	return Key{PK(join("AUDIT", aggregate)), SK(fmt.Sprintf("%012d", seq))}
}

// Audited gives what a record's partition key says that it is about.
func Audited(pk string) (string, bool) { return single(pk, "AUDIT") }

// Connection is the settings document of a shop's connection.
func Connection(id string) Key { return Key{PK(join("CONNECTION", id)), "SETTINGS"} }

// Idempotency is a client's call under an Idempotency-Key. The key itself is hashed: it may be long, or a secret.
func Idempotency(partner, client, operation, idempotencyKey string) Key {
	return Key{PK(join("IDEMPOTENCY", partner, client, operation, Hash(idempotencyKey))), "CALL"}
}

// Hash gives a short name for a text that is long or should not be readable: 26 characters, 128 bits of SHA-256.
func Hash(parts ...string) string {
	sum := sha256.Sum256([]byte(join(parts...)))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

func digits(n int) string {
	const width = 4
	b := []byte("0000")
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}
