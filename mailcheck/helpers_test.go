package mailcheck_test

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
)

type causeFinding = cause.Finding

// everything that a report says, in one string.
func everything(r mailcheck.Report) string {
	return fmt.Sprintf("%s\n%+v\n%+v", r.Host, r.Stages, r.Findings)
}

func itoa(n int) string { return strconv.Itoa(n) }

// refusedError is what a dial to a closed port gives on this system.
func refusedError() error {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_ = l.Close()
	_, err = net.Dial("tcp4", l.Addr().String())
	return err
}

// count counts how often a secret is asked for.
func count(f func(context.Context) (store.Secret, error), n *atomic.Int32) func(context.Context) (store.Secret, error) {
	return func(ctx context.Context) (store.Secret, error) {
		n.Add(1)
		return f(ctx)
	}
}
