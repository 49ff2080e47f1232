package cause

// netEaseRules are the codes of NetEase (163.com, 126.com, yeah.net), two
// letters for what is judged and three for why; its help pages list them.
var netEaseRules = ranked{
	named: {
		{says: "hl:icc|mi:dmc|rp:drc", is: mostly("session.too-many-connections", "env.quota")},
		{says: "mi:cel|mi:ccl|rp:cel|rp:ccl", is: mostly("session.too-many-connections", "session.protocol-error")},
		{says: "hl:rep|hl:ifc|hl:ifq|hl:mep|hl:ihu|hl:ipb|dt:rbl|wm:bli", is: mostly("env.blocklisted")},
		{says: "wm:blu|mi:spb", is: mostly("env.sender-suspended", "env.blocklisted")},
		{says: "mi:sfq|mi:stc|rp:qrc|rp:trc|rp:rcl", is: mostly("env.quota")},
		{says: "mi:nhd", is: only("session.helo-rejected")},
		{says: "mi:imf", is: mostly("env.sender-domain-bad", "session.protocol-error")},
		{says: "mi:spf|mi:dma", is: only("data.domain-auth")},
		{says: "rp:frl", is: mostly("env.relay-denied", "auth.missing")},
		{says: "rp:rdn", is: mostly("env.no-ptr")},
		{says: "dt:spm", is: mostly("data.content-rejected", "env.blocklisted")},
		{says: "dt:sum", is: mostly("env.sender-not-owned", "data.headers-invalid")},
	},
}
