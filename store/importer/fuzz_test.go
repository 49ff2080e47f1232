package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"todoku/store"
)

// fuzz feeds one parser. Whatever it reads, it does not panic; what passes is a
// valid profile with a safe and unique name, and no message is raw.
func fuzz(f *testing.F, kind string) {
	inputs, _ := filepath.Glob("testdata/" + kind + "-*.in")
	if one := "testdata/" + kind + ".in"; len(inputs) == 0 {
		inputs = []string{one}
	}
	for _, in := range inputs {
		data, err := os.ReadFile(in)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		res, err := Read(Request{Data: data, Kind: kind, Open: files})
		if err != nil {
			return
		}
		names := map[string]bool{}
		for _, a := range res.Accounts {
			if len(a.Problems) > 0 {
				continue
			}
			p := a.Profile
			if ps := p.Validate(); len(ps) > 0 {
				t.Errorf("%v", ps)
			}
			low := strings.ToLower(p.Name)
			if store.CheckName(p.Name) != nil || names[low] {
				t.Errorf("name %q", p.Name)
			}
			names[low] = true
			text, err := store.Encode(p)
			if err == nil {
				_, err = store.Decode(text, "")
			}
			if err != nil {
				t.Errorf("does not read back: %v\n%s", err, text)
			}
			for _, s := range a.Secrets {
				if store.CheckSecret(s.Reveal()) != nil {
					t.Error("a secret that no protocol can carry")
				}
			}
		}
		for _, p := range append(res.All(), res.AllNotes()...) {
			if s := p.Error(); strings.ContainsAny(s, "\x1b\x00\r\n") || len(s) > 3000 {
				t.Errorf("raw: %.200q", s)
			}
		}
	})
}

func FuzzCSV(f *testing.F)         { fuzz(f, CSV) }
func FuzzTOML(f *testing.F)        { fuzz(f, TOML) }
func FuzzMsmtp(f *testing.F)       { fuzz(f, Msmtp) }
func FuzzPostfix(f *testing.F)     { fuzz(f, Postfix) }
func FuzzMutt(f *testing.F)        { fuzz(f, Mutt) }
func FuzzGit(f *testing.F)         { fuzz(f, Git) }
func FuzzThunderbird(f *testing.F) { fuzz(f, Thunderbird) }

// FuzzTable: whatever a profile holds, a table gives it back; only blanks around
// a value are not kept.
func FuzzTable(f *testing.F) {
	f.Add("営業, \"部\"", "a;b", "p,\"w ", "x;\"y\"", true)
	f.Add("=1+1", "-", " ", "", false)
	f.Fuzz(func(t *testing.T, name, user, password, item string, ja bool) {
		name, user, item = strings.TrimSpace(name), strings.TrimSpace(user), strings.TrimSpace(item)
		p := store.Default()
		p.Name, p.ServerType, p.Sender = "n", "smtp", store.Sender{Address: "a@example.org", Name: name}
		p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "h", 25, "none"
		p.SMTP.Auth = store.Auth{Method: "plain", Username: user, Password: store.SecretRef{From: "file", Path: "n.secret"}}
		if item != "" {
			p.Notify = store.Notify{"list": []string{item, item}}
		}
		if len(p.Validate()) > 0 || store.CheckSecret(password) != nil || strings.Trim(password, "*") == "" || !utf8.ValidString(password) {
			return
		}
		var b strings.Builder
		if err := Write(&b, []store.Profile{p}, ja, func(store.Profile, string) (store.Secret, error) { return store.NewSecret(password), nil }); err != nil {
			t.Fatal(err)
		}
		res, err := Read(Request{Data: []byte(b.String())})
		if err != nil || len(res.All()) > 0 {
			t.Fatalf("%v %v\n%s", err, res.All(), b.String())
		}
		got := res.Accounts[0]
		p.SMTP.Auth.Password = store.SecretRef{}
		if normal(got.Profile) != normal(p) || got.Secrets[passwordKey].Reveal() != password {
			t.Errorf("%q came back as\n%s", b.String(), normal(got.Profile))
		}
	})
}

// FuzzRecognise: any octets at all.
func FuzzRecognise(f *testing.F) {
	f.Add([]byte("\xef\xbb\xbfname,address"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = Read(Request{Data: data}) })
}
