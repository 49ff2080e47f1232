package cause

import "syscall"

// Error numbers of Winsock, by what they mean: the Unix names that package
// syscall defines on Windows are never returned by its sockets.
var (
	errnoRefused     = []syscall.Errno{10061}                                    // WSAECONNREFUSED
	errnoUnreachable = []syscall.Errno{10051, 10065, 10050, 10064, 10049, 10047} // WSAENETUNREACH, WSAEHOSTUNREACH, WSAENETDOWN, WSAEHOSTDOWN, WSAEADDRNOTAVAIL, WSAEAFNOSUPPORT
	errnoDenied      = []syscall.Errno{10013}                                    // WSAEACCES
	errnoReset       = []syscall.Errno{10054, 10053, 10058}                      // WSAECONNRESET, WSAECONNABORTED, WSAESHUTDOWN
)
