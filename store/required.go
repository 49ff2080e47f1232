package store

import "slices"

// requirement says which keys a complete profile must have a value for, where
// all of its conditions hold. Validate and the JSON Schema both come from it.
type requirement struct {
	when []condition
	keys []string
}

// condition holds where the text of key is one of values, or, with not, none.
type condition struct {
	key    string
	not    bool
	values []string
}

// requirements are the required keys, in the order in which they are missed.
// Decode knows one more: see wantsMethod.
func requirements() []requirement {
	// Elsewhere host, port and security come from what is known of the server.
	own := condition{key: "server_type", not: true, values: []string{"provider", "api", "google", "microsoft365", "local"}}
	return []requirement{
		{nil, []string{"schema", "name", "server_type", "sender.address"}},
		{[]condition{{key: "server_type", values: []string{"provider", "api"}}}, []string{"provider"}},
		{[]condition{own}, []string{"smtp.host", "smtp.port", "smtp.security"}},
		{[]condition{own, {key: "receive.protocol", not: true, values: []string{""}}}, []string{"receive.host", "receive.port", "receive.security"}},
		{[]condition{{key: "smtp.auth.method", values: []string{"pop-before-smtp"}}}, []string{"pop_before_smtp.host", "pop_before_smtp.port", "pop_before_smtp.security"}},
	}
}

func (r requirement) applies(p *Profile) bool {
	for _, c := range r.when {
		v, _ := Get(p, c.key)
		if slices.Contains(c.values, v) == c.not {
			return false
		}
	}
	return true
}

// placeNeeds are the keys that the place of a secret must have beside from.
func placeNeeds(from string) []string {
	switch from {
	case "file":
		return []string{"path"}
	case "env", "systemd-credential":
		return []string{"name"}
	case "command":
		return []string{"argv"}
	case "keyring":
		return []string{"service", "account"}
	case "age":
		return []string{"path", "identity"}
	}
	return nil
}
