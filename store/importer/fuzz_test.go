package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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

// FuzzRecognise: any octets at all.
func FuzzRecognise(f *testing.F) {
	f.Add([]byte("\xef\xbb\xbfname,address"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = Read(Request{Data: data}) })
}
