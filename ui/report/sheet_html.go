package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/locale"
)

//go:embed sheet.html
var sheetPage string

// htmlSheet is what the page shows. The template escapes all of it.
type htmlSheet struct {
	Lang, Title, Screen, ScreenWord, ScreenGloss string
	Remarks                                      []htmlRemark
	Sections                                     []htmlSection
	Columns                                      []string
}

type htmlRemark struct{ Mark, Text string }

type htmlSection struct {
	Title string
	Rows  []htmlRow
}

type htmlRow struct {
	Mark, State, Label, Gloss, Value string
	Typed                            bool // Value is to be typed or chosen, verbatim
	Notes                            []string
}

// SheetHTML writes a sheet as one page that needs nothing else, to print or to
// send to whoever has the application's login: no script, nothing fetched.
func SheetHTML(w io.Writer, app sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, o SheetOptions) error {
	list, err := entries(s, t, o.Reveal, mailcheck.Neutralise)
	if err != nil {
		return err
	}
	page, err := template.New("sheet").Parse(sheetPage)
	if err != nil {
		return fmt.Errorf("read the page's template: %w", err)
	}
	head := headOf(app, s, p, t, o.Authorisation)
	out := htmlSheet{Lang: string(t.Lang()), Title: head.title, Columns: []string{
		t.T("app.sheet.column_label", nil), t.T("app.sheet.column_value", nil), t.T("app.sheet.column_note", nil)}}
	if app.HasForm() {
		out.ScreenWord, out.Screen = t.T("app.sheet.screen", nil), screenPath(app, locale.Japanese)
		if t.Lang() == locale.English {
			out.ScreenGloss = screenPath(app, locale.English)
		}
	}
	for _, r := range head.remarks {
		out.Remarks = append(out.Remarks, htmlRemark{r.mark, r.text})
	}
	for i, e := range list {
		title := sectionOf(e, t)
		if i == 0 || title != sectionOf(list[i-1], t) {
			out.Sections = append(out.Sections, htmlSection{Title: heading(app, title, t)})
		}
		label, gloss, value, notes := sheetWords(app, e, t)
		last := &out.Sections[len(out.Sections)-1]
		last.Rows = append(last.Rows, htmlRow{Mark: strings.TrimSpace(sheetMarks[e.State]), State: string(e.State), Label: label, Gloss: gloss,
			Value: value, Typed: e.State == sheet.Fill && e.Value != "", Notes: notes})
	}
	if err := page.Execute(w, out); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}
