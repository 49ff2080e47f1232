package store

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

func privileged() bool { return windows.GetCurrentProcessToken().IsElevated() }

// machineState is the state folder that goes with a folder of profiles that
// serves the whole machine.
func machineState(dir string) string { return filepath.Join(dir, "state") }

// systemPlaces uses the folders of application data: those of the machine when
// elevated, else the user's, whose state does not roam.
func systemPlaces(getenv func(string) string, elevated bool) (Places, error) {
	machine := getenv("ProgramData")
	if elevated {
		if !filepath.IsAbs(machine) {
			return Places{}, problem("no_home", "variable", "ProgramData")
		}
		dir := filepath.Join(machine, program)
		return Places{dir, machineState(dir), []string{dir}}, nil
	}
	config, local := getenv("AppData"), getenv("LocalAppData")
	if !filepath.IsAbs(config) {
		return Places{}, problem("no_home", "variable", "AppData")
	}
	if !filepath.IsAbs(local) {
		local = config
	}
	own := filepath.Join(config, program)
	search := []string{own}
	if filepath.IsAbs(machine) {
		search = append(search, filepath.Join(machine, program))
	}
	return Places{own, filepath.Join(local, program, "state"), search}, nil
}
