package store

// Places are the folders of one installation.
type Places struct {
	Profiles string   // where new profiles are written
	State    string   // drafts, tokens, logs
	Search   []string // where names are looked up, in order; Profiles is the first
}

// Draft is an unfinished profile as it survives a lost connection. It holds
// places of secrets only, never a secret.
type Draft struct {
	Name     string   `toml:"name"` // file name of the draft; "new" while the profile has none
	Step     string   `toml:"step"`
	Answered []string `toml:"answered"`
	Path     string   `toml:"path"` // profile being edited
	Group    string   `toml:"group"`
	Profile  Profile  `toml:"profile"`
}
