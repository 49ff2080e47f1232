package mailcheck

func (l *ladder) popGreeting() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) popCapabilities() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) popSTLS() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) popAuth() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) popMailbox() { l.failAs("check.unsupported", l.evidence()) }
