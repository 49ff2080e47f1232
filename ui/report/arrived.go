package report

import (
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/ui/locale"
)

// bannerText is what a greeting says for people: without IMAP's tag and codes
// (RFC 9051 section 7.1), and without the stamp that APOP needs (RFC 1939 section 7).
func bannerText(s string) string {
	s = strings.TrimPrefix(s, "* OK ")
	if strings.HasPrefix(s, "[") {
		if _, after, ok := strings.Cut(s, "] "); ok {
			s = after
		}
	}
	if i := strings.LastIndexByte(s, '<'); i > 0 && strings.HasSuffix(s, ">") {
		s = strings.TrimRight(s[:i], " ")
	}
	return s
}

// messagesText is how full a mailbox is.
func messagesText(n *int, t *locale.Texts) string {
	switch {
	case n == nil:
		return t.T("report.opened", nil)
	case *n == 1:
		return t.T("report.message", nil)
	}
	return t.T("report.messages", map[string]string{"count": strconv.Itoa(*n)})
}

// windowText is what the POP login before RCPT TO changed.
func windowText(w *mailcheck.Window, t *locale.Texts) string {
	switch {
	case w == nil:
		return ""
	case w.Needed == nil:
		return "  " + t.T("report.window_untold", nil)
	case *w.Needed:
		return "  " + t.T("report.window_needed", nil)
	}
	return "  " + t.T("report.window_idle", nil)
}

// arrivedText is when and where a trial mail came.
func arrivedText(a *mailcheck.Arrived, t *locale.Texts) string {
	if a == nil {
		return ""
	}
	delay := strconv.FormatFloat(float64(a.DelayMS)/1000, 'f', 1, 64)
	parts := []string{t.T("report.arrived", map[string]string{"seconds": delay})}
	switch {
	case a.Junk:
		parts = append(parts, t.T("report.arrived_junk", map[string]string{"folder": mailcheck.Neutralise(a.Folder)}))
	case a.Folder != "":
		parts = append(parts, mailcheck.Neutralise(a.Folder))
	}
	if a.Removed {
		parts = append(parts, t.T("report.arrived_removed", nil))
	}
	return strings.Join(parts, ", ")
}

// checksRow is what the receiving server said of the sender: "SPF DKIM pass,
// DMARC fail"; none where it said nothing.
func checksRow(a *mailcheck.Arrived, t *locale.Texts) []Row {
	if a == nil || len(a.Checks) == 0 {
		return nil
	}
	var results []string
	methods := map[string][]string{}
	row := Row{Label: t.T("report.checks", nil), Verdict: mailcheck.Pass}
	for _, c := range a.Checks {
		if methods[c.Result] == nil {
			results = append(results, c.Result)
		}
		methods[c.Result] = append(methods[c.Result], strings.ToUpper(mailcheck.Neutralise(c.Method)))
		if strings.HasSuffix(c.Result, "fail") || strings.HasSuffix(c.Result, "error") {
			row.Verdict = mailcheck.Warn
		}
	}
	for i, r := range results {
		results[i] = strings.Join(methods[r], " ") + " " + mailcheck.Neutralise(r)
	}
	row.Text = strings.Join(results, ", ")
	return []Row{row}
}
