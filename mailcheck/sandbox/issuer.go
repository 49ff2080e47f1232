package sandbox

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
)

// startIssuer serves the issuer's certificate, where a fault has the servers
// leave it out and say where it is.
func (m *servers) startIssuer(ctx context.Context) error {
	if c := m.fault.cert; c != fetchedIntermediate && c != fetchedStranger {
		return nil
	}
	l, err := listen(ctx)
	if err != nil {
		return err
	}
	m.listeners = append(m.listeners, l)
	m.pki.issuerURL = "http://" + net.JoinHostPort(loopback, itoa(l.port())) + "/issuer.crt"
	srv := &http.Server{ReadTimeout: idleTimeout, WriteTimeout: idleTimeout, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.asked.add(r)
		if der := m.pki.issuer.Load(); der != nil {
			_, _ = w.Write(*der)
		}
	})}
	m.http = append(m.http, srv)
	m.running.Go(func() { _ = srv.Serve(l) })
	return nil
}

// publish writes into a leaf where its issuer's certificate is (RFC 5280
// section 4.2.2.1), and serves that.
func (p *pki) publish(leaf *x509.Certificate, issuer authority) {
	leaf.IssuingCertificateURL = []string{p.issuerURL}
	p.issuer.Store(&issuer.cert.Raw)
}
