package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// Lang is a language of the program.
type Lang string

// The languages, in the order in which the language key switches.
const (
	English  Lang = "en"
	Japanese Lang = "ja"
)

// Texts gives out texts in one language. Make it once; Switch makes the other.
type Texts struct {
	lang Lang
	loc  *i18n.Localizer
}

// New loads every text of one language: both, and a slower reader of TOML,
// would double the time to the first frame. It fails only if a locale file is
// broken, which a test excludes.
func New(lang Lang) (*Texts, error) {
	tag, err := language.Parse(string(lang))
	if err != nil {
		return nil, fmt.Errorf("language %q: %w", lang, err)
	}
	b := i18n.NewBundle(tag)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	names, err := fs.Glob(files, "*."+string(lang)+".toml")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if _, err := b.LoadMessageFileFS(files, n); err != nil {
			return nil, fmt.Errorf("locale %s: %w", n, err)
		}
	}
	return &Texts{lang, i18n.NewLocalizer(b, string(lang))}, nil
}

// Lang is the language in use.
func (t *Texts) Lang() Lang { return t.lang }

// Switch gives the same texts in the other language, or stays with this one if
// its files are broken.
func (t *Texts) Switch() *Texts {
	to := Japanese
	if t.lang == Japanese {
		to = English
	}
	other, err := New(to)
	if err != nil {
		return t
	}
	return other
}

// T is the text id with its arguments filled in ("{{.host}}"). An id without a
// text gives the id itself, so that nothing is ever silent.
func (t *Texts) T(id string, args map[string]string) string {
	s, ok := t.Has(id, args)
	if !ok {
		return id
	}
	return s
}

// Has is T, and whether there is such a text.
func (t *Texts) Has(id string, args map[string]string) (string, bool) {
	if id == "" {
		return "", false
	}
	s, err := t.loc.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: args})
	if err != nil && s == "" {
		return "", false
	}
	return s, true
}

// isJapanese reads language[_territory][.codeset][@modifier] (POSIX, Base
// Definitions section 8.2). Everything is written in UTF-8, so under another
// codeset only ASCII, and with it English, is readable.
func isJapanese(v string) bool {
	v, _, _ = strings.Cut(v, "@")
	v, codeset, given := strings.Cut(v, ".")
	language, _, _ := strings.Cut(v, "_")
	return language == "ja" && (!given || strings.ReplaceAll(codeset, "-", "") == "utf8")
}

// FromEnv picks the language: flag if set, else LC_ALL, LC_MESSAGES, LANG in
// the order of POSIX, else English.
func FromEnv(flag string, getenv func(string) string) (Lang, error) {
	switch strings.ToLower(flag) {
	case "":
	case "en", "ja":
		return Lang(strings.ToLower(flag)), nil
	default:
		return "", fmt.Errorf("unknown language %q: en or ja", flag)
	}
	for _, k := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(k); v != "" {
			if isJapanese(strings.ToLower(v)) {
				return Japanese, nil
			}
			return English, nil
		}
	}
	return English, nil
}
