package report

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
	"todoku/store"
	"todoku/ui/locale"
)

// compile reads a schema with a validator of others; closed refuses what the
// schema does not name, which it would let pass.
func compile(t *testing.T, made map[string]any, closed bool) *jsonschema.Schema {
	t.Helper()
	data, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if closed {
		closeObjects(doc)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("made.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("made.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeObjects(v any) {
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	if m["type"] == "object" {
		m["additionalProperties"] = false
	}
	for _, sub := range m {
		closeObjects(sub)
	}
}

func validate(t *testing.T, s *jsonschema.Schema, line string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// runFault climbs against a fault of the sandbox, as check does.
func runFault(t *testing.T, f sandbox.Fault) (mailcheck.Report, *sandbox.Sandbox) {
	t.Helper()
	s, err := sandbox.Start(t.Context(), sandbox.Options{Fault: f.Name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	o := mailcheck.Options{Nameserver: s.Nameserver, Roots: s.Roots, BaseDir: s.Config, Password: s.Password, Dial: s.Dial,
		Until: f.Until, Send: f.Until == "data", Arrive: f.Until == "arrive", ArriveWithin: time.Second}
	if f.Cause == "pop.no-effect" { // no wait changes anything
		o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	return mailcheck.Run(t.Context(), s.Ready(), o), s
}

// TestFaultsInEveryFormat: whatever goes wrong, its report fits the schema, its
// XML and its metrics are what their readers take, and metrics name nobody.
func TestFaultsInEveryFormat(t *testing.T) {
	t.Parallel()
	schema, profile := compile(t, JSONSchema(), true), profileSchema(t)
	faults := append([]sandbox.Fault{{Until: "data"}}, sandbox.Faults()...)
	for _, f := range faults {
		t.Run("fault "+f.Name, func(t *testing.T) {
			t.Parallel()
			r, s := runFault(t, f)
			var line, doc, metrics bytes.Buffer
			x := texts(t, locale.English)
			list := []Checked{{Name: "alerts", Report: r, Ended: r.Started.Add(r.Took)}}
			if err := errors.Join(JSON(&line, r, x), JUnit(&doc, list, x), Prometheus(&metrics, list)); err != nil {
				t.Fatal(err)
			}
			if err := validate(t, schema, line.String()); err != nil {
				t.Errorf("%v\n%s", err, line.String())
			}
			checkJUnit(t, doc.Bytes(), r)
			checkMetrics(t, metrics.String())
			for _, private := range []string{s.Accounts[0].Address, s.Accounts[0].Password, "sandbox", "127.0.0.1", "@"} {
				if strings.Contains(metrics.String(), private) {
					t.Errorf("metrics tell %s:\n%s", private, metrics.String())
				}
			}
			profiles := []string{s.Profile}
			if f.Name == "" {
				profiles = append(profiles, s.Variants...)
			}
			for _, name := range profiles {
				text, err := os.ReadFile(filepath.Join(s.Config, name+".toml"))
				if err != nil {
					t.Fatal(err)
				}
				fitsProfile(t, profile, string(text))
			}
		})
	}
}

func profileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compile(t, store.JSONSchema(func(string) string { return "" }), false)
}

// fitsProfile holds a profile to the schema and to the program.
func fitsProfile(t *testing.T, s *jsonschema.Schema, text string) {
	t.Helper()
	if _, err := store.Decode([]byte(text), "x.toml"); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	if err := validate(t, s, tomlAsJSON(t, text)); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// checkJUnit reads the XML back and counts.
func checkJUnit(t *testing.T, doc []byte, r mailcheck.Report) {
	t.Helper()
	var got junitSuites
	d := xml.NewDecoder(bytes.NewReader(doc))
	if err := d.Decode(&got); err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	if _, err := d.Token(); err != io.EOF && !isBlank(d) {
		t.Errorf("something follows: %v", err)
	}
	if !bytes.HasPrefix(doc, []byte(JUnitMark)) || len(got.Suites) != 1 || len(got.Suites[0].Cases) != len(r.Stages) {
		t.Fatalf("%s", doc)
	}
	var fails, errs, skips int
	for i, k := range got.Suites[0].Cases {
		st := r.Stages[i]
		if k.Name != st.ID || (k.Failure != nil) != (st.Verdict == mailcheck.Fail) || (k.Error != nil) != (st.Verdict == mailcheck.Unknown) ||
			(k.Skipped != nil) != (st.Verdict == mailcheck.Skipped) || (k.Out != "") != (st.Verdict == mailcheck.Warn) {
			t.Errorf("%s is %s, but the case is %+v", st.ID, st.Verdict, k)
		}
		for _, fault := range []*junitFault{k.Failure, k.Error} {
			if fault != nil && (fault.Type == "" || fault.Message == "" || !strings.Contains(fault.Text, "who acts")) {
				t.Errorf("%s does not say what is wrong: %+v", k.Name, fault)
			}
		}
		fails, errs, skips = fails+count(k.Failure != nil), errs+count(k.Error != nil), skips+count(k.Skipped != nil)
	}
	if s := got.Suites[0]; s.Tests != len(r.Stages) || s.Failures != fails || s.Errors != errs || s.Skipped != skips || got.Failures != fails || got.Errors != errs {
		t.Errorf("the counts are wrong: %+v", s)
	}
}

func isBlank(d *xml.Decoder) bool {
	_, err := d.Token()
	return err == io.EOF
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// metricLine is a sample of the text format 0.0.4 without a timestamp.
var metricLine = regexp.MustCompile(`^([a-z_]+)\{[a-z]+="(?:[^"\\\n]|\\[\\n"])*"(?:,[a-z]+="(?:[^"\\\n]|\\[\\n"])*")*\} -?[0-9]+(?:\.[0-9]+)?$`)

// checkMetrics: a family's lines stand together below its HELP and TYPE, and no
// series is there twice.
func checkMetrics(t *testing.T, text string) {
	t.Helper()
	if !strings.HasPrefix(text, PrometheusMark) || !strings.HasSuffix(text, "\n") {
		t.Errorf("begins or ends wrongly:\n%s", text)
	}
	seen, now := map[string]bool{}, ""
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		if name, ok := strings.CutPrefix(l, "# HELP "); ok {
			now, _, _ = strings.Cut(name, " ")
			if i++; seen[now] || i >= len(lines) || lines[i] != "# TYPE "+now+" gauge" {
				t.Errorf("HELP of %s is there twice, or without TYPE", now)
			}
			seen[now] = true
			continue
		}
		series, _, _ := strings.Cut(l, "} ")
		if m := metricLine.FindStringSubmatch(l); m == nil || m[1] != now || seen[series] {
			t.Errorf("not a sample of %s, or there twice: %q", now, l)
		}
		seen[series] = true
	}
}
