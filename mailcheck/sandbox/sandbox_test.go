package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

func TestConfigHoldsAReadyProfile(t *testing.T) {
	s := start(t, "")
	for i, a := range s.Accounts {
		path := filepath.Join(s.Config, a.Username+".toml")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := store.Decode(data, path)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if p.Name != a.Username || p.Sender.Address != a.Address || p.SMTP.Port != s.SMTP[0].Port || p.SMTP.CAFile != "ca.pem" {
			t.Errorf("account %d: %+v", i, p)
		}
		secret, err := os.ReadFile(filepath.Join(s.Config, p.SMTP.Auth.Password.Path))
		if err != nil || string(secret) != a.Password+"\n" {
			t.Errorf("secret of account %d: %q %v", i, secret, err)
		}
		if bytes.Contains(data, []byte(a.Password)) {
			t.Error("the profile holds the password")
		}
	}
	if s.Profile != s.Accounts[0].Username {
		t.Errorf("profile %q", s.Profile)
	}
	entries, err := os.ReadDir(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || (runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
			t.Errorf("%s: %v %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestEveryFaultHasAProfileThatDecodes(t *testing.T) {
	for _, f := range Faults() {
		s, err := Start(t.Context(), Options{Fault: f.Name, Dir: t.TempDir()})
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		path := filepath.Join(s.Config, s.Profile+".toml")
		data, err := os.ReadFile(path)
		if err == nil {
			_, err = store.Decode(data, path)
		}
		if err := errors.Join(err, s.Close()); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

func TestJSONIsWhatOtherProgramsNeed(t *testing.T) {
	s := start(t, "")
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		CAFile   string `json:"ca_file"`
		Config   string
		Profile  string
		Accounts []struct{ Address, Username, Password string }
		SMTP     []Endpoint
		POP3     []Endpoint
		IMAP     []Endpoint
		Window   Endpoint `json:"pop_before_smtp"`
		Variants []string
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.CAFile != s.CAFile || got.Config != s.Config || got.Profile == "" || len(got.Accounts) != 2 || got.Accounts[1].Password == "" || len(got.SMTP) != 3 {
		t.Errorf("%s", data)
	}
	kinds := map[string]bool{}
	for _, e := range got.SMTP {
		kinds[e.Security] = e.Host == "127.0.0.1" && e.Port > 0
	}
	if len(got.POP3) != 3 || len(got.IMAP) != 3 || got.Window.Port == 0 || len(got.Variants) != 3 {
		t.Errorf("mailboxes in %s", data)
	}
	if !kinds["none"] || !kinds["starttls"] || !kinds["tls"] {
		t.Errorf("ports %v", got.SMTP)
	}
	if bytes.ContainsAny(data, "\n") {
		t.Error("more than one line")
	}
}

func TestStartRefuses(t *testing.T) {
	if _, err := Start(t.Context(), Options{Fault: "no.such"}); !errors.Is(err, ErrUnknownFault) || !strings.Contains(err.Error(), "no.such") {
		t.Errorf("unknown fault: %v", err)
	}
	if _, err := Start(t.Context(), Options{Accounts: 1}); err == nil {
		t.Error("one account was accepted")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: file}); err == nil {
		t.Error("a file was accepted as folder")
	}
}

// Close has waited for all that it began: what is left in the stacks are at
// most goroutines about to return.
func TestCloseLeavesNothing(t *testing.T) {
	for _, fault := range []string{"", "net.no-banner", "hostile/slow-drip", "hostile/endless-line", "net.refused", "net.no-banner/pop3",
		"hostile/imap-endless-line", "net.refused/imap", "arrive.not-arrived/late"} {
		s, err := Start(t.Context(), Options{Fault: fault})
		if err != nil {
			t.Fatal(err)
		}
		var open []net.Conn
		for _, e := range s.SMTP {
			open = append(open, dial(t, s.at(t, e.Security)))
		}
		if fault == "" {
			k := converse(t, s)
			if got := k.climb(atRcpt); !strings.HasPrefix(got, "250") {
				t.Error(got)
			}
			open = append(open, k.c)
			open = append(open, idles(t, s)...)
		}
		if strings.HasPrefix(fault, "arrive.") {
			deliverTo(t, s, s.Accounts[0])
		}
		for _, e := range slices.Concat(s.POP3, s.IMAP, []Endpoint{s.PopBeforeSMTP}) {
			open = append(open, dial(t, net.JoinHostPort(e.Host, strconv.Itoa(e.Port))))
		}
		open = append(open, dial(t, s.Nameserver))
		before := time.Now()
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Errorf("%s: %v", fault, err)
		}
		if took := time.Since(before); took > 3*time.Second {
			t.Errorf("%s: Close took %v", fault, took)
		}
		if _, err := os.Stat(s.Config); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: the folder is still there: %v", fault, err)
		}
		for _, c := range open {
			_ = c.Close()
		}
		for _, e := range slices.Concat(s.SMTP, s.POP3, s.IMAP, []Endpoint{s.PopBeforeSMTP}) {
			if c, err := net.Dial("tcp", net.JoinHostPort(e.Host, strconv.Itoa(e.Port))); err == nil {
				_ = c.Close()
				t.Errorf("%s: port %d still answers", fault, e.Port)
			}
		}
		noGoroutines(t, fault)
	}
}

// idles has signed in to both mailboxes and waits there; a mail may be on its way.
func idles(t *testing.T, s *Sandbox) []net.Conn {
	t.Helper()
	a := s.Accounts[0]
	pop := converseAt(t, s, s.POP3, portTLS)
	pop.line()
	pop.cmd("USER " + a.Username)
	if got := pop.cmd("PASS " + a.Password); got != "+OK Logged in." {
		t.Error(got)
	}
	box := converseAt(t, s, s.IMAP, portNone)
	box.line()
	box.cmd("a LOGIN " + a.Username + " " + a.Password)
	if got := box.cmd("b IDLE"); !strings.HasPrefix(got, "+ ") {
		t.Error(got)
	}
	deliverTo(t, s, a)
	return []net.Conn{pop.c, box.c}
}

// noGoroutines fails when any goroutine still runs the servers' code.
func noGoroutines(t *testing.T, fault string) {
	t.Helper()
	deadline := time.Now().Add(testTime)
	buf := make([]byte, 1<<20)
	for {
		left := ""
		for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(g, "/sandbox.(*") || strings.Contains(g, "emersion/go-smtp.(*") || strings.Contains(g, "go-imap/v2/imapserver.(*") || strings.Contains(g, "net/http.(*conn).serve") {
				left = g
			}
		}
		if left == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: still running:\n%s", fault, left)
		}
		runtime.Gosched()
	}
}

