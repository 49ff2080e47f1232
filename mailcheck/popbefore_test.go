package mailcheck

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// popPair is a POP3 and an SMTP server of one provider: RCPT TO an outside
// address is taken from a client for a while after its login. Its clock goes
// on only when somebody sleeps.
type popPair struct {
	lag     time.Duration // from the login until sending is open
	closed  bool          // the login opens nothing
	open    bool          // no login is needed
	refusal string
	sleeps  func(context.Context) error
	onRcpt  func()
	full    int // from that RCPT on it has had enough; 0: never
	rcpts   int

	mu     sync.Mutex
	now    time.Time
	logins map[string]time.Time // by client
	said   []string             // "pop3 PASS", "smtp RCPT"
	conns  int
	all    sync.WaitGroup
}

func newPopPair() *popPair {
	return &popPair{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), logins: map[string]time.Time{}, refusal: "554 5.7.1 <x@example.net>: Relay access denied"}
}

func (s *popPair) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *popPair) sleep(ctx context.Context, d time.Duration) error {
	if s.sleeps != nil {
		return s.sleeps(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
	return ctx.Err()
}

// dial knows the two servers by their ports, and clients by address family.
func (s *popPair) dial(_ context.Context, network, address string) (net.Conn, error) {
	_, port, _ := net.SplitHostPort(address)
	if port == "110" && network == "tcp6" {
		return nil, errors.New("connect: connection refused")
	}
	ours, theirs := net.Pipe()
	s.mu.Lock()
	s.conns++
	s.mu.Unlock()
	serve := s.smtp
	if port == "110" {
		serve = s.pop
	}
	s.all.Go(func() {
		defer ours.Close()
		serve(bufio.NewScanner(ours), func(line string) { fmt.Fprint(ours, line+"\r\n") }, network)
	})
	return &pairConn{Conn: theirs, s: s}, nil
}

type pairConn struct {
	net.Conn
	s    *popPair
	once sync.Once
}

func (c *pairConn) Close() error {
	c.once.Do(func() { c.s.mu.Lock(); c.s.conns--; c.s.mu.Unlock() })
	return c.Conn.Close()
}

func (s *popPair) hear(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, what)
}

func (s *popPair) pop(in *bufio.Scanner, say func(string), client string) {
	say("+OK <1.2@pop>")
	for in.Scan() {
		word, _, _ := strings.Cut(in.Text(), " ")
		s.hear("pop3 " + word)
		switch word {
		case "CAPA":
			say("+OK\r\nUSER\r\n.")
		case "PASS":
			s.mu.Lock()
			s.logins[client] = s.now
			s.mu.Unlock()
			say("+OK")
		case "STAT":
			say("+OK 0 0")
		default:
			say("+OK")
		}
	}
}

func (s *popPair) smtp(in *bufio.Scanner, say func(string), client string) {
	say("220 mx")
	for in.Scan() {
		word, rest, _ := strings.Cut(in.Text(), " ")
		s.hear("smtp " + word)
		if word == "RCPT" && s.onRcpt != nil {
			s.onRcpt()
		}
		switch {
		case word == "RCPT" && s.enough():
			say("421 4.7.0 too many errors")
		case word == "EHLO":
			say("250 mx")
		case word == "RCPT" && !strings.Contains(rest, "@example.org") && !s.allowed(client):
			if s.refusal != silent {
				say(s.refusal)
			}
		default:
			say("250 ok")
		}
	}
}

// enough counts the recipients of all connections.
func (s *popPair) enough() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rcpts++
	return s.full > 0 && s.rcpts >= s.full
}

func (s *popPair) allowed(client string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.logins[client]
	return s.open || ok && !s.closed && s.now.Sub(at) >= s.lag
}

func (s *popPair) options() Options {
	return Options{Dial: s.dial, Now: s.clock, Sleep: s.sleep,
		MailboxPassword: func(context.Context, string) (store.Secret, error) { return store.NewSecret(testPassword), nil }}
}

func (s *popPair) run(t *testing.T, ctx context.Context, change func(*store.Profile, *Options)) Report {
	t.Helper()
	p, o := profile("none"), s.options()
	popBeforeProfile(&p)
	p.PopBeforeSMTP.Wait = store.Duration(time.Second)
	if change != nil {
		change(&p, &o)
	}
	r := Run(ctx, p, o)
	s.all.Wait()
	if s.conns != 0 {
		t.Errorf("%d connections left open", s.conns)
	}
	return r
}

func (s *popPair) count(what string) (n int) {
	for _, w := range s.said {
		if w == what {
			n++
		}
	}
	return n
}

func windowOf(r Report) string {
	w := stageOf(r, StageRcpt).Detail.Window
	if w == nil {
		return "none"
	}
	needed := "unknown"
	if w.Needed != nil {
		needed = fmt.Sprint(*w.Needed)
	}
	return fmt.Sprintf("needed=%s wait=%d shortest=%d", needed, w.WaitMS, w.ShortestMS)
}

