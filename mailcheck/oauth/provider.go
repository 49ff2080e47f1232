package oauth

import (
	"cmp"
	"net/url"
	"strings"

	"todoku/store"
)

// The providers whose endpoints and scopes are known.
const (
	google    = "google"
	microsoft = "microsoft"
)

const (
	googleMail = "https://mail.google.com/"
	googleAPI  = "https://www.googleapis.com/auth/"
	googleSend = googleAPI + "gmail.send"
)

// providerOf is whose OAuth a profile means; "" is any other. Issuer and
// endpoints tell more than the type of the mail server.
func providerOf(p store.Profile) string {
	o := p.OAuth
	id := o.Provider
	switch at := strings.ToLower(hostOf(cmp.Or(o.TokenURL, o.Issuer))); {
	case id != "":
	case at != "":
		id = ownerOf(at)
	case p.ServerType == "provider" || p.ServerType == "api":
		id = p.Provider
	default:
		id = p.ServerType
	}
	switch id {
	case "google", "gmail", "google-workspace":
		return google
	case "microsoft", "microsoft365":
		return microsoft
	}
	return ""
}

// ownerOf knows the hosts of the providers' own endpoints.
func ownerOf(host string) string {
	if host == "accounts.google.com" || strings.HasSuffix(host, ".googleapis.com") {
		return google
	}
	for _, c := range clouds {
		if strings.HasSuffix(host, c.login) {
			return microsoft
		}
	}
	return ""
}

// fillKnown sets the endpoints of a known provider. Tenant "organizations" is
// right for every work account; personal ones need "consumers" or "common".
func (c *Client) fillKnown(tenant string) {
	switch c.Provider {
	case google:
		c.Issuer = "https://accounts.google.com"
		c.AuthorizeURL = "https://accounts.google.com/o/oauth2/v2/auth"
		c.TokenURL = "https://oauth2.googleapis.com/token"
		// No DeviceURL: Google's device flow refuses every mail scope.
	case microsoft:
		if tenant == "" {
			tenant = "organizations"
		}
		base := "https://login.microsoftonline.com/" + url.PathEscape(tenant) + "/oauth2/v2.0/"
		c.AuthorizeURL, c.TokenURL, c.DeviceURL = base+"authorize", base+"token", base+"devicecode"
	}
}

// cloud is one of Microsoft's separate worlds.
type cloud struct {
	login   string // end of the hosts that sign in
	outlook string // resource of delegated mail scopes
	appMail string // resource of the application's own
	graph   string
}

var clouds = [...]cloud{
	{".microsoftonline.com", "https://outlook.office.com", "https://outlook.office365.com", "https://graph.microsoft.com"},
	{".microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us", "https://graph.microsoft.us"},
	{".microsoftonline.cn", "https://partner.outlook.cn", "https://partner.outlook.cn", "https://microsoftgraph.chinacloudapi.cn"},
}

// cloudOf is told by the token endpoint; the worldwide one where it is no
// Microsoft host, as in tests.
func cloudOf(tokenURL string) cloud {
	host := strings.ToLower(hostOf(tokenURL))
	for _, c := range clouds {
		if strings.HasSuffix(host, c.login) {
			return c
		}
	}
	return clouds[0]
}

// Shared reports that a person signs in for a mailbox of another name.
func Shared(p store.Profile) bool {
	return p.OAuth.Account != "" && !sameAccount(p.OAuth.Account, cmp.Or(p.SMTP.Auth.Username, p.Sender.Address))
}

// scopesFor are the scopes that p needs at a known provider; nil: the provider
// decides. One Microsoft token serves one resource, so mail and Graph scopes
// are never mixed.
func scopesFor(c Client, p store.Profile) []string {
	receives := ""
	if p.Receive.Auth == "xoauth2" {
		receives = p.Receive.Protocol
	}
	api := p.ServerType == "api"
	switch c.Provider {
	case google:
		if api && receives == "" {
			return []string{googleSend}
		}
		return []string{googleMail}
	case microsoft:
		world := cloudOf(c.TokenURL)
		switch {
		case p.OAuth.Flow == "app-only" && api:
			return []string{world.graph + "/.default"}
		case p.OAuth.Flow == "app-only":
			return []string{world.appMail + "/.default"}
		case api:
			send := "/Mail.Send"
			if Shared(p) {
				send = "/Mail.Send.Shared" // Graph: sending from another user's mailbox
			}
			return []string{world.graph + send, world.graph + "/User.Read", "offline_access", "openid"}
		}
		scopes := []string{world.outlook + "/SMTP.Send"}
		switch receives {
		case "imap":
			scopes = append(scopes, world.outlook+"/IMAP.AccessAsUser.All")
		case "pop3":
			scopes = append(scopes, world.outlook+"/POP.AccessAsUser.All")
		}
		return append(scopes, "offline_access")
	}
	return nil
}
