package steps

import (
	"time"

	"todoku/mailcheck"
	"todoku/store"
)

// Draft is the profile in the making. Secrets are held in memory only.
type Draft struct {
	Profile  store.Profile
	Answered map[string]bool         // keys the user answered himself; others follow defaults and probes
	Secrets  map[string]store.Secret // typed values by key
	Existing []byte                  // the file that is being edited; nil for a new profile
	Path     string                  // where Existing came from
	Group    string                  // who else may read what root saves
	Named    bool                    // the name was given on the command line: not asked
	Ports    []mailcheck.Port        // last port trial, of PortsHost
	PortsOf  string
	Report   *mailcheck.Report // last report of any proof
	Raw      map[string]string // answers that did not parse, kept as typed, by key
}

// Env is what the machine needs of the world; everything can be replaced.
type Env struct {
	Places  store.Places
	Probe   mailcheck.Options // dialer, nameserver, roots, clock; the machine fills in the rest
	Now     func() time.Time
	Root    bool   // running as root: who else may read is asked
	Version string // written into [proof]
}
