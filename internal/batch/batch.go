// Package batch works on many inputs at once and gives the outcomes back in the order of the
// inputs:
//
//	err := batch.Run(ctx, 0, files, check, func(o Outcome) error { return print(o) })
package batch

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// Run calls one for each input, so many at a time (as many as there are cores if not positive),
// and hands each outcome to done, one at a time and in the order of the inputs. When ctx ends,
// or done returns an error, it stops, hands over what is finished, and returns the error; an
// input that was interrupted has no outcome. The context of one ends then too.
func Run[In, Out any](ctx context.Context, workers int, inputs []In, one func(context.Context, In) Out, done func(Out) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		index   int
		outcome Out
	}
	next, results := make(chan int), make(chan result)
	var group sync.WaitGroup
	for range min(workers, len(inputs)) {
		group.Go(func() {
			for i := range next {
				o := one(inner, inputs[i])
				if inner.Err() == nil {
					results <- result{i, o}
				}
			}
		})
	}
	go func() {
		defer close(results)
		defer group.Wait()
		defer close(next)
		for i := range inputs {
			select {
			case next <- i:
			case <-inner.Done():
				return
			}
		}
	}()
	var failure error
	deliver := func(o Out) {
		if failure == nil {
			if failure = done(o); failure != nil {
				cancel()
			}
		}
	}
	waiting, turn := map[int]Out{}, 0
	for res := range results {
		waiting[res.index] = res.outcome
		for o, ok := waiting[turn]; ok; o, ok = waiting[turn] {
			delete(waiting, turn)
			deliver(o)
			turn++
		}
	}
	for ; turn < len(inputs) && len(waiting) > 0; turn++ {
		if o, ok := waiting[turn]; ok {
			delete(waiting, turn)
			deliver(o)
		}
	}
	return errors.Join(failure, ctx.Err())
}