// The variants are whole profiles of the first account, without a password of
// their own where that of sending serves.
func TestVariants(t *testing.T) {
	s := start(t, "")
	for i, name := range []string{"alerts-imap", "alerts-pop3", "alerts-pop"} {
		l, err := store.Load(filepath.Join(s.Config, name+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		p, box := l.Profile, l.Profile.Receive
		if p.Name != name || s.Variants[i] != name || p.Application != "any" {
			t.Errorf("%s: %+v", name, p)
		}
		switch name {
		case "alerts-pop":
			if p.SMTP.Auth.Method != "pop-before-smtp" || p.SMTP.Port != s.PopBeforeSMTP.Port || p.PopBeforeSMTP.Port != s.POP3[0].Port || p.Trial.Recipient != outsider {
				t.Errorf("%s: %+v", name, p)
			}
		default:
			ends := map[string][]Endpoint{"alerts-imap": s.IMAP, "alerts-pop3": s.POP3}[name]
			if box.Protocol != strings.TrimPrefix(name, "alerts-") || box.Port != ends[0].Port || box.Username != "" || !box.Password.IsZero() {
				t.Errorf("%s: %+v", name, box)
			}
		}
	}
	s = start(t, "auth.bad-credentials/imap")
	if s.Profile != "alerts-imap" || s.Ready().Name != s.Profile || s.Ready().Receive.Password.IsZero() {
		t.Errorf("%s: %+v", s.Profile, s.Ready().Receive)
	}
	if data, err := os.ReadFile(filepath.Join(s.Config, s.Ready().Receive.Password.Path)); err != nil || string(data) != wrongSecret+"\n" {
		t.Errorf("%q %v", data, err)
	}
}
