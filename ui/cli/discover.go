package cli

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/store"
	"todoku/ui/look"
	"todoku/ui/report"
)

// discoverSchema names the form of the JSON; new fields alone do not change it.
const discoverSchema = "todoku.discover/1"

func (a *app) discoverCommand() *cobra.Command {
	var o mailcheck.FindOptions
	var asJSON bool
	c := a.command("discover", "discover ADDRESS", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.discover(ctx, args[0], o, asJSON)
	})
	f := c.Flags()
	f.BoolVar(&o.Offline, "offline", false, a.say("flag.offline"))
	f.BoolVar(&o.HTTP, "http", false, a.say("flag.http"))
	f.BoolVar(&asJSON, "json", false, a.say("flag.discover_json"))
	return c
}

// discover prints every server that is found for an address, best first, what
// the sources disagree about, and what each of them said.
func (a *app) discover(ctx context.Context, address string, o mailcheck.FindOptions, asJSON bool) error {
	var err error
	if o.Options, err = a.network(); err != nil {
		return err
	}
	if o.Offline && o.HTTP {
		return a.usage("usage.not_together", "one", "--offline", "other", "--http")
	}
	f, err := mailcheck.Find(ctx, address, o)
	var problem *store.Problem
	if errors.As(err, &problem) {
		problem.Key = "ADDRESS"
		return problem
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if asJSON {
		err = json.NewEncoder(a.results()).Encode(jsonFoundOf(f))
	} else {
		err = a.printFound(f)
	}
	if err != nil {
		return err
	}
	return asError(statusOf(f.Verdict))
}

func (a *app) printFound(f mailcheck.Found) error {
	a.outln(a.say("discover.title", "address", mailcheck.Neutralise(f.Target.Address)))
	a.outln("")
	if err := a.printCandidates(f); err != nil {
		return err
	}
	if len(f.Conflicts) > 0 {
		a.outln("\n" + a.say("discover.disagree"))
	}
	for _, c := range f.Conflicts {
		a.outln("  ! " + a.say("discover.conflict."+c.About, "service", a.say("discover.service."+string(c.Service)),
			"a", a.sourceNames(c.A), "b", a.sourceNames(c.B), "says_a", c.SaysA, "says_b", c.SaysB))
	}
	a.outln("\n" + a.say("discover.asked"))
	var rows [][]string
	for _, s := range f.Sources {
		row := []string{"  " + a.sourceName(s.Source), a.say("discover.state."+string(s.State), "count", strconv.Itoa(s.Found))}
		if s.Reason != "" {
			row = append(row, a.say("discover.why."+s.Reason))
		}
		rows = append(rows, row)
	}
	return report.Table(a.results(), rows)
}

// printCandidates gives each server a line, best first, and below it who says
// so and what else there is to know: all of it within 80 cells.
func (a *app) printCandidates(f mailcheck.Found) error {
	if len(f.Candidates) == 0 {
		a.outln("  " + a.say("discover.none"))
		return nil
	}
	var rows [][]string
	indent := 0
	before := discover.Service("")
	for _, c := range f.Candidates {
		service := ""
		if c.Service != before {
			service, before = a.say("discover.service."+string(c.Service)), c.Service
		}
		indent = max(indent, look.Cells{}.Width(service))
		rows = append(rows, []string{"  " + service, findMark(c.Verdict), a.where(c), a.say("discover.security." + c.Security), a.say("discover.reason." + c.Reason)})
	}
	var table strings.Builder
	if err := report.Table(&table, rows); err != nil {
		return err
	}
	margin := look.Spaces(indent + 2 + 2 + 1 + 2 + 2)
	for i, line := range strings.Split(strings.TrimRight(table.String(), "\n"), "\n") {
		a.outln(line)
		c := f.Candidates[i]
		a.outln(margin + a.sourceName(c.Source) + " (" + a.say("discover.trust."+c.Trust) + ")")
		for _, s := range a.remarks(c, f.Target) {
			a.outln(margin + s)
		}
	}
	return nil
}

// where is HOST:PORT as people read it.
func (a *app) where(c mailcheck.Candidate) string {
	c.Host = discover.ShownHost(c.Host)
	return c.Address()
}

func (a *app) sourceName(id string) string { return a.say("discover.source." + id) }

func (a *app) sourceNames(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = a.sourceName(id)
	}
	return strings.Join(out, ", ")
}

