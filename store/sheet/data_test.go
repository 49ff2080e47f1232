package sheet

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"todoku/store"
)

func TestApplicationsInOrder(t *testing.T) {
	var ids []string
	for _, a := range Apps() {
		ids = append(ids, a.ID)
		if a.Name.JA == "" || a.Name.EN == "" {
			t.Errorf("%s has no name", a.ID)
		}
		if got, ok := ByID(a.ID); !ok || got.ID != a.ID {
			t.Errorf("ByID(%q) = %q, %v", a.ID, got.ID, ok)
		}
	}
	if !slices.IsSortedFunc(ids, func(a, b string) int { return place(a) - place(b) }) || ids[0] != "any" || !slices.Equal(ids, store.Applications[:]) {
		t.Errorf("applications %q", ids)
	}
	if a, ok := ByID(""); !ok || a.ID != "any" {
		t.Errorf(`ByID("") = %q, %v`, a.ID, ok)
	}
	if _, ok := ByID("lotus"); ok {
		t.Error("found an application that does not exist")
	}
}

// Every key that a data file names is one of the profile, and every value it
// compares with is one that the key can have.
func TestDataFilesFitTheProfile(t *testing.T) {
	p := store.Default()
	var app App
	known := func(where, key string) {
		t.Helper()
		if _, asked := app.asked(key); asked {
			return
		}
		if rules[strings.TrimPrefix(key, "rule.")] != nil {
			return
		}
		if _, ok := store.Get(&p, key); !ok {
			t.Errorf("%s: no key %q", where, key)
		}
	}
	closed := map[string][]string{
		"smtp.auth.method": store.Methods[:], "smtp.security": store.Securities[:],
		"pop_before_smtp.security": store.Securities[:], "server_type": store.ServerTypes[:],
		"receive.auth":     append([]string{"true", "false"}, store.ReceiveAuths[:]...), // a form may show apop in its place
		"receive.protocol": append([]string{""}, store.Protocols[:]...),
	}
	secrets := []string{"smtp.auth.password", "pop_before_smtp.password", "receive.password", "oauth.client_secret"}
	legal := func(where, key, value string) {
		t.Helper()
		if list, ok := closed[key]; ok && value != "*" && !slices.Contains(list, value) {
			t.Errorf("%s: %s can't be %q", where, key, value)
		}
	}
	for _, app = range Apps() {
		for _, l := range app.Limits {
			known(app.ID, l.Key)
			for _, v := range l.OneOf {
				legal(app.ID, l.Key, v)
			}
			for v := range l.Reasons {
				legal(app.ID, l.Key, v)
			}
			for k, vs := range l.When {
				known(app.ID, k)
				for _, v := range vs {
					legal(app.ID, k, v)
				}
			}
			if !slices.IsSorted(l.Seconds) {
				t.Errorf("%s: limit of %s: %+v", app.ID, l.Key, l)
			}
		}
		for _, v := range app.Advice {
			known(app.ID, v.Key)
			for _, one := range v.Values {
				legal(app.ID, v.Key, one)
			}
		}
		for _, s := range app.Sections {
			for k, vs := range s.When {
				known(app.ID+": "+s.Title.EN, k)
				for _, v := range vs {
					legal(app.ID+": "+s.Title.EN, k, v)
				}
			}
			for _, f := range s.Fields {
				where := app.ID + ": " + f.Label
				if f.Key != "" && !f.Secret {
					known(where, f.Key)
				}
				for _, k := range []string{f.PopKey, f.ElseKey, f.About} {
					if k != "" && !f.Secret {
						known(where, k)
					}
				}
				if f.Secret && !slices.Contains(secrets, f.Key) {
					t.Errorf("%s: %q holds no secret", where, f.Key)
				}
				for k, vs := range f.When {
					known(where, k)
					for _, v := range vs {
						legal(where, k, v)
					}
				}
				for v := range f.Words {
					legal(where, f.Key, v)
				}
				if app.HasForm() && len(f.When) > 0 && f.Otherwise == "" {
					t.Errorf("%s vanishes: a form's field is always printed", where)
				}
			}
		}
	}
}

