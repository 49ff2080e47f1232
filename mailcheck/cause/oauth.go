package cause

import "regexp"

// Words of an OAuth answer that stand in a text: a log line, a page, JSON.
var (
	aadstsNumber = regexp.MustCompile(`\bAADSTS(\d{4,8})\b`)
	// entraPage is how the page of Microsoft's sign-in shows its number.
	entraPage  = regexp.MustCompile(`(?i)\berror code:? (\d{5,8})\b`)
	subError   = regexp.MustCompile(`"suberror"\s*:\s*"(\w+)"`)
	oauthError = regexp.MustCompile(`\b(invalid_(?:grant|client|scope|request|resource|target|token|code)|insufficient_scope|unauthorized_client|` +
		`unsupported_(?:grant|response)_type|access_denied|authorization_(?:pending|declined)|slow_down|expired_token|` +
		`bad_verification_code|temporarily_unavailable|server_error|(?:interaction|login|consent|account_selection)_required|` +
		`(?:deleted|disabled)_client|org_internal|(?:admin_)?policy_enforced|disallowed_useragent|(?:redirect_uri|origin)_mismatch|internal_failure|` +
		`rate_limit_exceeded)\b`)
)

// readOAuth takes the codes of an OAuth answer from the text, where no program
// has taken them already. A reply of a mail server is none, whatever it quotes.
func (v *view) readOAuth() {
	if v.code != 0 || v.proto == "api" || (v.proto != "oauth" && v.stage != "") {
		return
	}
	if m := entraPage.FindStringSubmatch(v.words); m != nil && v.proto == "oauth" && !aadstsNumber.MatchString(v.words) {
		v.note(FactAADSTS, m[1])
	}
	for name, re := range map[string]*regexp.Regexp{FactAADSTS: aadstsNumber, FactSuberror: subError, FactOAuthError: oauthError} {
		if m := re.FindStringSubmatch(v.words); m != nil {
			v.note(name, m[1])
		}
	}
}
