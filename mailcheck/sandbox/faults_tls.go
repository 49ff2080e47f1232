package sandbox

// tlsFaults: how the encryption begins, and the certificate.
func tlsFaults() []fault {
	shows := func(name string, c certificate) fault {
		return fault{Fault: Fault{Name: name, Stage: "smtp.tls"}, cert: c}
	}
	shakes := func(name string, m tlsMode) fault {
		return fault{Fault: Fault{Name: name, Stage: "smtp.tls"}, tls: m}
	}
	named := func(f fault) fault {
		f.use.host = Host // an address is not sent as a name (RFC 6066 section 3)
		return f
	}
	implicit := func(f fault) fault {
		f.Name += "/tls"
		f.use.security = portTLS
		return f
	}
	return []fault{
		{Fault: Fault{Name: "tls.needs-implicit", Stage: "smtp.greeting"}, use: want{port: portTLS, timeout: shortWait}},
		{Fault: Fault{Name: "tls.needs-starttls", Stage: "smtp.tls"}, use: want{port: portStartTLS, security: portTLS}},
		{Fault: Fault{Name: "tls.starttls-missing", Stage: "smtp.tls"}, noTLS: true},
		{Fault: Fault{Name: "tls.starttls-refused", Stage: "smtp.tls"}, script: conversation(
			rule{on: "STARTTLS", say: "454 4.7.0 TLS not available due to local problem"})},
		{Fault: Fault{Name: "tls.starttls-refused/garbage", Stage: "smtp.tls"}, script: conversation(
			rule{on: "STARTTLS", say: "220 2.0.0 Ready to start TLS", do: falseStart})},
		// A reply that was put into the plain text before TLS began (RFC 3207
		// section 6): it comes in the same packet as the 220.
		{Fault: Fault{Name: "tls.injected", Stage: "smtp.tls"}, script: conversation(
			rule{on: "STARTTLS", say: "220 2.0.0 Ready to start TLS\n250-" + Host + "\n250 AUTH PLAIN", do: startTLS})},

		shows("tls.name-mismatch", otherName),
		implicit(shows("tls.name-mismatch", otherName)),
		shows("tls.expired", expiredCert),
		shows("tls.not-yet-valid", futureCert),
		shows("tls.self-signed", selfSigned),
		shows("tls.untrusted-ca", unknownCA),
		shows("tls.missing-intermediate", missingIntermediate),
		shows("tls.missing-intermediate/fetched", fetchedIntermediate),
		shows("tls.untrusted-ca/fetched", fetchedStranger),
		shows("tls.intercepted", interceptedCert),
		shows("tls.expires-soon", expiringCert),

		shakes("tls.version", oldVersion),
		implicit(shakes("tls.version", oldVersion)),
		shakes("tls.handshake-failed", noCipher),
		shakes("tls.handshake-failed/sni", unknownSNI),
		shakes("tls.handshake-failed/internal", brokenTLS),
		named(shakes("tls.handshake-failed/name", refusesName)),
		shakes("tls.handshake-failed/large", refusesLarge),
		shakes("tls.handshake-failed/old", oldCipher),
		{Fault: Fault{Name: "tls.handshake-failed/dropped", Stage: "smtp.tls"}, script: conversation(
			rule{on: "STARTTLS", say: "220 2.0.0 Ready to start TLS", do: hangUp})},
		shakes("tls.client-cert", askForCert),
		shakes("tls.client-cert/1.2", tls12Client),
	}
}
