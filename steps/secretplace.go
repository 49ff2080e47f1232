package steps

import (
	"os"
	"path/filepath"
	"strings"

	"todoku/store"
)

// secretQuestions ask for a secret and where it is kept. A command brings the
// secret itself, so then nothing is typed.
func secretQuestions(d *Draft, key string, secret Question) []Question {
	from := ask(d, key+".from", KindChoice)
	from.Choices = choices(d, passwordKey+".from", "file", "env", "command")
	for i, c := range from.Choices {
		from.Choices[i].Note = Text{ID: "choice." + passwordKey + ".from." + c.Value + ".note"}
	}
	if from.Value == "" {
		from.Value = "file"
	}
	var qs []Question
	if from.Value != "command" {
		qs = append(qs, secret)
	}
	qs = append(qs, from)
	switch from.Value {
	case "env":
		name := ask(d, key+".name", KindText)
		if name.Value == "" {
			name.Value = envName(d.Profile.Name, key)
		}
		qs = append(qs, name)
	case "command":
		qs = append(qs, ask(d, key+".argv", KindText))
	}
	return qs
}

// stored reports that the profile being edited already says where a secret is,
// so that it need not be typed again; of gives its place in a profile.
func stored(d *Draft, of func(*store.Profile) store.SecretRef) bool {
	if d.Existing == nil {
		return false
	}
	p, err := store.Decode(d.Existing, d.Path)
	if err != nil {
		return false
	}
	was := of(&p)
	return !was.IsZero() && was.From == of(&d.Profile).From
}

// typedSecret is a secret as it was typed; one that a command brings counts
// for nothing, typed or not.
func typedSecret(d *Draft, key string, ref store.SecretRef) (store.Secret, bool) {
	s, ok := d.Secrets[key]
	return s, ok && ref.From != "command"
}

// placeKey tells the places of secrets apart, for the keys of proofs.
func placeKey(r store.SecretRef) string {
	return strings.Join(append([]string{r.From, r.Path, r.Name}, r.Argv...), "\x01")
}

// refOf is where the secret of a key is kept.
func refOf(p *store.Profile, key string) store.SecretRef {
	switch key {
	case popTable + ".password":
		return p.PopBeforeSMTP.Password
	case receiveTable + ".password":
		return p.Receive.Password
	case clientSecretKey:
		return p.OAuth.ClientSecret
	}
	return p.SMTP.Auth.Password
}

func passwordRef(p *store.Profile) store.SecretRef     { return p.SMTP.Auth.Password }
func clientSecretRef(p *store.Profile) store.SecretRef { return p.OAuth.ClientSecret }

// provided reports that a secret is already where the answers say that it is
// kept: a file made beforehand, a variable that is set.
func provided(d *Draft, env *Env, ref store.SecretRef) bool {
	switch ref.From {
	case "file":
		path := ref.Path
		if path != "" && !filepath.IsAbs(path) {
			path = filepath.Join(folder(d, env), path)
		}
		info, err := os.Stat(path)
		return err == nil && info.Mode().IsRegular()
	case "env":
		return ref.Name != "" && os.Getenv(ref.Name) != ""
	}
	return false
}

// envName is the variable proposed for a profile's secret.
func envName(profile, key string) string {
	up := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, profile)
	if up != "" {
		up += "_"
	}
	return "TODOKU_" + up + strings.ToUpper(key[strings.LastIndexByte(key, '.')+1:])
}
