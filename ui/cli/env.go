package cli

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/report"
)

// places are the folders of this installation, after --config.
func (a *app) places() (store.Places, error) {
	p, err := store.DefaultPlaces(a.flags.config, a.Getenv)
	if err != nil {
		return store.Places{}, fmt.Errorf("find the configuration folder: %w", err)
	}
	return p, nil
}

// network is how runs reach the world, after --nameserver and --control.
func (a *app) network() (mailcheck.Options, error) {
	o := mailcheck.Options{Now: a.now, Control: a.flags.control}
	if o.Control != "" {
		if p := store.CheckHost(o.Control); p != nil {
			p.Key = "--control"
			return o, &usageError{text: report.ProblemText(p, a.t).String()}
		}
	}
	if a.flags.nameserver == "" {
		return o, nil
	}
	host, port, err := net.SplitHostPort(a.flags.nameserver)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 || host == "" {
		return o, a.usage("usage.flag_value", "flag", "--nameserver", "value", a.flags.nameserver)
	}
	o.Nameserver = a.flags.nameserver
	return o, nil
}

// env is what the machine of the wizard works with.
func (a *app) env() (*steps.Env, error) {
	places, err := a.places()
	if err != nil {
		return nil, err
	}
	probe, err := a.network()
	if err != nil {
		return nil, err
	}
	return &steps.Env{Domain: true, Places: places, Probe: probe, Now: a.now, Getenv: a.Getenv, Root: os.Geteuid() == 0, Version: readBuild().version}, nil
}

// load reads the profile called name, or at that path, with what its provider
// is known for filled in. It is called as its file is, as in a list: a copied
// file still holds the name of the other one.
func (a *app) load(places store.Places, name string) (store.Loaded, error) {
	path, err := places.Find(name)
	if err != nil {
		return store.Loaded{}, err
	}
	l, err := store.Load(path)
	if err != nil {
		return store.Loaded{}, err
	}
	l.Profile = discover.Complete(l.Profile)
	l.Profile.Name = nameOf(l.Path)
	return l, nil
}

// saved loads a profile from where the user's profiles are.
func (a *app) saved(name string) (store.Places, store.Loaded, error) {
	places, err := a.places()
	if err != nil {
		return store.Places{}, store.Loaded{}, err
	}
	l, err := a.load(places, name)
	return places, l, err
}

// isMissing tells "there is none" from "it cannot be read".
func isMissing(err error) bool {
	var p *store.Problem
	return errors.As(err, &p) && p.Code == "no_such_profile"
}
