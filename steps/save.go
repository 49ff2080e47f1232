package steps

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	udiff "github.com/aymanbagabas/go-udiff"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/secret"
)

// finished is the draft's profile with everything filled in that was not asked.
func finished(d *Draft) store.Profile {
	p := d.Profile
	p.Schema = store.Schema
	if p.Name == "" {
		p.Name = proposeName(d)
	}
	switch ref := &p.SMTP.Auth.Password; {
	case byAPI(p):
		withoutServer(&p, d.Existing != nil)
	case p.SMTP.Auth.Method == "none", popFirst(p):
		*ref, p.SMTP.Auth.Username = store.SecretRef{}, ""
	case UsesOAuth(p):
		*ref = store.SecretRef{}
	default:
		finishRef(ref, p.Name, passwordKey)
	}
	finishMailboxes(&p, d)
	switch ref := &p.OAuth.ClientSecret; {
	case !NeedsToken(p):
	case ref.From != "" || !d.Secrets[clientSecretKey].IsZero():
		finishRef(ref, p.Name, clientSecretKey)
	}
	return p
}

// finishMailboxes says where the passwords of mailboxes are kept, and leaves
// out what belongs to one that the profile does not have.
func finishMailboxes(p *store.Profile, d *Draft) {
	empty := store.Default()
	if !popFirst(*p) {
		p.PopBeforeSMTP = empty.PopBeforeSMTP
	} else {
		finishRef(&p.PopBeforeSMTP.Password, p.Name, popTable+".password")
	}
	switch {
	case p.Receive.Protocol == "":
		p.Receive = empty.Receive
	case bearer(p.Receive.Auth) || !needsOwnPassword(*p):
		p.Receive.Password = store.SecretRef{}
	default:
		finishRef(&p.Receive.Password, p.Name, receiveTable+".password")
	}
}

// finishRef fills in the place of a secret as far as it was not asked.
func finishRef(ref *store.SecretRef, name, key string) {
	if ref.From == "" {
		ref.From = "file"
	}
	*ref = ref.Complete(name, key)
}

// profile is the profile as it will be written.
func (m *Machine) profile() store.Profile {
	p := finished(m.draft)
	rep, ok := m.proved()
	p.Proof = store.Proof{Version: m.env.Version, Verdict: "unproved"}
	if len(rep.Stages) > 0 {
		p.Proof.Time = rep.Started.UTC().Truncate(time.Second)
		p.Proof.Stages = map[string]string{}
		for _, s := range append(m.mailboxStages(), rep.Stages...) {
			p.Proof.Stages[s.ID] = string(s.Verdict)
			if s.Verdict != "skipped" && !strings.HasPrefix(s.ID, "domain.") {
				p.Proof.Until = s.ID[strings.LastIndexByte(s.ID, '.')+1:]
			}
		}
	}
	if ok {
		p.Proof.Verdict = string(rep.Verdict)
	}
	return p
}

// mailboxStages are those of the mailboxes that were opened.
func (m *Machine) mailboxStages() []mailcheck.Stage {
	var list []mailcheck.Stage
	for _, s := range Path(m.draft) {
		p := s.Proof(m.draft, m.env)
		if r, held := m.runs[s.ID()]; held && p.Table != "" && r.key == p.Key {
			list = append(list, r.result.Report.Stages...)
		}
	}
	return list
}

// Unproved reports that the last proof of the path did not pass, or was not made.
func (m *Machine) Unproved() bool { _, ok := m.proved(); return !ok }

// Review is the file as Save will write it, and, when it replaces one, the
// difference as a unified diff.
func (m *Machine) Review() (text, diff string) {
	p := m.profile()
	if m.draft.Existing == nil {
		b, err := store.Encode(p)
		if err != nil {
			return err.Error(), ""
		}
		return string(b), ""
	}
	b, err := store.Edit(m.draft.Existing, p)
	if err != nil {
		return err.Error(), ""
	}
	name := filepath.Base(m.draft.Path)
	return string(b), udiff.Unified(name, name, string(m.draft.Existing), string(b))
}

// Save writes the secret first, then the profile that points to it, and drops
// the draft. It may be called again after an error.
func (m *Machine) Save(ctx context.Context) (Saved, error) {
	d, p := m.draft, m.profile()
	saved := Saved{Path: d.Path, Unproved: m.Unproved()}
	if saved.Path == "" {
		saved.Path = filepath.Join(m.env.Places.Profiles, p.Name+".toml")
	}
	if _, err := os.Lstat(saved.Path); err == nil && d.Existing == nil {
		// Before the secret is written, or it would replace the other profile's.
		return Saved{}, &store.Problem{Code: "exists_already", Args: map[string]string{"file": saved.Path}}
	}
	if err := m.saveSecrets(ctx, p, &saved); err != nil {
		return Saved{}, err
	}
	if err := m.saveToken(ctx, p, &saved); err != nil {
		return Saved{}, err
	}
	req := store.SaveRequest{Path: saved.Path, Base: d.Existing, Profile: p, Group: d.Group}
	if err := store.Save(ctx, req); err != nil {
		return Saved{}, fmt.Errorf("save the profile: %w", err)
	}
	// The draft has done its work; one that stays behind is only offered again.
	_ = store.DropDraft(m.env.Places, m.Snapshot().Name)
	return saved, nil
}

// saveSecrets keeps what was typed where the profile says that it is.
func (m *Machine) saveSecrets(ctx context.Context, p store.Profile, saved *Saved) error {
	saved.Secrets, saved.Lines = nil, nil
	for _, one := range []struct {
		key string
		ref store.SecretRef
	}{{passwordKey, p.SMTP.Auth.Password}, {popTable + ".password", p.PopBeforeSMTP.Password},
		{receiveTable + ".password", p.Receive.Password}, {clientSecretKey, p.OAuth.ClientSecret}} {
		s, typed := typedSecret(m.draft, one.key, one.ref)
		if !typed {
			continue
		}
		if one.ref.IsZero() {
			continue // typed for a sign-in that was then left out
		}
		if one.ref.From == "env" {
			saved.Lines = append(saved.Lines, one.ref.Name)
			continue
		}
		dir := filepath.Dir(saved.Path)
		if err := m.env.Secrets.Keep(ctx, one.ref, dir, s, m.draft.Group); err != nil {
			return fmt.Errorf("keep the secret: %w", err)
		}
		saved.Secrets = append(saved.Secrets, SavedSecret{one.key, one.ref.File(dir), one.ref, secret.UnitLine(one.ref, dir)})
	}
	return nil
}

// saveToken keeps the token of this session. A profile whose token is already
// in its file keeps that one.
func (m *Machine) saveToken(ctx context.Context, p store.Profile, saved *Saved) error {
	t, ok := m.draft.login.get(loginKey(m.draft))
	if !ok || !NeedsToken(p) {
		return nil
	}
	name := strings.TrimSuffix(filepath.Base(saved.Path), filepath.Ext(saved.Path))
	_, err := store.WithToken(ctx, m.env.Places, name, m.draft.Group, func(store.Token) (store.Token, error) { return t, nil })
	if err != nil {
		return fmt.Errorf("keep the token: %w", err)
	}
	saved.Token = true
	return nil
}
