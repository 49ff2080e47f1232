package mailcheck

import (
	"context"
	"slices"
	"strings"
	"testing"

	"todoku/store"
)

// TestGrantedIsWarnedOf: what a token says against itself is a finding of its
// own, at the sign-in, and stops nothing.
func TestGrantedIsWarnedOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		token store.Token
		want  []string
		quote string
	}{
		{"as asked for", store.Token{Scopes: []string{"mail", "offline_access"}, Refresh: store.NewSecret("r")}, nil, ""},
		{"a box left empty", store.Token{Scopes: []string{"openid"}, Refresh: store.NewSecret("r")}, []string{"oauth.scope-invalid certain"}, "openid"},
		{"no refresh token", store.Token{}, []string{"oauth.refresh-dead certain"}, ""},
		{"an application needs none", store.Token{Flow: "app-only"}, nil, ""},
		{"another account", store.Token{Account: "eve@example.org", Refresh: store.NewSecret("r")}, []string{"oauth.wrong-account likely"}, ""},
		{"the mailbox itself", store.Token{Account: "Alice@Example.org", Refresh: store.NewSecret("r")}, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "235 ok", "250 ok", "250 ok"}}
			o := with(s)
			o.Token = func(context.Context) (store.Token, error) {
				c.token.Access = store.NewSecret(testToken)
				return c.token, nil
			}
			p := profile("xoauth2")
			p.OAuth.Scopes = []string{"mail", "offline_access"}
			r := s.run(t, p, o)
			var got []string
			quoted := ""
			for _, f := range r.Findings {
				if f.Cause == "auth.no-tls" {
					continue
				}
				got = append(got, f.Cause+" "+string(f.Confidence))
				quoted += strings.Join(f.Evidence, "\n")
				if f.Severity != "warn" || f.Stage != StageAuth {
					t.Errorf("%s is %s at %s", f.Cause, f.Severity, f.Stage)
				}
			}
			if !slices.Equal(got, c.want) || !strings.Contains(quoted, c.quote) {
				t.Errorf("found %q quoting %q, want %q quoting %q", got, quoted, c.want, c.quote)
			}
			if r.Verdict == Fail || r.Verdict == Unknown {
				t.Errorf("verdict %s: a warning stopped the run", r.Verdict)
			}
		})
	}
}
