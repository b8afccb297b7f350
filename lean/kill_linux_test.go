package lean

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"cosita/lean/leantest"
)

const killText = "theorem t (p : Prop) (h : p) : p := by\n  exact h\n\ntheorem u : 1 = 1 := by\n  sorry\n"

// serving are the living processes that serve the script at path, or work for one that did.
func serving(t *testing.T, path string) []string {
	t.Helper()
	environs, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range environs {
		environ, err := os.ReadFile(name)
		if err == nil && bytes.Contains(environ, []byte(leantest.Variable+"="+path+"\x00")) {
			found = append(found, name)
		}
	}
	return found
}

// checkKilled checks killText on servers with a fault, and how often the fault happened.
func checkKilled(t *testing.T, faults ...leantest.Fault) (r Report, happened int, err error) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := leantest.Script{
		Documents: map[string]leantest.Document{leantest.Digest(killText): {
			Messages: []leantest.Message{{Severity: 2, Start: [2]int{0, 9}, End: [2]int{0, 10}, Text: "unused"}},
			Goals:    map[string][]string{"1:2": {"p : Prop\nh : p\n⊢ p"}, "1:9": {}},
		}},
		Workers: true, Faults: faults, Delay: 2,
	}.Write(t)
	start := time.Now()
	c, err := Start(t.Context(), Config{
		Path: exe, Dir: t.TempDir(), Env: leantest.Env(path),
		Silence: time.Second, CheckTimeout: time.Minute, lookEvery: 20 * time.Millisecond,
	})
	if err == nil {
		defer func() { _ = c.Close() }() // again, where the test ends early
		// A worker that dies before the client ever saw one would be missed at the deadline only.
		for !c.cfg.observed.Load() {
			if _, err := c.Check(t.Context(), Source{Text: "-- a neighbor"}); err != nil {
				t.Fatal(err)
			}
		}
		r, err = c.Check(t.Context(), Source{Text: killText, Goals: []Position{{Line: 1, Character: 2}, {Line: 1, Character: 9}}})
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
	if left := serving(t, path); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if log, err := os.ReadFile(path + ".faults"); err == nil {
		happened = strings.Count(string(log), "\n")
	}
	return r, happened, err
}

// The server or the worker is killed in every phase. One that is killed once is replaced, and
// the report is the same as ever; one that is killed each time is no verdict.
func TestKilledInEveryPhase(t *testing.T) {
	want, _, err := checkKilled(t)
	if err != nil || want.Outcome != Finished || !want.Sorry || len(want.Messages) != 2 || len(want.Goals) != 2 || len(want.Goals[0].Goals) != 1 {
		t.Fatalf("unharmed: %+v, %v", want, err)
	}
	for _, kind := range []string{leantest.Crash, leantest.KillWorker} {
		for _, phase := range []string{leantest.AtInitialize, leantest.AtOpen, leantest.Elaborating, leantest.AtGoal} {
			if kind == leantest.KillWorker && phase == leantest.AtInitialize {
				continue // there is none yet
			}
			document := leantest.Digest(killText)
			if phase == leantest.AtInitialize {
				document = ""
			}
			t.Run(kind+" at "+phase+" once", func(t *testing.T) {
				t.Parallel()
				got, happened, err := checkKilled(t, leantest.Fault{Phase: phase, Kind: kind, Times: 1, Document: document})
				got.Elapsed = want.Elapsed
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, %v\nwant %+v", got, err, want)
				}
				if happened != 1 {
					t.Errorf("killed %d times", happened)
				}
			})
			t.Run(kind+" at "+phase+" each time", func(t *testing.T) {
				t.Parallel()
				// As often as may be, but counted.
				got, happened, err := checkKilled(t, leantest.Fault{Phase: phase, Kind: kind, Times: 1000, Document: document})
				var start *StartError
				switch {
				case phase == leantest.AtInitialize && !errors.As(err, &start):
					t.Errorf("start: %v", err)
				case phase != leantest.AtInitialize && (err != nil || got.Outcome != Died || got.Reason == "" || got.Clean()):
					t.Errorf("%+v, %v", got, err)
				}
				if happened != 2 {
					t.Errorf("killed %d times", happened)
				}
			})
		}
	}
}
