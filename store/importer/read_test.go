package importer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"todoku/store"
)

func read(t *testing.T, r Request) *Result {
	t.Helper()
	res, err := Read(r)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// The same table in every encoding and with every line end is the same.
func TestEncodings(t *testing.T) {
	text, err := os.ReadFile("testdata/csv-desknets.in")
	if err != nil {
		t.Fatal(err)
	}
	want := told(read(t, Request{Data: text}))
	crlf := bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	sjis, err := japanese.ShiftJIS.NewEncoder().Bytes(crlf)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(crlf)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data     []byte
		encoding string
	}{
		"crlf":      {crlf, "UTF-8"},
		"mark":      {append([]byte("\xef\xbb\xbf"), text...), "UTF-8"},
		"cr":        {bytes.ReplaceAll(text, []byte("\n"), []byte("\r")), "UTF-8"},
		"shift_jis": {sjis, "Shift_JIS"},
		"utf-16":    {wide, "UTF-16"},
		"tabs":      {bytes.ReplaceAll(bytes.ReplaceAll(text, []byte(`"営業, 部"`), []byte("営業、 部")), []byte(","), []byte("\t")), "UTF-8"},
	} {
		got := told(read(t, Request{Data: c.data}))
		w := strings.Replace(want, "UTF-8", c.encoding, 1)
		if name == "tabs" {
			w = strings.Replace(strings.Replace(w, "営業, 部", "営業、 部", 1), `"p,\"w"`, `"p\t\"w"`, 1)
		}
		if got != w {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, w)
		}
	}
	if _, err := Read(Request{Data: []byte("name,address\n\xff\xff\x80,x\n")}); err == nil || !strings.Contains(err.Error(), "encoding") {
		t.Errorf("neither encoding: %v", err)
	}
}

func TestLimits(t *testing.T) {
	if _, err := Read(Request{Data: make([]byte, MaxFile+1)}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("too large a file: %v", err)
	}
	var b strings.Builder
	b.WriteString("name,address,host,port,security\n")
	for i := range MaxAccounts + 2 {
		fmt.Fprintf(&b, "n%d,a@example.org,mail.example.org,25,none\n", i)
	}
	res := read(t, Request{Data: []byte(b.String())})
	if len(res.Accounts) != MaxAccounts || len(res.All()) != 1 || res.All()[0].Line != MaxAccounts+2 {
		t.Errorf("%d accounts, %v", len(res.Accounts), res.All())
	}
	b.Reset()
	for i := range 2000 {
		fmt.Fprintf(&b, "[[profile]]\nname = \"n%d\"\nsender.address = \"a@example.org\"\n[profile.smtp]\nhost = \"h\"\nport = 25\nsecurity = \"none\"\n", i)
	}
	if res = read(t, Request{Data: []byte(b.String())}); len(res.Accounts) != 2000 || len(res.All()) > 0 {
		t.Errorf("%d accounts, %v", len(res.Accounts), res.All())
	}
}

