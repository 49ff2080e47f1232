package screen

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/locale"
)

// fake is a machine with fixed steps: enough to drive every part of the screen
// without a network. Answers are kept by key; an answer "bad" is a problem.
type fake struct {
	steps    []*fakeStep
	at       int
	answers  map[string]string
	answered []string // every call of Answer, "key=value"
	saved    bool
	saveErr  error
	started  int
	// work is what a started proof does; nil: it ends at once with good().
	work    func(ctx context.Context, emit func(steps.Progress)) steps.Result
	text    string
	diff    string
	flow    string
	kind    string // of server
	renewed int
	pasted  []string
}

type fakeStep struct {
	id        string
	summary   string
	questions []steps.Question
	until     string // empty: nothing to prove
	onPause   bool
	ports     bool
	login     bool
	result    *steps.Result
	key       string // of the proof that gave result
}

func text(id string) steps.Text { return steps.Text{ID: id} }

func plain(s string) steps.Text {
	return steps.Text{ID: "plain", Args: map[string]string{"text": s}}
}

func ask(key string, kind steps.Kind, value string) steps.Question {
	return steps.Question{ID: key, Kind: kind, Value: value, Answered: value != "", Label: text("q." + key + ".label"), Help: text("q." + key + ".help")}
}

func portQuestion() steps.Question {
	q := ask("smtp.port", steps.KindChoice, "587")
	q.Free = true
	for _, c := range [][3]string{{"587", "starttls", "recommended"}, {"465", "tls", "works"}, {"25", "none", "no_auth"}} {
		q.Choices = append(q.Choices, steps.Choice{Value: c[0], Note: text("port." + c[2]), Doubtful: c[2] == "no_auth",
			Label: steps.Text{ID: "port.label." + c[1], Args: map[string]string{"port": c[0]}}})
	}
	return q
}

func newFake() *fake {
	app := ask("application", steps.KindChoice, "garoon")
	app.Choices = []steps.Choice{{Value: "any", Label: plain("any")}, {Value: "garoon", Label: plain("Garoon")}}
	kind := ask("server_type", steps.KindChoice, "smtp")
	for _, v := range []string{"smtp", "google", "local"} {
		kind.Choices = append(kind.Choices, steps.Choice{Value: v, Label: text("choice.server_type." + v), Note: text("choice.server_type." + v + ".note")})
	}
	confirm := ask("trial.send", steps.KindConfirm, "false")
	confirm.Choices = []steps.Choice{{Value: "true", Label: text("choice.true")}, {Value: "false", Label: text("choice.false")}}
	name := ask("sender.name", steps.KindText, "")
	name.Optional = true
	return &fake{
		answers: map[string]string{},
		steps: []*fakeStep{
			{id: "application", summary: "Garoon", questions: []steps.Question{app}},
			{id: "server_type", summary: "own SMTP server", questions: []steps.Question{kind}},
			{id: "sender", summary: "alerts@example.co.jp", questions: []steps.Question{ask("sender.address", steps.KindAddress, "alerts@example.co.jp"), name}},
			{id: "server", summary: "587 STARTTLS", until: "tls", onPause: true, questions: []steps.Question{
				ask("smtp.host", steps.KindText, "mail.example.co.jp"), portQuestion(), ask("smtp.timeout", steps.KindDuration, "10s")}},
			{id: "credentials", summary: "alerts", until: "auth", questions: []steps.Question{
				ask("smtp.auth.username", steps.KindText, "alerts@example.co.jp"), ask("smtp.auth.password", steps.KindSecret, "")}},
			{id: "trial", summary: "you@example.com", until: "rcpt", questions: []steps.Question{ask("trial.recipient", steps.KindAddress, ""), confirm}},
			{id: "review", questions: []steps.Question{ask("name", steps.KindText, "alerts")}},
		},
		text: "schema = 1\nname = \"alerts\"\n\n[smtp]\nhost = \"mail.example.co.jp\"\nport = 587\n",
	}
}

func (f *fake) step() *fakeStep { return f.steps[f.at] }

func (f *fake) Entries() []steps.Entry {
	var list []steps.Entry
	for i, s := range f.steps {
		e := steps.Entry{ID: s.id, Title: text("step." + s.id + ".title"), Mark: steps.Ahead}
		if i < f.at {
			e.Mark, e.Summary = steps.Done, plain(s.summary)
		}
		if i == f.at {
			e.Mark = steps.Current
		}
		if s.result != nil && s.key == f.key(s) {
			e.Verdict = s.result.Report.Verdict
		}
		list = append(list, e)
	}
	return list
}

