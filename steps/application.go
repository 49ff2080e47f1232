package steps

import "todoku/store/sheet"

// application asks which program's form will take the settings. Its data limit
// the choices of the later steps.
type application struct{}

func (application) ID() string { return "application" }

func (application) Questions(d *Draft, _ *Env) []Question {
	q := Question{ID: "application", Kind: KindChoice, Value: d.Profile.Application, Answered: d.Answered["application"],
		Label: label("application"), Help: help("application")}
	for _, a := range sheet.Apps() {
		q.Choices = append(q.Choices, Choice{Value: a.ID, Label: appName(a), Note: Text{ID: "choice.application." + a.ID + ".note"}})
	}
	return append([]Question{q}, formQuestions(d, true)...)
}

func (application) Summary(d *Draft) Text {
	a, ok := sheet.ByID(d.Profile.Application)
	if !ok {
		return plain(d.Profile.Application)
	}
	return appName(a)
}

// Apply forgets what only another application's form had.
func (application) Apply(d *Draft, _ *Env, key, _ string) {
	if key == "application" {
		withoutStrangers(d)
	}
}

func (application) Proof(*Draft, *Env) Proof { return Proof{} }

func appName(a sheet.App) Text {
	return Text{ID: "both_names", Args: map[string]string{"en": a.Name.EN, "ja": a.Name.JA}}
}
