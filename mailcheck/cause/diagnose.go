package cause

import (
	"slices"
	"strings"
)

// passwordCauses blame what the user typed.
var passwordCauses = []string{"auth.bad-credentials", "auth.app-password"}

// Diagnose ranks the causes that the evidence allows, best first. It is empty
// when no rule knows the evidence. Certain stands alone.
func Diagnose(e Evidence) []Candidate {
	return diagnose(look(e))
}

func diagnose(v *view) []Candidate {
	list := best(v)
	if len(list) == 0 && v.stage == "" {
		if v.stage = stageOfEnhanced(v.enhanced); v.stage != "" {
			list = best(v)
		}
	}
	if len(list) == 0 && v.stage == "" {
		if v.stage = stageOfWords(v); v.stage != "" {
			list = guessed(best(v))
		}
	}
	// A 4yz reply (RFC 5321 section 4.2.1) has not judged the password.
	if v.code >= 400 && v.code < 500 || v.class == 4 {
		list = slices.DeleteFunc(slices.Clone(list), func(c Candidate) bool {
			return slices.Contains(passwordCauses, c.Cause)
		})
	}
	// Who has signed in has not forgotten to.
	if len(list) > 1 && v.fact("signed-in") != "" {
		list = slices.DeleteFunc(slices.Clone(list), func(c Candidate) bool { return c.Cause == "auth.missing" })
	}
	return apart(v, slices.Clone(list))
}

// guessed lowers what rests on a guess.
func guessed(list []Candidate) []Candidate {
	for i := range list {
		list[i].Confidence = Possible
	}
	return list
}

// best is what the first matching rule of the best rank says. Where a reply
// names two reasons, which no rule parts, neither is certain.
func best(v *view) []Candidate {
	rules := matching(v)
	if len(rules) == 0 {
		return nil
	}
	list := slices.Clone(rules[0].is)
	for _, r := range rules[1:] {
		if head := r.is[0].Cause; !slices.ContainsFunc(list, func(c Candidate) bool { return c.Cause == head }) {
			list = append(list, Candidate{head, Possible})
		}
		if r.is[0].Cause != list[0].Cause && list[0].Confidence == Certain {
			list[0].Confidence = Likely
		}
	}
	// What is certain at one stage is not where nobody knows the stage.
	if v.stage == "" && rules[0].stage != "" && list[0].Confidence == Certain {
		list[0].Confidence = Likely
	}
	return list
}

// matching gives the rules of the best rank that match: more than one where a
// reply names more than one reason, or where the tables are at fault.
func matching(v *view) (list []*rule) {
	reach := len(layers)
	if v.onTheWay() {
		reach = transport
	}
	for at := range ranks {
		for l := range reach {
			for r := range layers[l][at] {
				if rule := &layers[l][at][r]; rule.matches(v, at) && canBeHeard(rule.is[0].Cause, v) && (at != meant || len(list) == 0) {
					list = append(list, rule)
				}
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// envelopeOnly are causes that nobody can tell before MAIL FROM (RFC 5321 section 3.3).
var envelopeOnly = []string{
	"env.sender-not-owned", "env.sender-domain-bad", "env.relay-denied", "env.recipient-unknown", "env.pop-before-smtp",
	"data.too-large", "data.domain-auth", "data.content-rejected", "data.headers-invalid",
}

// canBeHeard tells whether a cause can be met at the stage of the reply: the same
// words ("not authorized to use") are about the account when it signs in.
func canBeHeard(id string, v *view) bool {
	if v.refused { // by POP3 or IMAP, where a message can be stored and none is sent
		return !slices.Contains(envelopeOnly, id) || strings.HasPrefix(id, "data.")
	}
	return !oneOf("greeting|caps|auth|authorize|device|token|discovery", v.stage) || v.proto == "api" || !slices.Contains(envelopeOnly, id)
}

// Find gives the findings for a stage that did not pass, best first. It is
// never empty: what no rule knows is Unrecognised, with the server's own words.
func Find(e Evidence) []Finding {
	v := look(e)
	var list []Finding
	for _, c := range diagnose(v) {
		list = append(list, finding(c.Cause, c.Confidence, v))
	}
	if len(list) == 0 {
		list = append(list, finding(Unrecognised, Possible, v))
	}
	Number(list)
	return list
}

// New gives the finding of one cause that the caller knows by itself.
func New(id string, confidence Confidence, e Evidence) Finding {
	return finding(id, confidence, look(e))
}

func finding(id string, confidence Confidence, v *view) Finding {
	c, ok := Lookup(id)
	if !ok {
		c, _ = Lookup(Unrecognised)
	}
	v.software = makerOf(v) // the rules are through: from here on it is for the texts
	f := Finding{
		Cause: c.ID, Severity: c.Severity, Confidence: confidence, Who: whoOf(c, v),
		Stage: v.Stage, Field: fieldOf(c, v), URL: urlOf(c, v),
		Args: args(v), Evidence: evidence(v), Probes: probes(v),
	}
	// A final refusal (5yz) is a judgement even when its words are not understood.
	if c.ID == Unrecognised && (v.code >= 500 || v.class == 5) {
		f.Severity = SeverityFail
	}
	return f
}

// fieldOf is the key to jump to. What fails on the way to a provider or to a
// mail API is not to be cured in the keys of the mail server.
func fieldOf(c Cause, v *view) string {
	if !strings.HasPrefix(c.Field, "smtp.") {
		return c.Field
	}
	switch v.proto {
	case "oauth":
		return ""
	case "api":
		switch c.Field {
		case "smtp.host", "smtp.port", "smtp.security":
			return "api.base_url"
		case "smtp.auth.method":
			return "" // a token is the only one
		}
	}
	return c.Field
}

// whoOf is who must act. Behind an OAuth endpoint or a mail API there is no
// administrator of a mail server, only the provider; only Microsoft and Google
// have tenants.
func whoOf(c Cause, v *view) Who {
	who := c.Who
	switch {
	case c.ID == "env.sender-suspended" && v.software == Microsoft365:
		who = TenantAdmin
	case (c.ID == "auth.policy-blocked" || c.ID == "auth.mailbox-permission") && !oneOf("Exchange Online|Exchange|Gmail", v.software):
		who = MailAdmin
	}
	if who == MailAdmin && (v.proto == "oauth" || v.proto == "api") {
		return Provider
	}
	return who
}

// makers are words that only one service says. They are for the texts of a
// finding: what a fix is depends on them where the rules do not.
var makers = [...]mark{
	{"aadsts", Microsoft365}, {"smtpclientauthentication", Microsoft365}, {"security defaults policy", Microsoft365},
	{"failed the check in region", SES}, {"gmail settings page", Gmail}, {"support.google.com/mail", Gmail},
}

func makerOf(v *view) string {
	if v.software != "" {
		return v.software
	}
	if v.facts[FactAADSTS] != "" {
		return Microsoft365
	}
	for _, m := range makers {
		if strings.Contains(v.text, m.word) {
			return m.software
		}
	}
	return ""
}
