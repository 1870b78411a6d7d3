package callback

import (
	"net/http"
	"net/netip"

	"github.com/seatwright/seatwright/shared/feed"
)

// Near gives a client that reaches the loopback, as no build of this package without its tag does: the receivers of tests are there.
func Near(o Options) *Client {
	return guarded(o, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")})
}

// Signed gives the headers of a message.
func Signed(m feed.Message) (http.Header, error) {
	h := http.Header{}
	err := sign(h, m)
	return h, err
}
