package sandbox

// OAuth is the sandbox's OAuth 2.0 and OpenID provider: where it is, who is
// registered there, and the HTTP mail APIs that take its tokens. Every URL
// works over https, too, under SecureIssuer in place of Issuer.
type OAuth struct {
	Issuer           string `json:"issuer"`             // plain http on loopback
	SecureIssuer     string `json:"secure_issuer"`      // https, by the sandbox's CA
	AuthorizeURL     string `json:"authorize_url"`      // asks with a form
	AutoAuthorizeURL string `json:"auto_authorize_url"` // asks nobody: signs in as login_hint, else as the first account
	TokenURL         string `json:"token_url"`
	DeviceURL        string `json:"device_url"`
	VerificationURL  string `json:"verification_url"` // where a person types a device flow's code
	IntrospectURL    string `json:"introspect_url"`   // RFC 7662, for ClientID

	PublicClientID string `json:"public_client_id"` // any loopback redirect URI, PKCE needed
	ClientID       string `json:"client_id"`        // RedirectURI only; client credentials, too
	ClientSecret   string `json:"client_secret"`
	RedirectURI    string `json:"redirect_uri"`

	Scopes   []string `json:"scopes"`    // what a mail program asks for here
	Shared   string   `json:"shared"`    // a mailbox that every account may use with its own token
	GraphURL string   `json:"graph_url"` // https, up to and with "/v1.0"
	GmailURL string   `json:"gmail_url"` // https, up to and with "/gmail/v1"
	Profile  string   `json:"profile"`   // name of the profile in Config that signs in by OAuth
}

// Page is what a browser ended on.
type Page struct {
	URL    string
	Status int
	Body   string // at most 64 KB
}
