package sheet

import (
	"slices"
	"strconv"
	"strings"

	"todoku/store"
)

// rules are what a condition in a data file cannot say. Each makes a value out
// of a profile; the field's words turn it into the form's.
var rules = map[string]func(store.Profile) string{
	"oauth_service":      oauthService,
	"receives":           receives,
	"esm_way":            esmWay,
	"profile_name":       func(p store.Profile) string { return p.Name },
	"send_protection":    func(p store.Profile) string { return protection(p, p.SMTP.Security) },
	"receive_protection": receiveProtection,
	"send_auth":          sendAuth,
	"oauth_server":       oauthServer,
	"ireporter_type":     ireporterType,
	"ireporter_redirect": ireporterRedirect,
}

// checks are the rules of values that a list in a data file cannot say.
var checks = map[string]func(p store.Profile, value string) bool{
	"is_sender":            func(p store.Profile, v string) bool { return v == "" || strings.EqualFold(v, p.Sender.Address) },
	"one_receiving_server": oneReceivingServer,
	"told_to_somebody":     toldToSomebody,
}

// oauthService is whose OAuth the profile uses, "google" or "microsoft365", or
// "other". Forms that know these two alone know the worldwide services only:
// the national clouds and Outlook.com have other servers.
func oauthService(p store.Profile) string {
	id := p.ServerType
	if id == "provider" || id == "api" {
		id = p.Provider
	}
	switch id {
	case "google", "gmail", "google-workspace":
		return "google"
	case "microsoft365":
		return "microsoft365"
	}
	return "other"
}

func popFirst(p store.Profile) bool { return p.SMTP.Auth.Method == "pop-before-smtp" }

// receives is whether the form's receiving server is used at all: for the mail
// itself, or because a login there opens the way for sending.
func receives(p store.Profile) string {
	return strconv.FormatBool(p.Receive.Protocol != "" || popFirst(p))
}

// esmWay is how eSM sends where its automatic set-up is not in use.
func esmWay(p store.Profile) string {
	if oauthService(p) == "google" && (p.ServerType == "api" || p.SMTP.Auth.Method == "xoauth2" || p.ServerType == "google") {
		return "gmail"
	}
	return "server"
}

// protection is one word for security and the check of the certificate.
func protection(p store.Profile, security string) string {
	if security != "none" && security != "" && !p.SMTP.VerifyCertificate {
		return security + "-unverified"
	}
	return security
}

func receiveProtection(p store.Profile) string {
	if popFirst(p) {
		return protection(p, p.PopBeforeSMTP.Security)
	}
	return protection(p, p.Receive.Security)
}

// sendAuth is the kind of sign-in, where the form asks for the mechanism apart.
func sendAuth(p store.Profile) string {
	switch m := p.SMTP.Auth.Method; m {
	case "plain", "login", "cram-md5":
		return "smtp"
	default:
		return m
	}
}

// oauthServer is what the provider of the sign-in is usually called.
func oauthServer(p store.Profile) string {
	return map[string]string{"google": "Google", "microsoft365": "Microsoft 365"}[oauthService(p)]
}

// oneReceivingServer: a form with one receiving server signs in there before
// sending, so that the two of a profile must be the same.
func oneReceivingServer(p store.Profile, _ string) bool {
	r, b := p.Receive, p.PopBeforeSMTP
	return !popFirst(p) || r.Protocol == "" ||
		strings.EqualFold(r.Host, b.Host) && r.Port == b.Port && r.Security == b.Security && (r.Username == "" || r.Username == b.Username)
}

// toldToSomebody: notices that are on need an address.
func toldToSomebody(p store.Profile, to string) bool {
	return to != "" || !slices.ContainsFunc([]string{"data_source", "google_calendar", "analytics"}, func(k string) bool {
		return value(p, "notify."+k) == "true"
	})
}

// ireporterType is the kind of sign-in; its OAuth sends over HTTP alone.
func ireporterType(p store.Profile) string {
	if p.ServerType == "api" {
		return "oauth"
	}
	return "smtp"
}

// ireporterRedirect is where the provider leads back to. The host is not known
// while ManagerRoot is left to the application.
func ireporterRedirect(p store.Profile) string {
	root := strings.TrimSuffix(value(p, "form.manager_root"), "/")
	if root == "" || strings.Contains(root, "{") {
		return ""
	}
	return root + "/System/" + map[string]string{"google": "MailOAuthGoogle", "microsoft365": "MailOAuthMicrosoft"}[oauthService(p)]
}
