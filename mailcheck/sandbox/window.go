package sandbox

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Limits of POP before SMTP.
const (
	windowLength = 10 * time.Minute
	maxLag       = time.Minute
	maxWindows   = 1024 // client addresses
)

// window remembers which client addresses have signed in at POP3 and may
// therefore send to outside for a while.
type window struct {
	lag    time.Duration // until a login counts, as with a server that looks into its log now and then
	length time.Duration
	never  bool // no login ever counts
	always bool // none is needed
	now    func() time.Time

	mu    sync.Mutex
	spans map[string]span
}

// span is a time in which an address may send.
type span struct{ from, until time.Time }

func (w *window) configure(o Options, f *fault) error {
	if o.PopLag < 0 || o.PopLag > maxLag || o.PopWindow < 0 {
		return fmt.Errorf("POP before SMTP with a lag of %v and a window of %v", o.PopLag, o.PopWindow)
	}
	w.lag, w.length = o.PopLag, windowLength
	if o.PopWindow > 0 {
		w.length = o.PopWindow
	}
	if d, err := time.ParseDuration(f.lag); err == nil {
		w.lag = d
	}
	w.never, w.always = f.neverOpens, f.openRelay
	if w.now == nil {
		w.now = time.Now
	}
	w.spans = map[string]span{}
	return nil
}

// login opens the window for an address, or keeps it open.
func (w *window) login(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	for a, s := range w.spans {
		if now.After(s.until) {
			delete(w.spans, a)
		}
	}
	s, known := w.spans[address]
	if !known && len(w.spans) == maxWindows {
		return
	}
	if !known {
		s.from = now.Add(w.lag)
	}
	s.until = now.Add(w.lag + w.length)
	w.spans[address] = s
}

// open says that an address may send to outside.
func (w *window) open(address string) bool {
	if w.never || w.always {
		return w.always
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s, known := w.spans[address]
	now := w.now()
	return known && !now.Before(s.from) && now.Before(s.until)
}

// openWindow opens the SMTP port without AUTH.
func (m *servers) openWindow(ctx context.Context) (Endpoint, error) {
	f := m.at(protoWindow)
	conf, err := m.pki.config(*f)
	if err != nil {
		return Endpoint{}, err
	}
	l, err := listen(ctx)
	if err != nil {
		return Endpoint{}, err
	}
	m.listeners = append(m.listeners, l)
	m.runSMTP(port{l, conf, portStartTLS, f}, backend{m: m, f: f, window: true})
	return Endpoint{Host: loopback, Port: l.port(), Security: portStartTLS}, nil
}
