package mailcheck

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"todoku/store"
)

// clock is a clock that only waiting moves on.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
	then  func(ctx context.Context, n int) // after the n-th wait
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.at = c.at.Add(d)
	c.waits = append(c.waits, d)
	n := len(c.waits)
	c.mu.Unlock()
	if c.then != nil {
		c.then(ctx, n)
	}
	return ctx.Err()
}

// trialMail is a trial mail as it lies in the mailbox.
func trialMail(t *testing.T, id, above string) []byte {
	t.Helper()
	m, err := newTrial(store.Sender{Address: "alice@example.org"}, "bob@example.net", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte(above), bytes.ReplaceAll(m.text, []byte(m.id), []byte(id))...)
}

func (h *imapHost) put(t *testing.T, folder string, mail []byte) {
	t.Helper()
	if _, err := h.user.Append(folder, literal{bytes.NewReader(mail)}, &imap.AppendOptions{}); err != nil {
		t.Error(err)
	}
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return int64(l.Len()) }

// awaiting is a run of the mailbox that waits for the trial mail "wanted".
func (h *imapHost) awaiting(t *testing.T, c *clock, change func(*Options)) Report {
	t.Helper()
	p := imapProfile("standard")
	p.Receive.Host = "127.0.0.1"
	p.Receive.Security = "starttls"
	b, _ := receiveBox(p)
	o := h.options()
	c.at = time.Now()
	o.Now, o.Sleep, o.ArriveWithin = c.now, c.sleep, 20*time.Second
	if change != nil {
		change(&o)
	}
	l := boxLadder(t.Context(), p, o, b)
	l.awaited = &awaited{id: "wanted", sent: c.at, queue: "4XyZ12abcD"}
	return l.run()
}

// arrival is the last stage of a report.
func arrival(r Report) Stage { return r.Stages[len(r.Stages)-1] }

const gmailLike = "Delivered-To: bob@example.net\r\nAuthentication-Results: mx.example.net;\r\n dkim=none (message not signed; really);\r\n" +
	" spf=fail (mx: domain of alice@example.org does not designate 192.0.2.9) smtp.mailfrom=alice@example.org;\r\n dmarc=fail (p=NONE) header.from=example.org\r\n" +
	"Received: from x by y\r\nAuthentication-Results: relay.example.org; spf=pass smtp.mailfrom=x@y\r\n"

func TestArrives(t *testing.T) {
	for _, caps := range [][]imap.Cap{{imap.CapSpecialUse, imap.CapUIDPlus, imap.CapListExtended}, {imap.CapUIDPlus}} {
		h := serveIMAP(t, false, caps...)
		h.put(t, inbox, trialMail(t, "another", ""))
		c := &clock{then: func(_ context.Context, n int) {
			if n == 3 {
				h.put(t, inbox, trialMail(t, "wanted", gmailLike))
			}
		}}
		var seen []int64
		r := h.awaiting(t, c, func(o *Options) {
			o.Emit = func(e Event) {
				if e.Stage.ID == StageArrive && e.Stage.Verdict == Running && e.Stage.Detail.Arrived != nil {
					seen = append(seen, e.Stage.Detail.Arrived.DelayMS)
				}
			}
		})
		a := arrival(r).Detail.Arrived
		if a == nil || a.Folder != inbox || a.Junk || a.Removed || a.DelayMS != 4000 {
			t.Fatalf("arrived %+v\n%s", a, stages(r))
		}
		want := []AuthCheck{{"dkim", "none", ""}, {"spf", "fail", "example.org"}, {"dmarc", "fail", "example.org"}}
		if !slices.Equal(a.Checks, want) {
			t.Errorf("checks %v", a.Checks)
		}
		if r.Verdict != Warn || first(r) != "arrive.auth-failed warn arrive" || r.Findings[0].Args["checks"] != "spf=fail (example.org), dmarc=fail (example.org)" {
			t.Errorf("%s %s %v", r.Verdict, first(r), r.Findings)
		}
		if !slices.Equal(seen, []int64{0, 1000, 2000, 4000}) {
			t.Errorf("looks told at %v", seen)
		}
	}
	noGoroutines(t)
}

