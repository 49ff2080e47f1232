package mailcheck

// popBeforeSMTP is the method that authorises sending by a POP3 login.
const popBeforeSMTP = "pop-before-smtp"

// popBeforeSMTP signs in by POP3 and then sends without SMTP AUTH.
func (t *trip) popBeforeSMTP() {
	l := boxLadder(t.ctx, t.p, t.o, popBox(t.p))
	t.add(l.run())
	p := t.p
	p.SMTP.Auth.Method = "none"
	t.add(climb(t.ctx, p, t.o, nil))
}
