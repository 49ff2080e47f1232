package sandbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// slowly is the pause between two octets of a document that does not end.
const slowly = 200 * time.Millisecond

// maxAsked bounds what is remembered of requests.
const maxAsked = 1000

// startWeb opens the web servers of Domain: HTTPS, then HTTP.
func (m *servers) startWeb(ctx context.Context) ([]Endpoint, error) {
	name := "*." + Domain
	if m.fault.found == publishStranger {
		name = "www.example.net"
	}
	cert, err := chained(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, DNSNames: []string{name, strings.TrimPrefix(name, "*.")},
		NotBefore: m.pki.now.Add(-day), NotAfter: m.pki.now.Add(90 * day),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, &m.pki.mid, []*x509.Certificate{m.pki.mid.cert})
	if err != nil {
		return nil, err
	}
	var out []Endpoint
	for _, security := range []string{portTLS, portNone} {
		l, err := listen(ctx)
		if err != nil {
			return nil, err
		}
		m.listeners = append(m.listeners, l)
		s := &http.Server{
			Handler: http.HandlerFunc(m.serveWeb), ErrorLog: log.New(io.Discard, "", 0), MaxHeaderBytes: maxForm,
			ReadHeaderTimeout: idleTimeout, ReadTimeout: idleTimeout, WriteTimeout: idleTimeout, IdleTimeout: idleTimeout,
		}
		m.http = append(m.http, s)
		on := net.Listener(l)
		if security == portTLS {
			on = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
		}
		m.running.Go(func() { _ = s.Serve(on) })
		out = append(out, Endpoint{Host: loopback, Port: l.port(), Security: security})
	}
	return out, nil
}

// asked keeps what the web servers were asked for.
type asked struct {
	mu   sync.Mutex
	list []string
}

func (a *asked) add(r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.list) < maxAsked {
		a.list = append(a.list, r.Method+" "+r.Host+r.URL.RequestURI())
	}
}

// Asked is what the web servers of Domain were asked for, oldest first, as
// "GET autoconfig.sandbox.test/mail/config-v1.1.xml"; the first thousand.
func (s *Sandbox) Asked() []string {
	a := &s.impl.asked
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.list)
}

// serveWeb answers for all names of Domain, by Host and path as real servers do.
func (m *servers) serveWeb(w http.ResponseWriter, r *http.Request) {
	m.asked.add(r)
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	const path = "/mail/config-v1.1.xml"
	at := strings.ToLower(host) + r.URL.Path
	switch {
	case m.fault.found == publishNothing || m.fault.found == publishMissing:
		http.NotFound(w, r)
	case at == "autoconfig."+Domain+path || at == Domain+"/.well-known/autoconfig"+path || at == "ispdb."+Domain+"/"+Domain:
		m.serveConfig(w, r)
	case at == "ua-auto-config."+Domain+"/.well-known/user-agent-configuration.json":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(m.paccDocument())
	default:
		http.NotFound(w, r)
	}
}

// serveConfig is the document of autoconfig, or what the fault puts there.
func (m *servers) serveConfig(w http.ResponseWriter, r *http.Request) {
	switch m.fault.found {
	case publishCircle:
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
		return
	case publishToHTTP:
		http.Redirect(w, r, "http://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
		return
	case publishToPrivate:
		http.Redirect(w, r, "https://192.168.0.1/", http.StatusFound)
		return
	case publishFailing:
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	case publishLogin:
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form><input name=user></form></body></html>")
		return
	case publishHuge, publishSlow:
		m.endless(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	_, _ = io.WriteString(w, m.configDocument())
}

// endless writes until the client goes away or the sandbox closes.
func (m *servers) endless(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/xml")
	part, pause := strings.Repeat(" ", 32<<10), time.Duration(0)
	if m.fault.found == publishSlow {
		part, pause = " ", slowly
	}
	out := http.NewResponseController(w)
	for {
		if _, err := io.WriteString(w, part); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-m.done:
			return
		case <-r.Context().Done():
			return
		case <-time.After(pause):
		}
	}
}

// paccDocument is that of draft-ietf-mailmaint-pacc-02. Its servers have the
// registered ports, which only a dialer such as DialUsual leads here.
func (m *servers) paccDocument() []byte {
	type server struct {
		Host string `json:"host"`
	}
	doc := map[string]any{
		"protocols":      map[string]server{"smtp": {Host}, "imap": {Host}, "pop3": {Host}},
		"authentication": map[string]any{"password": true},
		"info":           map[string]any{"provider": map[string]string{"name": "todoku sandbox"}},
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil // cannot be: all of it is plain data
	}
	return data
}

// DialUsual is Dial for a program that goes to the ports where servers usually
// listen: on loopback they lead to this sandbox, and what leads away from
// loopback is refused, so that nothing leaves the machine.
func (s *Sandbox) DialUsual(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: addr{network, address}, Err: syscall.ECONNREFUSED}
	}
	for _, usual := range []struct {
		ports    []string
		list     []Endpoint
		security string
	}{
		{[]string{"25", "587"}, s.SMTP, portStartTLS}, {[]string{"465"}, s.SMTP, portTLS},
		{[]string{"143"}, s.IMAP, portStartTLS}, {[]string{"993"}, s.IMAP, portTLS},
		{[]string{"110"}, s.POP3, portStartTLS}, {[]string{"995"}, s.POP3, portTLS},
		{[]string{"80"}, s.Web, portNone}, {[]string{"443"}, s.Web, portTLS},
	} {
		for _, e := range usual.list {
			if e.Security == usual.security && slices.Contains(usual.ports, port) {
				port = itoa(e.Port)
				return s.Dial(ctx, network, net.JoinHostPort(host, port))
			}
		}
	}
	return s.Dial(ctx, network, address)
}
