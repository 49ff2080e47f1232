package report

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// JUnitMark begins every file of JUnit.
const JUnitMark = xml.Header + `<testsuites name="todoku"`

// The elements are those of the schema by which Jenkins reads JUnit's files
// (junit-10.xsd of its xunit plug-in); GitLab reads them too.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr,omitempty"` // UTC, ISO 8601
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string      `xml:"name,attr"`
	Class   string      `xml:"classname,attr"`
	Time    string      `xml:"time,attr"`
	Skipped *struct{}   `xml:"skipped"`
	Error   *junitFault `xml:"error"`
	Failure *junitFault `xml:"failure"`
	Out     string      `xml:"system-out,omitempty"` // a warning
}

type junitFault struct {
	Type    string `xml:"type,attr"` // the id of the first cause
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a check as JUnit's XML: a suite per profile, a case per stage.
// What does not work is a failure, what could not be checked an error; a stage
// with a warning passes, and says so in its output, since JUnit knows none.
func JUnit(w io.Writer, list []Checked, t *locale.Texts) error {
	all := junitSuites{Name: "todoku"}
	var took time.Duration
	for i, name := range uniqueNames(list) {
		s := suiteOf(list[i], name, t)
		took += list[i].Report.Took
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
		all.Suites = append(all.Suites, s)
	}
	all.Time = seconds(took)
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	// The encoder writes line breaks as references, which is right, and hard to read.
	_, err = io.WriteString(w, xml.Header+strings.ReplaceAll(string(text), "&#xA;", "\n")+"\n")
	return err
}

func suiteOf(c Checked, name string, t *locale.Texts) junitSuite {
	s := junitSuite{Name: name, Time: seconds(c.Report.Took)}
	began := c.Report.Started
	if c.Err != nil {
		began = c.Ended
		s.Cases = []junitCase{unreadableCase(c.Err, t)}
	}
	if !began.IsZero() {
		s.Timestamp = began.UTC().Format("2006-01-02T15:04:05")
	}
	for _, stage := range c.Report.Stages {
		s.Cases = append(s.Cases, caseOf(stage, c.Report.Findings, t))
	}
	for i := range s.Cases {
		k := &s.Cases[i]
		k.Class = "todoku." + strings.ReplaceAll(name, ".", "_") // Jenkins takes what stands before a dot for a package
		s.Tests++
		switch {
		case k.Failure != nil:
			s.Failures++
		case k.Error != nil:
			s.Errors++
		case k.Skipped != nil:
			s.Skipped++
		}
	}
	return s
}

func caseOf(s mailcheck.Stage, findings []cause.Finding, t *locale.Texts) junitCase {
	k := junitCase{Name: s.ID, Time: seconds(s.Took)}
	fault := faultOf(s, findings, t)
	switch s.Verdict {
	case mailcheck.Skipped:
		k.Skipped = &struct{}{}
	case mailcheck.Fail:
		k.Failure = &fault
	case mailcheck.Unknown:
		k.Error = &fault
	case mailcheck.Warn:
		k.Out = fault.Text
	}
	return k
}

// faultOf is what was found at a stage, as the human report words it.
func faultOf(s mailcheck.Stage, findings []cause.Finding, t *locale.Texts) junitFault {
	var at []cause.Finding
	for _, f := range findings {
		if f.Stage == s.ID {
			at = append(at, f)
		}
	}
	fault := junitFault{Message: text(s, t)}
	if len(at) == 0 {
		return fault
	}
	fault.Type, fault.Message = at[0].Cause, FindingText(at[0], t).Title
	var b strings.Builder
	_ = FindingsText(&b, at, t, TextOptions{Width: 78}) // a Builder takes everything
	fault.Text = "\n" + strings.Trim(b.String(), "\n") + "\n"
	return fault
}

// unreadableCase stands for a profile that could not be read.
func unreadableCase(err error, t *locale.Texts) junitCase {
	fault := junitFault{Type: "profile", Message: t.T("cli.unreadable", nil)}
	for _, p := range Problems(err, t) {
		fault.Text += "\n" + p.String()
	}
	if fault.Text != "" {
		fault.Text += "\n"
	}
	return junitCase{Name: "profile", Time: seconds(0), Error: &fault}
}

// seconds has the three digits that every reader takes.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }
