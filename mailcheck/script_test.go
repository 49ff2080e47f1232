package mailcheck

import (
	"bufio"
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/store"
)

// scripted is a server as a list of replies: the first is the greeting, each
// further one answers one line of the client. It records what the client says.
type scripted struct {
	replies []string
	onLine  func(n int, line string) // before the answer
	mu      sync.Mutex
	got     []string
	open    sync.WaitGroup
	conns   int // open ends of the client's side
}

// dial hands out one end of a pipe and plays the script on the other.
func (s *scripted) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	s.mu.Lock()
	s.conns++
	s.mu.Unlock()
	s.open.Go(func() { s.play(ours) })
	return &counted{Conn: theirs, s: s}, nil
}

// counted notices when it is closed.
type counted struct {
	net.Conn
	s    *scripted
	once sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() {
		c.s.mu.Lock()
		c.s.conns--
		c.s.mu.Unlock()
	})
	return c.Conn.Close()
}

// play answers line by line. Writing does not hold up reading: a pipe has no buffer.
func (s *scripted) play(c net.Conn) {
	defer c.Close()
	out := make(chan string, len(s.replies)+1)
	defer close(out)
	s.open.Go(func() {
		for reply := range out {
			reply, last := strings.CutSuffix(reply, hangUp)
			if !last {
				reply += "\n"
			}
			if _, err := c.Write([]byte(strings.ReplaceAll(reply, "\n", "\r\n"))); err != nil || last {
				_ = c.Close()
				return
			}
		}
	})
	in := bufio.NewReader(c)
	for n := 0; ; n++ {
		if n < len(s.replies) && s.replies[n] != silent {
			out <- s.replies[n]
		}
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		s.hear(n, strings.TrimSuffix(line, "\r\n"))
	}
}

// silent in place of a reply is none.
const silent = "(silence)"

// hangUp at the end of a reply closes the connection after it.
const hangUp = "(hangs up)"

func (s *scripted) hear(n int, line string) {
	s.mu.Lock()
	s.got = append(s.got, line)
	s.mu.Unlock()
	if s.onLine != nil {
		s.onLine(n, line)
	}
}

// heard is what the client said, once its connection is over.
func (s *scripted) heard() []string {
	s.open.Wait()
	return s.got
}

// profile is one that goes over an unencrypted line to a scripted server.
func profile(method string) store.Profile {
	p := store.Profile{Name: "test"}
	p.Sender.Address = "alice@example.org"
	p.Trial.Recipient = "bob@example.net"
	p.SMTP = store.SMTP{Host: "192.0.2.1", Port: 587, Security: "none", VerifyCertificate: true, AllowPlaintext: true,
		Timeout: store.Duration(10 * time.Second), HELO: "client.example.org"}
	p.SMTP.Auth = store.Auth{Method: method, Username: "alice"}
	return p
}

const testPassword = "s3cret-Passw0rd"

func with(s *scripted) Options {
	// alone: every connection plays the same script, and DNS would be the machine's.
	return Options{Dial: s.dial, alone: true, Password: func(context.Context) (store.Secret, error) { return store.NewSecret(testPassword), nil }}
}

// run climbs and holds the run to leaving nothing open.
func (s *scripted) run(t *testing.T, p store.Profile, o Options) Report {
	t.Helper()
	r := Run(t.Context(), p, o)
	s.open.Wait()
	if s.conns != 0 {
		t.Errorf("%d connections left open", s.conns)
	}
	return r
}

func wantLines(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("client said\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// said is the whole transcript of a report.
func said(r Report) string {
	var b strings.Builder
	for _, s := range r.Stages {
		for _, l := range s.Transcript {
			b.WriteString(l.Dir + " " + l.Text + "\n")
		}
	}
	return b.String()
}

// first is the first finding, as "cause severity stage".
func first(r Report) string {
	if len(r.Findings) == 0 {
		return ""
	}
	f := r.Findings[0]
	return f.Cause + " " + string(f.Severity) + " " + f.Stage
}
