package report

import (
	"strconv"
	"time"

	"todoku/mailcheck"
)

// Checked is one profile of a check, for the formats that hold all of them.
type Checked struct {
	Name   string
	Report mailcheck.Report // without stages where Err is set
	Err    error            // why the profile could not be read
	Ended  time.Time        // when its check ended
	// Authorised is until when OAuth authorises the profile: before that a person
	// has to sign in again or to renew the client's secret. Zero: no end is known.
	Authorised time.Time
}

// verdict is unknown for a profile that could not be read.
func (c Checked) verdict() mailcheck.Verdict {
	if c.Err != nil {
		return mailcheck.Unknown
	}
	return c.Report.Verdict
}

// uniqueNames are the names of the profiles; files of one name in several
// folders are told apart by a number, since paths tell more than monitoring needs.
func uniqueNames(list []Checked) []string {
	seen, names := map[string]bool{}, make([]string, len(list))
	for i, c := range list {
		name := c.Name
		for n := 2; seen[name]; n++ {
			name = c.Name + "#" + strconv.Itoa(n)
		}
		seen[name], names[i] = true, name
	}
	return names
}
