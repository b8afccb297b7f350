package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosita/internal/batch"
	"cosita/lean"
)

// checkerFunc is a Checker of one function.
type checkerFunc func(ctx context.Context, src lean.Source) (lean.Report, error)

func (f checkerFunc) Check(ctx context.Context, src lean.Source) (lean.Report, error) {
	return f(ctx, src)
}

// A run that is interrupted has filed what it finished and nothing else; the next one does the
// rest, and only that.
func TestCheckLeanInterrupted(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for _, name := range []string{"A.lean", "B.lean", "C.lean"} {
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(files[len(files)-1], []byte("-- "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "out.jsonl")
	ctx, interrupt := context.WithCancel(t.Context())
	run := func(ctx context.Context, check checkerFunc) error {
		k := &leanChecking{outcomes: newOutcomes(newCLI(nil, &discard{}, &discard{}), len(files)), checker: check}
		defer k.close()
		var err error
		if k.held, err = k.resume(out); err != nil {
			t.Fatal(err)
		}
		return batch.Run(ctx, 1, files, k.one, k.done)
	}
	err := run(ctx, func(ctx context.Context, src lean.Source) (lean.Report, error) {
		if strings.HasSuffix(src.Name, "B.lean") {
			interrupt()
			return lean.Report{Reason: "canceled"}, ctx.Err()
		}
		return lean.Report{Outcome: lean.Finished}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	filed, err := os.ReadFile(out)
	if err != nil || bytes.Count(filed, []byte("\n")) != 1 || !bytes.Contains(filed, []byte("A.lean")) {
		t.Errorf("%s, %v", filed, err)
	}
	var asked []string
	err = run(t.Context(), func(_ context.Context, src lean.Source) (lean.Report, error) {
		asked = append(asked, filepath.Base(src.Name))
		return lean.Report{Outcome: lean.Finished}, nil
	})
	if err != nil || strings.Join(asked, " ") != "B.lean C.lean" {
		t.Errorf("resumed: %q, %v", asked, err)
	}
}

// Only a clean report makes a file checked.
func TestJudged(t *testing.T) {
	for _, r := range []lean.Report{
		{}, {Outcome: lean.TimedOut, Reason: "budget: time"}, {Outcome: lean.Died, Reason: "x"}, {Outcome: lean.Stopped, Reason: "x"},
		{Outcome: lean.Finished, Sorry: true},
		{Outcome: lean.Finished, Messages: []lean.Message{{Severity: lean.Error, Text: "x"}}},
	} {
		if e := judged(&r); e.Check() != nil || e.Verdict != 0 || e.Code == "" {
			t.Errorf("%+v: %+v", r, e)
		}
	}
	if e := judged(&lean.Report{Outcome: lean.Finished}); e.Check() != nil || e.Verdict == 0 {
		t.Errorf("clean: %+v", e)
	}
}
