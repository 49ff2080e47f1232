package mailcheck

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// zone asks DNS as the rest of the world would: for whole names, so that no
// search list is tried, and never /etc/hosts, in which a machine knows itself
// by other addresses. Every error but "there is none" is a temporary one. It
// is a resolver for the SPF library too.
type zone struct {
	res     *net.Resolver
	servers []string // empty: this system tells none, and res does what it can

	mu   sync.Mutex
	txts map[string]func() ([]string, error)
}

func (o Options) zone() *zone {
	z := &zone{res: o.resolver(), txts: map[string]func() ([]string, error){}}
	if z.servers = systemNameservers(); o.Nameserver != "" {
		z.servers = []string{o.Nameserver}
	}
	return z
}

// none says that DNS answered, and has nothing of the kind.
func none(err error) bool {
	var d *net.DNSError
	return errors.As(err, &d) && d.IsNotFound
}

// settle makes whatever is no answer a temporary error. At the end of ctx
// connections are closed, which is a time-out too.
func settle(ctx context.Context, name string, err error) error {
	if err == nil {
		return nil
	}
	d := &net.DNSError{Err: err.Error(), Name: strings.TrimSuffix(name, ".")}
	var known *net.DNSError
	if errors.As(err, &known) {
		d.Err, d.IsNotFound, d.IsTimeout = known.Err, known.IsNotFound, known.IsTimeout
	}
	if !d.IsNotFound && (d.IsTimeout || timedOut(err) || ctx.Err() != nil) {
		d.Err, d.IsTimeout = "i/o timeout", true
	}
	d.IsTemporary = !d.IsNotFound
	return d
}

func whole(name string) string { return strings.TrimSuffix(name, ".") + "." }

// LookupTXT asks once for every name: evaluations for several addresses meet
// the same records.
func (z *zone) LookupTXT(ctx context.Context, name string) ([]string, error) {
	z.mu.Lock()
	ask, ok := z.txts[strings.ToLower(name)]
	if !ok {
		ask = sync.OnceValues(func() ([]string, error) {
			list, err := z.res.LookupTXT(ctx, whole(name))
			return list, settle(ctx, name, err)
		})
		z.txts[strings.ToLower(name)] = ask
	}
	z.mu.Unlock()
	return ask()
}

// LookupMX may give records beside an error: some of them have bad names.
func (z *zone) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	list, err := z.res.LookupMX(ctx, whole(name))
	return list, settle(ctx, name, err)
}

// LookupIPAddr asks for both families side by side. One that does not answer
// is an error only where the other has nothing.
func (z *zone) LookupIPAddr(ctx context.Context, name string) ([]net.IPAddr, error) {
	if len(z.servers) == 0 {
		list, err := z.res.LookupIPAddr(ctx, whole(name))
		return list, settle(ctx, name, err)
	}
	var (
		got   [2]answer
		errs  [2]error
		group sync.WaitGroup
	)
	for i, t := range []dnsmessage.Type{dnsmessage.TypeA, dnsmessage.TypeAAAA} {
		group.Go(func() { got[i], errs[i] = z.ask(ctx, name, t) })
	}
	group.Wait()
	var out []net.IPAddr
	for _, a := range got {
		for _, ip := range a.addrs[:min(len(a.addrs), maxNames)] {
			out = append(out, net.IPAddr{IP: ip.AsSlice()})
		}
	}
	switch {
	case len(out) > 0:
		return out, nil
	case !none(errs[0]): // NXDOMAIN and no data are both "none"
		return nil, errs[0]
	}
	return nil, errs[1]
}

// LookupAddr gives the names of an address (RFC 1035 section 3.5, RFC 3596
// section 2.5).
func (z *zone) LookupAddr(ctx context.Context, address string) ([]string, error) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil, &net.DNSError{Err: "not an address", Name: address, IsNotFound: true}
	}
	if len(z.servers) == 0 {
		list, err := z.res.LookupAddr(ctx, address)
		return list, settle(ctx, address, err)
	}
	a, err := z.ask(ctx, reverseName(ip), dnsmessage.TypePTR)
	return a.names[:min(len(a.names), maxNames)], err
}

// addrs are the addresses of a name.
func (z *zone) addrs(ctx context.Context, name string) ([]netip.Addr, error) {
	list, err := z.LookupIPAddr(ctx, name)
	var out []netip.Addr
	for _, a := range list {
		if ip, ok := netip.AddrFromSlice(a.IP); ok {
			out = append(out, ip.Unmap())
		}
	}
	return out, err
}

// ask puts one question. An answer without a record of its type is an error.
func (z *zone) ask(ctx context.Context, name string, t dnsmessage.Type) (answer, error) {
	q, err := dnsmessage.NewName(whole(name))
	if err != nil {
		return answer{}, &net.DNSError{Err: "no such name", Name: name, IsNotFound: true}
	}
	var a answer
	for range 2 { // a datagram may be lost
		if a, err = askAll(ctx, z.servers, q, t); err == nil || ctx.Err() != nil {
			break
		}
	}
	switch {
	case err != nil:
		return a, settle(ctx, name, err)
	case a.rcode == dnsmessage.RCodeNameError, a.rcode == dnsmessage.RCodeSuccess && !a.found:
		return a, &net.DNSError{Err: "no such record", Name: name, IsNotFound: true}
	case a.rcode != dnsmessage.RCodeSuccess:
		return a, &net.DNSError{Err: rcodeName(a.rcode), Name: name, IsTemporary: true}
	}
	return a, nil
}

// reverseName is where the names of an address stand.
func reverseName(ip netip.Addr) string {
	ip = ip.Unmap()
	octets := ip.AsSlice()
	var b strings.Builder
	for i := len(octets) - 1; i >= 0; i-- {
		if ip.Is4() {
			b.WriteString(itoa(int(octets[i])) + ".")
			continue
		}
		const hex = "0123456789abcdef"
		b.Write([]byte{hex[octets[i]&15], '.', hex[octets[i]>>4], '.'})
	}
	if ip.Is4() {
		return b.String() + "in-addr.arpa"
	}
	return b.String() + "ip6.arpa"
}
