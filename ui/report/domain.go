package report

import (
	"strings"

	"todoku/mailcheck"
	"todoku/ui/locale"
)

// spfText is what SPF says of the way that the mail takes, and by what.
func spfText(d *mailcheck.Domain, t *locale.Texts) string {
	switch {
	case d == nil || d.Record == "" && d.Result == "":
		return t.T("report.no_record", nil)
	case d.Result == "":
		return d.Record
	}
	return strings.TrimSpace(d.Result + "  " + mailcheck.Neutralise(d.By))
}

// dmarcText is the policy, and whose it is.
func dmarcText(d *mailcheck.Domain, t *locale.Texts) string {
	switch {
	case d == nil || d.Record == "":
		return t.T("report.no_record", nil)
	case d.Policy == "":
		return d.Record
	}
	return "p=" + d.Policy + "  " + d.At
}

// namesText is this machine in DNS: its addresses and what they are called.
func namesText(d *mailcheck.Domain) string {
	if d == nil {
		return ""
	}
	return strings.Join(append(append([]string{}, d.Addresses...), d.Names...), "  ")
}
