package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func testPlaces(t *testing.T) Places {
	t.Helper()
	pl, err := DefaultPlaces(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if pl.State != filepath.Join(pl.Profiles, "state") || len(pl.Search) != 1 || pl.Search[0] != pl.Profiles {
		t.Fatalf("%+v", pl)
	}
	return pl
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	pl := testPlaces(t)
	second := t.TempDir()
	pl.Search = append(pl.Search, second)
	write(t, filepath.Join(pl.Profiles, "a.toml"), profileText())
	write(t, filepath.Join(second, "a.toml"), profileText())
	write(t, filepath.Join(second, "b.toml"), profileText())
	for in, want := range map[string]string{
		"a":                                  filepath.Join(pl.Profiles, "a.toml"),
		"b":                                  filepath.Join(second, "b.toml"),
		filepath.Join(second, "a.toml"):      filepath.Join(second, "a.toml"),
		filepath.Join(second, "x/../b.toml"): "",
	} {
		got, err := pl.Find(in)
		if want != "" && (got != want || err != nil) {
			t.Errorf("%s: %s %v", in, got, err)
		}
	}
	for in, code := range map[string]string{
		"c":            "no_such_profile",
		"./a":          "no_such_profile",
		"../x/a.toml":  "no_such_profile",
		"a b":          "name_character",
		"..":           "name_character",
		"":             "missing_key",
		"a\n":          "line_break",
		"nothere.toml": "no_such_profile",
	} {
		_, err := pl.Find(in)
		if p := wantCode(t, err, code); code == "no_such_profile" && p.Args["name"] == "" {
			t.Errorf("%s: %v", in, p.Args)
		}
	}
	if got, err := pl.PathFor("x"); err != nil || got != filepath.Join(pl.Profiles, "x.toml") {
		t.Error(got, err)
	}
	if _, err := pl.PathFor("../x"); err == nil {
		t.Error("a name led out of the folder")
	}
}

func TestList(t *testing.T) {
	pl := testPlaces(t)
	second := t.TempDir()
	pl.Search = append(pl.Search, second, filepath.Join(second, "missing"))
	write(t, filepath.Join(pl.Profiles, "b.toml"), profileText())
	write(t, filepath.Join(second, "b.toml"), "broken")
	write(t, filepath.Join(second, "a.toml"), "smtp.prot = 1")
	write(t, filepath.Join(second, ".x.toml"), "")
	write(t, filepath.Join(second, "x.lock"), "")
	entries, err := pl.List()
	if err != nil || len(entries) != 2 || entries[0].Name != "a" || entries[1].Name != "b" {
		t.Fatalf("%+v %v", entries, err)
	}
	if entries[0].Err == nil || entries[1].Err != nil || entries[1].Profile.SMTP.Port != 25 {
		t.Errorf("%+v", entries)
	}
	pl.Search = []string{filepath.Join(second, "a.toml")} // not a folder
	_, err = pl.List()
	wantCode(t, err, "cannot_read")
}

func TestRemove(t *testing.T) {
	pl := testPlaces(t)
	outside := filepath.Join(t.TempDir(), "a.secret")
	write(t, outside, "x")
	in := func(name string) string { return filepath.Join(pl.Profiles, name) }
	for _, name := range []string{"a.secret", "a.oauth.secret", "a.shared.secret", "notes.txt", "a.other"} {
		write(t, in(name), "x")
	}
	write(t, in("b.toml"), profileText()+"[smtp.auth]\nmethod = \"plain\"\npassword = {from = \"file\", path = \"a.shared.secret\"}\n")
	write(t, in("a.toml"), profileText()+`auth.method = "plain"
auth.password = {from = "file", path = "./a.secret"}
[oauth]
client_secret = {from = "file", path = "a.shared.secret"}
[receive]
password = {from = "file", path = "`+filepath.ToSlash(outside)+`"}
[pop_before_smtp]
password = {from = "file", path = "notes.txt"}
`)
	if err := SaveDraft(pl, Draft{Name: "a", Profile: Default()}); err != nil {
		t.Fatal(err)
	}
	removed, err := pl.Remove(t.Context(), in("a.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(removed) != 3 {
		t.Errorf("removed %v", removed)
	}
	for _, gone := range []string{in("a.toml"), in("a.secret"), in("a.lock"), pl.draftPath("a")} {
		if _, err := os.Lstat(gone); !os.IsNotExist(err) {
			t.Errorf("%s is still there", gone)
		}
	}
	// Another's, named otherwise, or somewhere else: never touched.
	for _, kept := range []string{in("a.shared.secret"), in("a.oauth.secret"), in("notes.txt"), in("a.other"), in("b.toml"), outside} {
		if _, err := os.Lstat(kept); err != nil {
			t.Error(err)
		}
	}
	_, err = Remove(t.Context(), in("a.toml"))
	wantCode(t, err, "no_such_profile")
	_, err = Remove(t.Context(), in("notes.txt"))
	wantCode(t, err, "not_a_profile")
}

func TestRemoveALinkAndABrokenProfile(t *testing.T) {
	pl := testPlaces(t)
	target := filepath.Join(t.TempDir(), "t.toml")
	link := filepath.Join(pl.Profiles, "l.toml")
	write(t, target, profileText())
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Remove(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(target); err != nil {
		t.Error("followed the link")
	}
	broken := filepath.Join(pl.Profiles, "x.toml")
	write(t, broken, "broken =")
	if removed, err := Remove(t.Context(), broken); err != nil || len(removed) != 1 {
		t.Error(removed, err)
	}
}

func TestDraft(t *testing.T) {
	pl := testPlaces(t)
	if _, ok, err := LoadDraft(pl, "new"); ok || err != nil {
		t.Fatal(ok, err)
	}
	d := Draft{Step: "server", Answered: []string{"smtp.host"}, Group: "www-data", Profile: Default()}
	d.Profile.SMTP.Host = "half typed \x1b[2J \xff"
	d.Profile.SMTP.VerifyCertificate = false
	d.Profile.Form = Form{"x": []string{"a", "b"}, "n": int64(5)}
	d.Profile.SMTP.Auth.Password = SecretRef{From: "command", Argv: []string{"pass", "x y"}}
	if err := SaveDraft(pl, d); err != nil {
		t.Fatal(err)
	}
	got, ok, err := LoadDraft(pl, "")
	if err != nil || !ok || got.Name != "new" || got.Step != "server" || got.Group != "www-data" || got.Answered[0] != "smtp.host" {
		t.Fatalf("%+v %v %v", got, ok, err)
	}
	d.Profile.SMTP.Host = strings.ReplaceAll(d.Profile.SMTP.Host, "\xff", "\uFFFD")
	for k, v := range unitMap(d.Profile) {
		if !same(unitMap(got.Profile)[k], v) {
			t.Errorf("%s: %v, want %v", k, unitMap(got.Profile)[k], v)
		}
	}
	if err := SaveDraft(pl, Draft{Name: "alerts", Profile: Default()}); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(pl.draftPath("alerts"), long, long); err != nil {
		t.Fatal(err)
	}
	if names, err := Drafts(pl); err != nil || strings.Join(names, " ") != "new alerts" {
		t.Errorf("%v %v", names, err)
	}
	if err := DropDraft(pl, "new"); err != nil {
		t.Error(err)
	}
	if err := DropDraft(pl, "new"); err != nil {
		t.Error("a second time:", err)
	}
	if _, ok, _ := LoadDraft(pl, "new"); ok {
		t.Error("still there")
	}
	for _, name := range []string{"../a", "a/b"} {
		wantCode(t, SaveDraft(pl, Draft{Name: name}), "name_character")
		wantCode(t, DropDraft(pl, name), "name_character")
	}
	write(t, pl.draftPath("b")+"x", "")
	write(t, pl.draftPath("b"), "step = [")
	_, _, err = LoadDraft(pl, "b")
	wantCode(t, err, "draft_broken")
}
