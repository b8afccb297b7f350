package llm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Retry asks Model again after what may pass: a [StatusError] with 429 or 5xx, [ErrCut] and
// [ErrTimeout]. It does not ask again once a piece has been streamed, since the caller has
// already shown it; a caller who wants whole answers passes no stream and gets them.
type Retry struct {
	Model    Model
	Attempts int           // in all; 0: 4
	Base     time.Duration // wait before the second attempt, doubled for each further one; 0: 1 s
	Longest  time.Duration // bound of the doubled waits; 0: 1 minute
	Patience time.Duration // longest Retry-After that is waited for, beyond it the error is returned; 0: 5 minutes

	// Waiting, where not nil, is told before each wait.
	Waiting func(attempt int, wait time.Duration, err error)
}

var _ Model = (*Retry)(nil)

// Complete asks until an answer comes, an error is not worth another attempt, or ctx ends.
func (r *Retry) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	attempts := cmp.Or(r.Attempts, 4)
	for attempt := 1; ; attempt++ {
		streamed := false
		forward := stream
		if stream != nil {
			forward = func(d Delta) {
				streamed = true
				stream(d)
			}
		}
		reply, err := r.Model.Complete(ctx, req, forward)
		if err == nil {
			return reply, nil
		}
		wait, worthwhile := r.wait(attempt, err)
		if streamed || !worthwhile {
			return Reply{}, err
		}
		if attempt >= attempts {
			return Reply{}, fmt.Errorf("%w (attempt %d of %d)", err, attempt, attempts)
		}
		if r.Waiting != nil {
			r.Waiting(attempt, wait, err)
		}
		if ctxErr := sleep(ctx, wait); ctxErr != nil {
			return Reply{}, fmt.Errorf("waiting %s to ask again: %w; before that: %w", wait.Round(time.Millisecond), ctxErr, err)
		}
	}
}

// wait is how long to wait after an attempt that ended in err, and whether to at all. The
// jitter keeps callers that were refused together from coming back together; it is
// not seeded, since it changes no answer.
func (r *Retry) wait(attempt int, err error) (time.Duration, bool) {
	base := cmp.Or(r.Base, time.Second)
	if status, ok := errors.AsType[*StatusError](err); ok {
		if !status.Temporary() {
			return 0, false
		}
		if status.RetryAfter > 0 { // never earlier than asked
			return status.RetryAfter + rand.N(base), status.RetryAfter <= cmp.Or(r.Patience, 5*time.Minute)
		}
	} else if !errors.Is(err, ErrCut) && !errors.Is(err, ErrTimeout) {
		return 0, false
	}
	longest := cmp.Or(r.Longest, time.Minute)
	backoff := min(base, longest)
	for range attempt - 1 {
		backoff = min(2*backoff, longest)
	}
	return backoff/2 + rand.N(backoff/2+1), true
}

// sleep waits for d or for the end of ctx, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
