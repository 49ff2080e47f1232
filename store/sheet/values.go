package sheet

import (
	"regexp"
	"strings"
)

// values judge what only one form has, by the name that an ask gives. Each
// gives the code of a text "app.reason.CODE"; empty: all is well.
var values = map[string]func(string) string{
	"manager_root":       managerRoot,
	"ireporter_redirect": ireporterRedirectURI,
	"origins":            origins,
}

// managerPath is where ConMas Manager lies: its name, and in the vendor's cloud
// the customer's identifier behind it.
var managerPath = regexp.MustCompile(`^/ConMasManager[0-9A-Za-z_-]*$`)

// managerRoot takes http(s)://HOST/ConMasManager[identifier]. {0} stands for
// the server's own address, as in the application's default.
func managerRoot(v string) string {
	_, rest, ok := strings.Cut(v, "://")
	host, path, _ := strings.Cut(rest, "/")
	known := strings.Replace(v, "{0}", "192.0.2.1", 1)
	if !ok || host == "" || !completeURL(known) || !managerPath.MatchString("/"+path) {
		return "not_a_manager_root"
	}
	return ""
}

// ireporterRedirectURI takes ManagerRoot with the page of a provider below it.
func ireporterRedirectURI(v string) string {
	for _, page := range []string{"/System/MailOAuthMicrosoft", "/System/MailOAuthGoogle"} {
		if root, ok := strings.CutSuffix(v, page); ok && !strings.Contains(root, "{") && managerRoot(root) == "" {
			return ""
		}
	}
	return "not_a_manager_redirect"
}

// origins takes scheme, host and port, as Google does: no path behind them.
func origins(v string) string {
	for _, one := range strings.Fields(v) {
		_, rest, _ := strings.Cut(one, "://")
		if strings.ContainsAny(rest, "/?#") {
			return "not_an_origin"
		}
	}
	return ""
}
