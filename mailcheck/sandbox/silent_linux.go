package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// fill makes the kernel drop every further SYN to l, which is what a firewall
// does: a queue of length zero holds one connection (listen(2), Linux), and
// that one is ours.
func fill(ctx context.Context, l *tracked) (net.Conn, error) {
	raw, err := l.Listener.(*net.TCPListener).SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("reach the listening socket: %w", err)
	}
	var shrunk error
	if err := raw.Control(func(fd uintptr) { shrunk = syscall.Listen(int(fd), 0) }); err != nil || shrunk != nil {
		return nil, fmt.Errorf("shorten the queue: %w", errors.Join(err, shrunk))
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp4", l.Addr().String())
	if err != nil {
		return nil, fmt.Errorf("fill the queue: %w", err)
	}
	return c, nil
}
