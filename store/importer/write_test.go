package importer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoku/store"
)

const three = "name,address,host,port,security,method,user,password\n" +
	"a,a@example.org,mail.example.org,587,starttls,plain,a,pw-a\n" +
	"b,b@example.org,mail.example.org,587,starttls,plain,b,pw-b\n" +
	"c,c@example.org,mail.example.org,587,starttls,plain,c,pw-c\n"

func places(t *testing.T) store.Places {
	t.Helper()
	dir := t.TempDir()
	return store.Places{Profiles: dir, State: filepath.Join(dir, "state"), Search: []string{dir}}
}

// folder is what lies in the folder of profiles, with its text.
func folder(t *testing.T, pl store.Places) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := os.ReadDir(pl.Profiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if text, err := os.ReadFile(filepath.Join(pl.Profiles, f.Name())); err == nil && !strings.HasSuffix(f.Name(), ".lock") {
			out[f.Name()] = string(text)
		}
	}
	return out
}

// bring imports text; the names of files that are written.
func bring(t *testing.T, pl store.Places, text string, k Keeper, replace bool) ([]Written, error) {
	t.Helper()
	res := read(t, Request{Data: []byte(text), File: "in"})
	res.Place(pl, k, replace)
	if ps := res.All(); len(ps) > 0 {
		return nil, ps
	}
	return res.Write(t.Context(), WriteRequest{Places: pl, Keeper: k, Replace: replace})
}

func TestWrite(t *testing.T) {
	pl := places(t)
	done, err := bring(t, pl, three, Files(), false)
	if err != nil || len(done) != 3 {
		t.Fatalf("%v %v", done, err)
	}
	got := folder(t, pl)
	if len(got) != 6 || got["b.secret"] != "pw-b\n" || strings.Contains(got["b.toml"], "pw-b") {
		t.Errorf("%v", got)
	}
	l, err := store.Load(filepath.Join(pl.Profiles, "b.toml"))
	if err != nil || l.Profile.SMTP.Auth.Password.Path != "b.secret" || l.Profile.Proof.Verdict != "" {
		t.Errorf("%+v %v", l.Profile, err)
	}
	// A second time every row is named, and nothing changes.
	_, err = bring(t, pl, three, Files(), false)
	var ps store.Problems
	if !errors.As(err, &ps) || len(ps) != 3 || ps[1].Code != "import.exists" || ps[1].Line != 3 {
		t.Errorf("%v", err)
	}
	// Replaced without a password it keeps the one that it has.
	if done, err = bring(t, pl, strings.Replace(strings.Replace(three, "pw-b", "", 1), "587,starttls,plain,b", "465,tls,login,b", 1), Files(), true); err != nil || !done[1].Replaced {
		t.Fatalf("%v %v", done, err)
	}
	got = folder(t, pl)
	if got["b.secret"] != "pw-b\n" || !strings.Contains(got["b.toml"], "465") || !strings.Contains(got["b.toml"], "b.secret") {
		t.Errorf("%v", got)
	}
}

// When the third cannot be written, the first two are as they were: gone, or
// with the values and the secrets that they had.
func TestTakenBack(t *testing.T) {
	for _, replace := range []bool{false, true} {
		pl := places(t)
		if replace {
			if _, err := bring(t, pl, strings.ReplaceAll(three, "587,starttls", "25,none"), Files(), false); err != nil {
				t.Fatal(err)
			}
		}
		before := folder(t, pl)
		keep := Files()
		full := errors.New("no space left")
		good := keep.Keep
		keep.Keep = func(ctx context.Context, r store.SecretRef, dir string, s store.Secret, group string) (func(context.Context) error, error) {
			if r.Path == "c.secret" {
				return nil, full
			}
			return good(ctx, r, dir, s, group)
		}
		_, err := bring(t, pl, strings.ReplaceAll(three, "pw-", "new-"), keep, replace)
		var we *WriteError
		if !errors.As(err, &we) || !errors.Is(err, full) || we.Name != "c" || len(we.Left) > 0 {
			t.Fatalf("%v: %v", replace, err)
		}
		after := folder(t, pl)
		if len(after) != len(before) {
			t.Errorf("%v: %d files, were %d", replace, len(after), len(before))
		}
		for name, text := range before {
			if after[name] != text {
				t.Errorf("%v: %s is\n%s\nwas\n%s", replace, name, after[name], text)
			}
		}
	}
}

// What cannot be taken back is named.
func TestNotTakenBack(t *testing.T) {
	pl := places(t)
	keep := Files()
	good := keep.Keep
	keep.Keep = func(ctx context.Context, r store.SecretRef, dir string, s store.Secret, group string) (func(context.Context) error, error) {
		if r.Path == "b.secret" {
			return nil, errors.New("no space left")
		}
		_, err := good(ctx, r, dir, s, group)
		return func(context.Context) error { return errors.New("read-only") }, err
	}
	_, err := bring(t, pl, three, keep, false)
	var we *WriteError
	if !errors.As(err, &we) || len(we.Left) != 1 || we.Left[0].Name != "a" {
		t.Errorf("%+v", err)
	}
}

func TestInterrupted(t *testing.T) {
	pl := places(t)
	keep := Files()
	ctx, cancel := context.WithCancel(t.Context())
	good := keep.Keep
	keep.Keep = func(ctx context.Context, r store.SecretRef, dir string, s store.Secret, group string) (func(context.Context) error, error) {
		if r.Path == "b.secret" {
			cancel()
		}
		return good(ctx, r, dir, s, group)
	}
	res := read(t, Request{Data: []byte(three)})
	res.Place(pl, keep, false)
	_, err := res.Write(ctx, WriteRequest{Places: pl, Keeper: keep})
	if !errors.Is(err, context.Canceled) || len(folder(t, pl)) != 0 {
		t.Errorf("%v %v", err, folder(t, pl))
	}
}

func TestPlaces(t *testing.T) {
	pl := places(t)
	if err := os.WriteFile(filepath.Join(pl.Profiles, "a.secret"), []byte("other's\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pl.Profiles, "b.toml"), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	res := read(t, Request{Data: []byte(three)})
	res.Place(pl, Files(), true)
	codes := ""
	for _, p := range res.All() {
		codes += p.Code + " "
	}
	if codes != "import.secret_there import.cannot_replace " {
		t.Errorf("%s", codes)
	}
	two := strings.Replace(three, "password\n", "password,smtp.auth.password.from,smtp.auth.password.name\n", 1)
	two = strings.Replace(two, "pw-a\n", "pw-a,env,PW\n", 1)
	two = strings.Replace(two, "pw-b\n", ",env,PW\n", 1)
	two = strings.Replace(two, "pw-c\n", ",,\n", 1)
	res = read(t, Request{Data: []byte(two)})
	res.Place(places(t), Files(), false)
	if ps := res.All(); len(ps) != 1 || ps[0].Code != "import.two_places" || ps[0].Line != 2 {
		t.Errorf("%v", ps)
	}
	if ns := res.AllNotes(); len(ns) != 1 || ns[0].Code != "import.no_secret" || ns[0].Line != 4 {
		t.Errorf("%v", ns)
	}
}
