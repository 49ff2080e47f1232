package screen

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestLists(t *testing.T) {
	f, w := at(t, 3)
	press(w, tab, down)
	if f.answers["smtp.port"] != "465" {
		t.Errorf("down chose %q", f.answers["smtp.port"])
	}
	typed(w, "2525x")
	if f.answers["smtp.port"] != "2525" {
		t.Errorf("typed %q", f.answers["smtp.port"])
	}
	press(w, tea.KeyPressMsg{Code: tea.KeyUp})
	if f.answers["smtp.port"] != "25" {
		t.Errorf("up from what was typed chose %q", f.answers["smtp.port"])
	}
	press(w, down)
	if w.form.id() != "smtp.timeout" {
		t.Errorf("down at the list's end: focus %s", w.form.id())
	}
	f, w = at(t, 5)
	press(w, tab, tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	if f.answers["trial.send"] != "true" {
		t.Errorf("space chose %q", f.answers["trial.send"])
	}
	typed(w, "n")
	if f.answers["trial.send"] != "false" {
		t.Errorf("n chose %q", f.answers["trial.send"])
	}
}

func TestLanguageSwitches(t *testing.T) {
	_, w := at(t, 3)
	typed(w, "x")
	press(w, f2)
	if got := frameText(w); !strings.Contains(got, "ホスト名") || !strings.Contains(got, "mail.example.co.jpx") {
		t.Errorf("not in Japanese, or the answer is lost:\n%s", got)
	}
	press(w, ctrl('l'))
	if got := frameText(w); !strings.Contains(got, "Host") {
		t.Errorf("not back in English:\n%s", got)
	}
}

func TestQuestionMark(t *testing.T) {
	f, w := at(t, 3)
	typed(w, "?")
	if !strings.HasSuffix(f.answers["smtp.host"], "?") || w.over != "" {
		t.Error("? is a character where text is typed")
	}
	press(w, tab)
	typed(w, "?")
	if w.over != overHelp || !strings.Contains(frameText(w), "Go on although") {
		t.Errorf("? did not help:\n%s", frameText(w))
	}
	typed(w, "465")
	press(w, enter)
	if w.over != "" || f.answers["smtp.port"] != "" {
		t.Error("keys on the help page reached the page below")
	}
}

func TestTranscript(t *testing.T) {
	f, w := at(t, 4)
	f.proven("credentials", refused())
	w.refresh()
	press(w, ctrl('t'))
	got := frameText(w)
	for range 4 {
		press(w, tea.KeyPressMsg{Code: tea.KeyPgDown})
		got += frameText(w)
	}
	for _, want := range []string{"AUTH LOGIN", "535 5.7.8 Error: authentication failed", "EHLO app.example.co.jp"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the transcript:\n%s", want, got)
		}
	}
}
