package screen

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// signing is a fake at its sign-in step, which stands in the place of the
// credentials.
func signing(flow string) *fake {
	f := newFake()
	login := &fakeStep{id: "login", summary: "authorised", until: "auth", onPause: true, login: true}
	if flow == "loopback" {
		q := ask(steps.PasteKey, steps.KindText, "")
		q.Answered = true
		login.questions = []steps.Question{q}
	}
	f.steps[4], f.at, f.flow = login, 4, flow
	return f
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func row(id string, v mailcheck.Verdict, said string) steps.Progress {
	return steps.Progress{Event: &steps.Event{Kind: steps.EventRow, Row: steps.Row{ID: id, Verdict: v, Text: text(said)}}}
}

func codeNews() []steps.Progress {
	return []steps.Progress{row("signin", mailcheck.Running, "row.signin.device"),
		{Event: &steps.Event{Kind: steps.EventCode, UserCode: "F7KQZX2P", URL: "https://microsoft.com/devicelogin", Expires: noon.Add(13*time.Minute + 42*time.Second)}}}
}

func linkNews() []steps.Progress {
	return []steps.Progress{row("signin", mailcheck.Running, "row.signin.loopback"),
		{Event: &steps.Event{Kind: steps.EventLink, URL: "https://accounts.google.com/o/oauth2/v2/auth?client_id=1&redirect_uri=http%3A%2F%2F127.0.0.1%3A41235&scope=https%3A%2F%2Fmail.google.com%2F",
			SSH: "ssh -L 41235:127.0.0.1:41235 root@mail.example.co.jp"}},
		{Event: &steps.Event{Kind: steps.EventPaste}}}
}

// waiting is a wizard whose sign-in has told news and waits for a person.
func waiting(t testing.TB, f *fake, lang locale.Lang, width, height int, list []steps.Progress) *wizard {
	w := stage(t, f, lang, width, height)
	w.clock = func() time.Time { return noon }
	f.work = func(ctx context.Context, _ func(steps.Progress)) steps.Result {
		<-ctx.Done()
		return steps.Result{}
	}
	w.prove(f.Proof())
	t.Cleanup(w.run.stop)
	for _, n := range list {
		w.Update(news{seq: w.run.seq, progress: n})
	}
	return w
}

func TestSignInFrames(t *testing.T) {
	done := good()
	done.Rows = []steps.Row{{ID: "signin", Verdict: mailcheck.Pass, Text: text("row.signin.done")}, {ID: "scopes", Verdict: mailcheck.Pass, Text: text("row.scopes.granted")},
		{ID: "refresh", Verdict: mailcheck.Pass, Text: text("row.refresh.works")},
		{ID: "account", Verdict: mailcheck.Warn, Text: steps.Text{ID: "row.account.other", Args: map[string]string{"account": "hanako@example.co.jp", "mailbox": "alerts@example.co.jp"}}}}
	for name, draw := range map[string]func(locale.Lang, int, int) *wizard{
		"device": func(lang locale.Lang, width, height int) *wizard {
			return waiting(t, signing("device"), lang, width, height, codeNews())
		},
		"loopback": func(lang locale.Lang, width, height int) *wizard {
			return waiting(t, signing("loopback"), lang, width, height, linkNews())
		},
		"signed-in": func(lang locale.Lang, width, height int) *wizard {
			f := signing("device")
			f.proven("login", done)
			return stage(t, f, lang, width, height)
		},
	} {
		for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
			var all strings.Builder
			for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
				w := draw(lang, size[0], size[1])
				all.WriteString("== " + number(size[0]) + "x" + number(size[1]) + "\n" + frameText(w))
			}
			golden(t, "signin-"+name+"."+string(lang)+".txt", all.String())
		}
	}
}

func TestKeysOfTheSignIn(t *testing.T) {
	f := signing("device")
	w := waiting(t, f, locale.English, 80, 24, codeNews())
	started := f.started
	press(w, tea.KeyPressMsg{Code: 'n', Text: "n"})
	if f.renewed != 1 || f.started != started+1 || w.run.card.waits() {
		t.Errorf("n: %d renewals, %d proofs, old card %v", f.renewed, f.started, w.run.card)
	}
	press(w, tea.KeyPressMsg{Code: 'b', Text: "b"})
	if f.flow != "loopback" || f.started != started+2 {
		t.Errorf("b: flow %q, %d proofs", f.flow, f.started)
	}
	for _, n := range codeNews() {
		w.Update(news{seq: w.run.seq, progress: n})
	}
	press(w, tea.KeyPressMsg{Code: 'q', Text: "q"})
	if w.over != overQR || !strings.Contains(frameText(w), "▀▀▀") {
		t.Errorf("q:\n%s", frameText(w))
	}
	press(w, esc)
	if cmd := press(w, tea.KeyPressMsg{Code: 'u', Text: "u"}); cmd == nil {
		t.Error("u does nothing")
	}
}

// TestLettersAreTextWhereTheBrowserIsPasted: the box has the focus, so the
// keys of the step are function keys.
func TestLettersAreTextWhereTheBrowserIsPasted(t *testing.T) {
	f := signing("loopback")
	w := waiting(t, f, locale.English, 80, 24, linkNews())
	typed(w, "nbuq")
	if f.renewed != 0 || f.flow != "loopback" || w.over != "" {
		t.Error("a letter was taken for a key")
	}
	w.Update(tea.PasteMsg{Content: "http://127.0.0.1:41235/?code=abc&state=xyz\n"})
	press(w, enter)
	if len(f.pasted) != 1 || f.pasted[0] != "nbuqhttp://127.0.0.1:41235/?code=abc&state=xyz\n" {
		t.Errorf("handed over: %q", f.pasted)
	}
	if w.form.current().value() != "" || !w.run.running() {
		t.Errorf("the box holds %q, running %v", w.form.current().value(), w.run.running())
	}
	press(w, tea.KeyPressMsg{Code: tea.KeyF6})
	if f.renewed != 1 {
		t.Error("F6 asks for no new sign-in")
	}
}

