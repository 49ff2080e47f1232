// Package importer reads the settings of other programs, and tables of many
// accounts, into profiles: one file per format, beside the exports. It knows
// nothing of the network. What a file says and a profile cannot express is a
// note, what keeps it from becoming a profile a problem; both carry the line.
// Their codes are those of store.Problem and, with a dot in them, the ids of
// texts of their own ("import.columns").
package importer

import (
	"slices"
	"strings"

	"todoku/store"
)

// Limits of one import.
const (
	MaxFile     = 8 << 20 // octets
	MaxAccounts = 10_000
)

// The kinds of files.
const (
	CSV         = "csv"
	TOML        = "toml"
	Msmtp       = "msmtp"
	Postfix     = "postfix"
	Mutt        = "mutt"
	Git         = "git"
	Thunderbird = "thunderbird"
)

// Kinds lists them in the order in which they are offered.
func Kinds() []string { return []string{CSV, TOML, Msmtp, Postfix, Mutt, Git, Thunderbird} }

// Request is a file to read.
type Request struct {
	Data   []byte
	File   string   // its name, for problems; what it points to lies beside it
	Kind   string   // one of Kinds; empty: told by the content
	Name   string   // of the profile, where the file has one account; empty: from the file
	Only   []string // names of the accounts that are wanted; empty: all
	Sender string   // address where the file names none
	Home   string   // what ~ stands for; empty: it stays
	// Open reads a file that the first one points to; nil: none is read.
	Open func(path string) ([]byte, error)
}

// Result is what a file says.
type Result struct {
	Kind     string
	Told     bool   // the kind was told by the content
	Encoding string // "UTF-8", "Shift_JIS", "UTF-16"
	Accounts []*Account
	Problems store.Problems // of the file as a whole
	Notes    store.Problems // the same
}

// Account is one profile to be, with the secrets that stand in the file.
type Account struct {
	Line     int // where it begins
	Label    string
	Profile  store.Profile
	Secrets  map[string]store.Secret // by key: "smtp.auth.password"
	Problems store.Problems
	Notes    store.Problems

	file   string
	named  bool              // the file itself says the profile's name
	titles map[string]string // what the file calls the keys of the profile
}

// Read reads all of a file. The error is a Problem: the file is none of the
// kinds, or no text at all. Whatever is wrong with an account stands in the Result.
func Read(r Request) (*Result, error) {
	if len(r.Data) > MaxFile {
		return nil, &store.Problem{Code: "file_too_large", File: r.File, Args: map[string]string{"file": r.File}}
	}
	text, encoding, ok := decode(r.Data)
	if !ok {
		return nil, problem(r.File, 0, "", "import.encoding")
	}
	res := &Result{Kind: r.Kind, Encoding: encoding}
	if r.Kind == "" {
		if res.Kind = Recognise(text); res.Kind == "" {
			return nil, problem(r.File, 0, "", "import.unknown_kind", "kinds", strings.Join(Kinds(), ", "))
		}
		res.Told = true
	}
	read := map[string]func(*source){
		CSV: readCSV, TOML: readTOML, Msmtp: readMsmtp, Postfix: readPostfix,
		Mutt: readMutt, Git: readGit, Thunderbird: readThunderbird,
	}[res.Kind]
	if read == nil {
		return nil, problem(r.File, 0, "", "not_one_of", "value", r.Kind, "allowed", strings.Join(Kinds(), ", "))
	}
	read(&source{Request: r, res: res, text: text})
	res.finish(r)
	return res, nil
}

// source is a file being read.
type source struct {
	Request
	res  *Result
	text string
}

// account begins one; nil beyond the limit, which is then said once.
func (s *source) account(line int, label string) *Account {
	if len(s.res.Accounts) >= MaxAccounts {
		if !slices.ContainsFunc(s.res.Problems, func(p *store.Problem) bool { return p.Code == "import.too_many" }) {
			s.problem(line, "", "import.too_many", "max", "10000")
		}
		return nil
	}
	a := &Account{Line: line, Label: label, Profile: store.Default(), Secrets: map[string]store.Secret{}, file: s.File}
	a.Profile.ServerType = "smtp"
	s.res.Accounts = append(s.res.Accounts, a)
	return a
}

