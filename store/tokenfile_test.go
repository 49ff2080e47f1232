package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func someToken() Token {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	return Token{
		Access: NewSecret("acc-ess"), Refresh: NewSecret("ref-resh"), Expiry: at.Add(time.Hour), Ends: at.Add(7 * 24 * time.Hour),
		Scopes: []string{"mail", "offline_access"}, Account: "監視@example.jp", Flow: "device", ClientID: "c1", SignedIn: at, Renewed: at,
	}
}

func put(t *testing.T, pl Places, name string, tok Token) {
	t.Helper()
	if _, err := WithToken(t.Context(), pl, name, "", func(Token) (Token, error) { return tok, nil }); err != nil {
		t.Fatal(err)
	}
}

func TestTokenKeepsEveryField(t *testing.T) {
	pl := testPlaces(t)
	if _, ok, err := LoadToken(pl, "a"); ok || err != nil {
		t.Fatalf("%v %v before there is one", ok, err)
	}
	want := someToken()
	v := reflect.ValueOf(want)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s is not tried", v.Type().Field(i).Name)
		}
	}
	put(t, pl, "a", want)
	got, ok, err := LoadToken(pl, "a")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if got.Access.Reveal() != "acc-ess" || got.Refresh.Reveal() != "ref-resh" {
		t.Error("the secrets differ")
	}
	got.Access, got.Refresh = want.Access, want.Refresh
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\n%+v", got, want)
	}
	if s := fmt.Sprintf("%v %+v %#v", got, got, got); strings.Contains(s, "acc-ess") || strings.Contains(s, "ref-resh") {
		t.Errorf("printed: %s", s)
	}

	put(t, pl, "b", Token{Access: NewSecret("x")})
	if got, _, err := LoadToken(pl, "b"); err != nil || !got.Refresh.IsZero() || !got.Expiry.IsZero() || got.Scopes != nil {
		t.Errorf("%+v %v", got, err)
	}
}

func TestTokenChangeThatFailsLeavesTheFile(t *testing.T) {
	pl := testPlaces(t)
	put(t, pl, "a", someToken())
	path, _ := pl.tokenPath("a")
	before := readBack(t, path)
	no := errors.New("no")
	_, err := WithToken(t.Context(), pl, "a", "", func(old Token) (Token, error) {
		if old.Refresh.Reveal() != "ref-resh" {
			t.Error("change did not get the old one")
		}
		return Token{}, no
	})
	if !errors.Is(err, no) || readBack(t, path) != before {
		t.Errorf("%v", err)
	}
	// The same token again is not written again.
	info, _ := os.Stat(path)
	put(t, pl, "a", someToken())
	if now, _ := os.Stat(path); !os.SameFile(info, now) {
		t.Error("written for nothing")
	}
}

// TestTokenOfNoYear: what no file can hold leaves the one that is there.
func TestTokenOfNoYear(t *testing.T) {
	pl := testPlaces(t)
	put(t, pl, "a", someToken())
	path, _ := pl.tokenPath("a")
	before := readBack(t, path)
	next := someToken()
	next.Expiry = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := WithToken(t.Context(), pl, "a", "", func(Token) (Token, error) { return next, nil })
	wantCode(t, err, "cannot_write")
	if readBack(t, path) != before {
		t.Error("the sign-in is lost")
	}
}

func TestTokenFilesThatAreNone(t *testing.T) {
	pl := testPlaces(t)
	put(t, pl, "a", someToken())
	path, _ := pl.tokenPath("a")
	for _, text := range []string{"", "{", "acc-ess", `{"schema":1}`, `{"access_token":"acc-ess"}`, `[]`,
		`{"schema":1,"access_token":"acc\u001b[2Jess"}`, `{"schema":1,"access_token":"acc\nquit"}`} {
		write(t, path, text)
		_, _, err := LoadToken(pl, "a")
		if p := wantCode(t, err, "token_broken"); strings.Contains(p.Error(), "ess") {
			t.Errorf("shows the file: %v", p)
		}
	}
	put(t, pl, "a", someToken()) // a new sign-in heals it
	if _, ok, err := LoadToken(pl, "a"); !ok || err != nil {
		t.Error(ok, err)
	}
	write(t, path, `{"schema":2,"access_token":"x"}`)
	_, _, err := LoadToken(pl, "a")
	wantCode(t, err, "token_newer")
	_, err = WithToken(t.Context(), pl, "a", "", func(Token) (Token, error) { return someToken(), nil })
	wantCode(t, err, "token_newer")

	for _, name := range []string{"", "../a", "a/b", ".a"} {
		if _, _, err := LoadToken(pl, name); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
}

func TestDropToken(t *testing.T) {
	pl := testPlaces(t)
	if err := DropToken(t.Context(), pl, "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(pl.State); err == nil {
		t.Error("made folders to forget nothing")
	}
	put(t, pl, "a", someToken())
	put(t, pl, "a.b", someToken())
	if err := DropToken(t.Context(), pl, "a"); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := LoadToken(pl, "a"); ok || err != nil {
		t.Error(ok, err)
	}
	files, _ := filepath.Glob(filepath.Join(pl.State, tokenFolder, "*"))
	if len(files) != 2 { // a.b and its lock
		t.Errorf("left: %q", files)
	}
}

func TestRemoveForgetsTheToken(t *testing.T) {
	pl := testPlaces(t)
	path, _ := pl.PathFor("a")
	if err := Save(t.Context(), SaveRequest{Path: path, Profile: mustDecode(t, profileText())}); err != nil {
		t.Fatal(err)
	}
	put(t, pl, "a", someToken())
	removed, err := pl.Remove(t.Context(), path)
	if err != nil || len(removed) != 2 {
		t.Errorf("%q %v", removed, err)
	}
	if _, ok, _ := LoadToken(pl, "a"); ok {
		t.Error("the token is still there")
	}
}

// The token is with the profile, wherever that was found.
func TestTokenPathFollowsTheProfile(t *testing.T) {
	own, machine := t.TempDir(), t.TempDir()
	pl := Places{own, filepath.Join(own, "state"), []string{own, machine}}
	write(t, filepath.Join(machine, "a.toml"), "")
	write(t, filepath.Join(machine, "b.toml"), "")
	write(t, filepath.Join(own, "b.toml"), "")
	for name, state := range map[string]string{"a": machineState(machine), "b": pl.State, "none": pl.State} {
		if path, err := pl.tokenPath(name); err != nil || path != tokenIn(state, name) {
			t.Errorf("%s: %s %v", name, path, err)
		}
	}
}

// Each writer sees what the one before it left.
func TestTokenWritersTakeTurns(t *testing.T) {
	pl := testPlaces(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			_, err := WithToken(t.Context(), pl, "a", "", func(old Token) (Token, error) {
				return Token{Access: NewSecret(old.Access.Reveal() + "x")}, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, _, err := LoadToken(pl, "a"); err != nil || len(got.Access.Reveal()) != 20 {
		t.Errorf("%d %v", len(got.Access.Reveal()), err)
	}
}

func TestTokenLockObeysContext(t *testing.T) {
	pl := testPlaces(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := WithToken(t.Context(), pl, "a", "", func(Token) (Token, error) {
		cancel()
		_, err := WithToken(ctx, pl, "a", "", func(Token) (Token, error) { return someToken(), nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		return someToken(), nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
