package report

import (
	"encoding/json"
	"io"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// Schema names the form of the JSON. A change that could break a reader gets a
// new number; new fields alone do not.
const Schema = "todoku.report/1"

// JSONMark begins every file of JSON.
const JSONMark = `{"schema":"` + Schema + `"`

// jsonReport is the contract with monitoring systems: field names and their
// order stand in the manual and do not change within a Schema.
type jsonReport struct {
	Schema   string            `json:"schema"`
	Profile  string            `json:"profile"`
	Verdict  mailcheck.Verdict `json:"verdict" is:"verdict"`
	TookMS   int64             `json:"took_ms"`
	Stages   []jsonStage       `json:"stages"`
	Findings []jsonFinding     `json:"findings"`
	Problems []jsonProblem     `json:"problems,omitempty"` // only of a profile that could not be read
}

type jsonStage struct {
	ID         string            `json:"id"`
	Verdict    mailcheck.Verdict `json:"verdict"`
	TookMS     int64             `json:"took_ms"`
	Detail     mailcheck.Detail  `json:"detail"`
	Transcript []string          `json:"transcript"` // "C: EHLO host.example", "S: 250 …", "* what todoku did"
}

type jsonFinding struct {
	Cause      string           `json:"cause" is:"cause"`
	Severity   cause.Severity   `json:"severity"`
	Confidence cause.Confidence `json:"confidence"`
	Who        cause.Who        `json:"who"`
	Stage      string           `json:"stage"`
	Field      string           `json:"field"`
	Title      string           `json:"title"`
	Why        string           `json:"why"`
	Fix        []string         `json:"fix"`
	Evidence   []string         `json:"evidence"`
	URL        string           `json:"url"`
	// Where several causes explain one failure: this is the first of three.
	Place  int         `json:"place,omitempty"`
	Of     int         `json:"of,omitempty"`
	Probes []jsonProbe `json:"probes"` // what else was asked to tell them apart
}

type jsonProbe struct {
	Probe  string `json:"probe"`
	At     string `json:"at"`
	Answer string `json:"answer"`
	Text   string `json:"text"`
}

type jsonProblem struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Key  string `json:"key"`
	Code string `json:"code"`
	Text string `json:"text"`
}

// JSON writes r as one line.
func JSON(w io.Writer, r mailcheck.Report, t *locale.Texts) error {
	out := jsonReport{
		Schema: Schema, Profile: r.Profile, Verdict: r.Verdict, TookMS: r.Took.Milliseconds(),
		Stages: make([]jsonStage, 0, len(r.Stages)), Findings: make([]jsonFinding, 0, len(r.Findings)),
	}
	for _, s := range r.Stages {
		out.Stages = append(out.Stages, jsonStage{
			ID: s.ID, Verdict: s.Verdict, TookMS: s.Took.Milliseconds(),
			Detail: detailOf(s), Transcript: Dialogue(s.Transcript),
		})
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, jsonOf(f, t))
	}
	return line(w, out)
}

// JSONUnreadable writes the line of a profile that could not be read: verdict
// unknown, nothing climbed, and what is wrong with the file.
func JSONUnreadable(w io.Writer, profile string, err error, t *locale.Texts) error {
	out := jsonReport{Schema: Schema, Profile: profile, Verdict: mailcheck.Unknown,
		Stages: []jsonStage{}, Findings: []jsonFinding{}}
	for _, p := range Problems(err, t) {
		out.Problems = append(out.Problems, jsonProblem(p))
	}
	return line(w, out)
}

func jsonOf(f cause.Finding, t *locale.Texts) jsonFinding {
	said := FindingText(f, t)
	probes := make([]jsonProbe, 0, len(f.Probes))
	for i, p := range f.Probes {
		probes = append(probes, jsonProbe{p.Name, p.At, p.Answer, said.Probed[i]})
	}
	return jsonFinding{
		Cause: f.Cause, Severity: f.Severity, Confidence: f.Confidence, Who: f.Who,
		Stage: f.Stage, Field: f.Field, Title: said.Title, Why: said.Why,
		Fix: list(said.Fix), Evidence: list(said.Words), URL: f.URL,
		Place: f.Place, Of: f.Of, Probes: probes,
	}
}

// detailOf keeps the lists of a certificate that names nothing empty.
func detailOf(s mailcheck.Stage) mailcheck.Detail {
	d := s.Detail
	if d.TLS != nil {
		shown := *d.TLS
		shown.Names, shown.Chain = list(shown.Names), list(shown.Chain)
		d.TLS = &shown
	}
	return d
}

// Dialogue is a transcript as lines of text.
func Dialogue(lines []mailcheck.Line) []string {
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		if l.Dir == "*" {
			out = append(out, "* "+l.Text)
			continue
		}
		out = append(out, l.Dir+": "+l.Text)
	}
	return out
}

// list keeps "none" an empty array: a reader that loops must not meet null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// line writes v without escaping <, > and &, which addresses are full of.
func line(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
