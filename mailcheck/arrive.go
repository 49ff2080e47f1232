package mailcheck

func (l *ladder) arrive() { l.failAs("check.unsupported", l.evidence()) }
