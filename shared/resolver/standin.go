package resolver

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/seatwright/seatwright/shared/fault"
)

// At gives options for a stand-in of the whole system on this machine, for processes that do not hold it themselves. Its servers have addresses of the range
// for measurements, 198.18.0.0/16, with the root at 198.18.0.1, and listen at the loopback address that ends in the same two numbers: with
// "127.18.0.0:5300", the server 198.18.0.2 listens at 127.18.0.2, port 5300. It fails with fault.Invalid for an address that is not of the loopback.
func (o Options) At(standIn string) (Options, error) {
	base, err := netip.ParseAddrPort(standIn)
	if err != nil || !base.Addr().Is4() || !base.Addr().IsLoopback() || base.Port() == 0 {
		return o, fault.Invalid.Errorf("stand-in for name servers %q: not an address of this machine with its port", standIn)
	}
	range16 := netip.PrefixFrom(netip.AddrFrom4([4]byte{198, 18}), 16)
	o.Roots, o.Allowed = []netip.Addr{netip.AddrFrom4([4]byte{198, 18, 0, 1})}, []netip.Prefix{range16}
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !range16.Contains(to.Addr()) {
			return nil, fmt.Errorf("dial %s: no server of the stand-in", address)
		}
		here, there := base.Addr().As4(), to.Addr().As4()
		here[2], here[3] = there[2], there[3]
		return (&net.Dialer{}).DialContext(ctx, network, netip.AddrPortFrom(netip.AddrFrom4(here), base.Port()).String())
	}
	return o, nil
}
