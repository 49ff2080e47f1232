// Package bundle makes of reports what can be pasted into a public issue: the
// same facts, with the values masked that say whose mail it is. It is made from
// reports, whose transcripts hide secrets where they were sent, and from the
// profile, which holds none; it is never given a secret.
package bundle

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
)

// Subject is one profile and what its check found.
type Subject struct {
	Name    string // as it was asked for
	Profile store.Profile
	Report  mailcheck.Report
	Err     error // the profile could not be read; there is no Report then
}

// Bundle is everything of it, masked.
type Bundle struct {
	Made     time.Time
	Facts    []Group
	Sections []Section
	Masked   map[string]int // how many values of each kind
}

// Group is a list of facts under one heading: "program", "system", "resolver",
// "routes", "environment", "clock".
type Group struct {
	Name string
	Rows []Row
}

// Section is one profile.
type Section struct {
	Name     string
	Verdict  mailcheck.Verdict
	Where    string // host:port security; empty: unreadable
	Took     time.Duration
	Problems []string // why the profile could not be read, as codes
	Settings []Row
	Stages   []Stage
	Findings []cause.Finding
}

// Stage is a stage with its masked detail and dialogue.
type Stage struct {
	ID      string
	Verdict mailcheck.Verdict
	Took    time.Duration
	Detail  []Row
	Lines   []mailcheck.Line
}

// Build masks it all. Everybody named anywhere is learnt before anything is
// masked: one profile's server may name the other's user. The error is ctx's.
func Build(ctx context.Context, f Facts, list []Subject) (Bundle, error) {
	m := NewMask()
	for _, s := range list {
		m.LearnProfile(s.Profile)
	}
	for _, name := range f.Local.Hosts {
		m.Machine(name)
	}
	for _, name := range f.Local.Users {
		m.User(name)
	}
	for _, name := range f.Local.Names {
		m.Name(name)
	}
	for _, s := range list {
		m.learnReport(s.Report)
	}
	b := Bundle{Made: f.Now, Masked: m.Counts()}
	for _, s := range list {
		if ctx.Err() != nil {
			return Bundle{}, ctx.Err()
		}
		b.Sections = append(b.Sections, m.section(s))
	}
	b.Facts = m.facts(f)
	return b, nil
}

func (m *Mask) learnReport(r mailcheck.Report) {
	m.Domain(r.Host)
	for _, l := range r.Legs {
		m.Domain(l.Host)
	}
	for _, s := range r.Stages {
		for _, l := range s.Transcript {
			m.LearnLine(l)
		}
		m.User(s.Detail.Account)
		m.User(s.Detail.Address)
		m.Domain(s.Detail.CNAME)
		if t := s.Detail.TLS; t != nil {
			for _, subject := range append(slices.Clone(t.Chain), t.Issuer) {
				m.LearnDN(subject)
			}
		}
	}
	for _, f := range r.Findings {
		m.User(f.Args["account"])
		m.Machine(f.Args["helo"])
	}
}

func (m *Mask) section(s Subject) Section {
	if s.Err != nil {
		name := nameIn(s)
		m.profile(name)
		return Section{Name: m.Text(name), Verdict: mailcheck.Unknown, Problems: problems(s.Err)}
	}
	r := s.Report
	out := Section{Name: m.Text(s.Profile.Name), Verdict: r.Verdict, Took: r.Took, Settings: m.settings(s.Profile)}
	if r.Host != "" {
		out.Where = m.Host(r.Host) + ":" + strconv.Itoa(r.Port) + " " + r.Security
	}
	for _, st := range r.Stages {
		one := Stage{ID: st.ID, Verdict: st.Verdict, Took: st.Took, Detail: m.detail(st.Detail)}
		for _, l := range st.Transcript {
			one.Lines = append(one.Lines, m.Line(l))
		}
		out.Stages = append(out.Stages, one)
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, m.finding(f))
	}
	return out
}

