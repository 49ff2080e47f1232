package bundle

import (
	"context"
	"net"
	"net/netip"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
)

// unknown stands where something cannot be found out here: nothing is left out.
const unknown = "unknown"

// Facts are what is true of this machine, as it is: Build masks it. A text
// that is empty could not be found out.
type Facts struct {
	Now                        time.Time
	Version, Commit, GoVersion string // of todoku
	OS, Arch                   string
	Kernel, Distribution       string
	Synchronised               string // "yes" or "no": the kernel's word on the clock
	Resolver                   Resolver
	Routes                     []Route
	Default                    map[string]string // family → "yes" or "no"
	Environment                []string          // names of the variables that are set
	Local                      Local
}

// Local is what this machine and who uses it are called: to be masked.
type Local struct{ Hosts, Users, Names []string }

// Resolver is how names are found here.
type Resolver struct {
	Read        bool     // resolv.conf is there
	Override    bool     // --nameserver
	Nameservers []string // of resolv.conf
	Search      []string
	Options     []string
	Hosts       string // the line of nsswitch.conf
}

// Route is how one address is reached.
type Route struct {
	Target    string // address
	Source    string // chosen by this machine; empty: none, for Err
	Err       string
	Interface string // "loopback" "ethernet" "wireless" "tunnel" "bridge" "virtual"
	MTU       int    // octets; 0: unknown
}

// variables change how programs reach the world. Their values may hold names
// and passwords, and are never read.
var variables = []string{
	"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "NO_PROXY", "SOCKS_PROXY", "SOCKS5_PROXY", "http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy",
	"SSL_CERT_FILE", "SSL_CERT_DIR", "GODEBUG", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES", "LD_PRELOAD", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
}

// Gather finds out what it can. It sends nothing to anybody: a UDP socket that
// is connected only chooses a route. lookup is os.LookupEnv.
func Gather(ctx context.Context, reports []mailcheck.Report, lookup func(string) bool) Facts {
	f := Facts{OS: runtime.GOOS, Arch: runtime.GOARCH, GoVersion: runtime.Version(), Default: map[string]string{}}
	f.Kernel, f.Distribution, f.Synchronised = kernel(), distribution(), synchronised()
	f.Resolver = resolver()
	for _, name := range variables {
		if lookup(name) {
			f.Environment = append(f.Environment, name)
		}
	}
	links := interfaces()
	for _, target := range targets(reports) {
		f.Routes = append(f.Routes, route(ctx, target, links))
	}
	for i, family := range []string{"ipv4", "ipv6"} {
		f.Default[family] = defaultRoute(ctx, i == 1)
	}
	f.Local = local()
	return f
}

// maxRoutes bounds the list: many profiles share their servers.
const maxRoutes = 64

// targets are the addresses that the reports name, each once.
func targets(reports []mailcheck.Report) (list []string) {
	add := func(s string) {
		if ip, err := netip.ParseAddr(s); err == nil && len(list) < maxRoutes && !slices.Contains(list, ip.String()) {
			list = append(list, ip.String())
		}
	}
	for _, r := range reports {
		for _, s := range r.Stages {
			for _, a := range slices.Concat(s.Detail.A, s.Detail.AAAA) {
				add(a)
			}
			for _, f := range s.Detail.Families {
				add(f.Address)
			}
			add(s.Detail.Remote)
		}
	}
	return list
}

// link is an interface with its addresses.
type link struct {
	net.Interface
	addrs []netip.Prefix
}

func interfaces() (list []link) {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for _, i := range all {
		l := link{Interface: i}
		addrs, _ := i.Addrs()
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				l.addrs = append(l.addrs, p)
			}
		}
		list = append(list, l)
	}
	return list
}

// route asks the kernel by which address it would go.
func route(ctx context.Context, target string, links []link) Route {
	r := Route{Target: target}
	source, err := source(ctx, target)
	if err != nil {
		r.Err = err.Error()
		return r
	}
	r.Source = source.String()
	for _, l := range links {
		for _, p := range l.addrs {
			if p.Addr().WithZone("") == source.WithZone("") {
				r.Interface, r.MTU = interfaceKind(l.Interface), l.MTU
			}
		}
	}
	return r
}

