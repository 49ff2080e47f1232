package export

import (
	"slices"

	"todoku/store"
)

// Placeholder stands where a secret would have to stand in the settings.
const Placeholder = "REPLACE_ME"

// RefreshToken is the key of Options.Reveal that is none of the profile.
const RefreshToken = "oauth.refresh_token"

// hidden is a secret as a template takes it: Way says how, and the method of
// that name gives it.
type hidden struct {
	Way string // file, env, command, token, inline

	key     string
	ref     store.SecretRef
	dir     string
	token   bool
	o       Options
	inlined bool // it stands in the settings, or the placeholder does
	err     error
}

// hide chooses the first way of the tool that the secret's place allows. A
// token has no place: a command gives it.
func hide(t Tool, key string, ref store.SecretRef, token bool, o Options) *hidden {
	h := &hidden{Way: "inline", key: key, ref: ref, dir: o.Dir, token: token, o: o}
	for _, way := range t.Secret {
		if way == "inline" || way == "command" && (token || !ref.IsZero()) ||
			way == "token" && token || way == ref.From && !token {
			h.Way = way
			break
		}
	}
	return h
}

// File is the path of the file.
func (h *hidden) File() value { return value{h.key, absolute(h.ref.Path, h.dir)} }

// Env is the name of the variable.
func (h *hidden) Env() value { return value{h.key, h.ref.Name} }

// Token is the command that prints an access token.
func (h *hidden) Token() value { return value{h.key, words(h.o.Token)} }

// Command is a line for sh that prints the secret and a line end.
func (h *hidden) Command() value {
	r := h.ref
	line := words(h.o.Token)
	switch {
	case h.token:
	case r.From == "file":
		line = "cat " + shell(absolute(r.Path, h.dir))
	case r.From == "env":
		line = `printf '%s\n' "$` + r.Name + `"`
	case r.From == "command":
		// In the profile's folder, and the first line, as todoku itself takes it.
		line = "cd " + shell(h.dir) + " && " + words(r.Argv) + " | head -n 1"
	case r.From == "keyring":
		line = words([]string{"secret-tool", "lookup", "service", r.Service, "username", r.Account})
	case r.From == "systemd-credential":
		line = `cat "$CREDENTIALS_DIRECTORY"/` + shell(r.Name)
	case r.From == "age":
		line = words([]string{"age", "-d", "-i", absolute(r.Identity, h.dir), absolute(r.Path, h.dir)})
	}
	return value{h.key, line}
}

// Inline is the secret itself where it may be shown, else the placeholder.
func (h *hidden) Inline() value {
	h.inlined = true
	if h.o.Reveal == nil {
		return value{h.key, Placeholder}
	}
	s, err := h.o.Reveal(h.key)
	if err != nil {
		h.err = err
		return value{h.key, Placeholder}
	}
	return value{h.key, s.Reveal()}
}

// words joins a command line for sh.
func words(argv []string) string {
	line := ""
	for i, w := range argv {
		if i > 0 {
			line += " "
		}
		line += shell(w)
	}
	return line
}

// secrets are those that the view gave out in the settings themselves.
func (v *view) secrets() []*hidden {
	all := []*hidden{v.Secret, v.Client, v.Refresh}
	if v.In != nil {
		all = append(all, v.In.Secret)
	}
	return slices.DeleteFunc(all, func(h *hidden) bool { return !h.inlined })
}
