package discover

import (
	"cmp"
	"context"
)

// publicISPDB is the list that Thunderbird's people keep (draft-ietf-mailmaint-
// autoconfig section 4.2). It learns the domain that is asked about.
const publicISPDB = "https://v1.ispdb.net/"

// askISPDB looks the address's domain up in Thunderbird's list.
func askISPDB(ctx context.Context, a *asker) ([]Candidate, string, error) {
	return a.document(ctx, cmp.Or(a.o.ISPDB, publicISPDB)+a.t.Domain, a.t.Domain, TrustISPDB)
}
