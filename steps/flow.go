package steps

// flow is the table of contents of the wizard: every step, in order.
func flow() []Step {
	return []Step{
		application{},
		serverType{},
		sender{},
		server{},
		auth{},
		credentials{},
		mailServer{popTable},
		mailLogin{popTable},
		mailServer{receiveTable},
		client{},
		login{},
		mailLogin{receiveTable},
		appForm{},
		trial{},
		review{},
	}
}

// conditional is a Step that is left out of the path for some drafts.
type conditional interface {
	// InPath is a pure function of the draft.
	InPath(*Draft) bool
}

// Path gives the steps that d has to go through. It is a pure function of the
// draft: nothing else decides which step follows.
func Path(d *Draft) []Step {
	var path []Step
	for _, s := range flow() {
		if c, ok := s.(conditional); ok && !c.InPath(d) {
			continue
		}
		path = append(path, s)
	}
	return path
}
