package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func seeds() []string {
	return []string{
		full, profileText(), byteOrderMark + profileText(),
		strings.ReplaceAll(full, "\n", "\r\n"),
		profileText() + "auth = { method = \"plain\", password = { from = \"command\", argv = [\"a\", \"b\"] } }\n",
		profileText() + "[smtp.auth.password]\nfrom = \"file\"\npath = \"x\"\n[smtp.auth]\nmethod = \"plain\"\n",
		profileText() + "auth.method = '''plain'''\nauth.password.from = \"\"\"\nfile\"\"\"\n",
		profileText() + "[form]\n\"a.b\" = [\"x\", # y\n \"z\"]\n[proof]\ntime = 2026-04-01T00:00:00Z\nstages = { \"smtp.tls\" = \"pass\" }\n",
		"[[smtp]]\n", "smtp = {", "a.b.c = 1\n[a]\n", "x = [[[[", "\"\\u0000\" = 1", "# only\n",
	}
}

// FuzzDecode: no input panics, and a file that is accepted is written and read
// as the same profile.
func FuzzDecode(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Decode(data, "x.toml")
		if err != nil {
			var ps Problems
			if !errors.As(err, &ps) || len(ps) == 0 || ps[0].Code == "" {
				t.Fatalf("not problems: %v", err)
			}
			return
		}
		text, err := Encode(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(text, "")
		if err != nil {
			t.Fatalf("%v in what Encode wrote:\n%s", err, text)
		}
		is := unitMap(p)
		for k, v := range unitMap(again) {
			if !same(v, is[k]) {
				t.Fatalf("%s: %v became %v", k, is[k], v)
			}
		}
	})
}

// FuzzEdit: an edit of any accepted file either is refused with lines to type
// or says exactly what was wanted, and every line that it did not have to touch
// is still there, in the same order.
func FuzzEdit(f *testing.F) {
	for _, s := range seeds() {
		for i := range 6 {
			f.Add([]byte(s), i, "x")
		}
	}
	keys := []string{"sender.name", "smtp.auth.username", "oauth.tenant", "form.x", "smtp.helo", "pop_before_smtp.username"}
	f.Fuzz(func(t *testing.T, old []byte, which int, value string) {
		p, err := Decode(old, "")
		if err != nil {
			return
		}
		key := keys[uint(which)%uint(len(keys))]
		if Set(&p, key, value) != nil {
			return
		}
		if which%2 == 0 {
			p.SMTP.Auth.Password = SecretRef{From: "env", Name: "X"}
		}
		got, err := Edit(old, p)
		if err != nil {
			var prob *Problem
			if !errors.As(err, &prob) || prob.Code != "edit_by_hand" {
				t.Fatal(err)
			}
			return
		}
		if !current.says(got, p) {
			t.Fatalf("does not say what was wanted:\n%s", got)
		}
		wantKept(t, string(old), string(got), "password", key[strings.LastIndexByte(key, '.')+1:])
	})
}

// wantKept compares comments and the lines on which neither name stands.
// Strings over several lines make lines of values; such texts are left out.
func wantKept(t *testing.T, old, now string, names ...string) {
	t.Helper()
	if strings.Contains(old, `"""`) || strings.Contains(old, "'''") || strings.Contains(old, "[\n") || strings.ContainsAny(old, "{\\") {
		return
	}
	lines := strings.Split(strings.ReplaceAll(now, "\r", ""), "\n")
	for _, line := range strings.Split(strings.ReplaceAll(old, "\r", ""), "\n") {
		touched := slices.ContainsFunc(names, func(n string) bool { return strings.Contains(line, n) })
		if touched || strings.Contains(line, "from") || strings.Contains(line, "path") || strings.Contains(line, "argv") || strings.Contains(line, "name") {
			continue
		}
		at := slices.Index(lines, line)
		if at < 0 {
			t.Fatalf("%q is lost or moved in\n%s", line, now)
		}
		lines = lines[at+1:]
	}
}
