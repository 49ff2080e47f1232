package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
)

// loopback is the only address that the sandbox binds.
const loopback = "127.0.0.1"

// maxConnections bounds each port; those beyond wait in the kernel's queue.
const maxConnections = 1024

// tracked is a listener that knows its connections, so that Close can end
// them all: also one that was accepted and not yet handed to a server.
type tracked struct {
	net.Listener
	slots chan struct{}

	mu     sync.Mutex
	open   map[net.Conn]struct{}
	closed bool
}

func listen(ctx context.Context) (*tracked, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	return &tracked{Listener: l, slots: make(chan struct{}, maxConnections), open: map[net.Conn]struct{}{}}, nil
}

// port is where it listens.
func (t *tracked) port() int { return t.Addr().(*net.TCPAddr).Port }

// Accept waits for a connection and for a free slot.
func (t *tracked) Accept() (net.Conn, error) {
	c, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil, errors.Join(net.ErrClosed, c.Close())
	}
	one := &trackedConn{Conn: c, from: t}
	t.open[one] = struct{}{}
	t.mu.Unlock()
	t.slots <- struct{}{}
	return one, nil
}

// shut closes the listener and every connection that it ever accepted.
func (t *tracked) shut() {
	_ = t.Close()
	t.mu.Lock()
	t.closed = true
	var list []net.Conn
	for c := range t.open {
		list = append(list, c)
	}
	t.mu.Unlock()
	for _, c := range list {
		_ = c.Close()
	}
}

// trackedConn forgets itself when it is closed.
type trackedConn struct {
	net.Conn
	from *tracked
	once sync.Once
	err  error
}

// Close may be called from several sides; only the first call counts.
func (c *trackedConn) Close() error {
	c.once.Do(func() {
		c.err = c.Conn.Close()
		c.from.mu.Lock()
		delete(c.from.open, c)
		c.from.mu.Unlock()
		<-c.from.slots
	})
	return c.err
}

// reset makes Close send RST instead of FIN, as a server that is killed or a
// firewall does.
func reset(c net.Conn) {
	if t, ok := c.(*trackedConn); ok {
		if tcp, ok := t.Conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	}
}

// deadPort is a port that refuses connections for as long as it is held: it is
// the near end of a connection to ourselves, so nobody else can listen on it.
type deadPort struct {
	listener net.Listener
	conn     net.Conn
}

func newDeadPort(ctx context.Context) (*deadPort, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp4", l.Addr().String())
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &deadPort{l, c}, nil
}

func (d *deadPort) port() int { return d.conn.LocalAddr().(*net.TCPAddr).Port }

func (d *deadPort) close() error { return errors.Join(d.conn.Close(), d.listener.Close()) }

// neverAnswers waits for ctx and fails as a dial does whose packets are lost.
func neverAnswers(ctx context.Context, network, address string) error {
	<-ctx.Done()
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		err = lostPackets{}
	}
	return &net.OpError{Op: "dial", Net: network, Addr: addr{network, address}, Err: err}
}

// lostPackets is worded and behaves like the time-out of package net.
type lostPackets struct{}

func (lostPackets) Error() string   { return "i/o timeout" }
func (lostPackets) Timeout() bool   { return true }
func (lostPackets) Temporary() bool { return true }

// addr is an address that was never resolved.
type addr struct{ network, address string }

func (a addr) Network() string { return a.network }
func (a addr) String() string  { return a.address }