func (s *source) problem(line int, key, code string, args ...string) {
	s.res.Problems = append(s.res.Problems, problem(s.File, line, key, code, args...))
}

func (s *source) note(line int, key, code string, args ...string) {
	s.res.Notes = append(s.res.Notes, problem(s.File, line, key, code, args...))
}

// drop leaves an account out again.
func (s *source) drop(a *Account) {
	s.res.Accounts = slices.DeleteFunc(s.res.Accounts, func(b *Account) bool { return a == b })
}

// problem makes a Problem; args are name, value pairs, cut to what a line can show.
func problem(file string, line int, key, code string, args ...string) *store.Problem {
	p := &store.Problem{File: file, Line: line, Key: clip(key), Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[args[i]] = clip(args[i+1])
	}
	return p
}

// clip makes foreign text harmless and short.
func clip(s string) string { return store.Neutral(s, 200) }

func (a *Account) problem(line int, key, code string, args ...string) {
	a.Problems = append(a.Problems, problem(a.file, line, key, code, args...))
}

func (a *Account) note(line int, key, code string, args ...string) {
	a.Notes = append(a.Notes, problem(a.file, line, key, code, args...))
}

// set gives a key of the profile its value; shown is what the file calls it.
func (a *Account) set(line int, shown, key, value string) {
	if p := store.Set(&a.Profile, key, value); p != nil {
		a.fault(line, shown, p)
	}
}

// fault takes a Problem that a rule of the profile found.
func (a *Account) fault(line int, shown string, p *store.Problem) {
	p.File, p.Line, p.Key = a.file, line, clip(shown)
	for k, v := range p.Args {
		if k != "char" { // a blank is one
			p.Args[k] = clip(v)
		}
	}
	a.Problems = append(a.Problems, p)
}

// placeholder is what an export of todoku has where a secret belongs.
const placeholder = "REPLACE_ME"

// secret keeps a secret of the file, where it is one.
func (a *Account) secret(line int, shown, key, value string) {
	if value == "" || value == placeholder {
		return
	}
	if p := store.CheckSecret(value); p != nil {
		a.fault(line, shown, p)
		return
	}
	a.Secrets[key] = store.NewSecret(value)
}

// finish gives names, and applies the rules that need the whole profile.
func (r *Result) finish(req Request) {
	if len(r.Accounts) == 0 && len(r.Problems) == 0 {
		r.Problems = append(r.Problems, problem(req.File, 0, "", "import.empty"))
	}
	r.name(req.Name, req.Only)
	for _, a := range r.Accounts {
		p := &a.Profile
		if p.Sender.Address == "" && req.Sender != "" {
			a.set(a.Line, "--sender", "sender.address", req.Sender)
		}
		a.validate()
	}
}

// validate adds what is missing; a key of which something was said already is
// not judged twice.
func (a *Account) validate() {
	if len(a.Problems) > 0 {
		return // what is missing then may be what could not be read
	}
	for _, p := range a.Profile.Validate() {
		code, key := p.Code, p.Key
		switch {
		case code == "missing_key" && key == "sender.address":
			code = "import.no_sender"
		case code == "missing_key" && key == "smtp.host":
			code = "import.no_server"
		}
		q := problem(a.file, a.Line, or(a.titles[key], key), code)
		for k, v := range p.Args {
			if q.Args == nil {
				q.Args = map[string]string{}
			}
			q.Args[k] = clip(v)
		}
		a.Problems = append(a.Problems, q)
	}
}

// All is every problem, in the order of the file.
func (r *Result) All() store.Problems { return sorted(r.Problems, r.Accounts, false) }

// AllNotes is every note, in the order of the file.
func (r *Result) AllNotes() store.Problems { return sorted(r.Notes, r.Accounts, true) }

func sorted(ps store.Problems, accounts []*Account, notes bool) store.Problems {
	all := slices.Clone(ps)
	for _, a := range accounts {
		if notes {
			all = append(all, a.Notes...)
		} else {
			all = append(all, a.Problems...)
		}
	}
	slices.SortStableFunc(all, func(a, b *store.Problem) int { return a.Line - b.Line })
	// An account that inherits inherits what there is to say.
	return slices.CompactFunc(all, func(a, b *store.Problem) bool { return a.Error() == b.Error() })
}