// remarks are what else there is to know about a server.
func (a *app) remarks(c mailcheck.Candidate, t discover.Target) []string {
	var out []string
	if c.Username != "" {
		out = append(out, a.say("discover.user", "user", c.Username))
	}
	if c.Issuer != "" {
		out = append(out, a.say("discover.issuer", "issuer", c.Issuer))
	}
	if len(c.Also) > 0 {
		out = append(out, a.say("discover.also", "sources", a.sourceNames(c.Also)))
	}
	if c.Foreign {
		out = append(out, a.say("discover.foreign", "domain", t.Shown))
	}
	return out
}

// findMark is ASCII, as in every report.
func findMark(v mailcheck.Verdict) string {
	return map[mailcheck.Verdict]string{mailcheck.Pass: "v", mailcheck.Warn: "!", mailcheck.Fail: "x", mailcheck.Unknown: "?", mailcheck.Skipped: "."}[v]
}

// jsonFound is the contract with other programs.
type jsonFound struct {
	Schema     string          `json:"schema"`
	Address    string          `json:"address"`
	Domain     string          `json:"domain"` // in A-labels
	Verdict    string          `json:"verdict"`
	TookMS     int64           `json:"took_ms"`
	Candidates []jsonCandidate `json:"candidates"`
	Conflicts  []jsonConflict  `json:"conflicts"`
	Sources    []jsonOutcome   `json:"sources"`
}

type jsonCandidate struct {
	Service     string   `json:"service"`
	Host        string   `json:"host"`
	Port        int      `json:"port"`
	Security    string   `json:"security"`
	Username    string   `json:"username"`
	Auth        []string `json:"auth"`
	OAuthIssuer string   `json:"oauth_issuer"`
	Provider    string   `json:"provider"`
	Source      string   `json:"source"`
	Trust       string   `json:"trust"`
	From        string   `json:"from"`
	Also        []string `json:"also"`
	Foreign     bool     `json:"foreign"`
	Conflict    string   `json:"conflict"`
	Verdict     string   `json:"verdict"`
	Reason      string   `json:"reason"`
	Mechanisms  []string `json:"mechanisms"`
	TookMS      int64    `json:"took_ms"`
}

type jsonConflict struct {
	Service string   `json:"service"`
	About   string   `json:"about"`
	A       []string `json:"a"`
	B       []string `json:"b"`
	SaysA   string   `json:"says_a"`
	SaysB   string   `json:"says_b"`
}

type jsonOutcome struct {
	Source string `json:"source"`
	State  string `json:"state"`
	Found  int    `json:"found"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	TookMS int64  `json:"took_ms"`
}

func jsonFoundOf(f mailcheck.Found) jsonFound {
	out := jsonFound{Schema: discoverSchema, Address: f.Target.Address, Domain: f.Target.Domain, Verdict: string(f.Verdict), TookMS: f.Took.Milliseconds(),
		Candidates: []jsonCandidate{}, Conflicts: []jsonConflict{}, Sources: []jsonOutcome{}}
	list := func(s []string) []string { return append([]string{}, s...) } // never null
	for _, c := range f.Candidates {
		out.Candidates = append(out.Candidates, jsonCandidate{string(c.Service), c.Host, c.Port, c.Security, c.Username, list(c.Auth), c.Issuer, c.Provider,
			c.Source, c.Trust, c.From, list(c.Also), c.Foreign, c.Conflict, string(c.Verdict), c.Reason, list(c.Mechanisms), c.Took.Milliseconds()})
	}
	for _, c := range f.Conflicts {
		out.Conflicts = append(out.Conflicts, jsonConflict{string(c.Service), c.About, c.A, c.B, c.SaysA, c.SaysB})
	}
	for _, s := range f.Sources {
		out.Sources = append(out.Sources, jsonOutcome{s.Source, string(s.State), s.Found, s.Reason, s.Detail, s.Took.Milliseconds()})
	}
	return out
}
