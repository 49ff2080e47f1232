//go:build !windows

package store

import (
	"os"
	"path/filepath"
)

func privileged() bool { return os.Geteuid() == 0 }

// machineState is the state folder that goes with a folder of profiles that
// serves the whole machine.
func machineState(string) string { return filepath.Join("/var/lib", program) }

// systemPlaces follows the XDG base directory specification, which says that
// relative paths in its variables are to be ignored.
func systemPlaces(getenv func(string) string, root bool) (Places, error) {
	etc := filepath.Join("/etc", program)
	if root {
		return Places{etc, machineState(etc), []string{etc}}, nil
	}
	config, state := getenv("XDG_CONFIG_HOME"), getenv("XDG_STATE_HOME")
	home := getenv("HOME")
	if !filepath.IsAbs(config) || !filepath.IsAbs(state) {
		if !filepath.IsAbs(home) {
			return Places{}, problem("no_home", "variable", "HOME")
		}
	}
	if !filepath.IsAbs(config) {
		config = filepath.Join(home, ".config")
	}
	if !filepath.IsAbs(state) {
		state = filepath.Join(home, ".local", "state")
	}
	own := filepath.Join(config, program)
	return Places{own, filepath.Join(state, program), []string{own, etc}}, nil
}
