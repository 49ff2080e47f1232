package headless

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"todoku/steps"
	"todoku/store"
)

func machine(t *testing.T) *steps.Machine {
	t.Helper()
	places, err := store.DefaultPlaces(filepath.Join(t.TempDir(), "config"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return steps.New(&steps.Env{Places: places}, steps.NewDraft("alerts"))
}

func TestAnswersComeInTheOrderOfTheProfile(t *testing.T) {
	got := inOrder([]string{"smtp.port", "form.x", "proof.verdict", "sender.address", "schema", "application", "smtp.host"})
	want := []string{"application", "sender.address", "smtp.host", "smtp.port", "form.x"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

// What decides about the others' limits comes before them.
func TestEarlyAnswersComeFirst(t *testing.T) {
	got := inOrder([]string{"smtp.port", "notify.interval", "form.automatic", "application"})
	want := []string{"application", "form.automatic", "smtp.port", "notify.interval"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	data := "application = \"esm\"\nsmtp.port = 587\n[form]\nautomatic = true\n"
	if err := (Answers{Data: []byte(data)}).Give(machine(t)); err != nil {
		t.Error(err)
	}
	if err := (Answers{Data: []byte("application = \"esm\"\nsmtp.port = 587\n")}).Give(machine(t)); err == nil {
		t.Error("port 587 was taken though the form has no field for it")
	}
}

func TestAnswersAreTakenOrNamed(t *testing.T) {
	for _, c := range []struct {
		name      string
		answers   Answers
		key, code string // of the first problem; empty: none
		line      int
	}{
		{"a file and flags", Answers{Data: []byte("smtp.host = \"mail.example.org\"\n"), Sets: []string{"smtp.port=465"}}, "", "", 0},
		{"unknown key with its line", Answers{Data: []byte("\nsmtp.prot = 25\n")}, "smtp.prot", "unknown_key_near", 2},
		{"a secret as a value", Answers{Sets: []string{"smtp.auth.password=hunter2"}}, "smtp.auth.password", "inline_secret", 0},
		{"a value out of range", Answers{Sets: []string{"smtp.port=70000"}}, "smtp.port", "out_of_range", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.answers.Give(machine(t))
			if c.key == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var p *store.Problem
			if !errors.As(err, &p) {
				t.Fatalf("error %v, want a problem", err)
			}
			if p.Key != c.key || p.Code != c.code || p.Line != c.line {
				t.Errorf("problem %q %q line %d, want %q %q line %d", p.Key, p.Code, p.Line, c.key, c.code, c.line)
			}
		})
	}
}

func TestNameOfTheCommandLineWins(t *testing.T) {
	m := machine(t)
	a := Answers{Name: "alerts", Data: []byte("name = \"copied\"\nsender.address = \"a@example.org\"\n")}
	if err := a.Give(m); err != nil {
		t.Fatal(err)
	}
	if p := m.Profile(); p.Name != "alerts" || p.Sender.Address != "a@example.org" {
		t.Errorf("name %q, address %q", p.Name, p.Sender.Address)
	}
}

func TestSetNeedsAValueAndDoesNotRepeatIt(t *testing.T) {
	err := Answers{Sets: []string{"smtp.host"}}.Give(machine(t))
	var bad *BadSet
	if !errors.As(err, &bad) || bad.Key != "smtp.host" {
		t.Errorf("error %v, want a BadSet of smtp.host", err)
	}
}

func TestWalkNamesTheMissingAnswer(t *testing.T) {
	_, err := Walk(context.Background(), machine(t), Options{})
	var p *store.Problem
	if !errors.As(err, &p) || p.Key != "sender.address" {
		t.Errorf("error %v, want a problem of sender.address", err)
	}
}
