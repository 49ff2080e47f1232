package mailcheck

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// runDomain asks about the domain and nothing else.
func runDomain(t *testing.T, c domainCase) Report {
	t.Helper()
	z := well()
	for key, values := range c.zone {
		if values == nil {
			delete(z, key)
			continue
		}
		z[key] = values
	}
	p := store.Profile{Name: "test", ServerType: "smtp"}
	p.Sender.Address, p.SMTP.Host, p.SMTP.Timeout = "alerts@example.co.jp", "mail.example.co.jp", store.Duration(20*time.Second)
	if c.change != nil {
		c.change(&p)
	}
	tr := &trip{ctx: t.Context(), p: p, o: Options{Domain: true, Nameserver: nameserver(t, z), Addresses: func() []netip.Addr {
		var out []netip.Addr
		for _, a := range c.own {
			out = append(out, netip.MustParseAddr(a))
		}
		return out
	}}}
	d := tr.beginDomain()
	tr.rep.Stages = []Stage{{ID: StageGreeting, Detail: Detail{Banner: "host.example.co.jp ESMTP Postfix"}}}
	tr.endDomain(d)
	sortFindings(&tr.rep)
	return tr.rep
}

func found(r Report) string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Cause+" "+string(f.Severity)+" "+f.Stage)
	}
	return strings.Join(out, ", ")
}

func TestDomain(t *testing.T) {
	for _, c := range domainCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := runDomain(t, c)
			if found(r) != c.found {
				t.Fatalf("found %q, want %q\n%+v", found(r), c.found, r.Findings)
			}
			for _, s := range r.Stages[1:] {
				if want := verdictOf(r.Findings, s.ID); s.Verdict != want && s.Verdict != Skipped {
					t.Errorf("%s is %s, found %s", s.ID, s.Verdict, want)
				}
			}
			if c.record != "" && r.Findings[0].Args["record"] != c.record {
				t.Errorf("publish %q, want %q", r.Findings[0].Args["record"], c.record)
			}
		})
	}
}

// TestDomainStages: the machine's own are there only where it delivers, and
// nothing is asked unless it is wanted.
func TestDomainStages(t *testing.T) {
	for _, c := range []struct {
		change func(*store.Profile)
		want   string
	}{
		{nil, "domain.spf domain.dmarc domain.mx"},
		{local, "domain.spf domain.dmarc domain.mx domain.ptr domain.helo"},
		{via("127.0.0.1"), "domain.spf domain.dmarc domain.mx domain.ptr domain.helo"},
	} {
		r := runDomain(t, domainCase{change: c.change, own: []string{"203.0.113.5"}})
		var ids []string
		for _, s := range r.Stages[1:] {
			ids = append(ids, s.ID)
			if s.Verdict != Pass {
				t.Errorf("%s: %s", s.ID, s.Verdict)
			}
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("stages %s, want %s", got, c.want)
		}
	}
	p := profile("none")
	for name, o := range map[string]Options{"not asked for": {}, "receiving only": {Domain: true, Part: PartReceive}} {
		if d := (&trip{ctx: t.Context(), p: p, o: o}).beginDomain(); d != nil {
			t.Errorf("%s: asked", name)
		}
	}
}

// TestDomainDetail: what was seen is shown, and not as it came.
func TestDomainDetail(t *testing.T) {
	r := runDomain(t, domainCase{change: local, own: []string{"203.0.113.5"},
		zone: testZone{dmarcTXT: {"v=DMARC1; p=reject; x=\x1b[2J"}}})
	spf, dmarc, mx, ptr, helo := r.Stages[1].Detail, r.Stages[2].Detail, r.Stages[3].Detail, r.Stages[4].Detail, r.Stages[5].Detail
	got := fmt.Sprint(spf.Domain.Result, " ", spf.Domain.By, " ", dmarc.Domain.Policy, " ", dmarc.Domain.At, " ", mx.MX, ptr.Domain.Addresses, ptr.Domain.Names, helo.Domain.Names)
	if want := "pass 203.0.113.5 reject example.co.jp [10 mail.example.co.jp 20 mx.example.net] [203.0.113.5] [mail.example.co.jp] [host.example.co.jp]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if all := fmt.Sprintf("%+v", r); strings.Contains(all, "\x1b") || !strings.Contains(dmarc.Domain.Record, `\x1b`) {
		t.Errorf("%q", dmarc.Domain.Record)
	}
}

