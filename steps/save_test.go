package steps

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/store"
)

func save(t *testing.T, m *Machine) Saved {
	t.Helper()
	s, err := m.Save(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSaveWritesProfileAndSecretApart(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "review")
	if err := store.SaveDraft(m.env.Places, m.Snapshot()); err != nil {
		t.Fatal(err)
	}
	s := save(t, m)
	if !s.Unproved {
		t.Error("forced past every proof, and yet not marked as unproved")
	}
	text, err := os.ReadFile(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "s3cret") || !strings.Contains(string(text), `verdict = "unproved"`) {
		t.Errorf("profile:\n%s", text)
	}
	if b, err := os.ReadFile(filepath.Join(filepath.Dir(s.Path), "alerts.secret")); err != nil || strings.TrimSpace(string(b)) != "s3cret" {
		t.Errorf("secret: %q, %v", b, err)
	}
	if _, found, err := store.LoadDraft(m.env.Places, "alerts"); err != nil || found {
		t.Errorf("the draft is still offered after saving (%v, %v)", found, err)
	}
}

func TestEditShowsADiffAndKeepsComments(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "review")
	s := save(t, m)
	old, err := os.ReadFile(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	old = append([]byte("# our relay\n"), old...)
	if err := os.WriteFile(s.Path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := store.Load(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	again := New(m.env, EditDraft(loaded))
	answer(t, again, "smtp.port", "587")
	answer(t, again, "smtp.timeout", "20")
	text, diff := again.Review()
	if !strings.HasPrefix(text, "# our relay\n") || !strings.Contains(diff, `+timeout = "20s"`) || strings.Contains(diff, "-# our relay") {
		t.Errorf("diff:\n%s", diff)
	}
	save(t, again)
	if b, _ := os.ReadFile(s.Path); string(b) != text {
		t.Errorf("review showed\n%s\nbut this was written:\n%s", text, b)
	}
}

func TestAProfileThatExistsIsNotOverwrittenUnseen(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "review")
	secret := filepath.Join(filepath.Dir(save(t, m).Path), "alerts.secret")
	other := New(m.env, NewDraft("alerts"))
	walk(t, other, "review")
	answer(t, other, passwordKey, "another")
	if _, err := other.Save(context.Background()); err == nil {
		t.Error("a second new profile of the same name replaced the first")
	}
	if b, _ := os.ReadFile(secret); strings.TrimSpace(string(b)) != "s3cret" {
		t.Errorf("the first profile's secret became %q", b)
	}
}

func TestSavedPasswordNeedNotBeTypedAgain(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "review")
	loaded, err := store.Load(save(t, m).Path)
	if err != nil {
		t.Fatal(err)
	}
	again := New(m.env, EditDraft(loaded))
	for again.Current() != "review" {
		if a := again.Enter(true); a.Kind != Moved {
			t.Fatalf("at %s: %+v", again.Current(), a)
		}
	}
	if s := save(t, again); len(s.Secrets) > 0 {
		t.Errorf("wrote %v although nothing was typed", s.Secrets)
	}
}

func TestEnvironmentSecretsAreNeverWritten(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, passwordKey+".from", "env")
	walk(t, m, "review")
	s := save(t, m)
	if len(s.Secrets) > 0 || len(s.Lines) != 1 || s.Lines[0] != "TODOKU_ALERTS_PASSWORD" {
		t.Errorf("%+v", s)
	}
}

func TestProofIsWrittenForWhatPassed(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "trial")
	r := pass(m)
	r.Report.Stages = []mailcheck.Stage{{ID: mailcheck.StageRcpt, Verdict: mailcheck.Pass}, {ID: mailcheck.StageData, Verdict: mailcheck.Skipped}}
	m.Proved(m.Proof(), r)
	if m.Unproved() {
		t.Fatal("the last proof passed")
	}
	p := m.profile()
	if p.Proof.Verdict != "pass" || p.Proof.Until != "rcpt" {
		t.Errorf("%+v", p.Proof)
	}
	answer(t, m, "sender.address", "other@example.co.jp")
	if !m.Unproved() {
		t.Error("another sender, and still proved")
	}
}

func TestGoToFindsTheStepThatAsks(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "review")
	for key, want := range map[string]string{"smtp.host": "server", "smtp.auth.password": "credentials", "sender.address": "sender"} {
		if !m.GoTo(key) || m.Current() != want {
			t.Errorf("%s leads to %s", key, m.Current())
		}
	}
	if m.GoTo("smtp.nothing") {
		t.Error("a key that nobody asks was found")
	}
}
