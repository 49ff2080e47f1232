package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/sandbox"
	"todoku/store"
	"todoku/ui/locale"
)

func tomlAsJSON(t *testing.T, text string) string {
	t.Helper()
	var m map[string]any
	if err := toml.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestReadmeProfilesFitTheSchema: those that are whole, and the parts of the
// others, which lack only what is required.
func TestReadmeProfilesFitTheSchema(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	n, schema := 0, profileSchema(t)
	for _, m := range regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		text := m[1]
		if strings.Contains(text, "[[profile]]") {
			continue // a table of accounts, for import
		}
		if !strings.Contains(text, "schema = 1") {
			text = "schema = 1\nname = \"a\"\nserver_type = \"smtp\"\nsender.address = \"a@example.org\"\n[smtp]\nhost = \"h.example.org\"\nport = 25\nsecurity = \"none\"\n" + text
		}
		text = strings.Replace(text, "schema = 1\nserver_type", "schema = 1\nname = \"a\"\nserver_type", 1) // answers
		n++
		fitsProfile(t, schema, text)
	}
	if n < 2 {
		t.Errorf("only %d profiles in README.md", n)
	}
}

// TestSignInProfilesFitTheSchema: those of the sandbox that use OAuth, over SMTP
// and over the APIs, by every flow.
func TestSignInProfilesFitTheSchema(t *testing.T) {
	s, err := sandbox.Start(t.Context(), sandbox.Options{OAuth: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	schema := profileSchema(t)
	for _, flow := range store.Flows {
		for _, p := range []store.Profile{s.ReadyOAuth(flow), s.ReadyAPI("google", flow), s.ReadyAPI("microsoft365", flow)} {
			text, err := store.Encode(p)
			if err != nil {
				t.Fatal(err)
			}
			fitsProfile(t, schema, string(text))
		}
	}
}

// TestUnreadableFitsTheSchema, and reports that are none do not.
func TestUnreadableFitsTheSchema(t *testing.T) {
	x := texts(t, locale.English)
	s := compile(t, JSONSchema(), true)
	var b bytes.Buffer
	if err := JSONUnreadable(&b, "a", errors.Join(&store.Problem{File: "a.toml", Line: 3, Key: "smtp.prot", Code: "made_up"}, errors.New("x")), x); err != nil {
		t.Fatal(err)
	}
	if err := validate(t, s, b.String()); err != nil {
		t.Errorf("%v\n%s", err, b.String())
	}
	b.Reset()
	if err := JSON(&b, refused(), x); err != nil {
		t.Fatal(err)
	}
	bare := refused()
	bare.Stages[0].Detail.TLS = &mailcheck.TLS{} // a certificate that names nothing
	var none bytes.Buffer
	if err := JSON(&none, bare, x); err != nil {
		t.Fatal(err)
	}
	if err := validate(t, compile(t, JSONSchema(), false), none.String()); err != nil {
		t.Errorf("%v\n%s", err, none.String())
	}
	good, open := b.String(), compile(t, JSONSchema(), false)
	if err := validate(t, open, good); err != nil {
		t.Fatalf("%v\n%s", err, good)
	}
	for _, c := range [][2]string{
		{`"todoku.report/1"`, `"todoku.report/2"`}, {`"verdict":"fail","took_ms":500`, `"verdict":"skipped","took_ms":500`}, {`"verdict":"pass"`, `"verdict":"running"`},
		{`"took_ms":500`, `"took_ms":"500"`}, {`"took_ms":500`, `"took_ms":0.5`}, {`"profile":"alerts",`, ``}, {`"severity":"fail"`, `"severity":"error"`}, {`"confidence":"likely"`, `"confidence":"sure"`},
		{`"who":"mail-admin"`, `"who":"nobody"`}, {`"stages":[`, `"stages":[1,`}, {`"fix":[`, `"fix":[2,`}, {`"cause":"no.such-cause"`, `"cause":"No such cause"`}, {`"transcript":[]`, `"transcript":null`},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if bad == good {
			t.Errorf("%s is not in the report:\n%s", c[0], good)
		} else if err := validate(t, open, bad); err == nil {
			t.Errorf("%s in the place of %s is taken", c[1], c[0])
		}
	}
}

// TestSchemaHasEveryConstant reads the closed sets from where they are defined.
func TestSchemaHasEveryConstant(t *testing.T) {
	for _, c := range []struct {
		file, name string
		of         reflect.Type
		but        string
	}{
		{"report.go", "Verdict", reflect.TypeFor[mailcheck.Verdict](), "running"}, // of events only
		{"cause/cause.go", "Severity", reflect.TypeFor[cause.Severity](), ""},
		{"cause/cause.go", "Confidence", reflect.TypeFor[cause.Confidence](), ""},
		{"cause/cause.go", "Who", reflect.TypeFor[cause.Who](), ""},
	} {
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "mailcheck", filepath.FromSlash(c.file)), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		ast.Inspect(tree, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != c.name {
				return true
			}
			for _, e := range v.Values {
				if s, err := strconv.Unquote(e.(*ast.BasicLit).Value); err == nil && s != c.but {
					want = append(want, s)
				}
			}
			return true
		})
		got := slices.Clone(closedTypes()[c.of])
		slices.Sort(got)
		slices.Sort(want)
		if len(want) < 3 || !slices.Equal(got, want) {
			t.Errorf("%s may be %v, want %v", c.name, got, want)
		}
	}
	id := regexp.MustCompile(typeSchema(reflect.TypeFor[string](), "cause")["pattern"].(string))
	for _, c := range cause.All() {
		if !id.MatchString(c.ID) {
			t.Errorf("%s is no cause by the schema", c.ID)
		}
	}
}
