package sandbox

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// testTime bounds every wait of these tests.
const testTime = 10 * time.Second

// start runs a sandbox with a fault for the length of a test.
func start(t *testing.T, fault string) *Sandbox {
	t.Helper()
	s, err := Start(t.Context(), Options{Fault: fault, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// at is the address of the port of a security.
func (s *Sandbox) at(t *testing.T, security string) string {
	t.Helper()
	for _, e := range s.SMTP {
		if e.Security == security {
			return net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
		}
	}
	t.Fatalf("no port with security %s", security)
	return ""
}

// target is where the ready profile goes to.
func (s *Sandbox) target() string {
	p := s.Ready()
	return net.JoinHostPort(loopback, strconv.Itoa(p.SMTP.Port))
}

func (s *Sandbox) clientTLS() *tls.Config {
	return &tls.Config{RootCAs: s.Roots, ServerName: loopback}
}

// talk is a client that sends lines and keeps replies as they came.
type talk struct {
	t *testing.T
	s *Sandbox
	c net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{Timeout: testTime}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(testTime)); err != nil {
		t.Fatal(err)
	}
	return c
}

// converse connects as the ready profile says, without the greeting.
func converse(t *testing.T, s *Sandbox) *talk {
	t.Helper()
	c := dial(t, s.target())
	k := &talk{t, s, c, bufio.NewReader(c)}
	if s.Ready().SMTP.Security == portTLS {
		k.secure()
	}
	return k
}

func (k *talk) secure() {
	k.t.Helper()
	c := tls.Client(k.c, k.s.clientTLS())
	if err := c.HandshakeContext(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	k.c, k.r = c, bufio.NewReader(c)
}

// reply reads a whole reply; what ends the connection ends it, too.
func (k *talk) reply() string {
	var lines []string
	for {
		line, err := k.r.ReadString('\n')
		if line = strings.TrimSuffix(line, "\r\n"); line != "" {
			lines = append(lines, line)
		}
		if err != nil || len(line) < 4 || line[3] != '-' {
			return strings.Join(lines, "\n")
		}
	}
}

func (k *talk) cmd(line string) string {
	k.t.Helper()
	if _, err := k.c.Write([]byte(line + "\r\n")); err != nil {
		k.t.Fatal(err)
	}
	return k.reply()
}

// climb goes on from the greeting as the profile says and returns the reply of
// the step asked for. A reply that refuses an earlier step is returned at once.
func (k *talk) climb(step string) string {
	k.t.Helper()
	p := k.s.Ready()
	got := k.reply()
	hello := func() string { return k.cmd("EHLO client.example.org") }
	steps := []func() string{hello}
	if p.SMTP.Security == portStartTLS {
		steps = append(steps, func() string { return k.cmd("STARTTLS") }, func() string { k.secure(); return hello() })
	}
	if step == atEHLO {
		steps = steps[:1]
	} else if p.SMTP.Auth.Method != "none" {
		steps = append(steps, func() string {
			return k.cmd("AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00"+p.SMTP.Auth.Username+"\x00"+k.s.secret(0))))
		})
	}
	if step != atAuth && step != atAuthPlain && step != atMechanism && step != atEHLO {
		steps = append(steps, func() string { return k.cmd("MAIL FROM:<" + p.Sender.Address + ">") })
		if step == atRcpt || step == atData {
			steps = append(steps, func() string { return k.cmd("RCPT TO:<" + p.Trial.Recipient + ">") })
		}
		if step == atData {
			steps = append(steps, func() string { return k.cmd("DATA") }, func() string {
				return k.cmd("From: " + p.Sender.Address + "\r\nSubject: " + strings.Repeat("test ", 20) + "\r\n\r\ntext\r\n.")
			})
		}
	}
	for _, next := range steps {
		if !strings.HasPrefix(got, "2") && !strings.HasPrefix(got, "3") {
			return got
		}
		got = next()
	}
	return got
}
