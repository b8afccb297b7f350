package lean

import (
	"os"
	"runtime"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// noMore waits until count is at most what it was: a goroutine may be on its way out, and
// looking at processes opens files for a moment.
func noMore(t *testing.T, what string, before int, count func() int) {
	t.Helper()
	for start := time.Now(); count() > before; runtime.Gosched() {
		if time.Since(start) > 30*time.Second {
			t.Errorf("%d %s, %d before", count(), what, before)
			return
		}
	}
}

// A thousand checks on one client, which loses its server now and then, leave goroutines and
// open files as they were; and so does the client.
func TestThousandChecks(t *testing.T) {
	checks := 1000
	if testing.Short() {
		checks = 100
	}
	if _, err := startFake(t, nil).Check(t.Context(), Source{Text: "warm up"}); err != nil {
		t.Fatal(err)
	}
	outside, filesOutside := goleak.IgnoreCurrent(), openFiles(t)
	c := startFake(t, nil)
	if _, err := c.Check(t.Context(), Source{Text: "warm up"}); err != nil {
		t.Fatal(err)
	}
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	for i := range checks {
		text := "-- fake: say 2 unused"
		want := Finished
		if i%250 == 99 {
			text, want = "-- fake: die\n", Died
		}
		r, err := c.Check(t.Context(), Source{Text: text, Goals: []Position{{}}})
		if err != nil || r.Outcome != want {
			t.Fatalf("check %d: %+v, %v", i, r, err)
		}
	}
	if r, err := c.Check(t.Context(), Source{Text: "theorem"}); err != nil || !r.Clean() {
		t.Fatalf("at the end: %+v, %v", r, err)
	}
	// A replaced server's goroutines are others than the first one's, but as many.
	noMore(t, "open files after the checks", files, func() int { return openFiles(t) })
	noMore(t, "goroutines after the checks", goroutines, runtime.NumGoroutine)
	if len(c.docs) != 0 {
		t.Errorf("%d documents are left", len(c.docs))
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	noMore(t, "open files after Close", filesOutside, func() int { return openFiles(t) })
	if err := goleak.Find(outside); err != nil {
		t.Error(err)
	}
}
