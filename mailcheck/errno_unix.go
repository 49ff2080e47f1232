//go:build !windows

package mailcheck

import (
	"errors"
	"syscall"
)

// isReset says that the peer, or something on the way, cut the connection.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED)
}

// noRoute says that this machine has no way at all to that address family.
func noRoute(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EAFNOSUPPORT) || errors.Is(err, syscall.EADDRNOTAVAIL)
}

// refused says that the other side answered, and takes no connection.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
