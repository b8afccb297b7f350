package llm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cosita/llm"
	"cosita/llm/llmtest"
)

// failing fails with each error in turn, then answers.
func failing(calls *int, errs ...error) llm.Model {
	return llm.ModelFunc(func(_ context.Context, _ llm.Request, stream func(llm.Delta)) (llm.Reply, error) {
		*calls++
		if *calls <= len(errs) {
			return llm.Reply{}, errs[*calls-1]
		}
		if stream != nil {
			stream(llm.Delta{Text: "fine"})
		}
		return llm.Reply{Text: "fine"}, nil
	})
}

func TestRetryWaits(t *testing.T) {
	busy := &llm.StatusError{Code: 503}
	later := &llm.StatusError{Code: 429, RetryAfter: 90 * time.Second}
	cut := fmt.Errorf("somewhere: %w", llm.ErrCut)
	type span struct{ least, most time.Duration }
	for _, test := range []struct {
		name  string
		retry llm.Retry
		errs  []error
		waits []span
		fails bool
	}{
		{"no error", llm.Retry{}, nil, nil, false},
		{"doubles", llm.Retry{}, []error{busy, cut, llm.ErrTimeout}, []span{{500 * time.Millisecond, time.Second}, {time.Second, 2 * time.Second}, {2 * time.Second, 4 * time.Second}}, false},
		{"bounded", llm.Retry{Base: time.Minute, Longest: 90 * time.Second}, []error{busy, busy, busy}, []span{{30 * time.Second, time.Minute}, {45 * time.Second, 90 * time.Second}, {45 * time.Second, 90 * time.Second}}, false},
		{"Retry-After", llm.Retry{}, []error{later, later}, []span{{90 * time.Second, 91 * time.Second}, {90 * time.Second, 91 * time.Second}}, false},
		{"no patience", llm.Retry{Patience: time.Minute}, []error{later}, nil, true},
		{"attempts spent", llm.Retry{Attempts: 2}, []error{busy, busy}, []span{{500 * time.Millisecond, time.Second}}, true},
		{"one attempt", llm.Retry{Attempts: 1}, []error{busy}, nil, true},
		{"wrong key", llm.Retry{}, []error{&llm.StatusError{Code: 401}}, nil, true},
		{"bad request", llm.Retry{}, []error{&llm.StatusError{Code: 400}}, nil, true},
		{"unreachable", llm.Retry{}, []error{llm.ErrUnreachable}, nil, true},
		{"malformed", llm.Retry{}, []error{llm.ErrMalformed}, nil, true},
		{"budget", llm.Retry{}, []error{llm.ErrBudget}, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls int
				var told time.Duration
				retry := test.retry
				retry.Model = failing(&calls, test.errs...)
				retry.Waiting = func(_ int, wait time.Duration, _ error) { told += wait }
				begin := time.Now()
				reply, err := retry.Complete(t.Context(), ask("a"), nil)
				if test.fails && !errors.Is(err, test.errs[len(test.errs)-1]) {
					t.Errorf("got %+v, %v; want the last error", reply, err)
				}
				if !test.fails && (err != nil || reply.Text != "fine") {
					t.Errorf("got %+v, %v", reply, err)
				}
				if calls != len(test.waits)+1 {
					t.Errorf("%d calls, want %d", calls, len(test.waits)+1)
				}
				var all span
				for _, wait := range test.waits {
					all.least += wait.least
					all.most += wait.most
				}
				took := time.Since(begin)
				if took < all.least || took > all.most {
					t.Errorf("waited %s, want %s to %s", took, all.least, all.most)
				}
				if took != told {
					t.Errorf("waited %s, told %s", took, told)
				}
			})
		})
	}
}

func TestRetryJitters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waits []time.Duration
		for range 20 {
			var calls int
			begin := time.Now()
			if _, err := (&llm.Retry{Model: failing(&calls, llm.ErrCut)}).Complete(t.Context(), ask("a"), nil); err != nil {
				t.Fatal(err)
			}
			waits = append(waits, time.Since(begin))
		}
		slices.Sort(waits)
		if len(slices.Compact(waits)) < 10 {
			t.Errorf("20 waits are too much alike: %v", waits)
		}
	})
}

func TestRetryIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls int
		later := &llm.StatusError{Code: 429, RetryAfter: time.Minute}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		begin := time.Now()
		_, err := (&llm.Retry{Model: failing(&calls, later, later)}).Complete(ctx, ask("a"), nil)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, later) {
			t.Errorf("got %v, want both reasons", err)
		}
		if took := time.Since(begin); took != 10*time.Second || calls != 1 {
			t.Errorf("took %s and %d calls", took, calls)
		}
	})
}

// TestRetryOverHTTP loses an answer in each way that is worth another attempt.
func TestRetryOverHTTP(t *testing.T) {
	cut := llmtest.Completion{Pieces: []string{"by ", "simp"}, CutAfter: 1}
	script := []llmtest.Answer{
		llmtest.Status{Code: 429}, llmtest.Status{Code: 500}, llmtest.Abort, llmtest.Hang,
		llmtest.Page{Media: "application/json", Body: "{", Longer: 1}, llmtest.Text("by simp"),
	}
	server := llmtest.New(t, script...)
	model := &llm.Retry{
		Model:    endpoint(t, llm.Config{BaseURL: server.URL, Timeout: 100 * time.Millisecond}),
		Attempts: len(script), Base: time.Millisecond,
	}
	if reply, err := model.Complete(t.Context(), ask("a"), nil); err != nil || reply.Text != "by simp" {
		t.Errorf("got %+v, %v", reply, err)
	}

	t.Run("nothing is streamed twice", func(t *testing.T) {
		server := llmtest.New(t, llmtest.Status{Code: 429}, cut)
		var pieces []string
		model := &llm.Retry{Model: endpoint(t, llm.Config{BaseURL: server.URL}), Base: time.Millisecond}
		_, err := model.Complete(t.Context(), ask("a"), func(d llm.Delta) { pieces = append(pieces, d.Text) })
		if !errors.Is(err, llm.ErrCut) || !slices.Equal(pieces, []string{"by "}) {
			t.Errorf("got %v after %q", err, pieces)
		}
	})
}
