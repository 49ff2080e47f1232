package mailcheck

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isReset says that the peer, or something on the way, cut the connection.
func isReset(err error) bool {
	return errors.Is(err, windows.WSAECONNRESET) || errors.Is(err, windows.WSAECONNABORTED) || errors.Is(err, windows.WSAESHUTDOWN)
}

// noRoute says that this machine has no way at all to that address family.
func noRoute(err error) bool {
	return errors.Is(err, windows.WSAENETUNREACH) || errors.Is(err, windows.WSAEAFNOSUPPORT) || errors.Is(err, windows.WSAEADDRNOTAVAIL)
}

// refused says that the other side answered, and takes no connection.
func refused(err error) bool { return errors.Is(err, windows.WSAECONNREFUSED) }
