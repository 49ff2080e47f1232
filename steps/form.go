package steps

import (
	"strconv"

	"todoku/store/sheet"
)

// appForm asks for what only the application's own form has. Its fields are
// data; the answers are kept under [notify] and [form].
type appForm struct{}

func (appForm) ID() string { return "form" }

func (appForm) InPath(d *Draft) bool { return len(formFields(d, false)) > 0 }

func (appForm) Questions(d *Draft, _ *Env) []Question { return formQuestions(d, false) }

// formFields are the fields of the chosen application that are asked for.
func formFields(d *Draft, early bool) []sheet.Field {
	app, ok := sheet.ByID(d.Profile.Application)
	if !ok {
		return nil
	}
	return app.Asked(d.Profile, early)
}

func formQuestions(d *Draft, early bool) []Question {
	app, _ := sheet.ByID(d.Profile.Application)
	var qs []Question
	for _, f := range formFields(d, early) {
		qs = append(qs, formQuestion(d, app, f))
	}
	return qs
}

// formQuestion asks for a field under the form's own label.
func formQuestion(d *Draft, app sheet.App, f sheet.Field) Question {
	q := Question{ID: f.Key, Value: app.Value(d.Profile, f.Key), Answered: d.Answered[f.Key],
		Label: Text{ID: "both_names", Args: map[string]string{"en": f.Gloss, "ja": f.Label}},
		Help:  help("form." + f.Ask.Kind)}
	if code := app.Note(f, d.Profile); code != "" {
		q.Help = Text{ID: "app.note." + code}
	}
	q.Optional = !f.Required || f.Ask.Default != ""
	switch f.Ask.Kind {
	case "confirm":
		q.Kind = KindConfirm
		for _, v := range []string{"true", "false"} {
			c := Choice{Value: v, Label: Text{ID: "choice." + v}}
			if f.Words["true"] != "" && f.Words["false"] != "" {
				c.Label = formWord(app, f, v)
			}
			q.Choices = append(q.Choices, c)
		}
	case "choice":
		q.Kind = KindChoice
		for _, v := range f.Ask.Choices {
			q.Choices = append(q.Choices, Choice{Value: v, Label: formWord(app, f, v)})
		}
	case "number":
		q.Kind = KindChoice
		for _, v := range f.Ask.Numbers() {
			q.Choices = append(q.Choices, Choice{Value: v, Label: Text{ID: "app.unit." + f.Unit, Args: map[string]string{"value": v}}})
		}
	case "addresses":
		q.Kind = KindAddresses
	case "url", "urls":
		q.Kind = KindURL
	default:
		q.Kind = KindText
	}
	return q
}

// formWord is the form's own word for a value.
func formWord(app sheet.App, f sheet.Field, value string) Text {
	w := f.Words[value]
	return Text{ID: "both_names", Args: map[string]string{"en": app.Glosses[w], "ja": w}}
}

func (appForm) Summary(d *Draft) Text {
	return Text{ID: "summary.form", Args: map[string]string{"n": strconv.Itoa(len(formFields(d, false)))}}
}

func (appForm) Proof(*Draft, *Env) Proof { return Proof{} }

// withoutStrangers takes out what was answered for another application's form
// before this one was chosen. What stands in a file by hand stays.
func withoutStrangers(d *Draft) {
	app, ok := sheet.ByID(d.Profile.Application)
	if !ok || d.Existing != nil {
		return
	}
	for name := range d.Profile.Form {
		if !app.Keeps("form." + name) {
			delete(d.Profile.Form, name)
		}
	}
	for name := range d.Profile.Notify {
		if !app.Keeps("notify." + name) {
			delete(d.Profile.Notify, name)
		}
	}
}
