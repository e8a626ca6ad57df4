package outbound

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// List is the value of the option allow_net: the hosts that an app may reach. The zero value lists none.
//
// An entry is one of
//
//	example.com          this host, at any port (as Deno's --allow-net has it)
//	example.com:8443     this host, at this port only
//	*.example.com        every name below example.com, at any depth, but not example.com itself
//	*                    every host that has a public address
//	192.0.2.1, [::1]     this address, of whatever range
//	localhost            the machine itself: 127.0.0.1 and ::1, by this name
//
// and each may have a port. Names are compared in lower case, in their ASCII form (IDNA) and without a final dot.
//
// Only an entry that is an address, or localhost or a name below it, lets a request reach an address that is not
// public: see [RefusedError]. An entry that is an address does so for every name that the list has too, since the app
// could ask for the address by itself anyway.
type List struct{ entries []entry }

type entry struct {
	host      host
	port      uint16 // 0: any
	any       bool   // * as a whole
	subdomain bool   // *. before host.name
}

// ParseList parses the entries of an option allow_net. The error tells what is wrong with which entry.
func ParseList(entries []string) (List, error) {
	list := List{entries: make([]entry, 0, len(entries))}
	for _, text := range entries {
		e, err := parseEntry(text)
		if err != nil {
			return List{}, err
		}
		list.entries = append(list.entries, e)
	}
	return list, nil
}

func parseEntry(text string) (entry, error) {
	if text == "" || strings.ContainsAny(text, "/?#@ ") {
		return entry{}, fmt.Errorf("%q is not a host or host:port", text)
	}
	var e entry
	name := text
	if h, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		switch {
		case h == "":
			return entry{}, fmt.Errorf("%q has no host", text)
		case err != nil || n == 0:
			return entry{}, fmt.Errorf("%q has a port that is not between 1 and 65535", text)
		case strings.Contains(h, ":"):
			h = "[" + h + "]"
		}
		name, e.port = h, uint16(n)
	} else if addr, err := netip.ParseAddr(text); err == nil && addr.Is6() {
		name = "[" + text + "]" // without a port the brackets may be left out
	}
	if name == "*" {
		e.any = true
		return e, nil
	}
	name, e.subdomain = strings.CutPrefix(name, "*.")
	h, err := parseHost(name)
	if err != nil {
		return entry{}, fmt.Errorf("%q is not a host or host:port: %w", text, err)
	}
	if e.subdomain && h.addr.IsValid() {
		return entry{}, fmt.Errorf("%q is not a host: there are no names below an address", text)
	}
	e.host = h
	return e, nil
}

// matches reports whether the entry stands for a host at a port.
func (e *entry) matches(h host, port uint16) bool {
	switch {
	case e.port != 0 && e.port != port:
		return false
	case e.any:
		return true
	case e.subdomain:
		return !h.addr.IsValid() && strings.HasSuffix(h.name, "."+e.host.name)
	}
	return e.host == h
}

// allows reports whether requests to the host at the port may be sent, if the address allows it.
func (l List) allows(h host, port uint16) bool {
	for i := range l.entries {
		if l.entries[i].matches(h, port) {
			return true
		}
	}
	return false
}

// reaches reports whether a connection for the host may be made to the address. Public addresses are everybody's;
// each other one must be listed as such.
func (l List) reaches(h host, to netip.AddrPort) bool {
	addr := plain(to.Addr())
	if rangeOf(addr) == "" {
		return true
	}
	for i := range l.entries {
		e := &l.entries[i]
		byAddress := e.host.addr.IsValid() && e.host.addr == addr && (e.port == 0 || e.port == to.Port())
		byLocalName := e.host.local() && addr.IsLoopback() && h.local() && e.matches(h, to.Port())
		if byAddress || byLocalName {
			return true
		}
	}
	return false
}