func nameIn(s Subject) string {
	if s.Name != "" {
		return s.Name
	}
	return s.Profile.Name
}

// problems tells what is wrong with a file by code, line and key: the words
// would hold its path and what stands there.
func problems(err error) []string {
	var many store.Problems
	var one *store.Problem
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = store.Problems{one}
	default:
		return []string{"error"}
	}
	var out []string
	for _, p := range many {
		said := p.Code
		if p.Line > 0 {
			said = "line " + strconv.Itoa(p.Line) + ": " + said
		}
		if _, known := shownAs(p.Key); known {
			said += " (" + p.Key + ")"
		}
		out = append(out, said)
	}
	return out
}

// finding masks the values that its texts are filled with.
func (m *Mask) finding(f cause.Finding) cause.Finding {
	args := maps.Clone(f.Args)
	for name, value := range args {
		switch name {
		case "file":
			if value != "" {
				args[name] = m.alias(kindPath, value)
			}
		case "issuer":
			if strings.Contains(value, "=") {
				args[name] = m.DN(value)
			} else {
				args[name] = m.Text(value)
			}
		case "folder":
			args[name] = m.Folder(value)
		default:
			args[name] = m.Text(value)
		}
	}
	f.Args = args
	f.Evidence = slices.Clone(f.Evidence)
	for i, words := range f.Evidence {
		f.Evidence[i] = m.Text(words)
	}
	f.Probes = slices.Clone(f.Probes)
	for i, p := range f.Probes {
		f.Probes[i].At, f.Probes[i].Answer = m.Text(p.At), m.Text(p.Answer)
	}
	return f
}

// detail lists what a stage learned, in the names of the JSON report. What the
// dialogue shows in full is not said twice.
func (m *Mask) detail(d mailcheck.Detail) (rows []Row) {
	t := d.TLS
	d.TLS, d.Capabilities, d.CapabilitiesPlain, d.Banner = nil, nil, nil, ""
	if d.Arrived != nil {
		a := *d.Arrived
		a.Folder = m.Folder(a.Folder)
		d.Arrived = &a
	}
	text, err := json.Marshal(d)
	var v any
	if err == nil {
		numbers := json.NewDecoder(bytes.NewReader(text))
		numbers.UseNumber()
		err = numbers.Decode(&v)
	}
	if err != nil {
		return []Row{{"detail", "unknown"}}
	}
	rows = m.flat("", v)
	if t == nil {
		return rows
	}
	rows = append(rows, Row{"version", t.Version}, Row{"cipher", t.Cipher}, Row{"verified", strconv.FormatBool(t.Verified)})
	for i, subject := range t.Chain {
		rows = append(rows, Row{"chain." + strconv.Itoa(i), m.DN(subject)})
	}
	var names []string
	for _, n := range t.Names {
		names = append(names, m.Text(n))
	}
	return append(rows, Row{"issuer", m.DN(t.Issuer)}, Row{"names", strings.Join(names, ", ")},
		Row{"not_before", orUnknown(t.NotBefore)}, Row{"not_after", t.NotAfter + ", " + strconv.Itoa(t.DaysLeft) + " days left"})
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// flat makes rows of a tree of JSON. Every text in it is masked, whatever field
// it stands in.
func (m *Mask) flat(name string, v any) (rows []Row) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			rows = append(rows, m.flat(strings.TrimPrefix(name+"."+key, "."), v[key])...)
		}
	case []any:
		var words []string
		for i, one := range v {
			if s, ok := one.(string); ok {
				words = append(words, m.Text(s))
				continue
			}
			rows = append(rows, m.flat(name+"."+strconv.Itoa(i), one)...)
		}
		if len(words) > 0 {
			rows = append(rows, Row{name, strings.Join(words, ", ")})
		}
	case string:
		if v != "" {
			rows = append(rows, Row{name, m.Text(v)})
		}
	default:
		rows = append(rows, Row{name, fmt.Sprint(v)})
	}
	return rows
}
