package key_test

import (
	"fmt"
	"io"
	"strconv"
	"testing"

	"github.com/seatwright/seatwright/shared/key"
)

// feedKeys writes an example of each key of what shops are told.
func feedKeys(w io.Writer) {
	for _, k := range []key.Key{
		key.News("p/api/c", "ord_1", "", 7), key.News("p/api/c", "ord_1", "sub#1", 7), key.Told("p/api/c", "ord_1"), key.Event("p/api/c", "ord_1", 7), key.EventKeyed("p/api/c", "ord_1", "order.held 7"),
		key.EventNamed("p/api/c", "evt_1"), key.FeedHead("p/api/c"), key.FeedPlace("p/api/c", 7), key.Endpoint("ep_1"), key.EndpointOwned("p/api/c", "ep_1"),
		key.Line("ep_1"), key.Callback("ep_1", "evt_1", "rpl_1"), key.CallbackDue("ep_1", 1795262400000, "evt_1", ""),
	} {
		fmt.Fprintf(w, "%s | %s\n", k.PK, k.SK)
	}
}

// drawFeed makes those that drawMore leaves.
func drawFeed(name string, parts [4]string, n int) (k key.Key, how []string) {
	a, b, c := parts[0], parts[1], parts[2]
	how = []string{name, a}
	switch name {
	case "news":
		k, how = key.News(a, b, c, int64(n)), append(how, b, c, strconv.Itoa(n))
	case "told":
		k, how = key.Told(a, b), append(how, b)
	case "event":
		k, how = key.Event(a, b, int64(n)), append(how, b, strconv.Itoa(n))
	case "keyed":
		k, how = key.EventKeyed(a, b, c), append(how, b, c)
	case "eventid":
		k, how = key.EventNamed(a, b), append(how, b)
	case "feed":
		k = key.FeedHead(a)
	case "place":
		k, how = key.FeedPlace(a, int64(n)), append(how, strconv.Itoa(n))
	case "endpoint":
		k = key.Endpoint(a)
	case "owned":
		k, how = key.EndpointOwned(a, b), append(how, b)
	case "callback":
		k, how = key.Callback(a, b, c), append(how, b, c)
	case "callbackdue":
		k, how = key.CallbackDue(a, int64(n), b, c), append(how, strconv.Itoa(n), b, c)
	default:
		return drawListed(name, parts)
	}
	return k, how
}

func TestANewssOrderAndALinesEndpointAreReadBackFromTheirKeys(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a", "a#b", "50%", "%23"} {
		if owner, order, ok := key.NewsOf(string(key.News(id, "o"+id, "", 1).PK)); !ok || owner != id || order != "o"+id {
			t.Errorf("%q, %q: read back as %q, %q", id, "o"+id, owner, order)
		}
		if got, ok := key.LineOf(string(key.Line(id).PK)); !ok || got != id {
			t.Errorf("%q: read back as %q", id, got)
		}
	}
}