func TestBrokenDataFilesAreRefused(t *testing.T) {
	head := "id = \"garoon\"\n[[section]]\n[[section.field]]\n"
	for name, data := range map[string]struct{ text, want string }{
		"unknown key":    {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nlable=\"c\"", "unknown key"},
		"no source":      {head + "label=\"a\"\ngloss=\"b\"", "exactly one of"},
		"two sources":    {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nfixed=\"x\"", "exactly one of"},
		"no gloss":       {head + "label=\"a\"\nkey=\"name\"", "gloss"},
		"no such rule":   {head + "label=\"a\"\ngloss=\"b\"\nrule=\"magic\"", "no rule"},
		"secret rule":    {head + "label=\"a\"\ngloss=\"b\"\nfixed=\"x\"\nsecret=true", "needs a key"},
		"unit":           {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nunit=\"years\"", "unknown unit"},
		"section":        {"id = \"garoon\"\n[[section]]\notherwise=\"x\"", "without when"},
		"when's rule":    {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nwhen={ \"rule.magic\" = \"1\" }", "no rule"},
		"kind":           {head + "label=\"a\"\ngloss=\"b\"\nkey=\"form.x\"\nask={ kind = \"magic\" }", "unknown kind"},
		"kept nowhere":   {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nask={ kind = \"text\" }", "under form or notify"},
		"no choices":     {head + "label=\"a\"\ngloss=\"b\"\nkey=\"form.x\"\nask={ kind = \"choice\" }", "needs choices"},
		"bad default":    {head + "label=\"a\"\ngloss=\"b\"\nkey=\"form.x\"\nask={ kind = \"number\", min = 5, max = 60, step = 5, default = \"7\" }", "default"},
		"no such value":  {head + "label=\"a\"\ngloss=\"b\"\nkey=\"form.x\"\nask={ kind = \"text\", rule = \"magic\" }", "for values"},
		"no proposal":    {head + "label=\"a\"\ngloss=\"b\"\nkey=\"form.x\"\nask={ kind = \"text\", propose = \"magic\" }", "no rule"},
		"else":           {head + "label=\"a\"\ngloss=\"b\"\nfixed=\"x\"\nelse_key=\"name\"", "need a key"},
		"limit":          {"id = \"garoon\"\n[[limit]]\nkey=\"name\"\none_of=[\"x\"]", "a reason"},
		"two limits":     {"id = \"garoon\"\n[[limit]]\nkey=\"name\"\none_of=[\"x\"]\nrange=[1,2]\nreason=\"y\"", "exactly one of"},
		"range":          {"id = \"garoon\"\n[[limit]]\nkey=\"name\"\nrange=[2,1]\nreason=\"y\"", "two numbers"},
		"advice":         {"id = \"garoon\"\n[[advice]]\nkey=\"name\"\nnote=\"x\"", "advice needs"},
		"check":          {"id = \"garoon\"\n[[limit]]\nkey=\"name\"\nrule=\"magic\"\nreason=\"y\"", "no check"},
		"otherwise":      {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\notherwise=\"x\"", "without when"},
		"number in when": {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nwhen={ name = 1 }", "condition"},
		"list of number": {head + "label=\"a\"\ngloss=\"b\"\nkey=\"name\"\nwhen={ name = [1] }", "condition"},
		"not listed":     {"id = \"lotus\"", "store.Applications"},
		"not toml":       {"id = ", "expected"},
		"another's id":   {"id = \"any\"", "id is"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decodeAll(fstest.MapFS{"garoon.toml": {Data: []byte(data.text)}})
			if err == nil || !strings.Contains(err.Error(), data.want) || !strings.Contains(err.Error(), "garoon.toml") {
				t.Errorf("error %v, want one with %q", err, data.want)
			}
		})
	}
}

// A new application is one file: nothing else knows the set of them.
func TestOneFileIsOneApplication(t *testing.T) {
	apps, err := decodeAll(fstest.MapFS{
		"dezie.toml": {Data: []byte("id = \"dezie\"\nname = { ja = \"デヂエ\", en = \"Dezie\" }\n[[section]]\n[[section.field]]\nlabel = \"通知メール差出人アドレス\"\ngloss = \"Sender\"\nkey = \"sender.address\"\nwhen = { \"form.use\" = \"true\" }\notherwise = \"off\"")},
		"any.toml":   {Data: []byte("id = \"any\"")},
	})
	if err != nil || len(apps) != 2 || apps[0].ID != "any" || apps[1].ID != "dezie" {
		t.Fatalf("%+v, %v", apps, err)
	}
	p := store.Default()
	p.Sender.Address = "a@example.co.jp"
	if r := apps[1].Sheet(p).Rows; len(r) != 1 || r[0].State != Skip || r[0].Reason.Code != "off" {
		t.Errorf("unset form key: %+v", r)
	}
	p.Form = store.Form{"use": true}
	if r := apps[1].Sheet(p).Rows; len(r) != 1 || r[0].State != Fill || r[0].Value != "a@example.co.jp" {
		t.Errorf("set form key: %+v", r)
	}
}
