package key_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/seatwright/seatwright/shared/key"
)

// listedKeys writes an example of each place in a list, and of what clients have spent.
func listedKeys(w io.Writer) {
	for _, k := range []key.Key{
		key.OrderListed("p", "", "2026-11-21T10:00:00.000000000Z", "ord_1"), key.OrderListed("p", "con_1", "2026-11-21T10:00:00.000000000Z", "ord_1"),
		key.ConnectionListed("p", "con_1"), key.ConnectionAsked("p", "client", "k"), key.Spent("id"),
		key.Takeover("p", "tko_1"), key.TakeoverListed("p", "tko_1"),
	} {
		fmt.Fprintf(w, "%s | %s\n", k.PK, k.SK)
	}
}

// drawListed makes those that drawFeed leaves.
func drawListed(name string, parts [4]string) (k key.Key, how []string) {
	a, b, c, d := parts[0], parts[1], parts[2], parts[3]
	how = []string{name, a}
	switch name {
	case "orderlisted":
		k, how = key.OrderListed(a, b, c, d), append(how, b, c, d)
	case "connectionlisted":
		k, how = key.ConnectionListed(a, b), append(how, b)
	case "connectionasked":
		k, how = key.ConnectionAsked(a, b, c), append(how, b, c)
	case "spent":
		k = key.Spent(a)
	case "takeover":
		k, how = key.Takeover(a, b), append(how, b)
	case "takeoverlisted":
		k, how = key.TakeoverListed(a, b), append(how, b)
	default:
		return drawMigration(name, parts)
	}
	return k, how
}

func TestAPlaceInAListTellsWhatHasIt(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"ord_1", "a#b%c"} {
		if got, ok := key.OrderAt(string(key.OrderListed("p", "s", "2026", id).SK)); !ok || got != id {
			t.Errorf("order %q: %q, %t", id, got, ok)
		}
		if got, ok := key.ConnectionAt(string(key.ConnectionListed("p", id).SK)); !ok || got != id {
			t.Errorf("connection %q: %q, %t", id, got, ok)
		}
	}
	for _, sk := range []string{"", "2026", "2026#"} {
		if got, ok := key.OrderAt(sk); ok {
			t.Errorf("%q has order %q", sk, got)
		}
	}
}
