//go:build !linux

package bundle

import (
	"context"
	"net"
)

// synchronised is not to be had without asking a service.
func synchronised() string { return "" }

func defaultRoute(ctx context.Context, v6 bool) string { return wayOut(ctx, v6) }

// interfaceKind is what every system says of its interfaces.
func interfaceKind(i net.Interface) string {
	switch {
	case i.Flags&net.FlagLoopback != 0:
		return "loopback"
	case i.Flags&net.FlagPointToPoint != 0:
		return "tunnel"
	case i.Flags&net.FlagBroadcast != 0:
		return "ethernet or wireless"
	}
	return ""
}
