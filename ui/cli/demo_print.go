package cli

import (
	"fmt"
	"os"
	"strings"

	"todoku/steps"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/report"
)

// printEntries lists the steps with their answers.
func (a *app) printEntries(entries []steps.Entry) {
	marks := map[steps.Mark]string{steps.Done: "v", steps.Current: ">", steps.Ahead: "."}
	var rows [][]string
	for _, e := range entries {
		rows = append(rows, []string{marks[e.Mark] + " " + a.t.T(e.Title.ID, e.Title.Args), a.text(e.Summary)})
	}
	_ = report.Table(a.results(), rows)
	a.outln("")
}

// text is a steps.Text in words; there may be none.
func (a *app) text(t steps.Text) string {
	if t.IsZero() {
		return ""
	}
	return a.t.T(t.ID, t.Args)
}

// demoResult prints the profile that was made and the form of its application.
func (a *app) demoResult(m *steps.Machine, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the profile back: %w", err)
	}
	a.outln("# " + demoName + ".toml")
	a.outln(strings.TrimRight(string(data), "\n"))
	a.outln("")
	l, err := store.Load(path)
	if err != nil {
		return err
	}
	app, _ := sheet.ByID(m.Profile().Application)
	if err := report.SheetText(a.results(), app, app.Sheet(l.Profile), l.Profile, a.t, report.SheetOptions{}); err != nil {
		return err
	}
	a.outln("")
	a.outln(a.say("cli.demo_end"))
	return nil
}
