//go:build darwin || freebsd

package bundle

import (
	"regexp"
	"runtime"

	"golang.org/x/sys/unix"
)

func kernel() string {
	release, err := unix.Sysctl("kern.osrelease")
	if err != nil {
		return ""
	}
	return release
}

// distribution is os-release(5) or, on macOS, the version in a file of its own.
func distribution() string {
	if runtime.GOOS != "darwin" {
		return osRelease()
	}
	m := productVersion.FindStringSubmatch(systemFile("/System/Library/CoreServices/SystemVersion.plist"))
	if m == nil {
		return ""
	}
	return "macOS " + m[1]
}

var productVersion = regexp.MustCompile(`<key>ProductVersion</key>\s*<string>([0-9.]+)</string>`)
