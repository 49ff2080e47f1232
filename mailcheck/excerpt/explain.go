package excerpt

import (
	"strings"

	"todoku/mailcheck/cause"
)

// Hints are what is known beside the text.
type Hints struct {
	Stage    string // id of a stage, its last part, or a layer: "smtp.auth", "auth", "smtp-auth"
	Software string // one of package cause's names
	Host     string // of the provider's server
}

// Explain finds the reply in text and gives its causes, best first. The
// findings are empty only when text is; what no rule knows is
// cause.Unrecognised, as ever.
func Explain(text string, h Hints) (Found, []cause.Finding) {
	all := All(text)
	if len(all) == 0 {
		return Found{}, nil
	}
	for _, f := range all {
		if e := f.evidence(h); len(cause.Diagnose(e)) > 0 {
			return f, cause.Find(e)
		}
	}
	// A word alone, which only the stage makes telling.
	if whole := (Found{Text: strings.Join(tidy(text), "\n")}); h.Stage != "" && strings.HasPrefix(h.Stage, "oauth") {
		if e := whole.evidence(h); len(cause.Diagnose(e)) > 0 {
			return whole, cause.Find(e)
		}
	}
	unknown := all[0]
	if unknown.Weak {
		unknown = all[len(all)-1] // all of the text says more
	}
	return unknown, cause.Find(unknown.evidence(h))
}

func (f Found) evidence(h Hints) cause.Evidence {
	e := cause.Evidence{Stage: f.Stage, Text: f.Text, Host: f.Host, Port: f.Port, Software: h.Software}
	// A protocol's name says less than the step that was found in the text.
	if h.Stage != "" && !strings.HasPrefix(f.Stage, h.Stage+".") {
		e.Stage = h.Stage
	}
	if e.Host == "" {
		e.Host = h.Host
	}
	return e
}
