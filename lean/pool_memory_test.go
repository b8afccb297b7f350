package lean

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"cosita/lean/leantest"
)

// With too little memory the pool shrinks, one server at a time, down to one; with enough it
// grows again.
func TestPoolShrinks(t *testing.T) {
	texts, documents := numbered("", 40)
	var mu sync.Mutex
	machine, each := memory{total: 1000, available: 1000}, int64(10)
	p := poolOf(t, leantest.Script{Documents: documents, Delay: 1}, func(cfg *PoolConfig) {
		cfg.Servers, cfg.Memory, cfg.Reserve, cfg.ServerMemory = 4, 200, 100, 100
		cfg.machine = func() (memory, bool) { mu.Lock(); defer mu.Unlock(); return machine, true }
		cfg.measure = func(*Client) (usage, bool) { mu.Lock(); defer mu.Unlock(); return usage{own: each}, true }
	})
	set := func(available, holds int64) {
		mu.Lock()
		defer mu.Unlock()
		machine.available, each = available, holds
	}
	check := func() {
		t.Helper()
		var wait sync.WaitGroup
		for i, text := range texts {
			wait.Go(func() {
				r, err := p.Check(t.Context(), Source{Text: text})
				if err != nil || !r.Clean() || r.Messages[0].Text != fmt.Sprintf("this is %d", i) {
					t.Errorf("%+v, %v", r, err)
				}
			})
		}
		wait.Wait()
		settled(p)
	}
	// fill checks until there are as many servers as there may be: one is started while others work.
	fill := func(want int) {
		for p.Stats().Servers < want && !t.Failed() {
			check()
		}
	}
	fill(4)
	servers := func(want int, what string) {
		t.Helper()
		p.look()
		// One that leaves is on the list until its job is done.
		for start := time.Now(); p.Stats().Servers != want; runtime.Gosched() {
			if time.Since(start) > 30*time.Second {
				t.Fatalf("%s: %d servers, want %d: %+v", what, p.Stats().Servers, want, p.Stats())
			}
		}
	}
	servers(4, "enough")
	set(50, 10)
	servers(3, "the machine is short")
	set(1000, 70)
	servers(2, "the servers hold 210 of 200")
	set(50, 10)
	servers(1, "short again")
	servers(1, "never below one")
	check()
	servers(1, "still short")
	set(1000, 10)
	for range 2 * calmLooks {
		p.look()
	}
	fill(3)
	check()
	servers(3, "grown twice")
	set(1000, 101)
	p.look() // above the limit of each and of all
	s := settled(p)
	if s.Recycled["memory"] == 0 || s.Resident != 303 {
		t.Errorf("too large: %+v", s)
	}
	var text strings.Builder
	if err := s.WritePrometheus(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\ncosita_lean_resident_bytes 303\n",
		fmt.Sprintf("\ncosita_lean_answers_total{outcome=\"finished\"} %d\n", s.Asked), fmt.Sprintf("\ncosita_lean_checks_total %d\n", s.Asked)} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no line %q in\n%s", want, text.String())
		}
	}
	if lines := strings.Split(s.String(), "\n"); len(lines) != 2 || !strings.Contains(lines[1], fmt.Sprintf("%d finished", s.Asked)) {
		t.Errorf("for people: %s", s)
	}
}

// A check that makes its server hold far too much is ended, and the server replaced.
func TestPoolEndsHungryCheck(t *testing.T) {
	script, never := stalling()
	var mu sync.Mutex
	holds := int64(10)
	p := poolOf(t, script, func(cfg *PoolConfig) {
		cfg.Servers, cfg.ServerMemory = 1, 100
		cfg.measure = func(*Client) (usage, bool) { mu.Lock(); defer mu.Unlock(); return usage{own: holds}, true }
	})
	var wait sync.WaitGroup
	wait.Go(func() {
		r, err := p.Check(t.Context(), Source{Text: never})
		if err != nil || r.Outcome != Died || !strings.Contains(r.Reason, "memory") {
			t.Errorf("%+v, %v", r, err)
		}
	})
	for p.Stats().Busy == 0 {
		runtime.Gosched()
	}
	mu.Lock()
	holds = 151
	mu.Unlock()
	p.look()
	wait.Wait()
	if s := settled(p); s.Recycled["memory"] != 1 {
		t.Errorf("%+v", s)
	}
}