func (f *fake) Position() (int, int)     { return f.at + 1, len(f.steps) }
func (f *fake) Current() string          { return f.step().id }
func (f *fake) Help() steps.Text         { return text("step." + f.step().id + ".help") }
func (f *fake) Guide() steps.Text        { return steps.Text{} }
func (f *fake) Renew()                   { f.renewed++ }
func (f *fake) Paste(s string) bool      { f.pasted = append(f.pasted, s); return true }
func (f *fake) Name() string             { return "alerts" }
func (f *fake) Unproved() bool           { return false }
func (f *fake) Review() (string, string) { return f.text, f.diff }
func (f *fake) Profile() store.Profile {
	p := store.Profile{SMTP: store.SMTP{Host: f.value("smtp.host"), Port: 587}}
	p.SMTP.Auth.Username, p.OAuth.Flow = "alerts@example.co.jp", f.flow
	p.ServerType = f.kind
	return p
}

func (f *fake) value(key string) string {
	for _, s := range f.steps {
		for _, q := range s.questions {
			if v, ok := f.answers[key]; ok && q.ID == key {
				return v
			}
			if q.ID == key {
				return q.Value
			}
		}
	}
	return ""
}

func (f *fake) Questions() []steps.Question {
	var qs []steps.Question
	for _, q := range f.step().questions {
		if v, ok := f.answers[q.ID]; ok {
			q.Value, q.Answered = v, true
		}
		if q.Kind == steps.KindSecret {
			q.Value = ""
		}
		qs = append(qs, q)
	}
	return qs
}

func (f *fake) Answer(key, value string) steps.Answered {
	f.answers[key] = value
	if key == "oauth.flow" {
		f.flow = value
	}
	f.answered = append(f.answered, key+"="+value)
	if value == "bad" {
		return steps.Answered{Value: value, Problem: &store.Problem{Key: key, Code: "required"}}
	}
	if value == "https://mail.example.org/" {
		f.answers[key] = "mail.example.org"
		return steps.Answered{Value: "mail.example.org", Note: steps.Text{ID: "note.host_from_url", Args: map[string]string{"host": "mail.example.org"}}}
	}
	return steps.Answered{Value: value}
}

func (f *fake) key(s *fakeStep) string {
	if s.until == "" {
		return ""
	}
	key := s.id
	for _, q := range s.questions {
		if q.ID == steps.PasteKey {
			continue
		}
		key += "\x00" + f.value(q.ID)
	}
	return key
}

func (f *fake) Proof() steps.Proof {
	s := f.step()
	return steps.Proof{Key: f.key(s), Until: s.until, OnPause: s.onPause, Ports: s.ports, Login: s.login}
}

func (f *fake) Start(steps.Proof) func(context.Context, func(steps.Progress)) steps.Result {
	f.started++
	if f.work != nil {
		return f.work
	}
	return func(context.Context, func(steps.Progress)) steps.Result { return good() }
}

func (f *fake) Proved(p steps.Proof, r steps.Result) {
	for _, s := range f.steps {
		if f.key(s) == p.Key {
			s.result, s.key = &r, p.Key
		}
	}
}

func (f *fake) Result() (steps.Result, bool) {
	for i := f.at; i >= 0; i-- {
		if s := f.steps[i]; s.result != nil && s.key == f.key(s) {
			return *s.result, true
		}
	}
	return steps.Result{}, false
}

func (f *fake) Enter(force bool) steps.Action {
	for _, q := range f.step().questions {
		if f.value(q.ID) == "bad" {
			return steps.Action{Kind: steps.Invalid, Problems: []*store.Problem{{Key: q.ID, Code: "required"}}}
		}
	}
	s := f.step()
	if ok := s.result != nil && s.key == f.key(s) && s.result.Report.Verdict != mailcheck.Fail; s.until != "" && !force && !ok {
		return steps.Action{Kind: steps.Prove, Proof: f.Proof()}
	}
	if f.at == len(f.steps)-1 {
		return steps.Action{Kind: steps.Finished}
	}
	f.at++
	return steps.Action{Kind: steps.Moved}
}

func (f *fake) Back() bool {
	if f.at == 0 {
		return false
	}
	f.at--
	return true
}

func (f *fake) GoTo(key string) bool {
	for i, s := range f.steps {
		for _, q := range s.questions {
			if q.ID == key {
				f.at = i
				return true
			}
		}
	}
	return false
}

func (f *fake) Save(context.Context) (steps.Saved, error) {
	if f.saveErr != nil {
		return steps.Saved{}, f.saveErr
	}
	f.saved = true
	return steps.Saved{Path: "alerts.toml"}, nil
}

func (f *fake) Snapshot() store.Draft { return store.Draft{Name: "alerts", Step: f.step().id} }

var errDisk = errors.New("no space left on device")

func texts(t testing.TB, lang locale.Lang) *locale.Texts {
	t.Helper()
	x, err := locale.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func number(n int) string { return strconv.Itoa(n) }
