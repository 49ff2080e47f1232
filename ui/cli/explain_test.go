package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/excerpt"
)

// TestLongTextIsCut: what stands in the first 64 KB is explained, and it is
// said that the rest was not looked at.
func TestLongTextIsCut(t *testing.T) {
	dir := t.TempDir()
	open := func(name, text string) *os.File {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(file, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	const reply = "said: 550 5.1.1 User unknown\n"
	for name, c := range map[string]struct {
		text   string
		status int
		cut    bool
	}{
		"short": {reply, statusPass, false},
		"long":  {reply + strings.Repeat("connect from a\n", excerpt.MaxText/10), statusPass, true},
		"late":  {strings.Repeat("connect from a\n", excerpt.MaxText/10) + reply, statusPass, true},
		"amid":  {strings.Repeat("connect from a\n", excerpt.MaxText/10) + reply + strings.Repeat("connect from a\n", excerpt.MaxText/10), statusUnknown, true},
	} {
		out, errs := open(name+".out", ""), open(name+".err", "")
		got := Main(t.Context(), IO{In: open(name+".in", c.text), Out: out, Err: errs, Getenv: func(string) string { return "" }, Args: []string{"explain"}})
		said, err := os.ReadFile(errs.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got != c.status || strings.Contains(string(said), "64 KB") != c.cut {
			t.Errorf("%s: status %d, said %q", name, got, said)
		}
	}
}

// TestProvidersOfReplies: every name that is offered is known, and leads to
// the software whose wording the rules know.
func TestProvidersOfReplies(t *testing.T) {
	for _, name := range excerpt.ProviderNames() {
		if _, ok := excerpt.Provider(name); !ok {
			t.Errorf("%s is offered but not known", name)
		}
	}
	for name, software := range map[string]string{"Gmail": cause.Gmail, "qq mail": cause.QQ, "POSTFIX": cause.Postfix, "exchange-online": cause.Microsoft365} {
		if h, ok := excerpt.Provider(name); !ok || h.Software != software {
			t.Errorf("%s is %+v", name, h)
		}
	}
	if stages := excerpt.Stages(); !slices.Contains(stages, "smtp-auth") || !slices.Contains(stages, "imap.mailbox") || !slices.Contains(stages, "rcpt") {
		t.Errorf("stages: %v", stages)
	}
}
