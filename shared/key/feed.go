package key

import "fmt"

// News is what the record of an order, or of a licence that it bought, had to tell when it got a version, and was not emitted yet. One partition for an order;
// record is "" for its own.
func News(owner, order, record string, version int64) Key {
	return Key{PK(join("NEWS", owner, order)), SK(join("OF", record, fmt.Sprintf("%012d", version)))}
}

// NewsOf gives the owner and the order whose partition key of news this is.
func NewsOf(pk string) (owner, order string, ok bool) { return pair(pk, "NEWS") }

// Told is how far the events of an order are counted.
func Told(owner, order string) Key { return Key{PK(join("EVENT", owner, order)), "LAST"} }

// Event is an event of an order, by its place among them.
func Event(owner, order string, sequence int64) Key {
	return Key{PK(join("EVENT", owner, order)), SK(join("SEQUENCE", fmt.Sprintf("%012d", sequence)))}
}

// EventKeyed says which event tells of a transition of an order.
func EventKeyed(owner, order, transition string) Key {
	return Key{PK(join("EVENT", owner, order)), SK(join("KEY", transition))}
}

// Events is how the sort keys of an order's events begin.
const Events = "SEQUENCE#"

// EventNamed says which event has an id.
func EventNamed(owner, id string) Key { return Key{PK(join("EVENTID", owner, id)), "EVENT"} }

// FeedHead is the last place of a feed.
func FeedHead(owner string) Key { return Key{PK(join("FEED", owner)), "HEAD"} }

// FeedPlace is a place of a feed, with the event that has it.
func FeedPlace(owner string, position int64) Key {
	return Key{PK(join("FEED", owner)), SK(join("PLACE", fmt.Sprintf("%012d", position)))}
}

// FeedPlaces is how the sort keys of a feed's places begin.
const FeedPlaces = "PLACE#"

// Endpoint is where a shop is told of events.
func Endpoint(id string) Key { return Key{PK(join("ENDPOINT", id)), "ENDPOINT"} }

// EndpointOwned is the same in the list of its owner's.
func EndpointOwned(owner, id string) Key {
	return Key{PK(join("ENDPOINTS", owner)), SK(join("ENDPOINT", id))}
}

// Line is how it goes with an endpoint's posts.
func Line(endpoint string) Key { return Key{PK(join("ENDPOINT", endpoint)), "LINE"} }

// LineOf gives the endpoint whose partition key this is.
func LineOf(pk string) (endpoint string, ok bool) { return single(pk, "ENDPOINT") }

// Callback is an event on its way to an endpoint, or what became of it there.
func Callback(endpoint, event, replay string) Key {
	return Key{PK(join("ENDPOINT", endpoint)), SK(join("EVENT", event, replay))}
}

// Callbacks is how the sort keys of an endpoint's deliveries begin.
const Callbacks = "EVENT#"

// CallbackDue is the place of a delivery that waits, by the time when it is due (milliseconds since 1970).
func CallbackDue(endpoint string, due int64, event, replay string) Key {
	return Key{PK(join("ENDPOINT", endpoint)), SK(join("DUE", fmt.Sprintf("%015d", due), event, replay))}
}

// CallbacksDue is how the sort keys of the deliveries that wait begin.
const CallbacksDue = "DUE#"

// Partitions of the index Due for what is told to shops.
const (
	FreshNews = "FRESHNEWS" // what has something to tell
	Unlisted  = "UNLISTED"  // events without a place in their feed
	DueLines  = "DUELINE"   // endpoints that something waits for
)
