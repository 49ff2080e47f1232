package bundle_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/bundle"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// TestNothingOfTheSandboxIsTold: whatever goes wrong, neither a secret nor who
// has it is in the bundle, in any form in which it crosses the wire.
func TestNothingOfTheSandboxIsTold(t *testing.T) {
	for _, fault := range []string{"", "auth.bad-credentials", "env.sender-not-owned", "env.recipient-unknown", "tls.name-mismatch", "dns.nxdomain", "pop.login-delay", "arrive.junk"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			s, err := sandbox.Start(t.Context(), sandbox.Options{OAuth: true, Dir: t.TempDir(), Fault: fault})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			told := secretsOf(t, s)
			for name, p := range profilesOf(t, s) {
				r := mailcheck.Run(t.Context(), p, mailcheck.Options{Token: s.Token, Dial: s.Dial, BaseDir: s.Config, Nameserver: s.Nameserver, Roots: s.Roots,
					Arrive: name == "alerts-imap", ArriveWithin: time.Second})
				b := build(t, bundle.Gather(t.Context(), []mailcheck.Report{r}, func(string) bool { return false }), []bundle.Subject{{Name: p.Name, Profile: p, Report: r}})
				all := fmt.Sprintf("%+v", b)
				if !strings.Contains(all, "user1") || !strings.Contains(all, r.Stages[0].ID) {
					t.Errorf("%s: the bundle is empty:\n%s", name, all)
				}
				for what, shape := range told {
					if at := shape.FindStringIndex(all); at != nil {
						t.Errorf("%s: %s is told: ...%s...", name, what, all[max(0, at[0]-40):min(len(all), at[1]+40)])
					}
				}
			}
		})
	}
}

func build(t *testing.T, f bundle.Facts, list []bundle.Subject) bundle.Bundle {
	t.Helper()
	b, err := bundle.Build(t.Context(), f, list)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBuildingIsGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bundle.Build(ctx, bundle.Facts{}, []bundle.Subject{{Name: "a"}}); err == nil {
		t.Error("it went on")
	}
}

// profilesOf are those of the sandbox, and one for every way to sign in.
func profilesOf(t *testing.T, s *sandbox.Sandbox) map[string]store.Profile {
	t.Helper()
	list := map[string]store.Profile{"graph": s.ReadyAPI("microsoft365", "device"), "gmail": s.ReadyAPI("google", "loopback"), "xoauth2": s.ReadyOAuth("device")}
	for _, method := range []string{"plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"} {
		p := s.Ready()
		p.SMTP.Auth.Method = method
		list[method] = p
	}
	for _, name := range s.Variants {
		l, err := store.Load(s.Config + "/" + name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		list[name] = l.Profile
	}
	return list
}

// secretsOf is what must not be in a bundle, by what it is.
func secretsOf(t *testing.T, s *sandbox.Sandbox) map[string]*regexp.Regexp {
	t.Helper()
	token, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]*regexp.Regexp{}
	add := func(what, value string) {
		shapes[what] = regexp.MustCompile(`(?i)` + regexp.QuoteMeta(value))
		for shift := range 3 { // as part of something longer
			whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + value + "xxx"))
			if part := whole[4 : len(whole)-8]; len(part) >= 6 {
				shapes[fmt.Sprintf("%s in base64 %d", what, shift)] = regexp.MustCompile(regexp.QuoteMeta(part))
			}
		}
	}
	for i, a := range s.Accounts {
		add(fmt.Sprint("password ", i), a.Password)
		add(fmt.Sprint("address ", i), a.Address)
		shapes[fmt.Sprint("user ", i)] = regexp.MustCompile(`(?i)\b` + a.Username + `\b`)
	}
	add("access token", token.Access.Reveal())
	if v := token.Refresh.Reveal(); v != "" {
		add("refresh token", v)
	}
	add("client secret", s.OAuth.ClientSecret)
	add("client id", s.OAuth.PublicClientID)
	add("domain", "sandbox.test")
	add("display name", s.Accounts[0].Name)
	add("folder", s.Config)
	return shapes
}

// TestGather: what is found out here is plausible, and is masked.
func TestGather(t *testing.T) {
	r := mailcheck.Report{Stages: []mailcheck.Stage{{ID: "smtp.resolve", Detail: mailcheck.Detail{A: []string{"127.0.0.1"}}}}}
	f := bundle.Gather(t.Context(), []mailcheck.Report{r}, func(name string) bool { return name == "HTTPS_PROXY" })
	if len(f.Routes) != 1 || f.Routes[0].Source != "127.0.0.1" || f.Routes[0].Interface != "loopback" || f.Routes[0].MTU == 0 {
		t.Errorf("routes %+v", f.Routes)
	}
	if len(f.Environment) != 1 || f.Kernel == "" || f.OS == "" || f.Default["ipv4"] == "" || f.Default["ipv6"] == "" {
		t.Errorf("%+v", f)
	}
	f.Local = bundle.Local{Hosts: []string{"taro-laptop.himitsu.lan"}, Users: []string{"ytaro"}, Names: []string{"Yamada Taro"}}
	f.Kernel, f.Resolver = "6.1-himitsu-ytaro", bundle.Resolver{Nameservers: []string{"192.168.7.1"}, Search: []string{"himitsu.lan"}, Hosts: "files dns"}
	f.Routes = []bundle.Route{{Target: "203.0.113.5", Source: "192.168.7.20", Interface: "tunnel", MTU: 1420}, {Target: "2001:db8::5", Err: "dial udp [2001:db8::5]:9: connect: network is unreachable"}}
	all := fmt.Sprint(build(t, f, nil).Facts)
	for _, private := range []string{"himitsu", "ytaro", "192.168", "203.0", "2001:db8"} {
		if strings.Contains(all, private) {
			t.Errorf("%s is told: %s", private, all)
		}
	}
	for _, want := range []string{"to ipv4-documentation-", "from ipv4-private-", "tunnel, mtu 1420", "network is unreachable", "{synchronised ", "{set HTTPS_PROXY}"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %q in %s", want, all)
		}
	}
}

// TestUnknownIsSaid: nothing that could not be found out is left out.
func TestUnknownIsSaid(t *testing.T) {
	all := fmt.Sprint(build(t, bundle.Facts{}, nil).Facts)
	for _, name := range []string{"todoku", "commit", "go", "kernel", "distribution", "synchronised", "resolv.conf nameserver", "resolv.conf search", "resolv.conf options", "nsswitch.conf hosts", "default ipv4", "default ipv6"} {
		if !strings.Contains(all, "{"+name+" unknown}") {
			t.Errorf("%s is not said to be unknown: %s", name, all)
		}
	}
}
