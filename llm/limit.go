package llm

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Limit lets calls through to Model one after the other, evenly spaced, and no more than
// Concurrent at once. Its fields are not changed after the first call.
type Limit struct {
	Model      Model
	PerMinute  int // calls begun in a minute; 0: no limit
	Concurrent int // calls under way; 0: no limit

	start sync.Once
	slots chan struct{}
	mu    sync.Mutex
	next  time.Time // when the next call may begin
}

var _ Model = (*Limit)(nil)

// Complete waits for its turn, then asks.
func (l *Limit) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	if l.Concurrent > 0 {
		l.start.Do(func() { l.slots = make(chan struct{}, l.Concurrent) })
		select {
		case l.slots <- struct{}{}:
			defer func() { <-l.slots }()
		case <-ctx.Done():
			return Reply{}, fmt.Errorf("waiting for one of %d calls to end: %w", l.Concurrent, ctx.Err())
		}
	}
	if err := l.turn(ctx); err != nil {
		return Reply{}, fmt.Errorf("waiting for a turn, %d a minute: %w", l.PerMinute, err)
	}
	return l.Model.Complete(ctx, req, stream)
}

// turn waits until a call may begin. Who gives up hands the turn back if nobody queued behind.
func (l *Limit) turn(ctx context.Context) error {
	if l.PerMinute <= 0 {
		return ctx.Err()
	}
	interval := time.Minute / time.Duration(l.PerMinute)
	l.mu.Lock()
	now := time.Now()
	mine := now
	if l.next.After(now) {
		mine = l.next
	}
	l.next = mine.Add(interval)
	l.mu.Unlock()

	err := sleep(ctx, mine.Sub(now))
	if err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.next.Equal(mine.Add(interval)) {
			l.next = mine
		}
	}
	return err
}
