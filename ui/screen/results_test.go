package screen

import (
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/steps"
)

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// good is the result of the picture: all well up to TLS, but IPv6 is dead.
func good() steps.Result {
	return steps.Result{Report: mailcheck.Report{Host: "mail.example.co.jp", Port: 587, Verdict: mailcheck.Warn, Stages: goodStages(),
		Findings: []cause.Finding{{Cause: "net.ipv6-broken", Severity: cause.SeverityWarn, Who: cause.NetworkAdmin, Stage: mailcheck.StageConnect,
			Args: map[string]string{"host": "mail.example.co.jp", "port": "587", "seconds": "3"}}}}}
}

func goodStages() []mailcheck.Stage {
	return []mailcheck.Stage{
		{ID: mailcheck.StageResolve, Verdict: mailcheck.Pass, Took: ms(4), Detail: mailcheck.Detail{A: []string{"203.0.113.5"}, AAAA: []string{"2001:db8::5"}}},
		{ID: mailcheck.StageConnect, Verdict: mailcheck.Warn, Took: ms(12), Detail: mailcheck.Detail{Families: []mailcheck.Family{
			{Family: "ipv4", Verdict: mailcheck.Pass, Took: ms(12)}, {Family: "ipv6", Verdict: mailcheck.Warn, Took: ms(3000)}}}},
		{ID: mailcheck.StageGreeting, Verdict: mailcheck.Pass, Took: ms(12), Detail: mailcheck.Detail{Software: "Postfix"},
			Transcript: []mailcheck.Line{{Dir: "S", Text: "220 mail.example.co.jp ESMTP Postfix"}}},
		{ID: mailcheck.StageCaps, Verdict: mailcheck.Pass, Took: ms(12), Detail: mailcheck.Detail{Mechanisms: []string{"PLAIN", "LOGIN", "CRAM-MD5"}},
			Transcript: []mailcheck.Line{{Dir: "C", Text: "EHLO app.example.co.jp"}, {Dir: "S", Text: "250-mail.example.co.jp"}, {Dir: "S", Text: "250 STARTTLS"}}},
		{ID: mailcheck.StageTLS, Verdict: mailcheck.Pass, Took: ms(31), Detail: mailcheck.Detail{TLS: &mailcheck.TLS{Version: "TLS 1.3", NotAfter: "2027-02-11T00:00:00Z", DaysLeft: 81, Verified: true}}},
		{ID: mailcheck.StageAuth, Verdict: mailcheck.Skipped},
		{ID: mailcheck.StageMail, Verdict: mailcheck.Skipped},
		{ID: mailcheck.StageRcpt, Verdict: mailcheck.Skipped},
		{ID: mailcheck.StageData, Verdict: mailcheck.Skipped},
	}
}

// refused is a sign-in that the server did not take.
func refused() steps.Result {
	r := good()
	r.Report.Verdict = mailcheck.Fail
	r.Report.Stages = append(goodStages()[:5:5],
		mailcheck.Stage{ID: mailcheck.StageAuth, Verdict: mailcheck.Fail, Took: ms(410), Detail: mailcheck.Detail{Mechanism: "LOGIN"},
			Transcript: []mailcheck.Line{{Dir: "C", Text: "AUTH LOGIN"}, {Dir: "S", Text: "535 5.7.8 Error: authentication failed"}}},
		mailcheck.Stage{ID: mailcheck.StageMail, Verdict: mailcheck.Skipped}, mailcheck.Stage{ID: mailcheck.StageRcpt, Verdict: mailcheck.Skipped},
		mailcheck.Stage{ID: mailcheck.StageData, Verdict: mailcheck.Skipped})
	r.Report.Findings = []cause.Finding{{Cause: "auth.bad-credentials", Severity: cause.SeverityFail, Confidence: cause.Certain, Who: cause.You,
		Stage: mailcheck.StageAuth, Field: "smtp.auth.username", Args: map[string]string{"user": "alerts@example.co.jp", "mechanism": "LOGIN", "host": "mail.example.co.jp", "reply": "535"},
		Evidence: []string{"535 5.7.8 Error: authentication failed: authentication failure"}}}
	return r
}
