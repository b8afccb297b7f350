package lean

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cosita/lean/leantest"

	"go.uber.org/goleak"
)

var soakTime = flag.Duration("soak", 2*time.Second, "how long TestSoak lasts")

// soakText is a text of the soak and what may be said of it.
type soakText struct {
	text     string
	message  string // the only one of a report that is Finished; empty: it never is
	severity Severity
}

// soakScript has texts that are accepted, refused, crash their server, hang it, stall, lose their
// worker, make the server speak nonsense or grow.
func soakScript() (leantest.Script, []soakText) {
	script := leantest.Script{Documents: map[string]leantest.Document{}, Workers: true}
	var texts []soakText
	add := func(n int, what string, severity Severity, faults ...leantest.Fault) {
		for i := range n {
			// One header of three; a refused text has an error, which is no refutation of the next.
			text := fmt.Sprintf("import H%d\ntheorem %s%d : 1 = 1 := by\n  rfl\n", i%3, what, i)
			digest := leantest.Digest(text)
			t := soakText{text: text, severity: severity}
			if severity != 0 {
				t.message = fmt.Sprintf("this is %s %d", what, i)
				script.Documents[digest] = leantest.Document{Messages: []leantest.Message{{Severity: int(severity), Text: t.message}}}
			}
			for _, f := range faults {
				f.Document = digest
				script.Faults = append(script.Faults, f)
			}
			texts = append(texts, t)
		}
	}
	at := func(phase, kind string) leantest.Fault { return leantest.Fault{Phase: phase, Kind: kind} }
	add(300, "accepted", Information)
	add(60, "refused", Error)
	grow := at(leantest.Elaborating, leantest.Grow)
	grow.Megabytes = 24
	add(20, "grows", Information, grow)
	add(2, "crashes", 0, at(leantest.Elaborating, leantest.Crash))
	add(1, "hangs", 0, at(leantest.Elaborating, leantest.Hang))
	add(6, "stalls", 0, at(leantest.Elaborating, leantest.Stall))
	add(2, "loses", 0, at(leantest.Elaborating, leantest.KillWorker))
	add(2, "babbles", 0, at(leantest.Elaborating, leantest.Garbage))
	return script, texts
}

// soakTally is what came of a soak.
type soakTally struct {
	checks, finished, timedOut, died, stopped, canceled atomic.Int64
	kills, stops                                        atomic.Int64
}

// soakChecker checks texts at random, some with a deadline, some canceled, until ctx ends.
func soakChecker(ctx context.Context, t *testing.T, c Checker, texts []soakText, random *rand.Rand, tally *soakTally) {
	for ctx.Err() == nil {
		text := texts[random.IntN(len(texts))]
		one, cancel := context.WithCancel(context.WithoutCancel(ctx))
		patience := time.Duration(1+random.IntN(300)) * time.Millisecond
		mode := random.IntN(8)
		switch {
		case mode == 0:
			time.AfterFunc(patience, cancel)
		case mode == 1 || text.message == "":
			one, cancel = context.WithTimeout(one, patience+200*time.Millisecond)
		}
		tally.checks.Add(1)
		r, err := c.Check(one, Source{Text: text.text})
		canceled := errors.Is(one.Err(), context.Canceled)
		cancel()
		switch {
		case err != nil:
			tally.canceled.Add(1)
			if !canceled || !errors.Is(err, context.Canceled) || r.Outcome != NotRun {
				t.Errorf("%q: %+v, %v", text.text, r, err)
			}
		case r.Outcome == Finished:
			tally.finished.Add(1)
			if text.message == "" || len(r.Messages) != 1 || r.Messages[0].Text != text.message || r.Clean() != (text.severity != Error) {
				t.Errorf("%q: %+v", text.text, r)
			}
		case r.Clean() || r.Reason == "":
			t.Errorf("%q: %+v", text.text, r)
		case r.Outcome == TimedOut:
			tally.timedOut.Add(1)
		case r.Outcome == Died:
			tally.died.Add(1)
		case r.Outcome == Stopped:
			tally.stopped.Add(1)
		default:
			t.Errorf("%q: %+v", text.text, r)
		}
	}
}

