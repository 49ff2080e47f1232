package mailcheck

import (
	"bufio"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
)

// Bounds of resolv.conf; the C library asks three servers at most.
const (
	maxResolvConf  = 64 << 10
	maxNameservers = 3
)

// systemNameservers are those of /etc/resolv.conf as host:port; none on
// systems without that file.
func systemNameservers() []string {
	f, err := os.Open("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	defer f.Close()
	return parseResolvConf(io.LimitReader(f, maxResolvConf))
}

// parseResolvConf reads "nameserver ADDRESS" lines (resolv.conf(5)); none mean
// the server of this machine.
func parseResolvConf(r io.Reader) []string {
	var out []string
	s := bufio.NewScanner(r)
	for s.Scan() && len(out) < maxNameservers {
		f := strings.Fields(s.Text())
		if len(f) < 2 || f[0] != "nameserver" {
			continue
		}
		if ip, err := netip.ParseAddr(f[1]); err == nil {
			out = append(out, net.JoinHostPort(ip.String(), "53"))
		}
	}
	if len(out) == 0 {
		out = []string{"127.0.0.1:53", "[::1]:53"}
	}
	return out
}