// TestCodeGoesToTheClipboard by OSC 52, and the link in a flow without a code.
func TestCodeGoesToTheClipboard(t *testing.T) {
	for _, c := range []struct {
		news []steps.Progress
		want string
	}{{codeNews(), "F7KQZX2P"}, {linkNews(), linkNews()[1].Event.URL}} {
		w := waiting(t, signing("device"), locale.English, 80, 24, nil)
		w.Update(news{seq: w.run.seq, progress: c.news[0]})
		w.run.card.take(*c.news[1].Event)
		cmd := w.copyCard(*c.news[1].Event)
		if cmd == nil {
			t.Fatal("nothing is copied")
		}
		if got := w.run.card.copied(); got != c.want {
			t.Errorf("copied %q, want %q", got, c.want)
		}
	}
}

// TestNoOtherWayWhereThereIsNone: an application has none, and Google gives no
// mail scope to codes.
func TestNoOtherWayWhereThereIsNone(t *testing.T) {
	for _, c := range []struct{ flow, kind string }{{"app-only", "smtp"}, {"loopback", "google"}} {
		f := signing("device")
		f.flow, f.kind = c.flow, c.kind
		w := waiting(t, f, locale.English, 80, 24, codeNews())
		started := f.started
		press(w, tea.KeyPressMsg{Code: 'b', Text: "b"})
		if f.flow != c.flow || f.started != started {
			t.Errorf("%s at %s: flow %s, %d proofs", c.flow, c.kind, f.flow, f.started-started)
		}
	}
}

func TestLinkCanBeOpened(t *testing.T) {
	w := waiting(t, signing("device"), locale.English, 80, 24, codeNews())
	rows, _ := w.frame()
	if !strings.Contains(strings.Join(rows, "\n"), ansi.SetHyperlink("https://microsoft.com/devicelogin")) {
		t.Error("there is no OSC 8 link")
	}
}

func TestQRCodeFitsOrIsLeftOut(t *testing.T) {
	_, w := at(t, 0)
	const to = "https://microsoft.com/devicelogin"
	half := w.qr(to, 60, 30)
	w.look.Marks = look.ASCII()
	whole := w.qr(to, 80, 40)
	if len(half) == 0 || len(whole) < 2*len(half)-1 {
		t.Fatalf("%d rows of half blocks, %d of ASCII", len(half), len(whole))
	}
	if w.qr(to, 20, 30) != nil || w.qr(to, 80, 10) != nil || w.qr("", 80, 40) != nil {
		t.Error("a code is drawn where it does not fit")
	}
	for _, r := range whole {
		if ansi.Strip(r) != strings.Map(func(c rune) rune {
			if c < 0x80 {
				return c
			}
			return -1
		}, ansi.Strip(r)) {
			t.Fatalf("not ASCII: %q", r)
		}
	}
}

// TestFirstComesNothingWithoutATunnel: "then" needs something before it.
func TestFirstComesNothingWithoutATunnel(t *testing.T) {
	for ssh, want := range map[string]string{"": "Open in a browser", "ssh -L 1:127.0.0.1:1 root@host": "Then open in a browser"} {
		w := waiting(t, signing("loopback"), locale.English, 80, 24, []steps.Progress{
			{Event: &steps.Event{Kind: steps.EventLink, URL: "https://accounts.google.com/o/oauth2/v2/auth?client_id=1", SSH: ssh}}})
		if !strings.Contains(frameText(w), "    "+want) {
			t.Errorf("tunnel %q: no %q in\n%s", ssh, want, frameText(w))
		}
	}
}

// TestAnAnswerThatIsCutSaysSo, also where its last character is a wide one.
func TestAnAnswerThatIsCutSaysSo(t *testing.T) {
	w := stage(t, newFake(), locale.English, 80, 24)
	for text, want := range map[string]string{"12345": "12345", "123456": "1234" + w.look.Marks.More, "123あ": "123あ", "12345あ": "1234" + w.look.Marks.More} {
		f := &field{}
		f.in.set(text)
		if got := ansi.Strip(w.answer(f, w.look.Theme.Plain, 5)); got != want {
			t.Errorf("%q in five cells is %q, want %q", text, got, want)
		}
	}
}

// TestWithoutATokenTheMailServerIsNotBlamed: who said no was the provider.
func TestWithoutATokenTheMailServerIsNotBlamed(t *testing.T) {
	for v, want := range map[mailcheck.Verdict]bool{mailcheck.Pass: true, mailcheck.Fail: false} {
		r := good()
		r.Rows = []steps.Row{{ID: "signin", Verdict: v, Text: text("row.signin.done")}}
		r.Report.Stages = []mailcheck.Stage{{ID: mailcheck.StageAuth, Verdict: mailcheck.Fail}}
		f := signing("device")
		f.proven("login", r)
		w := stage(t, f, locale.English, 80, 24)
		if got := slices.ContainsFunc(w.signInRungs(), func(r rung) bool { return r.id == mailcheck.StageAuth }); got != want {
			t.Errorf("provider %s: the mail server's sign-in is shown: %v", v, got)
		}
	}
}
