package lean

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cosita/lean/leantest"
)

var benchLean = flag.String("lean", os.Getenv("COSITA_LEAN"), "the `lean` program that benchmarks run; a server that only answers if empty")

// benchPool is a pool of n servers: of the real Lean that was named, else of the scripted one,
// which accepts benchText and never ends with benchNever.
func benchPool(b *testing.B, n int) *Pool {
	b.Helper()
	if *benchLean != "" {
		path, err := exec.LookPath(*benchLean)
		if err != nil {
			b.Fatal(err)
		}
		p, err := StartPool(b.Context(), PoolConfig{Client: Config{Path: path, Dir: b.TempDir()}, Servers: n})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = p.Close() })
		return p
	}
	script := leantest.Script{Documents: map[string]leantest.Document{leantest.Digest(benchText): {}, leantest.Digest(benchLong): {}}}
	text, failed := screenText()
	script.Documents[leantest.Digest(text)] = failed
	for i := range n {
		script.Faults = append(script.Faults, leantest.Fault{
			Phase: leantest.Elaborating, Kind: leantest.Stall, Document: leantest.Digest(benchState.Source(benchNever(i))),
		})
	}
	return poolOf(b, script, func(cfg *PoolConfig) { cfg.Servers = n })
}

const benchText = "theorem t : 1 = 1 := by\n  rfl\n"

var benchLong = longText()

// longText is some 20 kB of small theorems.
func longText() string {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "theorem t%d (x y : Nat) (h : x = y) : y = x := by\n  exact h.symm\n\n", i)
	}
	return b.String()
}

// benchState is a state, and benchNever a script on it that goes on for long.
var benchState = State{Theorem: "theorem t : (List.range 1000000).foldl (· + ·) 0 ≠ 7"}

func benchNever(i int) string {
	return fmt.Sprintf("set_option maxHeartbeats 0 in\nset_option maxRecDepth %d in\ndecide", 100000000+i)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// BenchmarkPoolCheck checks one text in turn on a pool of one server and in a document of a
// client of its own, by the same steps: change, barrier, messages. The metric added-µs is the
// difference of the two medians.
func BenchmarkPoolCheck(b *testing.B) {
	b.Run("a line", func(b *testing.B) { benchCheck(b, benchText) })
	b.Run("20 kB", func(b *testing.B) { benchCheck(b, benchLong) })
}

func benchCheck(b *testing.B, text string) {
	p := benchPool(b, 1)
	client, err := Start(b.Context(), p.cfg.Client)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	doc, err := client.Open(text)
	if err != nil {
		b.Fatal(err)
	}
	clean := func(r Report, err error) {
		if err != nil || !r.Clean() {
			b.Fatalf("%+v, %v", r, err)
		}
	}
	clean(doc.Check(b.Context()))
	clean(p.Check(b.Context(), Source{Text: text}))
	var pool, bare []time.Duration
	for b.Loop() {
		start := time.Now()
		clean(p.Check(b.Context(), Source{Text: text}))
		middle := time.Now()
		if err := doc.Change(text); err != nil {
			b.Fatal(err)
		}
		clean(doc.Check(b.Context()))
		pool, bare = append(pool, middle.Sub(start)), append(bare, time.Since(middle))
	}
	with, without := median(pool), median(bare)
	b.ReportMetric(float64(with.Nanoseconds())/1e3, "pool-µs")
	b.ReportMetric(float64(without.Nanoseconds())/1e3, "document-µs")
	b.ReportMetric(float64((with-without).Nanoseconds())/1e3, "added-µs")
}

// BenchmarkCancelTries cancels 64 tries that run on 64 servers: until Try has returned with
// the outcome of each, and until each server is ready for the next check.
func BenchmarkCancelTries(b *testing.B) {
	const n = 64
	p := benchPool(b, n)
	var scripts []string
	for i := range n {
		scripts = append(scripts, benchNever(i))
	}
	var returned, ready []time.Duration
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		done := make(chan error, 1)
		go func() {
			trials, err := p.Try(ctx, benchState, scripts, TryOptions{})
			for _, t := range trials {
				if t.Report.Outcome != NotRun {
					err = errors.Join(err, fmt.Errorf("%s: %+v", t.Script, t.Report))
				}
			}
			done <- err
		}()
		for !p.allElaborate(n) {
			if len(done) > 0 {
				b.Fatalf("it ended before it was canceled: %v", <-done)
			}
			runtime.Gosched()
		}
		start := time.Now()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			b.Fatal(err)
		}
		returned = append(returned, time.Since(start))
		settled(p)
		ready = append(ready, time.Since(start))
	}
	b.ReportMetric(float64(median(returned).Nanoseconds())/1e6, "canceled-ms")
	b.ReportMetric(float64(median(ready).Nanoseconds())/1e6, "ready-ms")
	if s := p.Stats(); s.Recycled[dueStuck] > 0 {
		b.Logf("%d servers had to be killed", s.Recycled[dueStuck])
	}
}

// allElaborate reports whether n servers are at work on a text.
func (p *Pool) allElaborate(n int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	count := 0
	for _, s := range p.slots {
		if s.busy && s.doc != nil && s.elaborates() {
			count++
		}
	}
	return count == n
}

// BenchmarkScreen tries 16 scripts, all of which fail, in a document each and in one for all. The
// scripted server elaborates nothing, so that there the time is the pool's.
func BenchmarkScreen(b *testing.B) {
	for _, batch := range []int{0, len(screened)} {
		b.Run(fmt.Sprintf("batch %d", batch), func(b *testing.B) {
			p := benchPool(b, 2)
			for b.Loop() {
				trials, err := p.Try(b.Context(), screenState, screened, TryOptions{Batch: batch})
				if err != nil || outcomes(trials) != strings.Repeat("f", len(screened)) {
					b.Fatal(outcomes(trials), err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(screened)), "µs/script")
		})
	}
}

var (
	screenState = State{Theorem: "theorem t (x y z : Nat) (h : x = y) : y = z"}
	screened    = []string{"exact h.symm", "simp", "omega", "rfl", "simp at h", "simp [h]", "omega; done", "rw [h]",
		"exact h", "decide", "simp_all", "rfl; done", "contradiction", "assumption", "apply h", "constructor"}
)

// screenText is the text that all of them share, with an error in each.
func screenText() (string, leantest.Document) {
	src, places := screenState.shared(screened)
	var d leantest.Document
	for _, p := range places {
		d.Messages = append(d.Messages, failure(p.first, indentation, "it fails"))
	}
	return src.Text, d
}
