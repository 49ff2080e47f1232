package cause

import (
	"net/url"
	"regexp"
	"strings"
)

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
	// anyError is an error that is named as one, known or not.
	anyError = regexp.MustCompile(`(?:"error"\s*:\s*"|\berror=)([A-Za-z_]{4,40})\b`)
	// definitions are the sentences by which RFC 6749 sections 4.1.2.1 and 5.2
	// define the errors: servers send them whatever has happened.
	definitions = regexp.MustCompile(`the (?:provided )?authorization grant \(e\.g\.,? authorization code[^)]*\) or refresh token is invalid[^.]*\.|` +
		`client authentication failed \(e\.g\.,? unknown client[^)]*\)\.?|` +
		`the request is missing a required parameter, includes an[^.]*\.|` +
		`the client is not authorized to request an (?:authorization code|access token) using this method\.?|` +
		`the authorization server does not support obtaining an (?:authorization code|access token) using this method\.?|` +
		`the authenticated client is not authorized to use this authorization grant type\.?`)
)

// readOAuth takes the codes of an OAuth answer from the text, where no program
// has taken them already. A reply of a mail server is none, whatever it quotes.
func (v *view) readOAuth() {
	if v.code != 0 || v.proto == "api" || (v.proto != "oauth" && v.stage != "") {
		return
	}
	// An error that comes back by a redirect is part of an address (RFC 6749 section 4.1.2.1).
	if strings.Contains(v.words, "error_description=") {
		if plain, err := url.QueryUnescape(v.words); err == nil {
			v.words = plain
		}
	}
	if m := entraPage.FindStringSubmatch(v.words); m != nil && v.proto == "oauth" && !aadstsNumber.MatchString(v.words) {
		v.note(FactAADSTS, m[1])
	}
	if m := anyError.FindStringSubmatch(v.words); m != nil && v.proto == "oauth" {
		v.note(FactOAuthError, strings.ToLower(m[1]))
	}
	for name, re := range map[string]*regexp.Regexp{FactAADSTS: aadstsNumber, FactSuberror: subError, FactOAuthError: oauthError} {
		if m := re.FindStringSubmatch(v.words); m != nil {
			v.note(name, m[1])
		}
	}
	if v.stage == "" && (v.facts[FactAADSTS] != "" || v.facts[FactOAuthError] != "") {
		v.proto, v.stage = "oauth", "token" // where nearly all of them are heard
	}
}