// TestDomainSilence: a name server that says nothing leaves all unknown, within
// the profile's limit, and a run that is ended leaves nothing behind.
func TestDomainSilence(t *testing.T) {
	z := testZone{txt: {"SILENT"}, dmarcTXT: {"SILENT"}, "example.co.jp MX": {"SILENT"}, "5.113.0.203.in-addr.arpa PTR": {"SILENT"}}
	short := func(p *store.Profile) { local(p); p.SMTP.Timeout = store.Duration(100 * time.Millisecond) }
	begun := time.Now()
	r := runDomain(t, domainCase{zone: z, change: short, own: []string{"203.0.113.5"}})
	for _, s := range r.Stages[1:5] {
		if s.Verdict != Unknown {
			t.Errorf("%s: %s", s.ID, s.Verdict)
		}
	}
	for _, f := range r.Findings {
		if f.Cause != "domain.dns-failed" || f.Stage != StageHELO && f.Args["reason"] != "timeout" {
			t.Errorf("found %s, %s at %s", f.Cause, f.Args["reason"], f.Stage)
		}
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tr := &trip{ctx: ctx, p: profile("none"), o: Options{Domain: true, Nameserver: nameserver(t, z)}}
	tr.endDomain(tr.beginDomain())
	for _, s := range tr.rep.Stages {
		if s.Verdict != Skipped {
			t.Errorf("%s: %s", s.ID, s.Verdict)
		}
	}
}

// TestDomainBesideTheRun: its stages come after the ladder's, and its events do.
func TestDomainBesideTheRun(t *testing.T) {
	s := &scripted{replies: []string{"220 host.example.co.jp ESMTP", "250 host", "250 ok", "250 ok"}}
	o := with(s)
	o.Domain, o.Nameserver = true, nameserver(t, well())
	events := map[string][]Verdict{}
	o.Emit = func(e Event) { events[e.Stage.ID] = append(events[e.Stage.ID], e.Stage.Verdict) }
	p := profile("none")
	p.Sender.Address, p.SMTP.Host = "alerts@example.co.jp", "203.0.113.5"
	r := s.run(t, p, o)
	if r.Verdict != Pass || r.Stages[len(r.Stages)-1].ID != StageMX || r.Stages[0].ID != StageResolve {
		t.Errorf("%s, %+v", r.Verdict, r.Findings)
	}
	for _, id := range []string{StageSPF, StageDMARC, StageMX} {
		if !slices.Equal(events[id], []Verdict{Running, Pass}) {
			t.Errorf("%s: %v", id, events[id])
		}
	}
}

func TestSPFWith(t *testing.T) {
	for _, c := range []struct {
		list, add []string
		want      string
	}{
		{nil, []string{"ip4:192.0.2.1"}, "v=spf1 ip4:192.0.2.1 ~all"},
		{[]string{"V=SPF1 mx -all"}, []string{"include:a.example"}, "v=spf1 mx include:a.example -all"},
		{[]string{"v=spf1 redirect=b.example"}, []string{"a:c.example"}, "v=spf1 a:c.example redirect=b.example"},
		{[]string{"v=spf1 mx ?all", "v=spf1 mx a -all"}, nil, "v=spf1 mx a ?all"},
		{[]string{"v=spf1"}, []string{"a"}, "v=spf1 a ~all"},
	} {
		if got := spfWith(c.list, c.add); got != c.want {
			t.Errorf("%v + %v = %q, want %q", c.list, c.add, got, c.want)
		}
	}
	long := strings.Repeat("x", 300)
	if got := quoted(long); got != long[:255]+`" "`+long[255:] {
		t.Errorf("%q", got)
	}
}

func TestDMARCPolicy(t *testing.T) {
	for record, want := range map[string]string{
		"v=DMARC1; p=reject": "reject true", "v=DMARC1;p=REJECT;": "reject true", "v=DMARC1; p = quarantine ; adkim=s": "quarantine true",
		"v=DMARC1; p=reject; t=y": "none true", "v=DMARC1; p=reject; pct=0": "none true", "v=DMARC1; p=reject; pct=50; ri=0; rf=iodef; new=x": "reject true",
		"v=DMARC1": "none false", "v=DMARC1; p=x": "none false", "v=DMARC1; rua=mailto:a@b": "none true", "v=DMARC1; p=none; p=reject": "none true",
		"v=DMARC1; p=none; sp=reject": "none true",
	} {
		policy, ok := dmarcPolicy(record, false)
		if got := fmt.Sprint(policy, " ", ok); got != want {
			t.Errorf("%s: %s, want %s", record, got, want)
		}
	}
	if policy, _ := dmarcPolicy("v=DMARC1; p=reject; sp=none", true); policy != "none" {
		t.Errorf("below: %s", policy)
	}
}

func TestPublic(t *testing.T) {
	for ip, want := range map[string]bool{
		"203.0.113.5": true, "2001:db8::5": true, "::ffff:203.0.113.5": true,
		"10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "100.64.0.1": false, "127.0.0.1": false, "169.254.1.1": false,
		"198.18.0.1": false, "0.1.2.3": false, "240.0.0.1": false, "224.0.0.1": false, "fd00::1": false, "fe80::1": false, "::1": false, "::": false,
	} {
		if public(netip.MustParseAddr(ip)) != want {
			t.Errorf("%s: %t", ip, !want)
		}
	}
	if got := reverseName(netip.MustParseAddr("2001:db8::567:89ab")); got != "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" {
		t.Error(got) // RFC 3596 section 2.5 has one like it
	}
	for _, ip := range ownAddresses() {
		if !ip.IsValid() || ip.Zone() != "" {
			t.Errorf("own address %v", ip)
		}
	}
}
