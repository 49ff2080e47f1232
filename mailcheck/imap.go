package mailcheck

func (l *ladder) imapGreeting() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) imapCapabilities() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) imapStartTLS() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) imapAuth() { l.failAs("check.unsupported", l.evidence()) }

func (l *ladder) imapMailbox() { l.failAs("check.unsupported", l.evidence()) }
