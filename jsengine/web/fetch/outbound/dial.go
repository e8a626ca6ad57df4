package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

const (
	dialTimeout   = 10 * time.Second // DNS included
	keepAliveTime = 30 * time.Second // until a silent connection is probed
)

// dialer makes the connections of a client, to addresses that its list lets it reach.
type dialer struct {
	list     List
	resolver *net.Resolver // nil: the system's
}

// DialContext connects to the host of a URL, whose name and port have been checked before.
func (d *dialer) DialContext(ctx context.Context, network, hostport string) (net.Conn, error) {
	name, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	text := name
	if strings.Contains(name, ":") {
		text = "[" + name + "]"
	}
	h, err := parseHost(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	nd := &net.Dialer{
		Timeout:   dialTimeout,
		KeepAlive: keepAliveTime,
		Resolver:  d.resolver,
		// The control function sees each address right before it is connected to, whatever DNS has said before.
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			return d.admit(h, address)
		},
	}
	if h.local() {
		return dialLocal(ctx, nd, network, port)
	}
	return nd.DialContext(ctx, network, net.JoinHostPort(name, port))
}

// admit checks an address that is about to be connected to for a host.
func (d *dialer) admit(h host, address string) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the address %s can't be checked: %w", address, err)
	}
	if d.list.reaches(h, to) {
		return nil
	}
	addr := plain(to.Addr())
	entry := host{addr: addr}.String()
	if h.local() {
		entry = h.name
	}
	return &RefusedError{Host: h.String(), Addr: addr, Range: rangeOf(addr), Entry: entry}
}

// dialLocal connects to localhost without asking DNS, which must not have a say in what that is (RFC 6761,
// section 6.3).
func dialLocal(ctx context.Context, nd *net.Dialer, network, port string) (net.Conn, error) {
	conn, err := nd.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
	if err == nil {
		return conn, nil
	}
	if conn, err6 := nd.DialContext(ctx, network, net.JoinHostPort("::1", port)); err6 == nil {
		return conn, nil
	}
	return nil, err
}

// refusal gives the refusal that a failed connection is due to, without the words that net has put around it.
func refusal(err error) error {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return refused
	}
	return err
}
