package steps

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"todoku/mailcheck"
	"todoku/store"
)

// Proof is what the current step can prove with the answers so far.
func (m *Machine) Proof() Proof { return m.step().Proof(m.draft, m.env) }

// Start prepares p on a copy of the draft. The func it returns blocks until
// the proof is done or ctx ends, and may run while the user goes on typing.
func (m *Machine) Start(p Proof) func(ctx context.Context, emit func(Progress)) Result {
	d, opts := m.draft.clone(), m.env.Probe
	opts.BaseDir = folder(d, m.env)
	opts.Password = func(ctx context.Context) (store.Secret, error) {
		if s, ok := typedSecret(d, passwordKey, d.Profile.SMTP.Auth.Password); ok {
			return s, nil
		}
		return m.env.Secrets.Read(ctx, d.Profile.SMTP.Auth.Password, opts.BaseDir)
	}
	opts.MailboxPassword = func(ctx context.Context, key string) (store.Secret, error) {
		ref := refOf(&d.Profile, key)
		if s, ok := typedSecret(d, key, ref); ok {
			return s, nil
		}
		return m.env.Secrets.Read(ctx, ref, opts.BaseDir)
	}
	w := m.signingIn(d)
	opts.Token = w.token
	return func(ctx context.Context, emit func(Progress)) Result {
		switch {
		case p.Find:
			if emit == nil {
				emit = func(Progress) {}
			}
			return find(ctx, d, opts, emit)
		case !p.Login:
			return prove(ctx, d, p, opts, emit)
		}
		return w.prove(ctx, p, opts, emit)
	}
}

// folder is where the profile is or will be: relative paths start there.
func folder(d *Draft, env *Env) string {
	if d.Path == "" {
		return env.Places.Profiles
	}
	return filepath.Dir(d.Path)
}

func prove(ctx context.Context, d *Draft, p Proof, opts mailcheck.Options, emit func(Progress)) Result {
	if emit == nil {
		emit = func(Progress) {}
	}
	var res Result
	if p.Ports {
		res.Ports = mailcheck.Ports(ctx, d.Profile.SMTP.Host, opts, func(found mailcheck.Port) { emit(Progress{Port: &found}) })
		adoptPorts(d, d.Profile.SMTP.Host, res.Ports)
	}
	opts.Until, opts.Send, opts.Part, opts.Arrive, opts.Domain = p.Until, p.Send, p.Part, p.Arrive, p.Domain
	switch {
	case p.Table == popTable:
		opts.Part = mailcheck.PartPop
	case p.Part == mailcheck.PartAll && !p.Arrive:
		opts.Part = mailcheck.PartSend // a mailbox that is set up already is another step's
	}
	if p.Ports && p.Until == "caps" && d.Profile.SMTP.Security == "starttls" {
		opts.Until = "tls" // the port trial chose STARTTLS, where TLS follows the capabilities
	}
	opts.Recipient, opts.Again = d.Profile.Trial.Recipient, d.popped
	opts.Emit = func(e mailcheck.Event) { emit(Progress{Stage: &e.Stage}) }
	res.Report = mailcheck.Run(ctx, d.Profile, opts)
	res.Report.Verdict = withoutAdvice(res.Report)
	return res
}

// withoutAdvice is the verdict in which what DNS says of the sender's domain
// counts as a warning at most: the settings are right all the same, and the
// records are often somebody else's to publish.
func withoutAdvice(r mailcheck.Report) mailcheck.Verdict {
	worst := mailcheck.Pass
	order := []mailcheck.Verdict{mailcheck.Warn, mailcheck.Unknown, mailcheck.Fail}
	for _, s := range r.Stages {
		v := s.Verdict
		if strings.HasPrefix(s.ID, "domain.") && slices.Contains(order, v) {
			v = mailcheck.Warn
		}
		if slices.Index(order, v) > slices.Index(order, worst) {
			worst = v
		}
	}
	return worst
}

// Proved keeps the result of p for the step that it belongs to. A result whose
// answers have changed since is dropped.
func (m *Machine) Proved(p Proof, r Result) {
	for _, s := range Path(m.draft) {
		now := s.Proof(m.draft, m.env)
		if now.Key != p.Key || p.Key == "" {
			continue
		}
		if p.Ports {
			adoptPorts(m.draft, r.Report.Host, r.Ports)
		}
		if r.Found != nil {
			adoptFound(m.draft, r.Found)
			return
		}
		// The port trial may just have set what the proof then ran with.
		if r.login != nil {
			m.draft.login = r.login
		}
		m.runs[s.ID()] = run{key: s.Proof(m.draft, m.env).Key, result: r}
		rep := r.Report
		m.draft.popped = m.draft.popped || slices.ContainsFunc(rep.Stages, func(s mailcheck.Stage) bool {
			return s.ID == "pop3.auth" && (s.Verdict == mailcheck.Pass || s.Verdict == mailcheck.Warn)
		})
		if p.Table != "" {
			m.draft.Boxes[p.Table] = boxReport{of: mailServerKey(m.draft, p.Table), report: rep}
			return
		}
		m.draft.Report = &rep
		return
	}
}

// Result is the last result that still holds: of the current step's proof, or
// of the nearest step before it.
func (m *Machine) Result() (Result, bool) {
	path := Path(m.draft)
	for _, s := range slices.Backward(path[:m.index(path, m.Current())+1]) {
		r, ok := m.runs[s.ID()]
		if ok && r.key == s.Proof(m.draft, m.env).Key {
			return r.result, true
		}
	}
	return Result{}, false
}

// proved is the report of the last step whose proof holds, and whether the
// last proof of the path passed.
func (m *Machine) proved() (mailcheck.Report, bool) {
	var last mailcheck.Report
	ok := false
	for _, s := range Path(m.draft) {
		p := s.Proof(m.draft, m.env)
		if p.Key == "" {
			continue
		}
		r, held := m.runs[s.ID()]
		ok = held && r.key == p.Key && (r.result.Report.Verdict == mailcheck.Pass || r.result.Report.Verdict == mailcheck.Warn)
		if held && r.key == p.Key {
			last = r.result.Report
		}
	}
	return last, ok
}
