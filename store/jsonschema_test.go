package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compiled is the schema of the profile, read by a validator of others.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := json.Marshal(JSONSchema(func(string) string { return "" }))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("profile.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("profile.json") // checks it against the meta-schema, too
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is a TOML text in the data model of JSON.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var m map[string]any
	if err := toml.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// unsayable are the problems that JSON Schema has no words for, or not all.
func unsayable(code string) bool {
	return slices.Contains([]string{"name_reserved", "out_of_range", "too_long", "not_a_url", "not_a_date"}, code) ||
		strings.HasPrefix(code, "host_") || strings.HasPrefix(code, "address_")
}

// TestSchemaAgreesWithDecode tries good and bad values of every key, in
// profiles of every kind: what the schema refuses Decode refuses, and the other
// way round where JSON Schema can say it.
func TestSchemaAgreesWithDecode(t *testing.T) {
	s := compiled(t)
	good, bad, silent := 0, 0, map[string]int{}
	for _, text := range profilesToTry() {
		_, err := Decode([]byte(text), "a.toml")
		refused := s.Validate(asJSON(t, text))
		switch {
		case err == nil && refused != nil:
			t.Errorf("the schema refuses what Decode takes: %v\n%s", refused, text)
		case err != nil && refused == nil:
			var ps Problems
			if !errors.As(err, &ps) {
				t.Fatalf("%T", err)
			}
			for _, p := range ps {
				if silent[p.Code]++; !unsayable(p.Code) {
					t.Errorf("the schema takes what Decode refuses: %s of %s\n%s", p.Code, p.Key, text)
				}
			}
		case err == nil:
			good++
		default:
			bad++
		}
	}
	if good < 300 || bad < 300 {
		t.Errorf("%d good and %d bad profiles agree: too few to tell", good, bad)
	}
	t.Logf("%d good, %d bad; beyond the schema: %v", good, bad, silent)
}

// profilesToTry are whole profiles with one key changed or left out.
func profilesToTry() []string {
	secret := `{ from = "file", path = "a.secret" }`
	var texts []string
	for _, kind := range append(ServerTypes[:len(ServerTypes):len(ServerTypes)], "", "other") {
		for _, more := range []string{"", "pop", "receive", "user"} {
			base := map[string]string{"schema": "1", "name": `"a"`, "server_type": fmt.Sprintf("%q", kind), "provider": `"google"`, "sender.address": `"a@example.org"`,
				"smtp.host": `"mail.example.org"`, "smtp.port": "587", "smtp.security": `"tls"`}
			switch more {
			case "pop":
				base["smtp.auth.method"], base["pop_before_smtp.host"], base["pop_before_smtp.port"], base["pop_before_smtp.security"] = `"pop-before-smtp"`, `"p.example.org"`, "995", `"tls"`
			case "receive":
				base["receive.protocol"], base["receive.host"], base["receive.port"], base["receive.security"] = `"imap"`, `"i.example.org"`, "993", `"tls"`
			case "user":
				base["smtp.auth.method"], base["smtp.auth.username"], base["smtp.auth.password"] = `"plain"`, `"u"`, secret
			}
			texts = append(texts, text1(base, "", ""), text1(base, "smtp.auth.username", `"u"`), text1(base, "smtp.auth.password", secret), text1(base, "smtp.auth.password", "{}"))
			for key := range base {
				texts = append(texts, text1(base, key, ""))
			}
			for _, f := range schema() {
				if f.ref || kind != "smtp" || more != "user" {
					continue // values do not depend on the kind of profile
				}
				for _, v := range valuesToTry(f) {
					texts = append(texts, text1(base, f.key, v))
				}
			}
			for _, k := range []string{"smtp.prot", "colour", "smtp.auth.token", "form.deep.er", "notify.to", "form.n"} {
				texts = append(texts, text1(base, k, "1"))
			}
		}
	}
	return texts
}

func text1(base map[string]string, key, value string) string {
	var b strings.Builder
	for k, v := range base {
		if k != key {
			fmt.Fprintf(&b, "%s = %s\n", k, v)
		}
	}
	if value != "" {
		fmt.Fprintf(&b, "%s = %s\n", key, value)
	}
	return b.String()
}

// valuesToTry are values of a key's kind, right and wrong, and of other kinds.
func valuesToTry(f field) []string {
	all := []string{`""`, `"x"`, `"a b"`, `"a@b"`, `"h.example.org"`, `"two\nlines"`, `"x\u0007"`, `"https://a.example/b?c"`, `"http://a.example/"`, `"http://localhost:1/"`, `"http://[::1]:1"`, `"http://u@a.example/"`,
		`"2030-01-02"`, `"10s"`, `"1m30s"`, `".5h"`, `"+2s"`, `"0"`, `"0s"`, `"99h"`, `"10"`, "0", "1", "587", "-1", "65536", "4000", "3000000000", "1.5", "true", `["a", "b"]`, `["a\nb"]`, `[1]`, "{}",
		`{ from = "file", path = "p" }`, `{ from = "file" }`, `{ from = "file", path = "" }`, `{ from = "env", name = "9X" }`, `{ from = "env", name = "X_1" }`, `{ from = "command", argv = ["a"] }`, `{ from = "command", argv = [] }`,
		`{ from = "keyring", service = "s" }`, `{ from = "keyring", service = "s", account = "a" }`, `{ from = "age", path = "p", identity = "i" }`, `{ from = "systemd-credential", name = "n" }`,
		`{ from = "somewhere" }`, `{ path = "p" }`, `{ from = "", path = "" }`, `{ value = "hunter2" }`, `{ a = "x", b = 1, c = true, d = ["e"] }`, `{ a = { b = 1 } }`, `{ a = 1.5 }`}
	if f.key == "name" {
		all = append(all, `"通知-1"`, `"a.b_c-d"`, `".a"`, `"-a"`, `"a."`, `"a/b"`, `"a^b"`, `"a,b"`, `"_a"`, `"が"`, `"a:b"`, "\"a`b\"", `"a{b"`)
	}
	if f.kind == kindTime { // elsewhere JSON, which has no dates, cannot tell it from a string
		all = append(all, "2026-01-02T03:04:05Z")
	}
	for _, v := range Values(f.key) {
		all = append(all, fmt.Sprintf("%q", v))
	}
	return all
}

// TestSchemaHasEveryKey with its values and its default.
func TestSchemaHasEveryKey(t *testing.T) {
	root := JSONSchema(func(key string) string { return "T " + key })
	def := Default()
	for _, f := range schema() {
		if f.ref {
			continue
		}
		s := root
		for _, part := range f.path {
			props, _ := s["properties"].(map[string]any)
			if s, _ = props[part].(map[string]any); s == nil {
				t.Fatalf("%s is not in the schema", f.key)
			}
		}
		if s["title"] != "T "+f.key {
			t.Errorf("%s is called %v", f.key, s["title"])
		}
		if v := f.of(&def); !v.IsZero() && v.CanInterface() && !reflect.DeepEqual(s["default"], v.Interface()) {
			t.Errorf("%s has the default %v, want %v", f.key, s["default"], v.Interface())
		}
		if f.kind == kindString && ruleOf(f.key).any() && s["anyOf"] == nil {
			t.Errorf("%s has a rule, and its schema none", f.key)
		}
	}
	for key, values := range map[string][]string{"server_type": ServerTypes[:], "application": Applications[:], "smtp.security": Securities[:], "smtp.auth.method": Methods[:],
		"receive.protocol": Protocols[:], "receive.auth": ReceiveAuths[:], "oauth.flow": Flows[:]} {
		if got := Values(key); !slices.Equal(got, values) {
			t.Errorf("%s may be %v, want %v", key, got, values)
		}
	}
}
