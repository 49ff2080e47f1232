package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/locale"
)

// SheetSchema names the form of a sheet's JSON, as Schema does for reports.
const SheetSchema = "todoku.sheet/1"

type jsonSheet struct {
	Schema      string   `json:"schema"`
	Profile     string   `json:"profile"`
	Application string   `json:"application"`
	Screen      []string `json:"screen"` // what to click, in the form's words
	Proof       string   `json:"proof"`  // verdict of the last proof; empty: none
	// Authorisation is the state of the profile's own sign-in, in words.
	Authorisation string       `json:"authorisation,omitempty"`
	Impossible    bool         `json:"impossible"`
	Fields        []jsonFilled `json:"fields"`
}

type jsonFilled struct {
	Section    string `json:"section"`
	Label      string `json:"label"` // empty: the form has no such field
	Gloss      string `json:"gloss"`
	Key        string `json:"key"`
	State      string `json:"state"` // fill, skip, missing, impossible, lost
	Value      string `json:"value"` // what to type or choose; a secret only when revealed
	ValueGloss string `json:"value_gloss"`
	Act        string `json:"act"` // tick or leave, for a box
	Unit       string `json:"unit"`
	Default    string `json:"default"`
	Secret     bool   `json:"secret"`
	Place      string `json:"place"` // where the secret is
	Reason     string `json:"reason"`
	Why        string `json:"why"`
	Way        string `json:"way"`
	Note       string `json:"note"`
}

// SheetJSON writes a sheet as one line of JSON. Values are exact: JSON escapes
// what a terminal would obey.
func SheetJSON(w io.Writer, app sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, o SheetOptions) error {
	list, err := entries(s, t, o.Reveal, asIs)
	if err != nil {
		return err
	}
	out := jsonSheet{
		Schema: SheetSchema, Profile: p.Name, Application: app.ID, Screen: []string{},
		Proof: p.Proof.Verdict, Authorisation: o.Authorisation, Impossible: s.Impossible, Fields: []jsonFilled{},
	}
	for _, l := range app.Screen {
		out.Screen = append(out.Screen, l.JA)
	}
	for _, e := range list {
		f := jsonFilled{
			Section: e.Section.JA, Label: e.Label, Gloss: e.Gloss, Key: e.Key, State: string(e.State),
			Value: e.Value, ValueGloss: e.ValueGloss, Act: e.Act, Unit: e.Unit, Default: e.Default,
			Secret: e.Secret, Reason: e.Reason.Code, Why: e.why, Way: e.way, Note: e.note,
		}
		if e.Secret {
			f.Place = place(e.Ref, t)
		}
		out.Fields = append(out.Fields, f)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func asIs(s string) string { return s }

// byteOrderMark tells Excel that a CSV file is UTF-8; without one it takes the
// code page of its country and spoils every Japanese label. Other programs skip
// it, or can be told to.
const byteOrderMark = "\uFEFF"

// SheetCSV writes a sheet as a table (RFC 4180) in UTF-8 with a line of column
// names. The value column holds what is typed in and nothing else; what else
// there is to do or to know stands under note. A value that a spreadsheet would
// take for a formula has a ' in front, and the note says so.
func SheetCSV(w io.Writer, app sheet.App, s sheet.Sheet, _ store.Profile, t *locale.Texts, o SheetOptions) error {
	list, err := entries(s, t, o.Reveal, mailcheck.Neutralise)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"application", "section", "label", "gloss", "value", "note", "state", "key"})
	for _, e := range list {
		var notes []string
		if e.Value == "" && e.State == sheet.Fill && e.shown != "" {
			notes = append(notes, e.shown)
		}
		for _, n := range []string{e.why, e.way, e.note} {
			if n != "" {
				notes = append(notes, n)
			}
		}
		if looksLikeFormula(e.Value) {
			e.Value = "'" + e.Value
			notes = append(notes, t.T("app.sheet.quoted", nil))
		}
		_ = out.Write([]string{app.ID, e.Section.JA, e.Label, e.Gloss, e.Value, strings.Join(notes, " "), string(e.State), e.Key})
	}
	out.Flush()
	return out.Error()
}

// looksLikeFormula: a cell that begins so is computed, not shown, by one
// spreadsheet or another; in full width too.
func looksLikeFormula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠|%", first)
}
