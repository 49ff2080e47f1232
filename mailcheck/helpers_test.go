package mailcheck_test

import (
	"fmt"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
)

type causeFinding = cause.Finding

// everything that a report says, in one string.
func everything(r mailcheck.Report) string {
	return fmt.Sprintf("%s\n%+v\n%+v", r.Host, r.Stages, r.Findings)
}
