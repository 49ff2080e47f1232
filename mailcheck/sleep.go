package mailcheck

import (
	"context"
	"time"
)

// sleep waits for d, or for ctx.
func (o Options) sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil || d <= 0 {
		return ctx.Err()
	}
	if o.Sleep != nil {
		return o.Sleep(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sleepUntil waits for a time of the run's clock, or for ctx or the run's end.
func (l *ladder) sleepUntil(ctx context.Context, t time.Time) error {
	if l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	return l.o.sleep(ctx, t.Sub(l.now()))
}