func source(ctx context.Context, target string) (netip.Addr, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "udp", net.JoinHostPort(target, "9"))
	if err != nil {
		return netip.Addr{}, err
	}
	defer c.Close()
	ap, err := netip.ParseAddrPort(c.LocalAddr().String())
	return ap.Addr().Unmap(), err
}

// wayOut says whether there is a way to an address that nobody has (RFC 5737,
// RFC 3849): a default route, for all that matters.
func wayOut(ctx context.Context, v6 bool) string {
	target := "192.0.2.1"
	if v6 {
		target = "2001:db8::1"
	}
	if _, err := source(ctx, target); err != nil {
		return "no"
	}
	return "yes"
}

// local is who and what is to be masked.
func local() (l Local) {
	if name, err := os.Hostname(); err == nil {
		l.Hosts = append(l.Hosts, name)
	}
	if u, err := user.Current(); err == nil {
		l.Users = append(l.Users, u.Username, filepath.Base(u.HomeDir))
		name, _, _ := strings.Cut(u.Name, ",") // the rest of a GECOS field: rooms, telephones
		l.Names = append(l.Names, name)
	}
	everyone := []string{"root", "administrator", "system", "nobody", "/", ".", `\`}
	keep := func(s string) bool { return slices.Contains(everyone, strings.ToLower(s)) }
	l.Users = slices.DeleteFunc(l.Users, keep)
	l.Names = slices.DeleteFunc(l.Names, keep)
	return l
}

// facts masks the facts and puts them under headings.
func (m *Mask) facts(f Facts) []Group {
	return []Group{
		{"program", []Row{{"todoku", orUnknown(f.Version)}, {"commit", orUnknown(f.Commit)}, {"go", orUnknown(f.GoVersion)}}},
		{"system", []Row{{"os", f.OS + "/" + f.Arch}, {"kernel", orUnknown(m.Text(f.Kernel))}, {"distribution", orUnknown(m.Text(f.Distribution))}}},
		{"clock", []Row{{"utc", f.Now.UTC().Format(time.RFC3339)}, {"synchronised", orUnknown(f.Synchronised)}}},
		{"resolver", m.resolver(f.Resolver)},
		{"routes", m.routes(f)},
		{"environment", []Row{{"set", orNone(f.Environment)}}},
	}
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none of " + strconv.Itoa(len(variables)) + " that matter"
	}
	return strings.Join(list, ", ")
}

func (m *Mask) resolver(r Resolver) []Row {
	join := func(list []string, mask func(string) string) string {
		var out []string
		for _, s := range list {
			out = append(out, mask(s))
		}
		if len(out) == 0 && r.Read {
			return "none"
		}
		return orUnknown(strings.Join(out, ", "))
	}
	rows := []Row{
		{"resolv.conf nameserver", join(r.Nameservers, m.address)}, {"resolv.conf search", join(r.Search, m.Host)},
		{"resolv.conf options", join(r.Options, m.Text)}, {"nsswitch.conf hosts", orUnknown(m.Text(r.Hosts))},
	}
	if r.Override {
		rows = append(rows, Row{"--nameserver", "yes"})
	}
	return rows
}

func (m *Mask) routes(f Facts) []Row {
	rows := []Row{{"default ipv4", orUnknown(f.Default["ipv4"])}, {"default ipv6", orUnknown(f.Default["ipv6"])}}
	for _, r := range f.Routes {
		mtu := unknown
		if r.MTU > 0 {
			mtu = strconv.Itoa(r.MTU)
		}
		value := "from " + m.address(r.Source) + ", " + orUnknown(r.Interface) + ", mtu " + mtu
		if r.Source == "" {
			value = "none: " + m.Text(r.Err)
		}
		rows = append(rows, Row{"to " + m.address(r.Target), value})
	}
	return rows
}
