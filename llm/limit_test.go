package llm_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cosita/llm"
)

func TestLimitPerMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var begun []time.Duration
		start := time.Now()
		limit := &llm.Limit{PerMinute: 30, Model: llm.ModelFunc(func(context.Context, llm.Request, func(llm.Delta)) (llm.Reply, error) {
			mu.Lock()
			defer mu.Unlock()
			begun = append(begun, time.Since(start))
			return llm.Reply{}, nil
		})}
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if _, err := limit.Complete(t.Context(), ask("a"), nil); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if want := []time.Duration{0, 2 * time.Second, 4 * time.Second, 6 * time.Second}; !slices.Equal(begun, want) {
			t.Errorf("begun at %v, want %v", begun, want)
		}
	})
}

// TestLimitTurnHandedBack gives up the last place in the queue, which the next caller gets.
func TestLimitTurnHandedBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls int
		limit := &llm.Limit{PerMinute: 1, Model: failing(&calls)}
		if _, err := limit.Complete(t.Context(), ask("a"), nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := limit.Complete(ctx, ask("a"), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		begin := time.Now()
		if _, err := limit.Complete(t.Context(), ask("a"), nil); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != 50*time.Second || calls != 2 {
			t.Errorf("waited %s, %d calls; want 50s, 2 calls", took, calls)
		}
	})
}

func TestLimitConcurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var now, most, all int
		limit := &llm.Limit{Concurrent: 3, Model: llm.ModelFunc(func(context.Context, llm.Request, func(llm.Delta)) (llm.Reply, error) {
			mu.Lock()
			now++
			all++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second) // the bubble's clock
			mu.Lock()
			now--
			mu.Unlock()
			return llm.Reply{}, nil
		})}
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := limit.Complete(t.Context(), ask("a"), nil); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := limit.Complete(ctx, ask("a"), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("a full limit and a canceled call: %v", err)
		}
		group.Wait()
		if most != 3 || all != 10 {
			t.Errorf("%d at once, %d in all; want 3 and 10", most, all)
		}
	})
}
