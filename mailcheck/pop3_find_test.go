package mailcheck

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/store"
)

// popBoxServer is a mailbox whose content changes from login to login. Its
// clock goes on only when somebody sleeps.
type popBoxServer struct {
	mail    [][]string        // by login, the last one staying: headers, oldest first
	instead map[string]string // command: the answer in the place of the usual one
	logins  map[int]string    // by login, from 1: the answer to PASS
	capa    string

	mu     sync.Mutex
	now    time.Time
	at     []time.Time // of each login
	heard  []string
	conns  int
	all    sync.WaitGroup
	number int
}

func (s *popBoxServer) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	s.mu.Lock()
	s.conns++
	s.mu.Unlock()
	s.all.Go(func() {
		defer ours.Close()
		s.serve(ours)
	})
	return &boxConn{Conn: theirs, s: s}, nil
}

type boxConn struct {
	net.Conn
	s    *popBoxServer
	once sync.Once
}

func (c *boxConn) Close() error {
	c.once.Do(func() { c.s.mu.Lock(); c.s.conns--; c.s.mu.Unlock() })
	return c.Conn.Close()
}

func (s *popBoxServer) serve(c net.Conn) {
	say := func(text string) { _, _ = c.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n") + "\r\n")) }
	say("+OK")
	var box []string
	for in := bufio.NewScanner(c); in.Scan(); {
		line := in.Text()
		word, rest, _ := strings.Cut(line, " ")
		s.mu.Lock()
		s.heard = append(s.heard, line)
		if word == "PASS" {
			s.number++
			s.at = append(s.at, s.now)
			box = s.mail[min(s.number, len(s.mail))-1]
		}
		refusal := s.logins[s.number]
		s.mu.Unlock()
		answer := s.answer(word, rest, box)
		if word == "PASS" && refusal != "" {
			answer = refusal
		}
		say(answer)
		if word == "QUIT" {
			return
		}
	}
}

func (s *popBoxServer) answer(word, rest string, box []string) string {
	if a, ok := s.instead[word]; ok {
		return a
	}
	n, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	switch word {
	case "CAPA":
		return "+OK\nUSER\n" + s.capa + "."
	case "STAT":
		return fmt.Sprintf("+OK %d 100", len(box))
	case "UIDL":
		if n > 0 {
			return fmt.Sprintf("+OK %d u%s", n, box[n-1][:3])
		}
		out := "+OK\n"
		for i, m := range box {
			out += fmt.Sprintf("%d u%s\n", i+1, m[:3])
		}
		return out + "."
	case "TOP":
		return "+OK\nSubject: " + box[n-1][:3] + "\n" + box[n-1] + "\n\nbody\n."
	}
	return "+OK"
}

// box makes n mails named by numbers from first on; the one named found is it.
func mails(first, n, found int) (out []string) {
	for i := first; i < first+n; i++ {
		m := fmt.Sprintf("%03d: x", i)
		if i == found {
			m += "\nx-todoku:  theid \nAuthentication-Results: mx; spf=pass"
		}
		out = append(out, m)
	}
	return out
}

// find waits for the mail and gives the report.
func (s *popBoxServer) find(t *testing.T, within time.Duration) Report {
	t.Helper()
	s.now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	clock := func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }
	o := Options{Dial: s.dial, Arrive: true, ArriveWithin: within, Now: clock,
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.now = s.now.Add(d)
			return ctx.Err()
		},
		MailboxPassword: func(context.Context, string) (store.Secret, error) { return store.NewSecret(testPassword), nil }}
	p := popProfile("standard")
	b, _ := receiveBox(p)
	l := boxLadder(t.Context(), p, o, b)
	l.awaited = &awaited{id: "theid", sent: clock()}
	r := l.run()
	s.all.Wait()
	if s.conns != 0 {
		t.Errorf("%d connections left open", s.conns)
	}
	for _, line := range s.heard {
		if word, _, _ := strings.Cut(line, " "); !slices.Contains([]string{"CAPA", "USER", "PASS", "STAT", "UIDL", "TOP", "QUIT"}, word) {
			t.Errorf("the server heard %q", line)
		}
	}
	return r
}

func (s *popBoxServer) count(word string) (n int) {
	for _, line := range s.heard {
		if strings.HasPrefix(line, word) {
			n++
		}
	}
	return n
}

func arrivedAt(r Report) bool { return stageOf(r, StageArrive).Detail.Arrived != nil }

