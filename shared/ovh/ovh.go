// Package ovh is the client of OVHcloud's API, as far as the DNS zones of an account need it: rows are read, staged and
// published. It signs its calls with an application's keys and a consumer key, or carries an OAuth2 token.
//
// What OVHcloud does with a zone that a reader should know of before he calls anything here:
//
//   - Edits are staged. No name server serves them before Refresh, and anybody's refresh publishes everybody's edits. That
//     Refresh succeeds says nothing: Status tells whether the zone was deployed, or why it was not.
//   - An id names a row only until somebody edits the zone as text, imports or restores it: then all rows have new ids.
//   - Rows of the types SPF, DKIM and DMARC are published as TXT. Their type, as that of any row, cannot be changed.
//   - A target that is a host and has no dot at its end is relative to the zone.
//   - The same row can be created twice. Create is never repeated here; Find tells whether one that was lost took place.
//
// A failure has OVHcloud's own word as its code (NOT_GRANTED_CALL) and a text of ours with the id under which OVHcloud's
// support finds the call. OVHcloud's message is left out, because it repeats what was sent.
//
// Traps of the API, each with the number by which the project calls it and the test that steps into it:
//
//	 1  calls that OVHcloud took away, to configure a domain   TestNothingButZonesIsCalled
//	 8  a refresh for each row, after a failure, or none       TestAZoneIsRefreshedOnceHoweverOftenItIsAsked, TestStagingStopsAtTheFirstStepThatFails
//	 9  a name "" and a ttl 0 that are not sent                TestANameAtTheApexAndATTLOfZeroAreSent
//	10  the same row in another spelling                       TestTargetsAreTheSameWhenTheySayTheSame
//	11  a create sent again                                    TestACreateThatNobodyHeardOfIsNotRepeatedAndCanBeFound
//	12  an answer's id of 0, ids that were kept                TestARowThatIsAnsweredWithoutAnIDIsFoundEvenBesideItsTwin, TestRowsHaveOtherIDsAfterAnEditAsText
//	15  a refresh that deployed nothing                        TestARefreshThatSucceedsMayHaveDeployedNothing, TestWhatTheHostWillNotDeployIsToldInItsWords
//	16  a filter that takes "_" for any letter                 TestARowThatIsAnsweredWithoutAnIDIsFoundEvenBesideItsTwin
//	17  other bytes signed than sent, a clock of one's own     TestTheSignatureIsThatOfOVHcloudsOwnPrograms, TestAWrongClockIsReadAgainAndTheCallMadeOnceMore
//	18  orders that are signed, or paid by themselves          TestNothingButZonesIsCalled: nothing is ordered
//	19  types that nobody knew                                 TestAllRowsAreReadAlsoThoseOfOVHcloudsOwnTypes
//	20  work that is done when it has left a list              TestNothingButZonesIsCalled: Status tells, and no list of other services' work is read
//	24  an update that names the row's type                    TestStepsOfAPlanLeaveTheRowsThatItPredicts
//
//	ovh.go     options and regions     zone.go    zones, status, publishing      record.go   rows        batch.go  many rows in one call
//	wire.go    a request as it leaves  sign.go    signature                      clock.go    the difference to their clock
//	oauth.go   tokens                  grant.go   what a consumer key may do     budget.go   how fast to call
//	convert.go rows and steps of plans           host.go    the account as a setup needs it        failure.go refusals
package ovh

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Region is one of OVHcloud's separate worlds: an account of one is unknown in the others.
type Region struct {
	Base string // address with /1.0 and without a last slash
	Auth string // where OAuth2 tokens come from; "": the region has none
}

// RegionOf gives the addresses of ovh-eu, ovh-ca or ovh-us. They are documented, but a configuration may name others.
func RegionOf(name string) (Region, bool) {
	switch name {
	case "ovh-eu":
		return Region{Base: "https://eu.api.ovh.com/1.0", Auth: "https://www.ovh.com/auth/oauth2/token"}, true
	case "ovh-ca":
		return Region{Base: "https://ca.api.ovh.com/1.0", Auth: "https://ca.ovh.com/auth/oauth2/token"}, true
	case "ovh-us":
		return Region{Base: "https://api.us.ovhcloud.com/1.0", Auth: "https://us.ovhcloud.com/auth/oauth2/token"}, true
	}
	return Region{}, false
}

