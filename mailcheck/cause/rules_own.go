package cause

// ownRules: what happened on this side.
var ownRules = ranked{
	observed: {
		{kind: kindCancelled, is: only("run.cancelled")},
		{stage: "auth", kind: kindFile, is: only("secret.unreadable")},
		{stage: "tls", kind: kindFile, is: only("config.ca-file")},
	},
}
