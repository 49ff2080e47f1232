package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/bundle"
	"todoku/mailcheck/cause"
	"todoku/store"
)

// stranger is a bundle of a mail server that means no good, on a machine whose
// facts are fixed.
func stranger(t *testing.T) bundle.Bundle {
	t.Helper()
	p := store.Default()
	p.Name, p.ServerType = "kaisha", "smtp"
	p.Sender = store.Sender{Address: "taro@himitsu.co.jp", Name: "山田 太郎"}
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "mail.himitsu.co.jp", 587, "starttls"
	p.SMTP.Auth = store.Auth{Method: "login", Username: "taro", Password: store.SecretRef{From: "file", Path: "kaisha.secret"}}
	e := cause.Evidence{Stage: "smtp.auth", Code: 535, Enhanced: "5.7.8", Text: "taro refused, ask @admin\n```\n# Owned ![x](https://himitsu.co.jp/p.png)",
		Host: p.SMTP.Host, Port: 587, Security: "starttls", Username: "taro", Sender: p.Sender.Address}
	f := cause.New("auth.bad-credentials", cause.Likely, e)
	f.Stage = "smtp.auth"
	r := mailcheck.Report{Profile: p.Name, Host: p.SMTP.Host, Port: 587, Security: "starttls", Verdict: mailcheck.Fail, Took: 123 * time.Millisecond,
		Stages: []mailcheck.Stage{
			{ID: "smtp.resolve", Verdict: mailcheck.Pass, Took: 2 * time.Millisecond, Detail: mailcheck.Detail{A: []string{"203.0.113.5"}, AAAA: []string{"2001:db8::5"}}},
			{ID: "smtp.greeting", Verdict: mailcheck.Pass, Transcript: []mailcheck.Line{{Dir: "S", Text: "220 mail.himitsu.co.jp ESMTP"}}},
			{ID: "smtp.caps", Verdict: mailcheck.Pass, Detail: mailcheck.Detail{Size: 35882577, Mechanisms: []string{"LOGIN"}},
				Transcript: []mailcheck.Line{{Dir: "C", Text: "EHLO tarobox"}, {Dir: "S", Text: "250-mail.himitsu.co.jp Hello tarobox [192.168.7.20]"}}},
			{ID: "smtp.tls", Verdict: mailcheck.Pass, Detail: mailcheck.Detail{TLS: &mailcheck.TLS{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", Names: []string{"*.himitsu.co.jp"},
				Issuer: "CN=R11,O=Let's Encrypt,C=US", Chain: []string{"CN=*.himitsu.co.jp", "CN=R11,O=Let's Encrypt,C=US"}, NotBefore: "2026-01-01T00:00:00Z", NotAfter: "2026-04-01T00:00:00Z", DaysLeft: 40, Verified: true}}},
			{ID: "smtp.auth", Verdict: mailcheck.Fail, Took: 12 * time.Millisecond, Transcript: []mailcheck.Line{{Dir: "C", Text: "AUTH LOGIN"}, {Dir: "S", Text: "334 VXNlcm5hbWU6"},
				{Dir: "C", Text: "[hidden]"}, {Dir: "S", Text: "535-5.7.8 taro refused, ask @admin"}, {Dir: "S", Text: "535-5.7.8 ````"}, {Dir: "S", Text: "535 5.7.8 # Owned ![x](https://himitsu.co.jp/p.png)"}}},
			{ID: "smtp.mail", Verdict: mailcheck.Skipped},
		}, Findings: []cause.Finding{f}}
	now := time.Date(2026, 2, 20, 3, 4, 5, 0, time.FixedZone("JST", 9*3600))
	facts := bundle.Facts{Now: now, Version: "v1.2.3", Commit: "0123abc", GoVersion: "go1.26.8", OS: "linux", Arch: "amd64", Kernel: "6.1.0-28-amd64",
		Distribution: "Debian GNU/Linux 12 (bookworm)", Synchronised: "yes", Default: map[string]string{"ipv4": "yes", "ipv6": "no"}, Environment: []string{"HTTPS_PROXY"},
		Resolver: bundle.Resolver{Read: true, Nameservers: []string{"192.168.7.1", "8.8.8.8"}, Search: []string{"himitsu.co.jp"}, Hosts: "files mdns4_minimal dns"},
		Routes: []bundle.Route{{Target: "203.0.113.5", Source: "192.168.7.20", Interface: "wireless", MTU: 1500},
			{Target: "2001:db8::5", Err: "dial udp [2001:db8::5]:9: connect: network is unreachable"}},
		Local: bundle.Local{Hosts: []string{"tarobox.himitsu.co.jp"}, Users: []string{"ytaro"}, Names: []string{"Yamada"}}}
	_, missing := store.Load(filepath.Join("testdata", "himitsu.toml"))
	b, err := bundle.Build(t.Context(), facts, []bundle.Subject{{Name: "kaisha", Profile: p, Report: r}, {Name: "himitsu-2", Err: missing}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBundleGolden(t *testing.T) {
	var b strings.Builder
	if err := Bundle(&b, stranger(t)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "bundle.md")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s is not as in the golden file:\n%s", file, b.String())
	}
	for _, private := range []string{"taro", "himitsu", "kaisha", "山田", "192.168", "203.0.113", "2001:db8"} {
		if strings.Contains(strings.ToLower(b.String()), private) {
			t.Errorf("%s is told", private)
		}
	}
}

// TestBundleKeepsServersInCodeBlocks: outside of them stands only what is ours,
// so no text of a server calls people or fetches pictures.
func TestBundleKeepsServersInCodeBlocks(t *testing.T) {
	var b strings.Builder
	if err := Bundle(&b, stranger(t)); err != nil {
		t.Fatal(err)
	}
	fence, blocks := "", 0
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence = strings.TrimSuffix(line, "text")
			blocks++
		case fence != "" && strings.HasPrefix(line, fence) && strings.Trim(line, "`") == "":
			fence = ""
		case fence == "" && strings.ContainsAny(line, "@![`"):
			if line+"\n" != BundleMark {
				t.Errorf("outside of a block: %q", line)
			}
		}
	}
	if fence != "" || blocks < 6 {
		t.Errorf("%d blocks, open: %q", blocks, fence)
	}
}
