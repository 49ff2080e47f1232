package store

import "strings"

// Problems are all that is wrong with one file or profile, in the order of the
// file. errors.As finds a *Problem in it.
type Problems []*Problem

// Error gives one problem per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single problems to errors.Is and errors.As.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// problem makes a Problem with its arguments as name, value pairs.
func problem(code string, args ...string) *Problem {
	p := &Problem{Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[args[i]] = args[i+1]
	}
	return p
}

// at names the key that p is about; nil stays nil. A value from the table of a
// secret is not repeated: people write the secret itself there.
func (p *Problem) at(key string) *Problem {
	if p == nil {
		return nil
	}
	p.Key = key
	if _, repeats := p.Args["value"]; repeats && inSecret(strings.Split(key, ".")) {
		p.Args["value"] = hidden
	}
	return p
}

// in names the file that p is about; nil stays nil.
func (p *Problem) in(file string) *Problem {
	if p != nil {
		p.File = file
	}
	return p
}
