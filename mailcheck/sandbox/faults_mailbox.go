package sandbox

import (
	"slices"
	"strings"
)

// m365Machine is how Exchange Online ends its greetings: the name of a machine,
// TY2PR01CA0001.jpnprd01.prod.outlook.com, as base64 of UTF-16.
const m365Machine = "[VABZADIAUABSADAAMQBDAEEAMAAwADAAMQAuAGoAcABuAHAAcgBkADAAMQAuAHAAcgBvAGQALgBvAHUAdABsAG8AbwBrAC4AYwBvAG0A]"

// mailboxTalk is what POP3 and IMAP differ in where their faults are the same.
type mailboxTalk struct {
	proto    string
	greeting string
	asks     string // the command for the capabilities
	plain    string // its answer before TLS
	stripped string // that answer with STARTTLS taken out
	secure   string // and inside TLS
	starttls string // the command
	begin    string // its answer
	refused  string // its refusal
	login    string // the command that the password is in
	rest     script // what follows: an empty mailbox
}

// conversation is a server that gets as far as an empty mailbox, with special
// rules put before its own.
func (k mailboxTalk) conversation(special ...rule) script {
	return slices.Concat(script(special), script{
		{say: k.greeting},
		{on: k.asks, secure: true, say: k.secure},
		{on: k.asks, say: k.plain},
		{on: k.starttls, say: k.begin, do: startTLS},
	}, k.rest)
}

// fault names a fault of this protocol: "cause/pop3", "cause/pop3-variant". A
// cause that only POP3 has needs no protocol.
func (k mailboxTalk) fault(cause, variant, stage string, f fault) fault {
	f.Name, f.Stage = cause+"/"+strings.Trim(k.proto+"-"+variant, "-"), k.proto+"."+stage
	if strings.HasPrefix(cause, "pop.") {
		f.Name = strings.Trim(cause+"/"+variant, "/")
	}
	if f.Until == "" {
		f.Until = "mailbox"
	}
	return f
}

// says is a server that refuses a step in these words.
func (k mailboxTalk) says(cause, variant, stage, step, wire string) fault {
	return k.fault(cause, variant, stage, fault{refuse: map[string]string{step: wire}})
}

// networkFaults: the way there, and what answers in the protocol's place.
func (k mailboxTalk) networkFaults() []fault {
	return []fault{
		k.fault("net.refused", "", "connect", fault{closed: true}),
		k.fault("net.timeout", "", "connect", fault{Fault: Fault{Dial: true}, use: want{timeout: shortWait}, silent: true}),
		k.fault("net.dropped", "", "greeting", fault{raw: true, script: script{{do: hangUp}}}),
		k.fault("net.dropped", "reset", "greeting", fault{raw: true, script: script{{do: breakOff}}}),
		k.fault("net.dropped", "caps", "caps", fault{script: script{{say: k.greeting}, {on: k.asks, do: hangUp}}}),
		k.fault("net.dropped", "login", "auth", fault{script: k.conversation(rule{on: k.login, do: hangUp})}),
		k.fault("net.no-banner", "", "greeting", fault{use: want{timeout: shortWait}, raw: true, script: script{{do: stall}}}),
		k.fault("net.wrong-service", "smtp", "greeting", fault{raw: true, script: script{{say: greeting}, {on: "*", say: "502 5.5.2 Error: command not recognized"}}}),
		k.fault("net.wrong-service", "http", "greeting", fault{raw: true, script: script{
			{do: await, say: "HTTP/1.1 408 Request Timeout\nContent-Length: 0\nConnection: close\n"}}}),
		k.fault("net.middlebox", "stripped", "tls", fault{script: k.conversation(rule{on: k.asks, secure: true, say: k.secure}, rule{on: k.asks, say: k.stripped})}),
		k.fault("session.protocol-error", "garbage", "caps", fault{script: script{{say: k.greeting}, {on: "*", say: "welcome to " + Host}}}),
	}
}