func TestArrivesAsJunk(t *testing.T) {
	for name, caps := range map[string][]imap.Cap{"Trash Can": {imap.CapSpecialUse, imap.CapListExtended, imap.CapUIDPlus}, "Junk E-mail": {imap.CapUIDPlus}} {
		h := serveIMAP(t, false, caps...)
		if len(caps) > 1 {
			h.junk = name
		}
		for _, folder := range []string{name, "Archive"} {
			if err := h.user.Create(folder, nil); err != nil {
				t.Fatal(err)
			}
		}
		c := &clock{then: func(_ context.Context, n int) {
			if n == 1 {
				h.put(t, name, trialMail(t, "another", ""))
				h.put(t, name, trialMail(t, "wanted", ""))
			}
		}}
		r := h.awaiting(t, c, func(o *Options) { o.Remove = true })
		a := arrival(r).Detail.Arrived
		if a == nil || a.Folder != name || !a.Junk || !a.Removed || first(r) != "arrive.junk warn arrive" || len(r.Findings) != 1 {
			t.Fatalf("arrived %+v, %v\n%s", a, r.Findings, said(r))
		}
		status, err := h.user.Status(name, &imap.StatusOptions{NumMessages: true, NumDeleted: true})
		if err != nil || *status.NumMessages != 1 || *status.NumDeleted != 0 {
			t.Errorf("%s holds %+v, %v", name, status, err)
		}
	}
	noGoroutines(t)
}

// TestNotRemoved: without UIDPLUS, others' mails would go too.
func TestNotRemoved(t *testing.T) {
	h := serveIMAP(t, false)
	h.put(t, inbox, trialMail(t, "wanted", ""))
	r := h.awaiting(t, &clock{}, func(o *Options) { o.Remove = true })
	a := arrival(r).Detail.Arrived
	if a == nil || a.Removed || first(r) != "arrive.not-removed warn arrive" || r.Findings[0].Args["reason"] != "no-uidplus" {
		t.Fatalf("arrived %+v, %v", a, r.Findings)
	}
	for _, word := range []string{" UID STORE ", " EXPUNGE", " SELECT ", " CLOSE\n"} {
		if strings.Contains(said(r), word) {
			t.Errorf("%s in\n%s", word, said(r))
		}
	}
}

func TestNotArrived(t *testing.T) {
	h := serveIMAP(t, false, imap.CapUIDPlus)
	h.put(t, inbox, trialMail(t, "another", ""))
	c := &clock{}
	r := h.awaiting(t, c, nil)
	if first(r) != "arrive.not-arrived fail arrive" || arrival(r).Detail.Arrived != nil {
		t.Errorf("%s, %+v", first(r), arrival(r).Detail)
	}
	args := r.Findings[0].Args
	if args["waited"] != "20s" || args["queue"] != "4XyZ12abcD" || args["user"] != "alice" || args["proto"] != "imap" {
		t.Errorf("args %v", args)
	}
	sum := time.Duration(0)
	for _, d := range c.waits {
		sum += d
	}
	if sum != 20*time.Second || !slices.IsSorted(c.waits[:len(c.waits)-1]) {
		t.Errorf("waited %v", c.waits)
	}
	noGoroutines(t)
}

// TestAwaited: the time on the way begins with the server's reply to the mail.
func TestAwaited(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250 mx", "250 ok", "250 ok", "354 go on", "250 2.0.0 Ok: queued as 4XyZ12abcD"}}
	c := &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	o := with(s)
	o.Now, o.Send = c.now, true
	trip := &trip{rep: s.run(t, profile("none"), o)}
	c.at = c.at.Add(time.Hour)
	if a := trip.trial(); a == nil || a.queue != "4XyZ12abcD" || !a.sent.Equal(c.at.Add(-time.Hour)) || a.id == "" {
		t.Errorf("%+v", a)
	}
}

// TestArriveCancelled: waiting ends at once.
func TestArriveCancelled(t *testing.T) {
	h := serveIMAP(t, false)
	p := imapProfile("standard")
	o := h.options()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Sleep = func(ctx context.Context, _ time.Duration) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	p.Receive.Host, p.Receive.Security = "127.0.0.1", "starttls"
	b, _ := receiveBox(p)
	l := boxLadder(ctx, p, o, b)
	l.awaited = &awaited{id: "wanted", sent: time.Now()}
	r := l.run()
	cancelledAt(t, r, StageArrive)
	noGoroutines(t)
}
