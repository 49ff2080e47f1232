package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
)

// PrometheusMark begins every file of Prometheus.
const PrometheusMark = "# HELP todoku_check_verdict "

// family is a metric.
type family struct{ name, help string }

type sample struct {
	labels []string // name before value
	value  float64
}

// Prometheus writes a check in Prometheus' text format 0.0.4, for the textfile
// collector of node_exporter, which takes neither timestamps of samples nor a
// series twice. Labels are ids and the names of profiles: no user names, no
// addresses, nothing that a server said. HELP is English in every language:
// node_exporter takes no metric whose HELP differs between two of its files
// (prometheus/node_exporter pull request 2962).
func Prometheus(w io.Writer, list []Checked) error {
	names := uniqueNames(list)
	var b strings.Builder
	for _, f := range families() {
		var lines strings.Builder
		for i, c := range list {
			for _, s := range samplesOf(f.name, c) {
				lines.WriteString(f.name + labelText(append([]string{"profile", names[i]}, s.labels...)) + " " + number(s.value) + "\n")
			}
		}
		if lines.Len() > 0 {
			fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n%s", f.name, f.help, f.name, lines.String())
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// The metrics. Numbers of verdicts are the exit statuses.
const (
	metricVerdict       = "todoku_check_verdict"
	metricTime          = "todoku_check_timestamp_seconds"
	metricDuration      = "todoku_check_duration_seconds"
	metricStage         = "todoku_stage_verdict"
	metricStageDuration = "todoku_stage_duration_seconds"
	metricFinding       = "todoku_finding"
	metricCertificate   = "todoku_certificate_not_after_timestamp_seconds"
	metricToken         = "todoku_token_expiry_timestamp_seconds"
	metricAuthorised    = "todoku_authorisation_end_timestamp_seconds"
)

func families() []family {
	const verdicts = " (0 works, 1 works with a warning, 2 does not work, 3 could not be checked)."
	return []family{
		{metricVerdict, "Outcome of the last check of a profile" + verdicts},
		{metricTime, "When the last check of a profile ended, in Unix time."},
		{metricDuration, "How long the last check of a profile took."},
		{metricStage, "Outcome of a stage; stages that were not reached are left out" + verdicts},
		{metricStageDuration, "How long a stage took; stages that were not reached are left out."},
		{metricFinding, "Always 1: a finding of the last check, by the id of its cause."},
		{metricCertificate, "When the certificate that the server showed ends, in Unix time."},
		{metricToken, "When the OAuth access token that was used ends, in Unix time; it is renewed before."},
		{metricAuthorised, "Until when OAuth authorises a profile, in Unix time; before that a person has to act."},
	}
}

func samplesOf(metric string, c Checked) []sample {
	switch metric {
	case metricVerdict:
		return []sample{{value: verdictNumber(c.verdict())}}
	case metricTime:
		return moment(c.Ended)
	case metricDuration:
		if c.Err == nil {
			return []sample{{value: c.Report.Took.Seconds()}}
		}
	case metricFinding:
		return findingSamples(c)
	case metricToken:
		return tokenEnd(c.Report)
	case metricAuthorised:
		return moment(c.Authorised)
	default:
		return stageSamples(metric, c.Report)
	}
	return nil
}

func stageSamples(metric string, r mailcheck.Report) []sample {
	var out []sample
	for _, s := range r.Stages {
		labels := []string{"stage", s.ID}
		switch {
		case s.Verdict == mailcheck.Skipped:
		case metric == metricStage:
			out = append(out, sample{labels, verdictNumber(s.Verdict)})
		case metric == metricStageDuration:
			out = append(out, sample{labels, s.Took.Seconds()})
		case metric == metricCertificate && s.Detail.TLS != nil:
			if at, err := time.Parse(time.RFC3339, s.Detail.TLS.NotAfter); err == nil {
				out = append(out, sample{labels, float64(at.Unix())})
			}
		}
	}
	return out
}

// findingSamples has each cause once per stage: a series must not be there twice.
func findingSamples(c Checked) []sample {
	seen := map[string]bool{}
	var out []sample
	for _, f := range c.Report.Findings {
		labels := []string{"stage", f.Stage, "cause", f.Cause, "severity", string(f.Severity), "confidence", string(f.Confidence), "who", string(f.Who)}
		if id := f.Stage + " " + f.Cause; !seen[id] {
			seen[id] = true
			out = append(out, sample{labels, 1})
		}
	}
	return out
}

// tokenEnd is the end of the access token that was used, the earliest of several.
func tokenEnd(r mailcheck.Report) []sample {
	var first time.Time
	for _, s := range r.Stages {
		if at, err := time.Parse(time.RFC3339, s.Detail.Expires); err == nil && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return moment(first)
}

func moment(t time.Time) []sample {
	if t.IsZero() {
		return nil
	}
	return []sample{{value: float64(t.Unix())}}
}

// verdictNumber is the exit status that goes with a verdict.
func verdictNumber(v mailcheck.Verdict) float64 {
	switch v {
	case mailcheck.Pass:
		return 0
	case mailcheck.Warn:
		return 1
	case mailcheck.Fail:
		return 2
	}
	return 3
}

// labelText escapes what the format wants escaped: backslash, quote, line feed.
func labelText(kv []string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	var parts []string
	for i := 0; i+1 < len(kv); i += 2 {
		parts = append(parts, kv[i]+`="`+escape.Replace(strings.ToValidUTF8(kv[i+1], "\ufffd"))+`"`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
