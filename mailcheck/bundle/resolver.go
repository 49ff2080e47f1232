package bundle

import (
	"io"
	"os"
	"strings"
)

// maxSystemFile bounds the system's own small files.
const maxSystemFile = 64 << 10

// systemFile is the text of a file of the system; empty where there is none.
func systemFile(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, maxSystemFile))
	return string(b)
}

// resolver reads resolv.conf and nsswitch.conf, where the system has them.
func resolver() Resolver {
	text := systemFile("/etc/resolv.conf")
	r := parseResolvConf(text)
	r.Read = text != ""
	for line := range strings.Lines(systemFile("/etc/nsswitch.conf")) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "hosts:"); ok {
			r.Hosts = strings.Join(strings.Fields(rest), " ")
		}
	}
	return r
}

// parseResolvConf reads resolv.conf(5).
func parseResolvConf(text string) (r Resolver) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		switch f[0] {
		case "nameserver":
			r.Nameservers = append(r.Nameservers, f[1])
		case "search", "domain":
			r.Search = f[1:]
		case "options":
			r.Options = append(r.Options, f[1:]...)
		}
	}
	return r
}

// osRelease is the name in os-release(5).
func osRelease() string {
	text := systemFile("/etc/os-release")
	if text == "" {
		text = systemFile("/usr/lib/os-release")
	}
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(line, "PRETTY_NAME="); ok {
			return strings.Trim(strings.TrimSpace(name), `"'`)
		}
	}
	return ""
}