// soakHarm kills and stops servers and workers at random, until ctx ends.
func soakHarm(ctx context.Context, p *Pool, random *rand.Rand, tally *soakTally) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(20+random.IntN(400)) * time.Millisecond):
		}
		var pids []int
		p.mu.Lock()
		for _, s := range p.slots {
			if s.client == nil {
				continue
			}
			s.client.mu.Lock()
			if server := s.client.server; server != nil && !server.gone() {
				f := &server.process.family
				f.mu.Lock()
				for pid, r := range f.known {
					if !r.dead {
						pids = append(pids, pid)
					}
				}
				f.mu.Unlock()
			}
			s.client.mu.Unlock()
		}
		p.mu.Unlock()
		if len(pids) == 0 {
			continue
		}
		pid := pids[random.IntN(len(pids))]
		if random.IntN(4) == 0 {
			if syscall.Kill(pid, syscall.SIGSTOP) == nil {
				tally.stops.Add(1)
			}
		} else if syscall.Kill(pid, syscall.SIGKILL) == nil {
			tally.kills.Add(1)
		}
	}
}

// TestSoak checks texts of all kinds on a pool whose servers are killed and stopped at random,
// and hang, crash and grow by themselves. Every check is answered once and rightly, and nothing
// is left. It is meant to last half an hour: go test ./lean -run TestSoak -soak 30m -timeout 1h -v
func TestSoak(t *testing.T) {
	script, texts := soakScript()
	path, dir := script.Write(t), t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	before, files := goleak.IgnoreCurrent(), openFiles(t)
	const mib = 1 << 20
	p, err := StartPool(t.Context(), PoolConfig{
		Client: Config{
			Path: exe, Dir: dir, Env: leantest.Env(path),
			Silence: 500 * time.Millisecond, CheckTimeout: 20 * time.Second, lookEvery: 50 * time.Millisecond,
		},
		Servers: 6, Edits: 500, Age: time.Minute, ServerMemory: 200 * mib, Memory: 700 * mib,
		Grace: 200 * time.Millisecond, lookEvery: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }() // again, where the test ends early
	var tally soakTally
	var checkers, harm sync.WaitGroup
	ctx, stop := context.WithTimeout(t.Context(), *soakTime)
	defer stop()
	for i := range 12 {
		lane, err := p.Lane(LaneConfig{Priority: Priority(i%3 - 1)})
		if err != nil {
			t.Fatal(err)
		}
		checkers.Go(func() { soakChecker(ctx, t, lane, texts, rand.New(rand.NewPCG(1, uint64(i))), &tally) })
	}
	harm.Go(func() { soakHarm(ctx, p, rand.New(rand.NewPCG(2, 0)), &tally) })
	checkers.Wait()
	harm.Wait()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	s := p.Stats()
	if asked := int(tally.checks.Load()); s.Asked != asked || answers(s) != asked || s.Queued != 0 || s.Busy != 0 || s.Servers != 0 {
		t.Errorf("%d checks: %+v", asked, s)
	}
	left := len(serving(t, path))
	if left > 0 {
		t.Errorf("%d processes are left", left)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left in the servers' folder: %v, %v", entries, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("beside the script: %v, %v", entries, err)
	}
	noMore(t, "open files", files, func() int { return openFiles(t) })
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
	if tally.finished.Load() == 0 {
		t.Error("no check finished")
	}
	runtime.GC()
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	t.Logf("%d checks in %v, each answered once: %d finished, %d timed out, %d died, %d stopped, %d canceled; %d processes killed, %d stopped from outside; "+
		"%d servers replaced, recycled %v, %d documents discarded; %d processes left; heap %.1f MB",
		tally.checks.Load(), *soakTime, tally.finished.Load(), tally.timedOut.Load(), tally.died.Load(), tally.stopped.Load(), tally.canceled.Load(),
		tally.kills.Load(), tally.stops.Load(), s.Replaced, s.Recycled, s.Discarded, left, float64(heap.HeapAlloc)/1e6)
}
