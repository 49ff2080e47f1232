package cause

import (
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sample is one real reply: what is wrong, and what else its text can mean.
type sample struct {
	ID       string   `json:"id"`
	Layer    string   `json:"layer"`
	Cause    string   `json:"cause"`
	Also     []string `json:"also"`
	Raw      string   `json:"raw"`
	Verified bool     `json:"verified"`
}

// unread tells the third of the samples, by a hash of the id, that the rules
// were written without.
func (s sample) unread() bool {
	sum := sha256.Sum256([]byte(s.ID))
	n := new(big.Int).SetBytes(sum[:])
	return n.Mod(n, big.NewInt(3)).Sign() == 0
}

func (s sample) evidence() Evidence {
	return Evidence{Stage: s.Layer, Text: s.Raw}
}

func samples(t testing.TB) []sample {
	t.Helper()
	return read(t, "testdata/replies.json")
}

func read(t testing.TB, file string) []sample {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []sample
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestReplies asks for the cause of every real reply from its text and its
// layer alone, and prints the share of right answers: of those that the rules
// were written with, and of the unread third.
func TestReplies(t *testing.T) {
	var right, all [2]int
	for _, s := range samples(t) {
		if !s.Verified {
			continue
		}
		part := 0
		if s.unread() {
			part = 1
		}
		all[part]++
		got := Diagnose(s.evidence())
		allowed := append([]string{s.Cause}, s.Also...)
		if len(got) > 0 && slices.Contains(allowed, got[0].Cause) {
			right[part]++
			continue
		}
		if part == 0 || os.Getenv("TODOKU_UNREAD") != "" {
			t.Logf("miss %s (%s): want %s, got %v\n\t%s", s.ID, s.Layer, s.Cause, got, s.Raw)
		}
		if len(got) > 0 && got[0].Confidence == Certain {
			t.Errorf("%s: %s is called certain, but it is %s", s.ID, got[0].Cause, s.Cause)
		}
	}
	if share := float64(right[0]) / float64(all[0]); share < 0.98 {
		t.Errorf("only %.1f %% right of those that the rules were written with", 100*share)
	}
	for part, name := range []string{"read", "unread"} {
		t.Logf("%s: %d of %d right (%.1f %%)", name, right[part], all[part], 100*float64(right[part])/float64(all[part]))
	}
}

// onlyReply is a text of nothing but a reply.
var onlyReply = regexp.MustCompile(`^(?:(?:[2-5][0-9][0-9][ -]|-ERR|\S+ (?:NO|BAD) )[^\n]*\n?)+$`)

// TestOneRule holds the tables to their promise: within the best rank, one rule matches.
func TestOneRule(t *testing.T) {
	list := samples(t)
	for _, s := range read(t, "testdata/replies_threads.json") {
		if onlyReply.MatchString(s.Raw) { // what a program has wrapped is unwrapped before
			list = append(list, s)
		}
	}
	for _, s := range list {
		if rules := matching(look(s.evidence())); len(rules) > 1 && !s.unread() {
			t.Errorf("%s: %d rules of equal rank match %q:", s.ID, len(rules), s.Raw)
			for _, r := range rules {
				t.Logf("\t%v says %.60q", r.is, r.says)
			}
		}
	}
}

// TestWordings: what servers of all kinds say, stage by stage.
func TestWordings(t *testing.T) {
	data, err := os.ReadFile("testdata/wordings.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		parts := strings.SplitN(strings.TrimSpace(line), " | ", 3)
		if len(parts) != 3 {
			continue
		}
		raw := strings.ReplaceAll(parts[2], `\n`, "\n")
		code, enhanced, text := Reply(raw)
		e := Evidence{Stage: "smtp." + parts[0], Code: code, Enhanced: enhanced, Text: text}
		if got := Diagnose(e); len(got) == 0 || got[0].Cause != parts[1] {
			t.Errorf("%s: want %s, got %v\n\t%s", parts[0], parts[1], got, raw)
		}
		if rules := matching(look(e)); len(rules) > 1 {
			t.Errorf("%s: %d rules of equal rank: %q", parts[1], len(rules), raw)
			for _, r := range rules {
				t.Logf("\t%v says %.50q", r.is, r.says)
			}
		}
	}
}
