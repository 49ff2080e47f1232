package sandbox

// published is what Domain says about its servers, by DNS and on the web.
type published int

const (
	publishUsual published = iota
	publishNothing
	publishNotOffered
	publishBrokenSRV
	publishForeign
	publishConflict
	publishAliasLoop
	publishWrongTLSA
	publishNoDigest
	publishWrongDigest
	publishHuge
	publishNested
	publishEntities
	publishNotXML
	publishLogin
	publishOtherDomain
	publishCircle
	publishToHTTP
	publishToPrivate
	publishMissing
	publishFailing
	publishSlow
	publishStranger
)

// DiscoveryFaults are ways in which Domain can mislead whoever looks for its
// servers; Fault.Name is all that they have. They are no causes of a run: what
// a source says of them is in the outcome of a search.
func DiscoveryFaults() []Fault {
	var out []Fault
	for _, f := range discoveryFaults() {
		out = append(out, f.Fault)
	}
	return out
}

func discoveryFaults() []fault {
	return []fault{
		{Fault: Fault{Name: "discover.nothing"}, found: publishNothing},            // no SRV, nothing on the web: only the names are there
		{Fault: Fault{Name: "discover.not-offered"}, found: publishNotOffered},     // SRV with the target "."
		{Fault: Fault{Name: "discover.srv-failed"}, found: publishBrokenSRV},       // SERVFAIL for SRV
		{Fault: Fault{Name: "discover.foreign"}, found: publishForeign},            // SRV names a host of another domain
		{Fault: Fault{Name: "discover.conflict"}, found: publishConflict},          // the web and DNS name different hosts
		{Fault: Fault{Name: "discover.cname-loop"}, found: publishAliasLoop},       // autoconfig. is an alias in a circle
		{Fault: Fault{Name: "discover.tlsa"}, found: publishWrongTLSA},             // the TLSA record fits no certificate
		{Fault: Fault{Name: "discover.pacc-no-digest"}, found: publishNoDigest},    // PACC's document without its record
		{Fault: Fault{Name: "discover.pacc-digest"}, found: publishWrongDigest},    // PACC's record is of another document
		{Fault: Fault{Name: "discover.huge"}, found: publishHuge},                  // a document without an end
		{Fault: Fault{Name: "discover.nested"}, found: publishNested},              // elements ten thousand deep
		{Fault: Fault{Name: "discover.entities"}, found: publishEntities},          // entities that multiply
		{Fault: Fault{Name: "discover.not-xml"}, found: publishNotXML},             // something else under the name
		{Fault: Fault{Name: "discover.login-page"}, found: publishLogin},           // a page for people, with status 200
		{Fault: Fault{Name: "discover.other-domain"}, found: publishOtherDomain},   // a document about another domain
		{Fault: Fault{Name: "discover.redirect-loop"}, found: publishCircle},       // sent in a circle
		{Fault: Fault{Name: "discover.redirect-http"}, found: publishToHTTP},       // sent from HTTPS to HTTP
		{Fault: Fault{Name: "discover.redirect-private"}, found: publishToPrivate}, // sent into a private network
		{Fault: Fault{Name: "discover.missing"}, found: publishMissing},            // 404 for everything
		{Fault: Fault{Name: "discover.failing"}, found: publishFailing},            // 503 for everything
		{Fault: Fault{Name: "discover.slow"}, found: publishSlow},                  // an octet now and then
		{Fault: Fault{Name: "discover.certificate"}, found: publishStranger},       // a certificate of another name
	}
}