func TestUnknownKinds(t *testing.T) {
	for _, text := range []string{"", "\n\n", "hello world\n", "\x00\x01", "<xml/>", "a,b,c\n1,2,3\n"} {
		if res, err := Read(Request{Data: []byte(text)}); err == nil {
			t.Errorf("%q was taken for %s", text, res.Kind)
		}
	}
	if _, err := Read(Request{Data: []byte("x"), Kind: "outlook"}); err == nil || !strings.Contains(err.Error(), "thunderbird") {
		t.Errorf("a kind that there is not: %v", err)
	}
	for _, kind := range Kinds() {
		if res := read(t, Request{Kind: kind, File: "empty"}); len(res.All()) == 0 {
			t.Errorf("an empty %s passed", kind)
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"alerts":                 "alerts",
		"営業部 代表":                 "営業部-代表",
		" ../../etc/passwd":      "etc-passwd",
		"a@b.example":            "a-b.example",
		"new":                    "new-mail",
		"CON":                    "CON-mail",
		"x.toml":                 "x.toml-mail",
		"\x1b[31mred\x00":        "31mred",
		"---":                    "",
		"com1.x":                 "",
		strings.Repeat("あ", 100): strings.Repeat("あ", 18),
	} {
		got := safeName(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if p := store.CheckName(got); got != "" && p != nil {
			t.Errorf("%q: %v", got, p)
		}
	}
	res := read(t, Request{Kind: Msmtp, Data: []byte("account A b\nhost x\nfrom a@x.org\naccount a/B\nhost y\nfrom a@x.org\n")})
	if got := res.Accounts[0].Profile.Name + " " + res.Accounts[1].Profile.Name; got != "A-b a-B-2" {
		t.Errorf("names: %s", got) // folded alike by some file systems
	}
	res = read(t, Request{Name: "one", Data: []byte("account a\nhost x\nfrom a@x.org\naccount b\nhost y\nfrom a@x.org\n")})
	if ps := res.All(); len(ps) != 1 || ps[0].Code != "import.name_for_one" {
		t.Errorf("one name for two: %v", ps)
	}
	res = read(t, Request{Name: "one", Only: []string{"b"}, Data: []byte("account a\nhost x\naccount b\nhost y\nfrom a@x.org\n")})
	if ps := res.All(); len(ps) != 0 || len(res.Accounts) != 1 || res.Accounts[0].Profile.Name != "one" || res.Accounts[0].Profile.SMTP.Host != "y" {
		t.Errorf("only b: %v", ps)
	}
	res = read(t, Request{Only: []string{"c"}, Data: []byte("account a\nhost x\nfrom a@x.org\n")})
	if ps := res.All(); len(ps) == 0 || ps[0].Code != "import.not_there" {
		t.Errorf("only what is not there: %v", ps)
	}
}

func TestSender(t *testing.T) {
	data := []byte("account a\nhost x\naccount b\nhost y\nfrom b@example.org\n")
	res := read(t, Request{Data: data, Sender: "s@example.org"})
	if res.Accounts[0].Profile.Sender.Address != "s@example.org" || res.Accounts[1].Profile.Sender.Address != "b@example.org" {
		t.Error("--sender goes where there is none, and nowhere else")
	}
	if res = read(t, Request{Data: data, Sender: "s"}); len(res.All()) == 0 {
		t.Error("a sender that is none passed")
	}
}

// Whatever a file holds, no message has its escape codes, passwords or length.
func TestHostileContent(t *testing.T) {
	long := strings.Repeat("A", 100_000)
	for _, kind := range Kinds() {
		for _, text := range []string{
			"name,address,host,port,security,method,password\n\x1b]0;x\x07,\x1b[2J@x,\x00,x,y,\x1b,hunter2\r\n" + long + ",,,,,,hunter2\n",
			"account \x1b[31mx\nhost \x1b[2J\npassword hunter2\x01\nfrom \x00\n" + long + " " + long + "\n",
			"relayhost = \x1b[2J\nsmtp_" + long + " = x\nsmtp_helo_name=$smtp_helo_name$smtp_helo_name\n",
			"set smtp_url=\"smtp://u:hunter2@\x1b[2J/\" \x1b[2J=" + long + "\nset smtp_" + long + "=y\nset smtp_pass=\"hunter2\\n\"",
			"[sendemail]\nsmtpserver=\x1b[2J\nsmtppass=\"hunter2\\nx\"\n" + long + "=1\n[sendemail \"\x1b\"]",
			"user_pref(\"mail.accountmanager.accounts\", \"a\");\nuser_pref(\"mail.account.a.identities\",\"\x1b[2J\");",
			"[[profile]]\nname=\"\\u001b[2J\"\nsmtp.auth.password=\"hunter2\\n\"\n\"\\u001b\"=1\n",
			"a@example.org,mail.example.org,hunter2,587\n",
			"set smtp_url=smtp://u:hunter2\n",
			"relayhost = x\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{ x=hunter2 } static:u\n",
			"schema = 1\n[[profile]]\nname = \"x\npassword = hunter2",
		} {
			res, err := Read(Request{Data: []byte(text), Kind: kind, File: "f"})
			if err != nil {
				continue
			}
			for _, p := range append(res.All(), res.AllNotes()...) {
				said := p.Error()
				if strings.ContainsAny(said, "\x1b\x00\x07\r\n") || strings.Contains(said, "hunter2") || len(said) > 2000 {
					t.Errorf("%s: %.300q", kind, said)
				}
			}
		}
	}
}

// What is written is read again as the same profiles: all of it with the
// passwords revealed, all but those without.
func TestRoundTrip(t *testing.T) {
	for _, ja := range []bool{false, true} {
		for _, reveal := range []bool{true, false} {
			all := everyKind(t)
			t.Run(fmt.Sprint(ja, reveal), func(t *testing.T) { roundTrip(t, all, ja, reveal) })
			for i := range all { // alone, no other makes a column for it
				t.Run(fmt.Sprint(ja, reveal, all[i].Name), func(t *testing.T) { roundTrip(t, all[i:i+1], ja, reveal) })
			}
		}
	}
}

func roundTrip(t *testing.T, profiles []store.Profile, ja, reveal bool) {
	var shown Reveal
	if reveal {
		shown = func(p store.Profile, key string) (store.Secret, error) {
			return store.NewSecret("of " + p.Name + ", \"" + key + "\""), nil
		}
	}
	var b bytes.Buffer
	if err := Write(&b, profiles, ja, shown); err != nil {
		t.Fatal(err)
	}
	if got := strings.Contains(b.String(), "of "+profiles[0].Name); got != reveal && len(profiles) > 1 || got && !reveal {
		t.Errorf("secrets in the file: %v", got)
	}
	if strings.Contains(b.String(), "send_log") || strings.Contains(b.String(), "proof") {
		t.Error("the settings of logs or the proof were written")
	}
	res := read(t, Request{Data: b.Bytes(), File: "back"})
	res.Place(store.Places{Profiles: t.TempDir()}, Files(), false)
	if ps := res.All(); len(ps) > 0 {
		t.Fatalf("%v\n%s", ps, b.String())
	}
	for i, want := range profiles {
		got := res.Accounts[i].Profile
		want.Proof = store.Proof{}
		want.Form = without(want.Form, "send_log")
		for _, key := range secretColumns() {
			if r := ref(&want, key); ownFile(want, key) && !reveal {
				*r = store.SecretRef{}
			} else if !r.IsZero() && ownFile(want, key) && res.Accounts[i].Secrets[key].Reveal() != "of "+want.Name+", \""+key+"\"" {
				t.Errorf("%s: %s did not come back", want.Name, key)
			}
		}
		if !reflect.DeepEqual(normal(got), normal(want)) {
			t.Errorf("%s came back as\n%s\nwant\n%s", want.Name, normal(got), normal(want))
		}
	}
}

func normal(p store.Profile) string { text, _ := store.Encode(p); return string(text) }

func without(f store.Form, key string) store.Form {
	out := store.Form{}
	for k, v := range f {
		if k != key {
			out[k] = v
		}
	}
	return out
}

// everyKind are profiles of which every key of the schema is set in one at least.
func everyKind(t *testing.T) []store.Profile {
	t.Helper()
	files, err := filepath.Glob("testdata/round-*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v: %v", files, err)
	}
	var out []store.Profile
	said := map[string]bool{}
	base := store.Default()
	for _, file := range files {
		l, err := store.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, l.Profile)
		for _, key := range store.Keys() {
			got, _ := store.Get(&l.Profile, key)
			if want, _ := store.Get(&base, key); got != want {
				said[key] = true
			}
		}
	}
	for _, key := range store.Keys() {
		if !said[key] && !ownColumn(key) {
			t.Errorf("no profile says %s: its way there and back is not tried", key)
		}
	}
	return out
}

func TestTemplate(t *testing.T) {
	for _, ja := range []bool{false, true} {
		var b bytes.Buffer
		if err := Template(&b, ja); err != nil {
			t.Fatal(err)
		}
		if res := read(t, Request{Data: b.Bytes()}); res.Kind != CSV || len(res.All()) > 0 || len(res.Accounts) != 1 {
			t.Errorf("%v: %v", ja, res.All())
		}
	}
}
