package oauth

import (
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Site is where the program runs, as far as a browser is concerned.
type Site struct {
	SSH       bool
	Display   bool   // a browser can open on this screen
	SSHTarget string // "user@host" for ssh from the operator's machine
	SSHPort   int    // of the server's sshd; 0: 22 or not told
}

// Place reads the facts from the environment. sudo drops SSH_CONNECTION, so
// its absence proves nothing; no display is all that matters then.
func Place(getenv func(string) string) Site {
	var s Site
	fields := strings.Fields(getenv("SSH_CONNECTION")) // client, its port, server, its port
	s.SSH = len(fields) > 0 || getenv("SSH_TTY") != "" || getenv("SSH_CLIENT") != ""
	switch runtime.GOOS {
	case "windows", "darwin":
		s.Display = !s.SSH
	default:
		s.Display = !s.SSH && (getenv("WAYLAND_DISPLAY") != "" || getenv("DISPLAY") != "")
	}
	host := ""
	if len(fields) == 4 {
		if ip, err := netip.ParseAddr(fields[2]); err == nil {
			host = ip.Unmap().String()
		}
		if port, err := strconv.ParseUint(fields[3], 10, 16); err == nil && port != 22 {
			s.SSHPort = int(port)
		}
	}
	if host == "" {
		host, _ = os.Hostname()
	}
	for _, key := range []string{"SUDO_USER", "USER", "LOGNAME", "USERNAME"} {
		if user := getenv(key); user != "" && host != "" && strings.Trim(user+host, shellSafe) == "" {
			s.SSHTarget = user + "@" + host
			break
		}
	}
	return s
}

// shellSafe are the characters of names that need no quotes in any shell.
const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:%"

// Tunnel is the line, to be typed on the operator's own machine, that makes
// this machine's loopback port reachable there; empty: no port, or the names
// are not known.
func (s Site) Tunnel(port int) string {
	if port == 0 || s.SSHTarget == "" {
		return ""
	}
	n := strconv.Itoa(port)
	line := "ssh -L " + n + ":127.0.0.1:" + n + " "
	if s.SSHPort != 0 {
		line += "-p " + strconv.Itoa(s.SSHPort) + " "
	}
	return line + s.SSHTarget
}

// The codes of why a flow is proposed.
const (
	WhyServiceAccount = "service-account"  // app-only: nobody signs in
	WhyCertificate    = "certificate"      // app-only: so is a certificate used at Microsoft
	WhyWebClient      = "web-client"       // loopback: the redirect URI is registered
	WhyBrowserHere    = "browser-here"     // loopback: a browser opens on this screen
	WhyNoBrowser      = "no-browser"       // device: none here, and the provider allows it
	WhyGoogleDevice   = "google-no-device" // loopback: Google allows no mail in device flow
	WhyNoDeviceHere   = "no-device"        // loopback: the provider has no device flow
)

// FlowFor proposes a flow of store.Flows for c at s, and the code of its reason.
func FlowFor(c Client, s Site) (flow, reason string) {
	switch {
	case c.ServiceAccountFile != "":
		return "app-only", WhyServiceAccount
	case c.Provider == microsoft && c.Certificate != "":
		return "app-only", WhyCertificate
	case c.RedirectURI != "":
		return "loopback", WhyWebClient
	case s.Display:
		return "loopback", WhyBrowserHere
	case c.Provider == google:
		return "loopback", WhyGoogleDevice
	case c.DeviceURL == "":
		return "loopback", WhyNoDeviceHere
	}
	return "device", WhyNoBrowser
}
