package sheet

import "todoku/store"

// rules are what a condition in a data file cannot say. Each makes a value out
// of a profile; the field's words turn it into the form's.
var rules = map[string]func(store.Profile) string{
	"oauth_service": oauthService,
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