// tlsFaults: how the encryption begins, and the certificate.
func (k mailboxTalk) tlsFaults() []fault {
	list := []fault{
		k.fault("tls.needs-implicit", "", "greeting", fault{use: want{port: portTLS, timeout: shortWait}}),
		k.fault("tls.needs-starttls", "", "tls", fault{use: want{port: portStartTLS, security: portTLS}}),
		k.fault("tls.starttls-missing", "", "tls", fault{noTLS: true}),
		k.fault("tls.starttls-refused", "", "tls", fault{script: k.conversation(rule{on: k.starttls, say: k.refused})}),
		k.fault("tls.starttls-refused", "garbage", "tls", fault{script: k.conversation(rule{on: k.starttls, say: k.begin, do: falseStart})}),
		// What follows in the same packet was put into the plain text (RFC 2595
		// section 4, RFC 9051 section 11.1).
		k.fault("tls.injected", "", "tls", fault{script: k.conversation(rule{on: k.starttls, say: k.begin + "\n" + k.greeting, do: startTLS})}),
		k.fault("tls.handshake-failed", "dropped", "tls", fault{script: k.conversation(rule{on: k.starttls, say: k.begin, do: hangUp})}),
		k.fault("tls.handshake-failed", "", "tls", fault{tls: noCipher}),
		k.fault("tls.version", "", "tls", fault{tls: oldVersion}),
		k.fault("tls.version", "tls", "tls", fault{tls: oldVersion, use: want{security: portTLS}}),
		k.fault("tls.client-cert", "", "tls", fault{tls: askForCert}),
		k.fault("tls.client-cert", "1.2", "tls", fault{tls: tls12Client}),
		k.fault("tls.name-mismatch", "tls", "tls", fault{cert: otherName, use: want{security: portTLS}}),
	}
	for _, c := range []struct {
		cause string
		cert  certificate
	}{
		{"tls.name-mismatch", otherName}, {"tls.expired", expiredCert}, {"tls.not-yet-valid", futureCert}, {"tls.self-signed", selfSigned},
		{"tls.untrusted-ca", unknownCA}, {"tls.missing-intermediate", missingIntermediate}, {"tls.intercepted", interceptedCert}, {"tls.expires-soon", expiringCert},
	} {
		list = append(list, k.fault(c.cause, "", "tls", fault{cert: c.cert}))
	}
	return list
}

// passwordFaults follow from the profile.
func (k mailboxTalk) passwordFaults() []fault {
	wrong := func(method string) fault { return fault{use: want{wrongPassword: true, method: method}} }
	return []fault{
		k.fault("auth.bad-credentials", "", "auth", wrong("")),
		k.fault("auth.bad-credentials", "cram-md5", "auth", wrong("cram-md5")),
		k.fault("auth.bad-credentials", "digest-md5", "auth", wrong("digest-md5")),
		k.fault("auth.bad-credentials", "scram-sha-256", "auth", wrong("scram-sha-256")),
		k.fault("auth.mechanism", "", "auth", fault{use: want{method: "scram-sha-256"}, offer: []string{"GSSAPI", "NTLM"}}),
		k.fault("auth.tls-first", "", "auth", fault{use: want{security: portNone, port: portStartTLS}}),
		k.fault("auth.temporary", "silent", "auth", fault{use: want{timeout: shortWait}, script: k.conversation(rule{on: k.login, do: stall})}),
	}
}

// attack is a hostile server.
func (k mailboxTalk) attack(variant, cause, stage string, s script) fault {
	f := k.fault("hostile", variant, stage, fault{script: s})
	f.Cause = cause
	return f
}

// hostileFaults: ok is a status that begins a line, refuses one that ends a
// sign-in.
func (k mailboxTalk) hostileFaults(ok, endless, cutOff string, spiked func(text string) script) []fault {
	drips := k.attack("slow-drip", "net.no-banner", "greeting", script{{say: ok + " wait ", do: drip}})
	drips.use.timeout = shortWait
	return []fault{
		k.attack("endless-line", "session.protocol-error", "greeting", script{{say: ok + " aaaaaaaaaaaaaaa", do: flood}}),
		k.attack("endless-reply", "session.protocol-error", "caps", script{{say: k.greeting}, {on: k.asks, say: endless + "\r\n", do: flood}}),
		k.attack("cut-off", "net.dropped", "caps", script{{say: k.greeting}, {on: k.asks, say: cutOff, do: cut}}),
		k.attack("escape-codes", "auth.bad-credentials", "auth", spiked(escapeCodes)),
		k.attack("nul", "auth.bad-credentials", "auth", spiked(nulCodes)),
		k.attack("invalid-utf8", "auth.bad-credentials", "auth", spiked(brokenUTF8)),
		drips,
	}
}