// Keys prove who calls: either the three of an application and its consumer, or the two of an OAuth2 client.
type Keys struct {
	Application string
	Secret      string // of the application; never sent
	Consumer    string
	Client      string
	Password    string // of the OAuth2 client
}

// Options say how to reach OVHcloud, and as whom.
type Options struct {
	Region
	Keys

	Now       func() time.Time                                 // needed: signatures and tokens have a time
	Budget    *Budget                                          // nil: one of this client's own
	Transport http.RoundTripper                                // nil: http.DefaultTransport
	Sleep     func(ctx context.Context, d time.Duration) error // nil: a timer
	Observe   func(context.Context, rest.Call)
}

// Client calls OVHcloud for one account. It may be used by many goroutines.
type Client struct {
	api    rest.Client // as the account
	open   rest.Client // as the application alone
	clock  *clock      // nil: calls are not signed
	budget *Budget
	sleep  func(ctx context.Context, d time.Duration) error
	now    func() time.Time
	singly atomic.Bool // batches are not understood here
}

// Limits of what is sent and read.
const (
	answerLimit = 8 << 20 // bytes: the export of a zone with thousands of rows
	longTarget  = 8 << 10 // bytes; a TXT row may be several kilobytes
	longName    = 253     // octets of a name in its written form
)

// Open gives a client. Nothing is sent yet.
func Open(o Options) *Client {
	c := &Client{budget: o.Budget, sleep: o.Sleep, now: o.Now}
	if c.budget == nil {
		c.budget = &Budget{}
	}
	if c.sleep == nil {
		c.sleep = rest.Sleep
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	base := strings.TrimSuffix(o.Base, "/")
	c.open = rest.Client{
		Name: "OVHcloud", Base: base, Transport: o.Transport, Header: http.Header{"X-Ovh-Application": {o.Application}},
		Decode: failure, Limit: 64 << 10, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
	}
	t := &turn{budget: c.budget, now: o.Now, sleep: c.sleep}
	w := &wire{next: o.Transport, keys: o.Keys, budget: c.budget, now: o.Now}
	if o.Client != "" {
		t.tokens = oauth(o)
	} else {
		c.clock = &clock{api: &c.open, now: o.Now, turn: make(chan struct{}, 1)}
		t.clock, w.clock = c.clock, c.clock
	}
	c.api = rest.Client{
		Name: "OVHcloud", Base: base, Transport: w, Tokens: t, Decode: failure, Limit: answerLimit, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
	}
	return c
}

// do makes a call. When OVHcloud finds the time in the signature wrong, its clock is read again and the call, of which
// nothing has happened, made once more.
func (c *Client) do(ctx context.Context, r rest.Request, out any) error {
	leave, err := c.budget.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	_, err = c.api.Do(ctx, r, out)
	if c.clock != nil && fault.Code(err) == wrongTime {
		c.clock.forget()
		_, err = c.api.Do(ctx, r, out)
	}
	return err
}

func (c *Client) read(ctx context.Context, out any, route string, query url.Values, args ...string) error {
	return c.do(ctx, rest.Request{Method: http.MethodGet, Route: route, Args: args, Query: query}, out)
}

func (c *Client) write(ctx context.Context, method string, body, out any, route string, args ...string) error {
	return c.do(ctx, rest.Request{Method: method, Route: route, Args: args, Write: true, JSON: body}, out)
}

// zoneName refuses what is no name of a zone in the form that OVHcloud knows: A-labels, lower case, without the last dot.
func zoneName(zone string) error {
	bad := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	}
	if zone == "" || len(zone) > longName || strings.ContainsFunc(zone, bad) || strings.HasPrefix(zone, ".") ||
		strings.HasSuffix(zone, ".") || strings.Contains(zone, "..") {
		return fault.Invalid.Errorf("zone %q: not the name of a zone", zone)
	}
	return nil
}
