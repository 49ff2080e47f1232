package steps

import (
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/store"
)

// mailLogin asks how to sign in to a mailbox, and opens it: on Enter only,
// since half-typed passwords lock accounts.
type mailLogin struct{ table string }

func (s mailLogin) ID() string { return s.table + "_login" }

func (s mailLogin) InPath(d *Draft) bool {
	return mailServer(s).InPath(d) && mailServer(s).protocol(d) != ""
}

func (s mailLogin) Questions(d *Draft, env *Env) []Question {
	if s.table == popTable {
		return s.popQuestions(d, env)
	}
	user := ask(d, "receive.username", KindText)
	user.Optional = true
	qs := []Question{user}
	if !bearer(d.Profile.Receive.Auth) && needsOwnPassword(d.Profile) {
		qs = append(qs, s.secretOf(d, env, d.Profile.Receive.Password, receiveRef)...)
	}
	if d.Profile.Receive.Protocol == "pop3" {
		leave := ask(d, "receive.leave_on_server", KindConfirm)
		qs = append(qs, leave)
		if d.Profile.Receive.LeaveOnServer {
			days := ask(d, "receive.keep_days", KindNumber)
			days.Optional = true
			qs = append(qs, days)
		}
	}
	return s.plaintext(d, qs, d.Profile.Receive.Security, d.Profile.Receive.Auth)
}

// popQuestions are those of the login that authorises sending.
func (s mailLogin) popQuestions(d *Draft, env *Env) []Question {
	p := d.Profile.PopBeforeSMTP
	user := ask(d, popTable+".username", KindText)
	if !user.Answered && user.Value == "" {
		user.Value = d.Profile.Sender.Address
	}
	qs := append([]Question{user}, s.secretOf(d, env, p.Password, popRef)...)
	apop := ask(d, popTable+".apop", KindConfirm)
	if offered, known := mailOffers(d, popTable); known && !slices.Contains(offered, "apop") {
		apop.Choices[0].Doubtful, apop.Choices[0].Note = true, Text{ID: "method.not_offered"}
	}
	wait := ask(d, popTable+".wait", KindDuration)
	if w := shortestWait(d); w != "" && w != wait.Value {
		wait.Value, wait.Answered, wait.Help = w, false, Text{ID: "q.pop_before_smtp.wait.measured", Args: map[string]string{"wait": w}}
	}
	auth := "standard"
	if p.APOP {
		auth = "apop"
	}
	to := ask(d, "trial.recipient", KindAddress)
	to.Optional, to.Help = true, Text{ID: "q.pop_before_smtp.recipient.help"}
	return s.plaintext(d, append(qs, apop, wait, to), p.Security, auth)
}

// secretOf asks for the mailbox's password and where it is kept.
func (s mailLogin) secretOf(d *Draft, env *Env, ref store.SecretRef, of func(*store.Profile) store.SecretRef) []Question {
	key := s.table + ".password"
	pw := ask(d, key, KindSecret)
	pw.Value = ""
	pw.Optional = stored(d, of) || provided(d, env, ref)
	pw.Answered = !d.Secrets[key].IsZero() || pw.Optional
	return secretQuestions(d, env, key, pw)
}

func popRef(p *store.Profile) store.SecretRef     { return p.PopBeforeSMTP.Password }
func receiveRef(p *store.Profile) store.SecretRef { return p.Receive.Password }

// needsOwnPassword: the mailbox is somebody else's, or sending has no password.
func needsOwnPassword(p store.Profile) bool {
	return p.Receive.Username != "" && p.Receive.Username != p.SMTP.Auth.Username || !p.Receive.Password.IsZero() ||
		p.SMTP.Auth.Method == "none" || UsesOAuth(p) || popFirst(p) || p.ServerType == "api"
}

// bearer reports that a token signs in.
func bearer(auth string) bool { return slices.Contains(tokens, auth) }

// hidesPassword: the password itself does not cross the wire.
func hidesPassword(auth string) bool {
	return auth == "apop" || slices.Contains(preferPlain, auth)
}

// plaintext adds the question for consent where a password would be readable.
func (s mailLogin) plaintext(d *Draft, qs []Question, security, auth string) []Question {
	if security == "none" && !hidesPassword(auth) {
		qs = append(qs, ask(d, "smtp.allow_plaintext", KindConfirm))
	}
	return askConsent(d, s.ID(), qs)
}

// Check refuses what would send a readable password without consent.
func (s mailLogin) Check(d *Draft) []*store.Problem {
	qs := s.Questions(d, &Env{})
	asked := slices.ContainsFunc(qs, func(q Question) bool { return q.ID == "smtp.allow_plaintext" })
	if asked && !d.Profile.SMTP.AllowPlaintext {
		return []*store.Problem{{Key: "smtp.allow_plaintext", Code: "consent_needed"}}
	}
	return checkConsent(d, s.ID())
}

func (s mailLogin) Summary(d *Draft) Text {
	if user := d.get(s.table + ".username"); user != "" {
		return plain(user)
	}
	return Text{ID: "summary.mailbox.same"}
}

// Proof signs in and opens the mailbox. Where that is to open the way for
// sending, it is proved in one run: whether the way was closed before cannot be
// seen any more once somebody has signed in.
func (s mailLogin) Proof(d *Draft, _ *Env) Proof {
	if s.table == popTable {
		return Proof{Key: strings.Join([]string{authKey(d), d.Profile.Sender.Address, d.Profile.Trial.Recipient}, "\x00"), Until: "rcpt", Part: mailcheck.PartSend}
	}
	return Proof{Key: mailLoginKey(d, s.table), Until: "mailbox", Part: mailcheck.PartReceive, Table: s.table}
}

// mailLoginKey names the answers that opening the mailbox depends on.
func mailLoginKey(d *Draft, table string) string {
	key := table + ".password"
	ref := d.Profile.Receive.Password
	if table == popTable {
		ref = d.Profile.PopBeforeSMTP.Password
	}
	parts := []string{mailServerKey(d, table), d.get(table + ".username"), d.get(table + ".auth"), d.get(table + ".apop"), placeKey(ref),
		strconv.Itoa(d.typed[key]), strconv.FormatBool(d.Profile.SMTP.AllowPlaintext)}
	if table == receiveTable {
		parts = append(parts, authKey(d)) // whose credentials it may share
	}
	return strings.Join(parts, "\x00")
}
