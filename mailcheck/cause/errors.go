package cause

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/textproto"
	"strings"
)

// Kinds of Go error. The rules know these words only.
const (
	kindCancelled = "cancelled"
	kindFile      = "file"
	kindBroken    = "smtp.broken" // a line that is no reply, or too long to be one

	kindBadAddress  = "net.bad-address"
	kindRefused     = "net.refused"
	kindTimeout     = "net.timeout"
	kindUnreachable = "net.unreachable"
	kindDenied      = "net.denied"
	kindReset       = "net.reset"
	kindEOF         = "net.eof"

	kindNotFound     = "dns.not-found"
	kindResolverDown = "dns.failed"

	kindNotTLS     = "tls.not-tls"
	kindTLSVersion = "tls.version"
	kindClientCert = "tls.client-cert"
	kindHandshake  = "tls.handshake"

	kindHostname   = "x509.hostname"
	kindExpired    = "x509.expired"
	kindNotYet     = "x509.not-yet"
	kindSelfSigned = "x509.self-signed"
	kindUnknownCA  = "x509.unknown-ca"
	kindIncomplete = "x509.incomplete"
	kindSameName   = "x509.same-name"
	kindUnfit      = "x509.unfit"
)

// kindOf sorts an error by its type, and by its words only where Go has no
// type for it (TLS alerts that arrive over TCP are one such case).
func kindOf(err error) string {
	for _, by := range []func(error) string{kindOfTLS, kindOfDNS, kindOfSocket, kindOfReply} {
		if k := by(err); k != "" {
			return k
		}
	}
	return kindOfWords(err.Error())
}

func kindOfTLS(err error) string {
	var (
		host    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		roots   x509.SystemRootsError
	)
	switch {
	case errors.As(err, &host):
		return kindHostname
	case errors.As(err, &invalid):
		return kindOfInvalid(invalid)
	case errors.As(err, &unknown):
		if strings.Contains(err.Error(), "insecure algorithm") { // SHA-1: nobody made it on the way
			return kindUnfit
		}
		if said := err.Error(); strings.Contains(said, "while trying to verify candidate authority") && !strings.Contains(said, "cannot sign this kind") {
			return kindSameName
		}
		return kindUnknownCA
	case errors.As(err, &roots):
		return kindUnknownCA
	case errors.As(err, &record):
		// 20 to 23 are TLS record types (RFC 8446 section 5.1): TLS after all.
		if t := record.RecordHeader[0]; t >= 20 && t <= 23 {
			return kindHandshake
		}
		return kindNotTLS
	}
	return ""
}

func kindOfInvalid(e x509.CertificateInvalidError) string {
	switch e.Reason {
	case x509.Expired: // Go's one reason for both ends of the validity
		if strings.Contains(e.Detail, "is before") {
			return kindNotYet
		}
		return kindExpired
	case x509.NotAuthorizedToSign:
		return kindUnknownCA
	}
	return kindUnfit
}

func kindOfDNS(err error) string {
	var dns *net.DNSError
	if !errors.As(err, &dns) {
		return ""
	}
	if errors.Is(err, context.Canceled) {
		return kindCancelled
	}
	if dns.IsNotFound && !dns.IsTimeout && !dns.IsTemporary {
		return kindNotFound
	}
	return kindResolverDown
}

func kindOfSocket(err error) string {
	var (
		address *net.AddrError
		invalid net.InvalidAddrError
		network net.UnknownNetworkError
		path    *fs.PathError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return kindCancelled
	case errors.As(err, &address), errors.As(err, &invalid), errors.As(err, &network):
		return kindBadAddress
	case isErrno(err, errnoRefused):
		return kindRefused
	case isErrno(err, errnoUnreachable):
		return kindUnreachable
	case errors.As(err, &path):
		return kindFile
	case isErrno(err, errnoDenied):
		return kindDenied
	case isErrno(err, errnoReset):
		return kindReset
	case isTimeout(err):
		return kindTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return kindEOF
	}
	return ""
}

func kindOfReply(err error) string {
	var broken textproto.ProtocolError
	if errors.As(err, &broken) {
		return kindBroken
	}
	return ""
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &t) && t.Timeout())
}

func isErrno[E error](err error, list []E) bool {
	for _, e := range list {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