// popBeforeRuns: the pair, and what the proof must come to.
var popBeforeRuns = []struct {
	name    string
	pair    func(*popPair)
	change  func(*store.Profile, *Options)
	verdict Verdict
	found   string
	window  string
}{
	{"works", nil, nil, Warn, "auth.no-tls warn pop3.auth", "needed=true wait=1000 shortest=0"},
	{"no outside recipient", nil, func(p *store.Profile, _ *Options) { p.Trial.Recipient = "" },
		Warn, "auth.no-tls warn pop3.auth", "needed=unknown wait=1000 shortest=0"},
	{"the recipient of the run counts first", nil, func(p *store.Profile, o *Options) { p.Trial.Recipient, o.Recipient = "a@EXAMPLE.org.", "b@example.net" },
		Warn, "auth.no-tls warn pop3.auth", "needed=true wait=1000 shortest=0"},
	{"an inside recipient of the run", nil, func(_ *store.Profile, o *Options) { o.Recipient = "a@example.org" },
		Warn, "auth.no-tls warn pop3.auth", "needed=true wait=1000 shortest=0"},
	{"not needed", func(s *popPair) { s.open = true }, nil,
		Warn, "pop.not-needed warn smtp.rcpt", "needed=false wait=1000 shortest=0"},
	{"open since an earlier run", func(s *popPair) { s.open = true }, func(_ *store.Profile, o *Options) { o.Again = true },
		Warn, "auth.no-tls warn pop3.auth", "needed=false wait=1000 shortest=0"},
	{"wait too short", func(s *popPair) { s.lag = 4 * time.Second }, nil,
		Fail, "pop.wait-short fail smtp.rcpt", "needed=true wait=1000 shortest=5000"},
	{"a server that has had enough is left alone", func(s *popPair) { s.lag, s.full = time.Hour, 4 }, nil,
		Fail, "env.relay-denied fail smtp.rcpt", "needed=true wait=1000 shortest=0"},
	{"no effect", func(s *popPair) { s.closed = true }, nil,
		Fail, "pop.no-effect fail smtp.rcpt", "needed=true wait=1000 shortest=0"},
	{"the relay outside has no effect, though an inside recipient is taken", func(s *popPair) { s.closed = true },
		func(_ *store.Profile, o *Options) { o.Recipient = "a@example.org" },
		Fail, "pop.no-effect fail smtp.rcpt", "needed=true wait=1000 shortest=0"},
	{"another refusal is its own cause", func(s *popPair) { s.refusal = "550 5.1.1 no such user" }, nil,
		Warn, "auth.no-tls warn pop3.auth", "needed=unknown wait=1000 shortest=0"},
	{"another refusal after the login too", func(s *popPair) { s.closed, s.refusal = true, "550 5.1.1 no such user" }, nil,
		Fail, "env.recipient-unknown fail smtp.rcpt", "needed=unknown wait=1000 shortest=0"},
}

func TestPopBeforeSMTP(t *testing.T) {
	for _, c := range popBeforeRuns {
		t.Run(c.name, func(t *testing.T) {
			s := newPopPair()
			if c.pair != nil {
				c.pair(s)
			}
			r := s.run(t, t.Context(), c.change)
			found := first(r)
			if i := slices.IndexFunc(r.Findings, func(f cause.Finding) bool { return strings.HasPrefix(f.Cause, "pop.") }); i >= 0 {
				found = fmt.Sprintf("%s %s %s", r.Findings[i].Cause, r.Findings[i].Severity, r.Findings[i].Stage)
			}
			if r.Verdict != c.verdict || found != c.found || windowOf(r) != c.window {
				t.Errorf("%s, %s, %s\nwant %s, %s, %s\n%s", r.Verdict, found, windowOf(r), c.verdict, c.found, c.window, said(r))
			}
			if n := s.count("pop3 PASS"); n != 1 {
				t.Errorf("%d logins", n)
			}
			if d := stageOf(r, StageAuth); d.Verdict != Pass || d.Detail.Mechanism != "POP before SMTP" {
				t.Errorf("sign-in %s %q", d.Verdict, d.Detail.Mechanism)
			}
		})
	}
}

// TestPopWaitIsProposed: the wizard takes the measured wait from the finding.
func TestPopWaitIsProposed(t *testing.T) {
	s := newPopPair()
	s.lag = 3 * time.Second
	r := s.run(t, t.Context(), nil)
	f := r.Findings[0]
	if f.Cause != "pop.wait-short" || f.Field != "pop_before_smtp.wait" || f.Args["wait"] != "3" || f.Confidence != "certain" {
		t.Errorf("%+v", f)
	}
	if len(f.Evidence) == 0 || !strings.Contains(f.Evidence[0], "Relay access denied") {
		t.Errorf("evidence %q", f.Evidence)
	}
	if n := s.count("smtp RCPT"); n != 2+2 { // before, after 1 s; 2 s and 3 s
		t.Errorf("%d recipients", n)
	}
	if n := len(r.Findings); n != 2 { // and auth.no-tls
		t.Errorf("%d findings: %+v", n, r.Findings)
	}
}
