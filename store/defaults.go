package store

import "time"

// DefaultTimeout is the limit of one network wait when a profile names none.
const DefaultTimeout = Duration(10 * time.Second)

// Default is what a profile holds before a file is decoded into it: the value
// of every key that a file may leave out. Only these differ from the zero
// value; keys without a sensible default (name, server_type, sender.address,
// the server) stay empty and are required where Validate says so.
func Default() Profile {
	return Profile{
		Schema:      Schema,
		Application: "any",
		SMTP: SMTP{
			VerifyCertificate: true,
			Timeout:           DefaultTimeout,
			Auth:              Auth{Method: "none"},
		},
		PopBeforeSMTP: PopBeforeSMTP{Timeout: DefaultTimeout},
		Receive: Receive{
			Auth:          "standard",
			LeaveOnServer: true, // nothing is deleted unless someone says so
			Timeout:       DefaultTimeout,
		},
	}
}
