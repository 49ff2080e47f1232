package mailcheck_test

import (
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/mailcheck/sandbox"
)

func TestFindOffline(t *testing.T) {
	t.Parallel()
	f, err := mailcheck.Find(t.Context(), "taro@gmail.com", mailcheck.FindOptions{Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	best, ok := f.Best(discover.Submission)
	if !ok || best.Host != "smtp.gmail.com" || best.Port != 465 || best.Username != "taro@gmail.com" || best.Reason != "offline" || best.Foreign {
		t.Errorf("%v %+v", ok, best)
	}
	if f.Verdict != mailcheck.Warn || len(f.For(discover.IMAP)) == 0 || len(f.For(discover.POP3)) == 0 {
		t.Errorf("%+v", f)
	}
	for _, s := range f.Sources[1:] {
		if s.State != discover.Skipped {
			t.Errorf("%+v was asked", s)
		}
	}
	if f, err = mailcheck.Find(t.Context(), "taro@example.co.jp", mailcheck.FindOptions{Offline: true}); err != nil || f.Verdict != mailcheck.Fail {
		t.Errorf("%v %+v", err, f)
	}
	if _, err = mailcheck.Find(t.Context(), "taro", mailcheck.FindOptions{}); err == nil {
		t.Error("no address, no complaint")
	}
}

func TestFindGuesses(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	o.Dial = mapped(s, map[int]string{465: "tls", 587: "starttls"})
	f, err := mailcheck.Find(t.Context(), "alice@"+sandbox.Domain, mailcheck.FindOptions{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	best, ok := f.Best(discover.Submission)
	if !ok || best.Port != 465 || best.Reason != "works" || best.Source != discover.FromGuess || f.Verdict != mailcheck.Pass {
		t.Errorf("%v %+v", ok, f)
	}
}
