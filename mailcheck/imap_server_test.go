package mailcheck

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// imapHost is go-imap's own server on loopback, with TLS.
type imapHost struct {
	user  *imapmemserver.User
	junk  string // folder that is marked as such
	roots *x509.CertPool
	addr  string
}

func serveIMAP(t *testing.T, implicit bool, caps ...imap.Cap) *imapHost {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	h := &imapHost{user: imapmemserver.NewUser("alice", testPassword), roots: x509.NewCertPool()}
	h.roots.AddCert(made)
	mem := imapmemserver.New()
	mem.AddUser(h.user)
	set := imap.CapSet{imap.CapIMAP4rev1: {}}
	for _, c := range caps {
		set[c] = struct{}{}
	}
	conf := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	o := &imapserver.Options{Caps: set, TLSConfig: conf, Logger: log.New(io.Discard, "", 0),
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &imapSession{mem.NewSession(), h}, nil, nil
		}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = ln.Addr().String()
	if implicit {
		ln = tls.NewListener(ln, conf)
	}
	s := imapserver.New(o)
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(ln) }()
	t.Cleanup(func() { _ = s.Close(); <-done })
	if err := h.user.Create(inbox, nil); err != nil {
		t.Fatal(err)
	}
	return h
}

// imapSession marks the folder of junk, which go-imap's server in memory does not.
type imapSession struct {
	imapserver.Session
	h *imapHost
}

func (s *imapSession) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap.ListOptions) error {
	if err := s.Session.List(w, ref, patterns, o); err != nil || s.h.junk == "" {
		return err
	}
	return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{"\\jUNK"}, Delim: '/', Mailbox: s.h.junk})
}

// options dial the server wherever the profile points.
func (h *imapHost) options() Options {
	o := receiving(&scripted{})
	o.Roots = h.roots
	o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", h.addr)
	}
	return o
}

func TestIMAPOverTLS(t *testing.T) {
	for _, c := range []struct {
		security, auth string
	}{{"starttls", "standard"}, {"starttls", "plain"}, {"tls", "standard"}, {"tls", "plain"}} {
		h := serveIMAP(t, c.security == "tls", imap.CapSpecialUse)
		p := imapProfile(c.auth)
		p.Receive.Host, p.Receive.Security = "127.0.0.1", c.security
		r := Run(t.Context(), p, h.options())
		if r.Verdict != Pass {
			t.Fatalf("%v: %s\n%s\n%+v", c, r.Verdict, stages(r), r.Findings)
		}
		caps := r.Stages[slices.IndexFunc(r.Stages, func(s Stage) bool { return s.ID == "imap.caps" })].Detail
		if c.security == "starttls" && (!slices.Contains(caps.CapabilitiesPlain, "STARTTLS") || slices.Contains(caps.Capabilities, "STARTTLS")) {
			t.Errorf("%v: before TLS %v, inside %v", c, caps.CapabilitiesPlain, caps.Capabilities)
		}
		last := r.Stages[len(r.Stages)-1].Detail
		if last.Messages == nil || *last.Messages != 0 || !strings.HasPrefix(last.Reply, "OK [READ-ONLY]") {
			t.Errorf("%v: mailbox %+v", c, last)
		}
		if strings.Contains(said(r), " SELECT ") || strings.Contains(said(r), testPassword) {
			t.Errorf("%v: transcript\n%s", c, said(r))
		}
	}
	noGoroutines(t)
}

// TestIMAPStartTLS: what can go wrong between the greeting and TLS.
func TestIMAPStartTLS(t *testing.T) {
	const hi = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi"
	for name, c := range map[string]struct {
		server []string
		found  string
	}{
		"missing":          {[]string{"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", "a1 BAD what"}, "tls.starttls-missing fail imap.tls"},
		"taken out":        {[]string{"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", "a1 OK begin"}, "net.middlebox fail imap.tls"},
		"refused":          {[]string{hi, "a1 NO no certificate"}, "tls.starttls-refused fail imap.tls"},
		"agreed, refused":  {[]string{hi, "a1 OK begin\n* BYE TLS initialization failed."}, "tls.starttls-refused fail imap.tls"},
		"injected":         {[]string{hi, "a1 OK begin\n* CAPABILITY AUTH=PLAIN"}, "tls.injected fail imap.tls"},
		"signed in before": {[]string{"* PREAUTH [CAPABILITY IMAP4rev1] hi"}, "tls.starttls-missing fail imap.greeting"},
		"cut":              {[]string{hi, "* OK wait\n" + hangUp}, "net.dropped fail imap.tls"},
		"goodbye":          {[]string{hi, "* BYE no\n" + hangUp}, "tls.starttls-refused fail imap.tls"},
	} {
		s := &scripted{replies: c.server}
		p := imapProfile("standard")
		p.Receive.Security = "starttls"
		o := receiving(s)
		r := s.run(t, p, o)
		if got := first(r); got != c.found {
			t.Errorf("%s: found %q, want %q\n%s", name, got, c.found, said(r))
		}
		if strings.Contains(strings.Join(s.heard(), " "), "LOGIN ") {
			t.Errorf("%s: the client signed in: %q", name, s.heard())
		}
	}
	noGoroutines(t)
}

// TestIMAPCancel ends the run at every point of the dialogue, with the server
// silent: it is over at once, says so, and leaves nothing behind.
func TestIMAPCancel(t *testing.T) {
	server := []string{"* OK hi", "* CAPABILITY IMAP4rev1 AUTH=LOGIN\na1 OK x", "+ VXNlcm5hbWU6", "+ UGFzc3dvcmQ6", "a2 OK in", imapBoxOK}
	for n, stage := range []string{"imap.greeting", "imap.caps", "imap.auth", "imap.auth", "imap.auth", "imap.mailbox"} {
		ctx, cancel := context.WithCancel(t.Context())
		s := &scripted{replies: slices.Clone(server)}
		s.replies[n] = silent
		s.onLine = func(at int, _ string) {
			if at == n-1 {
				cancel()
			}
		}
		o := receiving(s)
		if n == 0 { // the server has nothing to hear before its greeting
			o.Emit = func(e Event) {
				if e.Stage.ID == stage {
					cancel()
				}
			}
		}
		runCancelled(ctx, t, s, imapProfile("login"), o, stage)
		cancel()
	}
	noGoroutines(t)
}
