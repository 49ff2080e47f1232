package steps

import (
	"os"
	"slices"
	"strings"

	"todoku/store"
	"todoku/store/secret"
)

// alwaysThere are the places that every machine has.
var alwaysThere = []string{"file", "env", "command"}

// secretQuestions ask for a secret and where it is kept. A command brings the
// secret itself, so then nothing is typed.
func secretQuestions(d *Draft, env *Env, key string, typed Question) []Question {
	from := ask(d, key+".from", KindChoice)
	from.Choices = append(choices(d, passwordKey+".from", alwaysThere...), triedPlaces(d, env)...)
	from.Also = store.SecretPlaces[:] // as a profile may say that was written elsewhere
	for i, c := range from.Choices {
		if c.Note.IsZero() {
			from.Choices[i].Note = Text{ID: "choice." + passwordKey + ".from." + c.Value + ".note"}
		}
	}
	if from.Value == "" {
		from.Value = "file"
	}
	var qs []Question
	if from.Value != "command" {
		qs = append(qs, typed)
	}
	qs = append(qs, from)
	switch from.Value {
	case "env":
		name := ask(d, key+".name", KindText)
		if name.Value == "" {
			name.Value = store.SecretRef{From: "env"}.Complete(d.Profile.Name, key).Name
		}
		qs = append(qs, name)
	case "command":
		qs = append(qs, ask(d, key+".argv", KindText))
	case "age":
		qs = append(qs, askAlike(d, key, ".identity"))
		others := askAlike(d, key, ".recipients")
		others.Optional = true
		qs = append(qs, others)
	}
	return qs
}

// askAlike asks for a part of a place, in the words that are the same for every
// secret.
func askAlike(d *Draft, key, part string) Question {
	q := ask(d, key+part, KindText)
	q.Label, q.Help = label("secret"+part), help("secret"+part)
	return q
}

// triedPlaces are those that were tried on this machine; what does not work
// says why.
func triedPlaces(d *Draft, env *Env) []Choice {
	var list []Choice
	for _, t := range env.Tried {
		c := choices(d, passwordKey+".from", t.Place)[0]
		if p := t.Problem; p != nil && !c.Disabled {
			c.Disabled, c.Note = true, Text{ID: "place.reason." + p.Code, Args: p.Args}
		}
		list = append(list, c)
	}
	return list
}

// unkeepable is what speaks against the places of the secrets that were typed,
// told at once and not when everything is to be saved.
func unkeepable(d *Draft, env *Env, qs []Question) []*store.Problem {
	var probs []*store.Problem
	for _, q := range qs {
		key, from := strings.CutSuffix(q.ID, ".from")
		if !from || d.Secrets[key].IsZero() {
			continue
		}
		ref := refOf(&d.Profile, key)
		for _, t := range env.Tried {
			if t.Place == ref.From && t.Problem != nil {
				probs = append(probs, &store.Problem{Key: q.ID, Code: t.Problem.Code, Args: t.Problem.Args})
			}
		}
		if p := secret.CheckKeys(ref, folder(d, env)); p != nil {
			part := ".identity"
			if p.Code == "not_a_recipient" {
				part = ".recipients"
			}
			probs = append(probs, &store.Problem{Key: key + part, Code: p.Code, Args: p.Args})
		}
	}
	return probs
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
	return strings.Join(slices.Concat([]string{r.From, r.Path, r.Name, r.Service, r.Account, r.Identity}, r.Argv), "\x01")
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
	if ref.From == "env" {
		return ref.Name != "" && os.Getenv(ref.Name) != ""
	}
	path := ref.File(folder(d, env))
	if path == "" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
