package mailcheck_test

import (
	"slices"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
)

func TestNames(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	for _, c := range []struct {
		host, cname string
		a, mx       []string
		found       string
		suggest     string
	}{
		{sandbox.Host, "", []string{"127.0.0.1"}, nil, "", ""},
		{sandbox.Alias, sandbox.Host, []string{"127.0.0.1"}, nil, "", ""},
		{sandbox.Hosted, "", nil, []string{"10 " + sandbox.Host}, "dns.no-address", "mail." + sandbox.Hosted},
		{"mial." + sandbox.Domain, "", nil, nil, "dns.nxdomain", sandbox.Alias},
		{"127.0.0.1", "", []string{"127.0.0.1"}, nil, "", ""},
	} {
		p := s.Ready()
		p.SMTP.Host = c.host
		o := options(s)
		o.Until = "resolve"
		r := mailcheck.Run(t.Context(), p, o)
		d := r.Stages[0].Detail
		found, suggest := "", ""
		if len(r.Findings) > 0 {
			found, suggest = r.Findings[0].Cause, r.Findings[0].Args["suggest"]
		}
		if d.CNAME != c.cname || !slices.Equal(d.A, c.a) || !slices.Equal(d.MX, c.mx) || found != c.found || suggest != c.suggest {
			t.Errorf("%s: %+v, found %q, suggested %q; want %+v", c.host, d, found, suggest, c)
		}
	}
}
