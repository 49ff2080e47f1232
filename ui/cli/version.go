package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// build is what the linker knows of this program.
type build struct{ version, commit, time, goVersion string }

func readBuild() build {
	b := build{version: "(devel)", commit: "unknown", goVersion: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.version = info.Main.Version
	}
	modified := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.time = s.Value
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	if modified {
		b.commit += "+modified"
	}
	return b
}

func (a *app) printVersion() error {
	b := readBuild()
	_, err := fmt.Fprintf(a.results(), "todoku %s\ncommit %s\n%s %s/%s\n", b.version, b.commit, b.goVersion, runtime.GOOS, runtime.GOARCH)
	return err
}
