package batch_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cosita/internal/batch"
)

// Outcomes come in the order of the inputs, whatever is ready first.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inputs := []int{5, 1, 4, 2, 3}
		var got []int
		running, most := 0, 0
		begin := time.Now()
		slot := make(chan struct{}, 1)
		slot <- struct{}{}
		err := batch.Run(t.Context(), 2, inputs, func(_ context.Context, n int) int {
			<-slot
			running++
			most = max(most, running)
			slot <- struct{}{}
			time.Sleep(time.Duration(n) * time.Second)
			<-slot
			running--
			slot <- struct{}{}
			return n
		}, func(n int) error { got = append(got, n); return nil })
		if err != nil || !slices.Equal(got, inputs) || most != 2 {
			t.Errorf("%v, %v, %d at once", got, err, most)
		}
		// On two workers: 5, 3 on one, 1, 4, 2 on the other.
		if took := time.Since(begin); took > 9*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// An error of done ends the run, and so does the context; what was interrupted has no outcome.
func TestEnd(t *testing.T) {
	stop := errors.New("enough")
	var got []int
	err := batch.Run(t.Context(), 1, []int{1, 2, 3}, func(_ context.Context, n int) int { return n },
		func(n int) error {
			got = append(got, n)
			if n == 2 {
				return stop
			}
			return nil
		})
	if !errors.Is(err, stop) || !slices.Equal(got, []int{1, 2}) {
		t.Errorf("%v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	got = nil
	err = batch.Run(ctx, 1, []int{1, 2, 3}, func(ctx context.Context, n int) int {
		if n == 2 {
			cancel()
			<-ctx.Done()
		}
		return n
	}, func(n int) error { got = append(got, n); return nil })
	if !errors.Is(err, context.Canceled) || !slices.Equal(got, []int{1}) {
		t.Errorf("%v, %v", got, err)
	}
}
