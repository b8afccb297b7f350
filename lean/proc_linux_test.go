package lean

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// relatives are the living processes that inherited the environment of a test's server, with
// parent and session. It looks at nothing that the client knows.
func relatives(t *testing.T, dir string) map[int][2]string {
	t.Helper()
	environs, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	found := map[int][2]string{}
	for _, path := range environs {
		environ, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(environ, []byte("COSITA_FAKE_DIR="+dir+"\x00")) {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(path), "stat"))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(status[bytes.LastIndexByte(status, ')')+1:]))
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			t.Fatal(err)
		}
		found[pid] = [2]string{fields[1], fields[3]}
	}
	return found
}

// family3 waits until the server, its worker in a session of its own, and an orphan of the
// worker's making live.
func family3(t *testing.T, dir string) (server int) {
	t.Helper()
	for {
		worker, orphan := 0, 0
		found := relatives(t, dir)
		for pid, r := range found {
			switch {
			case r[0] == strconv.Itoa(os.Getpid()):
				server = pid
			case r[1] != strconv.Itoa(pid):
			case found[atoi(r[0])] == [2]string{}:
				orphan = pid
			default:
				worker = pid
			}
		}
		if server != 0 && worker != 0 && orphan != 0 {
			return server
		}
		if t.Context().Err() != nil {
			t.Fatal(t.Context().Err())
		}
		time.Sleep(time.Millisecond)
	}
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func TestNothingIsLeft(t *testing.T) {
	const text = "-- fake: worker\n-- fake: orphan\n"
	tests := map[string]func(t *testing.T, c *Client, server int){
		"close": func(t *testing.T, c *Client, _ int) {},
		"server killed": func(t *testing.T, c *Client, server int) {
			if err := syscall.Kill(server, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		},
		"server stopped": func(t *testing.T, c *Client, server int) {
			if err := syscall.Kill(server, syscall.SIGSTOP); err != nil {
				t.Error(err)
			}
		},
		"closed during a check": func(t *testing.T, c *Client, _ int) {
			done := make(chan error)
			go func() {
				r, err := c.Check(context.Background(), Source{Text: "-- fake: runaway\n"})
				if !errors.Is(err, ErrClosed) || r.Clean() {
					err = fmt.Errorf("check of a closed client: %+v, %w", r, err)
				} else {
					err = nil
				}
				done <- err
			}()
			t.Cleanup(func() {
				if err := <-done; err != nil {
					t.Error(err)
				}
			})
		},
		"replaced": func(t *testing.T, c *Client, _ int) {
			if r, err := c.Check(t.Context(), Source{Text: "-- fake: die\n"}); err != nil || r.Outcome != Died {
				t.Errorf("%+v, %v", r, err)
			}
		},
	}
	for name, act := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := fakeConfig(t, "")
			cfg.CloseTimeout = 200 * time.Millisecond
			c, err := Start(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			d, err := c.Open(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			act(t, c, family3(t, cfg.Dir))
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			if left := relatives(t, cfg.Dir); len(left) > 0 {
				t.Errorf("left behind (pid: parent, session): %v", left)
			}
			if err := c.Close(); err != nil {
				t.Errorf("second close: %v", err)
			}
		})
	}
}

func TestLostWorker(t *testing.T) {
	c := startFake(t, nil)
	r, err := c.Check(t.Context(), Source{Text: "-- fake: worker\n-- fake: lose worker once\n"})
	if err != nil || !r.Clean() || c.Started() != 2 {
		t.Errorf("a worker that is lost once: %+v, %v, %d servers", r, err, c.Started())
	}
	for _, deed := range []string{"lose worker", "lose worker later"} {
		r, err = c.Check(t.Context(), Source{Text: "-- fake: worker\n-- fake: " + deed + "\n"})
		if err != nil || r.Outcome != Died || !strings.Contains(r.Reason, "lost the document's worker") {
			t.Errorf("%s each time: %+v, %v", deed, r, err)
		}
	}
	if left := relatives(t, c.cfg.Dir); len(left) > 0 {
		t.Errorf("dead servers left %v", left)
	}
}

// A worker that ended before the client ever saw one is missed all the same.
func TestStillbornWorker(t *testing.T) {
	c := startFake(t, func(cfg *Config) { cfg.Silence = time.Minute })
	r, err := c.Check(t.Context(), Source{Text: "-- fake: worker\n-- fake: stillborn\n-- fake: runaway\n"})
	if err != nil || r.Outcome != Died || !strings.Contains(r.Reason, "lost the document's worker") || r.Elapsed > c.cfg.CheckTimeout/2 {
		t.Errorf("%+v, %v", r, err)
	}
	if c.cfg.observed.Load() {
		t.Error("the worker was seen: this test shows nothing")
	}
}

// A check that is given up kills its own worker, and leaves the neighbours' server alone.
func TestRunawayWorker(t *testing.T) {
	c := startFake(t, func(cfg *Config) { cfg.CheckTimeout = 700 * time.Millisecond })
	d, err := c.Open("-- fake: worker\n-- neighbor")
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Check(t.Context(), Source{Text: "-- fake: worker\n-- fake: runaway\n"})
	if err != nil || r.Outcome != TimedOut {
		t.Errorf("%+v, %v", r, err)
	}
	for len(relatives(t, c.cfg.Dir)) > 2 {
		if t.Context().Err() != nil {
			t.Fatalf("left: %v", relatives(t, c.cfg.Dir))
		}
		time.Sleep(time.Millisecond)
	}
	if r, err := d.Check(t.Context()); err != nil || !r.Clean() || c.Started() != 1 {
		t.Errorf("the neighbor: %+v, %v, %d servers", r, err, c.Started())
	}
}

// A worker that does not heed the closing of its document is killed after CloseTimeout.
func TestStrayWorker(t *testing.T) {
	c := startFake(t, func(cfg *Config) { cfg.CloseTimeout = 100 * time.Millisecond })
	d, err := c.Open("-- fake: worker\n-- the neighbour's\n")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := c.Check(t.Context(), Source{Text: "-- fake: worker\n-- fake: deaf\n"}); err != nil || !r.Clean() {
		t.Fatalf("%+v, %v", r, err)
	}
	for len(relatives(t, c.cfg.Dir)) != 2 {
		if t.Context().Err() != nil {
			t.Fatalf("left: %v", relatives(t, c.cfg.Dir))
		}
		time.Sleep(time.Millisecond)
	}
	if r, err := d.Check(t.Context()); err != nil || !r.Clean() || c.Started() != 1 {
		t.Errorf("the neighbor: %+v, %v, %d servers", r, err, c.Started())
	}
}

// Whenever the server or its worker is killed once, the report is that of another server.
func TestKilledAtAnyTime(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 10
	}
	c := startFake(t, nil)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range rounds {
		delay := time.Duration(rng.IntN(6000)) * time.Microsecond
		killed := make(chan struct{})
		time.AfterFunc(delay, func() {
			defer close(killed)
			pids := slices.Sorted(maps.Keys(relatives(t, c.cfg.Dir)))
			if len(pids) > 0 {
				_ = syscall.Kill(pids[i%len(pids)], syscall.SIGKILL) // it may just have ended
			}
		})
		for done := false; !done; {
			select {
			case <-killed:
				done = true
			default:
			}
			r, err := c.Check(t.Context(), Source{Text: "-- fake: worker\n", Goals: []Position{{}}})
			if err != nil || !r.Clean() || len(r.Goals) != 1 {
				t.Fatalf("round %d, kill after %v: %+v, %v", i, delay, r, err)
			}
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if left := relatives(t, c.cfg.Dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
