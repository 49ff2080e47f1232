package cause

// stageWords lead from the words of a reply to the command that it may have
// answered, where nothing else tells it. The first that are said decide:
// refusals of a command name it first, and reasons come after.
var stageWords = [...]struct{ says, stage string }{
	{"helo|ehlo", "caps"},
	{"starttls|start tls|tls not|tls missing", "tls"},
	{"relay|recipient|rcpt|forward path|mailbox|user unknown|deliver|to this address|receiving mail", "rcpt"},
	{"sender|mail from|sending|from domain|from address", "mail"},
	{"auth|authentication|authentification|authenticate|login|logon|password|credential|checkpassword|username", "auth"},
	{"message|content|mail content|spam|dmarc|policy|transaction", "data"},
	{"service|server|connection|connect|client host|ip", "greeting"},
}

// stageOfWords is a stage to try when a reply came alone. What it leads to is a
// guess, and never more than possible.
func stageOfWords(v *view) string {
	if (v.code < 400 || v.code > 599) && v.class == 0 || v.proto != "" {
		return ""
	}
	for _, s := range stageWords {
		if says(v.text, s.says) {
			return s.stage
		}
	}
	return ""
}
