package cause

// Names of Evidence.Facts: what extra probes and observations found out. A
// fact that was not observed is absent; a yes is "true", never "yes" or "1".
const (
	// FactRcode is what a raw A and AAAA query answered: "NOERROR" (the name
	// exists without an address), "NXDOMAIN", "SERVFAIL", "REFUSED", "TIMEOUT".
	FactRcode = "rcode"
	// FactMX is where the name's mail goes, when it has MX records but no address: "mx1.example.org, mx2.example.org".
	FactMX = "mx"
	// FactSuggest is the nearest known host name when the one typed does not exist.
	FactSuggest = "suggest"

	// FactDNSFault is where a resolver's failure lies: "dnssec" (with checking
	// disabled there is an answer), "zone" (it answers for others), "resolver".
	FactDNSFault = "dns-fault"

	// FactOtherFamily is "true" when the other address family connects.
	FactOtherFamily = "other-family-works"
	// FactFamily is the family that the evidence is about: "ipv4" or "ipv6".
	FactFamily = "family"
	// FactPortsDead are ports of the same host that gave no answer: "25 465 2525".
	FactPortsDead = "ports-dead"
	// FactPortsOpen are ports of the same host that did answer: "587".
	FactPortsOpen = "ports-open"
	// FactHostDead is "true" when none of the other ports gave an answer.
	FactHostDead = "host-dead"
	// FactEverywhereDead is "true" when the same port of a control host is dead
	// too, "false" when it is open there.
	FactEverywhereDead = "same-port-everywhere-dead"
	// FactControl is the control host: "smtp.example.net:587".
	FactControl = "control"
	// FactAgain is "greeted" or "dropped": what a second connection met, when
	// the first was hung up on before the greeting.
	FactAgain = "again"
	// FactPortsAuth are other ports of the host that offer a sign-in: "465 587".
	FactPortsAuth = "ports-auth"

	// FactFirstBytes are the first bytes, neutralised, that came where a TLS
	// record or an SMTP greeting was expected: "HTTP/1.1", "220 mail", "* OK".
	FactFirstBytes = "first-bytes"
	// FactSilent is "true" when the connection stood but nothing came.
	FactSilent = "silent"
	// FactImplicitTLS is "true" when a ClientHello was answered by a port that was silent in plain.
	FactImplicitTLS = "implicit-tls"
	// FactInjected is "true" when plain text followed the 220 of STARTTLS (RFC 3207 section 4.2).
	FactInjected = "injected"

	// FactStartTLS is "true" or "false": EHLO offered STARTTLS.
	FactStartTLS = "starttls-offered"
	// FactAuth is "true" or "false": EHLO offered AUTH in the session at hand.
	FactAuth = "auth-offered"
	// FactMasked is a keyword or a greeting that was overwritten on the way: "XXXXXXXA".
	FactMasked = "masked"
	// FactAuthAfterTLS is "true" or "false": AUTH appears after TLS.
	FactAuthAfterTLS = "auth-offered-after-tls"
	// FactServerUnproved is "true" when the mechanism demands that the server
	// prove itself (RFC 5802 section 3, RFC 2831 section 2.1.3) and it did not.
	FactServerUnproved = "server-unproved"
	// FactSize is the limit of EHLO's SIZE in octets (RFC 1870).
	FactSize = "size"
	// FactHELO is the name that this program gave in EHLO.
	FactHELO = "helo"

	// FactTLSMax is the highest version that the server accepts on a diagnostic handshake: "TLS 1.1".
	FactTLSMax = "tls.max"
	// FactTLSHelped is what makes a handshake that fails succeed: "old-cipher",
	// "no-name" (without SNI), "small" (a ClientHello that fits one packet).
	FactTLSHelped = "tls.helped"
	// FactChainLength is how many certificates the server sent: "1".
	FactChainLength = "chain-length"
	// FactIssuer is the issuer of the leaf certificate; FactSubject its subject.
	FactIssuer  = "issuer"
	FactSubject = "subject"
	// FactSelfSigned is "true" when the leaf's issuer is its subject.
	FactSelfSigned = "self-signed"
	// FactAIA is "true" when the leaf names where its issuer's certificate can
	// be fetched, "completes" when that certificate closes the chain,
	// "untrusted" when the chain with it ends at a root that is not trusted.
	FactAIA = "aia"
	// FactCertNames are the leaf's names: "mail.example.org, smtp.example.org".
	FactCertNames = "cert.names"
	// FactCertDays are the days left, negative when it expired so many days ago.
	FactCertDays = "cert.days"
	// FactCertNotAfter and FactCertNotBefore bound its validity, RFC 3339.
	FactCertNotAfter  = "cert.not-after"
	FactCertNotBefore = "cert.not-before"
	// FactClientCert is "true" when the server asked for a client certificate.
	FactClientCert = "client-cert-requested"

	// FactOAuthError is the error of an OAuth answer (RFC 6749 section 5.2):
	// "invalid_grant"; FactSuberror what Microsoft adds; FactAADSTS Microsoft's
	// number, digits only: "7000222".
	FactOAuthError = "oauth.error"
	FactSuberror   = "oauth.suberror"
	FactAADSTS     = "oauth.aadsts"
	// FactForeign is "true" when what came in place of an OAuth answer, or of
	// one of a mail API, is none.
	FactForeign = "foreign-answer"
	// FactHTTPStatus and FactContentType are those of the answer: "403", "text/html".
	FactHTTPStatus  = "http.status"
	FactContentType = "http.content-type"
	// FactOdd is the member because of which a JSON answer cannot be used: "token_type".
	FactOdd = "oauth.odd"
	// FactSigningIn is "true" while a person signs in: no refresh was tried.
	FactSigningIn = "signing-in"
	// FactTokenAge is how many days ago the sign-in was; FactTokenExpired is
	// "true" or "false": the access token's own end has passed.
	FactTokenAge     = "token.age"
	FactTokenExpired = "token.expired"
	// FactEnds is when a sign-in ends unless a person acts, RFC 3339.
	FactEnds = "ends"
	// FactSkew is the clock of the provider or server minus this machine's, in
	// seconds; with a certificate only where it is valid by their clock.
	FactSkew = "clock.skew"
	// What the profile says of the registration and the sign-in.
	FactProfile    = "profile"
	FactClient     = "oauth.client"
	FactTenant     = "oauth.tenant"
	FactRedirect   = "oauth.redirect"
	FactScopes     = "oauth.scopes"
	FactFlow       = "oauth.flow"
	FactAccount    = "oauth.account"
	FactSecretEnds = "oauth.secret-ends"
	// FactSASLFault is the JSON in which a server told what it has against a
	// token (RFC 7628 section 3.2.2).
	FactSASLFault = "sasl.fault"
	// FactAPIError is the code that a mail API gave: "ErrorAccessDenied".
	FactAPIError = "api.error"
	// FactKey is the key of the profile that names the secret: "oauth.client_secret".
	FactKey = "key"

	// FactProto is "pop3" or "imap" where the stage's id does not tell.
	FactProto = "proto"
	// FactResponse is the response code of a POP3 or IMAP answer that refuses
	// (RFC 2449 section 8, RFC 3206, RFC 5530): "AUTH", "IN-USE", "UNAVAILABLE".
	FactResponse = "response-code"
	// FactWait is the wait in seconds after a POP login that works.
	FactWait = "pop.wait"
	// FactStatus is the status of an IMAP response that refuses: "NO", "BAD", "BYE".
	FactStatus = "imap.status"
	// FactWaited is how long a trial mail was waited for ("2m0s"), FactQueue the
	// sending server's name for it, FactFolder the folder that it is in, FactChecks
	// what the receiving server holds against the sender: "spf=fail (example.org)".
	FactWaited = "waited"
	FactQueue  = "queue"
	FactFolder = "folder"
	FactChecks = "checks"
	// What DNS says of the sender's domain. FactZone is the domain that a record
	// is about, as DNS knows it; FactRecord the value of the record to publish;
	// FactInclude the SPF name of the provider; FactPolicy DMARC's; FactIP the
	// address of this machine or of the relay; FactPTR what it is called.
	FactZone    = "zone"
	FactRecord  = "record"
	FactInclude = "include"
	FactPolicy  = "policy"
	FactIP      = "ip"
	FactPTR     = "ptr"

	// FactSenderDNS is what DNS has for the sender's domain: "ok" (MX or an
	// address), "none", "null_mx" (RFC 7505); absent when DNS did not answer.
	FactSenderDNS = "sender-dns"
	// FactOwnAddress is "accepted" or "refused": what the same session answered
	// to the account's own address as the sender.
	FactOwnAddress = "own-address"

	// FactFile is the file that could not be read, FactReason why in a code's
	// word, for secret.unreadable and config.ca-file.
	FactFile   = "file"
	FactReason = "reason"
)
