package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// door is the loopback listener that a browser is sent back to.
type door struct {
	redirect string // redirect_uri, port included
	host     string // as in redirect
	path     string
	port     int // 0: nobody listens

	answers chan reply  // one at most
	notes   chan string // what came and was not it

	client Client
	state  string
	mu     sync.Mutex
	done   bool // the answer is there
	server *http.Server
	served sync.WaitGroup
}

// errNotHere is a redirect URI that leads to another machine, or to https,
// which nobody can serve on loopback: the answer can only be pasted.
var errNotHere = errors.New("redirect URI does not lead to this program")

// open listens where the redirect URI says, on loopback only. The door is good
// also with an error: then nobody listens and the answer has to be pasted.
func open(ctx context.Context, c Client, state string) (*door, error) {
	uri, anyPort := Redirect(c)
	d := &door{redirect: uri, client: c, state: state, answers: make(chan reply, 1), notes: make(chan string, 16)}
	u, err := url.Parse(uri)
	if err != nil {
		return d, errNotHere
	}
	d.host, d.path = u.Hostname(), u.EscapedPath()
	if d.path == "" {
		d.path = "/"
	}
	if u.Scheme != "http" || !loopback(d.host) {
		return d, errNotHere
	}
	port := 80
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return d, errNotHere
		}
	}
	if anyPort {
		port = 0
	}
	listeners, err := listen(ctx, d.host, port)
	if err != nil {
		return d, err
	}
	d.port = listeners[0].Addr().(*net.TCPAddr).Port
	if anyPort {
		u.Host = net.JoinHostPort(d.host, strconv.Itoa(d.port))
		d.redirect = u.String()
	}
	d.serve(listeners)
	return d, nil
}

// freePorts is how many free ports are tried until both families have one.
const freePorts = 8

// listen opens the loopback address that host means; for localhost, which is
// never looked up since a name can be made to mean anything, that of both
// families: browsers differ in which they try. port 0: a free one.
func listen(ctx context.Context, host string, port int) ([]net.Listener, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		l, err := listenAt(ctx, addr, port)
		return []net.Listener{l}, err
	}
	for n := 1; ; n++ {
		all, err := listenBoth(ctx, port)
		if err == nil || port != 0 || n == freePorts {
			return all, err
		}
	}
}

// listenBoth takes one port in every family that this machine has. Where
// another program has it in one, that one would get the browser's answer.
func listenBoth(ctx context.Context, port int) ([]net.Listener, error) {
	var all []net.Listener
	for _, addr := range []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()} {
		l, err := listenAt(ctx, addr, port)
		if err == nil {
			all = append(all, l)
			port = l.Addr().(*net.TCPAddr).Port
			continue
		}
		probe, missing := listenAt(ctx, addr, 0)
		if missing != nil && (len(all) > 0 || addr.Is4()) {
			continue // the family is not there at all
		}
		if missing == nil {
			_ = probe.Close()
		}
		for _, l := range all {
			_ = l.Close()
		}
		return nil, err
	}
	return all, nil
}

func listenAt(ctx context.Context, addr netip.Addr, port int) (net.Listener, error) {
	var conf net.ListenConfig
	l, err := conf.Listen(ctx, "tcp", netip.AddrPortFrom(addr, uint16(port)).String())
	if err != nil {
		return nil, fmt.Errorf("port %d: %w", port, err)
	}
	return l, nil
}

func (d *door) serve(listeners []net.Listener) {
	d.server = &http.Server{
		Handler: d, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 10 * time.Second,
		MaxHeaderBytes: 32 << 10, // codes are long, and cookies of other programs on localhost come along
		ErrorLog:       log.New(io.Discard, "", 0),
	}
	for _, l := range listeners {
		d.served.Go(func() { _ = d.server.Serve(l) }) // ends with close
	}
}

// close lets a page that is being sent reach the browser, and ends everything.
func (d *door) close() {
	if d.server == nil {
		return
	}
	within, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = d.server.Shutdown(within)
	_ = d.server.Close()
	d.served.Wait()
}

// ServeHTTP answers the one path of the redirect URI.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if !loopback(strings.Trim(host, "[]")) || r.URL.EscapedPath() != d.path { // another name: DNS rebinding
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet {
		http.Error(w, "", http.StatusMethodNotAllowed)
		return
	}
	q := r.URL.Query()
	got, note := readReply(d.client, q, d.state)
	if note == "" && !got.checked {
		note = NoteWrongState
	}
	if note != "" {
		if len(q) > 0 {
			d.note(NoteWrongState)
		}
		writePage(w, http.StatusBadRequest, page{Stray: true})
		return
	}
	if !d.first() {
		d.note(NoteAgain)
		writePage(w, http.StatusOK, page{Again: true})
		return
	}
	if got.err != nil {
		writePage(w, http.StatusOK, page{Refused: got.err.Code})
	} else {
		writePage(w, http.StatusOK, page{Received: true})
	}
	_ = http.NewResponseController(w).Flush() // the page first: the answer ends the listener
	d.answers <- got
}

// first is true for one caller.
func (d *door) first() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	was := d.done
	d.done = true
	return !was
}

// note never waits: who floods the port learns nothing and holds up nobody.
func (d *door) note(code string) {
	select {
	case d.notes <- code:
	default:
	}
}