// TestPopFind: the mail is found wherever it lies, and old ones are looked at
// once.
func TestPopFind(t *testing.T) {
	for name, c := range map[string]struct {
		mail      [][]string
		instead   map[string]string
		found     bool
		logins    int
		tops      int
		forbidden string
	}{
		"at once":                    {[][]string{mails(1, 5, 5)}, nil, true, 1, 1, ""},
		"at the third login":         {[][]string{mails(1, 3, 0), mails(1, 3, 0), mails(1, 4, 4)}, nil, true, 3, 4, ""},
		"with newest first":          {[][]string{mails(1, 60, 0), append(mails(900, 1, 900), mails(1, 60, 0)...)}, nil, true, 2, 40 + 10 + 1, ""},
		"in a mailbox of thousands":  {[][]string{mails(1, 900, 900)}, nil, true, 1, 1, "UIDL\n"},
		"without UIDL":               {[][]string{mails(1, 3, 0), mails(1, 4, 4)}, map[string]string{"UIDL": "-ERR"}, true, 2, 4, ""},
		"never":                      {[][]string{mails(1, 3, 0)}, nil, false, 0, 3, ""},
		"in an empty box":            {[][]string{nil}, nil, false, 0, 0, "UIDL"},
		"by a mail that is not read": {[][]string{mails(1, 2, 0)}, map[string]string{"TOP": "-ERR no such message"}, false, 0, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := &popBoxServer{mail: c.mail, instead: c.instead, capa: "TOP\n"}
			r := s.find(t, time.Minute)
			if arrivedAt(r) != c.found || c.logins != 0 && s.count("PASS") != c.logins || s.count("TOP") != c.tops {
				t.Errorf("found %t, %d logins, %d TOP\n%s", arrivedAt(r), s.count("PASS"), s.count("TOP"), said(r))
			}
			if strings.Contains(said(r), "Subject") {
				t.Error("a mail is in the transcript")
			}
			if c.forbidden != "" && strings.Contains(strings.Join(s.heard, "\n")+"\n", c.forbidden) {
				t.Errorf("%q was said", c.forbidden)
			}
			if !c.found && first(r) != "arrive.not-arrived "+string(r.Findings[0].Severity)+" arrive" {
				t.Errorf("found %s", first(r))
			}
		})
	}
}

// TestPopFindWaits: a server's LOGIN-DELAY is kept, a lock is waited for, and
// what ends the looking is told.
func TestPopFindWaits(t *testing.T) {
	for name, c := range map[string]struct {
		server *popBoxServer
		found  string
	}{
		"LOGIN-DELAY": {&popBoxServer{mail: [][]string{nil, mails(1, 1, 1)}, capa: "TOP\nLOGIN-DELAY 40\n"}, ""},
		"a longer LOGIN-DELAY than there is time": {&popBoxServer{mail: [][]string{nil}, capa: "TOP\nLOGIN-DELAY 900\n"}, "pop.login-delay unknown arrive"},
		"a lock":                  {&popBoxServer{mail: [][]string{nil, nil, mails(1, 1, 1)}, capa: "TOP\n", logins: map[int]string{2: "-ERR [IN-USE] locked"}}, ""},
		"refused the second time": {&popBoxServer{mail: [][]string{nil}, capa: "TOP\n", logins: map[int]string{2: "-ERR [AUTH] no"}}, "auth.bad-credentials unknown arrive"},
		"no TOP":                  {&popBoxServer{mail: [][]string{mails(1, 1, 1)}, instead: map[string]string{"TOP": "-ERR"}}, "pop.no-top unknown arrive"},
		"10 MB of UIDL":           {&popBoxServer{mail: [][]string{mails(1, 1, 1)}, capa: "TOP\n", instead: map[string]string{"UIDL": "+OK\n" + strings.Repeat("1 whqtswO00WBw418f9t5JxYwZ\n", 400_000) + "."}}, "session.protocol-error unknown arrive"},
		"a header of 1 MB":        {&popBoxServer{mail: [][]string{mails(1, 1, 1)}, capa: "TOP\n", instead: map[string]string{"TOP": "+OK\n" + strings.Repeat("X: y\n", 200_000) + "\n."}}, "arrive.not-arrived"},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.server
			r := s.find(t, time.Minute)
			got := first(r)
			if strings.HasPrefix(got, "auth.no-tls") {
				got = ""
			}
			if !strings.HasPrefix(got, c.found) || (c.found == "") != arrivedAt(r) || c.found == "" && got != "" {
				t.Errorf("found %q, want %q\n%s", got, c.found, said(r))
			}
			delay := 2 * time.Second
			if strings.Contains(s.capa, "DELAY") {
				delay = 40 * time.Second
			}
			for i := 1; i < len(s.at); i++ {
				if s.at[i].Sub(s.at[i-1]) < delay {
					t.Errorf("logins %s apart", s.at[i].Sub(s.at[i-1]))
				}
			}
		})
	}
}
