package bundle

import (
	"context"
	"net"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

func kernel() string { return strings.TrimSpace(systemFile("/proc/sys/kernel/osrelease")) }

func distribution() string { return osRelease() }

// synchronised asks the kernel whether a time service disciplines the clock.
func synchronised() string {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	switch {
	case err != nil:
		return ""
	case state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0:
		return "no"
	}
	return "yes"
}

// defaultRoute reads the kernel's tables; without /proc it tries.
func defaultRoute(ctx context.Context, v6 bool) string {
	path := "/proc/net/route"
	if v6 {
		path = "/proc/net/ipv6_route"
	}
	if _, err := os.Stat(path); err != nil {
		if _, err := os.Stat("/proc/net"); err == nil && v6 {
			return "no" // no IPv6 in this kernel
		}
		return wayOut(ctx, v6)
	}
	if hasDefault(systemFile(path), v6) {
		return "yes"
	}
	return "no"
}

// hasDefault looks for a route of length 0. The kernel itself has one for IPv6
// on lo, which refuses.
func hasDefault(table string, v6 bool) bool {
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if v6 && len(f) > 9 && strings.Trim(f[0], "0") == "" && f[1] == "00" && f[9] != "lo" {
			return true
		}
		if !v6 && len(f) > 7 && f[1] == "00000000" && f[7] == "00000000" {
			return true
		}
	}
	return false
}

// interfaceKind is what sysfs says; the name itself may be called after somebody.
func interfaceKind(i net.Interface) string {
	dir := "/sys/class/net/" + i.Name + "/"
	has := func(name string) bool {
		_, err := os.Stat(dir + name)
		return err == nil
	}
	switch {
	case i.Flags&net.FlagLoopback != 0:
		return "loopback"
	case i.Flags&net.FlagPointToPoint != 0 || has("tun_flags"):
		return "tunnel"
	case has("wireless") || has("phy80211"):
		return "wireless"
	case has("bridge"):
		return "bridge"
	case has("device"):
		return "ethernet"
	case has("."):
		return "virtual"
	}
	return ""
}
