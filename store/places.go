package store

import (
	"os"
	"path/filepath"
	"strings"
)

// Places are the folders of one installation.
type Places struct {
	Profiles string   // where new profiles are written
	State    string   // drafts, tokens, logs
	Search   []string // where names are looked up, in order; Profiles is the first
}

const (
	program   = "todoku"
	extension = ".toml"   // of profiles and drafts
	unnamed   = "new"     // the draft of a profile without a name
	lockEnd   = ".lock"   // NAME.lock, beside NAME.toml
	secretEnd = ".secret" // of secret files that todoku writes

	credentialEnd = ".cred" // the same as a systemd credential
	ageEnd        = ".age"  // and encrypted with age
)

// DefaultPlaces are the folders of the user who runs the program: configDir
// and configDir/state where one is given, else those of the XDG base directory
// specification, for root /etc and /var/lib, on Windows the folders of
// application data. The error is a Problem.
func DefaultPlaces(configDir string, getenv func(string) string) (Places, error) {
	if configDir != "" {
		if p := CheckLine("", configDir); p != nil {
			return Places{}, p
		}
		dir, err := filepath.Abs(configDir)
		if err != nil {
			return Places{}, problem("no_home", "variable", "PWD")
		}
		return Places{dir, filepath.Join(dir, "state"), []string{dir}}, nil
	}
	return systemPlaces(getenv, privileged())
}

// Find gives the path of a profile. A name is looked up in Search and can
// never lead out of those folders; what holds a separator or ends in .toml is
// taken for a path. The error is a Problem: "no_such_profile", "not_readable",
// or why the name is none.
func (pl Places) Find(nameOrPath string) (string, error) {
	if p := CheckLine("name", nameOrPath); p != nil {
		return "", p
	}
	if isPath(nameOrPath) {
		path, err := filepath.Abs(nameOrPath)
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); err != nil {
			return "", ReadProblem(path, err, "no_such_profile")
		}
		return path, nil
	}
	if p := CheckName(nameOrPath); p != nil {
		return "", p
	}
	var denied error
	for _, dir := range pl.Search {
		path := filepath.Join(dir, nameOrPath+extension)
		switch _, err := os.Stat(path); {
		case err == nil:
			return path, nil
		case !os.IsNotExist(err) && denied == nil:
			denied = ReadProblem(path, err, "no_such_profile")
		}
	}
	if denied != nil {
		return "", denied
	}
	return "", problem("no_such_profile", "name", nameOrPath, "folders", strings.Join(pl.Search, ", "))
}

// PathFor is where a new profile of that name is written.
func (pl Places) PathFor(name string) (string, error) {
	if p := CheckName(name); p != nil {
		return "", p
	}
	return filepath.Join(pl.Profiles, name+extension), nil
}

func isPath(s string) bool {
	return strings.ContainsAny(s, `/`+string(filepath.Separator)) || strings.HasSuffix(s, extension)
}
