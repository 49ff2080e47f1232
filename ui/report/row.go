// Package report prints what mailcheck found: the rows of the ladder, the text
// of a finding, the human report and its JSON. Every face prints through it, so
// that screen, pipe and monitoring say the same.
package report

import (
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/ui/locale"
)

// Row is one printed line of the ladder. Text is what the stage found out, or
// what went wrong in two or three words; it can be longer than a line has room.
type Row struct {
	Label   string // "resolve"
	Text    string
	Verdict mailcheck.Verdict
	Took    string // "12 ms"; empty while a stage has not ended
}

// Rows gives the rows of one stage: one, but for connect, which has one per
// address family that was tried, and for arrival, below which stands what the
// receiving server said of the sender.
func Rows(stage mailcheck.Stage, t *locale.Texts) []Row {
	label := t.T("report.stage."+Short(stage.ID), nil)
	if fams := stage.Detail.Families; len(fams) > 0 {
		rows := make([]Row, 0, len(fams))
		for _, f := range fams {
			rows = append(rows, Row{label, familyText(f, t), f.Verdict, took(f.Verdict, familyTook(f))})
		}
		return rows
	}
	row := Row{label, text(stage, t), stage.Verdict, took(stage.Verdict, stage.Took)}
	return append([]Row{row}, checksRow(stage.Detail.Arrived, t)...)
}

// Short is the last part of a stage id: "rcpt" of "smtp.rcpt".
func Short(id string) string { return id[strings.LastIndexByte(id, '.')+1:] }

// took is how long it lasted, for stages that ended.
func took(v mailcheck.Verdict, d time.Duration) string {
	if v == mailcheck.Skipped || v == mailcheck.Running || v == "" {
		return ""
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
}

func familyTook(f mailcheck.Family) time.Duration {
	if f.Took == 0 {
		return time.Duration(f.TookMS) * time.Millisecond
	}
	return f.Took
}

func familyText(f mailcheck.Family, t *locale.Texts) string {
	name := map[string]string{"ipv4": "IPv4", "ipv6": "IPv6"}[f.Family]
	switch f.Verdict {
	case mailcheck.Pass, mailcheck.Running:
		return strings.TrimSpace(name + " " + f.Address)
	case mailcheck.Skipped, "":
		return name
	}
	how := "failed"
	switch e := strings.ToLower(f.Error); {
	case strings.Contains(e, "refused"):
		how = "refused"
	case strings.Contains(e, "timeout"), strings.Contains(e, "deadline"):
		how = "no_answer"
	}
	return t.T("report.family_"+how, map[string]string{"family": name, "address": f.Address})
}

// text is the one line that sums a stage up. A failed one says so in a few
// words here; the finding below the ladder says why.
func text(s mailcheck.Stage, t *locale.Texts) string {
	switch s.Verdict {
	case mailcheck.Fail:
		return t.T("report.failed."+Short(s.ID), nil)
	case mailcheck.Unknown:
		return t.T("report.unknown", nil)
	case mailcheck.Pass, mailcheck.Warn:
		return found(s, t)
	}
	return ""
}

func found(s mailcheck.Stage, t *locale.Texts) string {
	d := s.Detail
	switch Short(s.ID) {
	case "resolve":
		return addresses(d, t)
	case "connect":
		return d.Remote
	case "tls":
		return tlsText(d.TLS, t)
	case "greeting":
		return first(d.Software, bannerText(d.Banner))
	case "caps":
		return capsText(d, t)
	case "auth":
		return first(d.Mechanism, d.Reply)
	case "mail":
		return first(d.Address, d.Reply)
	case "rcpt":
		return first(d.Address, d.Reply) + windowText(d.Window, t)
	case "token":
		return first(d.Account, t.T("report.token_held", nil))
	case "data":
		if d.QueueID != "" {
			return t.T("report.accepted_as", map[string]string{"id": d.QueueID})
		}
		return first(d.Reply, t.T("report.accepted", nil))
	case "send":
		if d.QueueID != "" {
			return t.T("report.taken_as", map[string]string{"id": d.QueueID})
		}
		return t.T("report.taken", nil)
	case "mailbox":
		return messagesText(d.Messages, t)
	case "arrive":
		return arrivedText(d.Arrived, t)
	case "spf":
		return spfText(d.Domain, t)
	case "dmarc":
		return dmarcText(d.Domain, t)
	case "mx":
		return first(strings.Join(d.MX, ", "), t.T("report.no_record", nil))
	case "ptr", "helo":
		return namesText(d.Domain)
	}
	return ""
}

// addresses names the first two, IPv4 before IPv6, and counts the rest.
func addresses(d mailcheck.Detail, t *locale.Texts) string {
	show := make([]string, 0, 2)
	for i := 0; i < 2 && len(show) < 2; i++ {
		if i < len(d.A) && (i == 0 || len(d.AAAA) == 0) {
			show = append(show, d.A[i])
		}
		if i < len(d.AAAA) && len(show) < 2 {
			show = append(show, d.AAAA[i])
		}
	}
	s := strings.Join(show, "  ")
	if more := len(d.A) + len(d.AAAA) - len(show); more > 0 {
		s += "  " + t.T("report.more", map[string]string{"count": strconv.Itoa(more)})
	}
	if d.CNAME != "" {
		s += "  CNAME " + d.CNAME
	}
	if len(d.MX) > 0 {
		s += "  MX " + strings.Join(d.MX, ", ")
	}
	return s
}

func tlsText(tls *mailcheck.TLS, t *locale.Texts) string {
	if tls == nil {
		return t.T("report.no_tls", nil)
	}
	parts := []string{tls.Version}
	if tls.NotAfter != "" {
		id, days := "report.days_left", tls.DaysLeft
		switch {
		case days < 0:
			id, days = "report.days_ago", -days
		case days == 1:
			id = "report.day_left"
		}
		parts = append(parts, t.T(id, map[string]string{"days": strconv.Itoa(days)}))
	}
	if !tls.Verified {
		parts = append(parts, t.T("report.not_verified", nil))
	}
	return strings.Join(parts, ", ")
}

func capsText(d mailcheck.Detail, t *locale.Texts) string {
	mechs := strings.Join(d.Mechanisms, " ")
	switch {
	case d.HELO:
		return t.T("report.helo_only", nil)
	case mechs == "":
		return t.T("report.no_mechanisms", nil)
	}
	return mechs
}

// first is the first of the two that is not empty.
func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
