package leantest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Fault is a misdeed of the server's.
type Fault struct {
	// Phase is when: "initialize", "barrier", "goal", "connect" and "call" (of an open document:
	// waitForDiagnostics, plainGoal, rpc/connect, rpc/call) when that request comes, "open" when a document is opened, before anything is said about it, "elaborating" when the
	// first half of what there is to say of a version has been said.
	Phase string `json:"phase"`
	// Kind is what: "hang" (the process stops working), "crash" (it is killed, its workers are
	// left), "kill-worker" (the document's worker is killed, and nothing about the document is
	// answered any more), "garbage" (what is no frame is written, and then the work goes on),
	// "error" (the request is refused; in the phases that are no request, the next barrier is;
	// with code -32900 the document's RPC sessions are forgotten),
	// "say" (Raw is written),
	// "stall" (nothing more is said of this version, barriers included, until the next one comes),
	// "grow" (the process holds Megabytes more, and then the work goes on).
	Kind string `json:"kind"`
	// Megabytes is the size of "grow".
	Megabytes int `json:"megabytes,omitempty"`
	// Code is that of "error".
	Code int `json:"code,omitempty"`
	// Raw is what "say" writes: one frame's body, or with Bare all of what is written, header
	// included. In it {id}, {uri}, {version} stand for those of the request and the document,
	// {pad} for Pad times x. It is written Repeat times, once if that is 0.
	Raw    string `json:"raw,omitempty"`
	Bare   bool   `json:"bare,omitempty"`
	Pad    int    `json:"pad,omitempty"`
	Repeat int    `json:"repeat,omitempty"`
	// Instead makes "say" the end of the matter: no other answer, nothing more about the version.
	Instead bool `json:"instead,omitempty"`
	// Times is how often it is done, by all servers on the script together; 0 is every time.
	Times int `json:"times,omitempty"`
	// Document is the Digest of the one text that is meant; empty is every one.
	Document string `json:"document,omitempty"`
}

// The phases and the kinds.
const (
	AtInitialize = "initialize"
	AtOpen       = "open"
	Elaborating  = "elaborating"
	AtBarrier    = "barrier"
	AtGoal       = "goal"
	AtConnect    = "connect"
	AtCall       = "call"

	Hang       = "hang"
	Crash      = "crash"
	KillWorker = "kill-worker"
	Garbage    = "garbage"
	Refuse     = "error"
	Say        = "say"
	Stall      = "stall"
	Grow       = "grow"
)

// validate refuses what a script cannot mean.
func (s *Script) validate() error {
	for i, f := range s.Faults {
		switch f.Phase {
		case AtInitialize, AtOpen, Elaborating, AtBarrier, AtGoal, AtConnect, AtCall:
		default:
			return fmt.Errorf("fault %d: no phase %q", i, f.Phase)
		}
		switch f.Kind {
		case Hang, Crash, Garbage, Refuse, Say:
		case Stall:
			if f.Phase != Elaborating {
				return fmt.Errorf("fault %d: nothing stalls at %q", i, f.Phase)
			}
		case Grow:
			if f.Megabytes <= 0 {
				return fmt.Errorf("fault %d: it grows by %d MB", i, f.Megabytes)
			}
		case KillWorker:
			if f.Phase == AtInitialize || !s.Workers {
				return fmt.Errorf("fault %d: there is no worker to kill", i)
			}
		default:
			return fmt.Errorf("fault %d: no kind %q", i, f.Kind)
		}
		if f.Phase == AtInitialize && f.Document != "" {
			return fmt.Errorf("fault %d: there is no document yet", i)
		}
		if (f.Kind == Refuse) != (f.Code != 0) {
			return fmt.Errorf("fault %d: kind %q with code %d", i, f.Kind, f.Code)
		}
	}
	return nil
}

// fault does what is due in a phase. r is the request that the phase is, else empty; f the
// document, nil for none. It reports whether that was the end of the matter.
func (s *server) fault(phase string, r request, f *file) (done bool) {
	for i, fault := range s.script.Faults {
		if fault.Phase != phase || fault.Document != "" && fault.Document != Digest(f.text) || !s.due(i, fault.Times) {
			continue
		}
		switch fault.Kind {
		case Hang:
			time.Sleep(lingering)
			s.broken = errors.New("nobody ended the server, which hung")
		case Crash:
			crash()
		case KillWorker:
			stop(f.worker)
			f.worker, f.lost = nil, true
		case Garbage:
			if _, err := io.WriteString(s.out, "This is no frame.\n\n"); err != nil {
				s.broken = err
			}
			continue
		case Stall:
			f.stalled = true
		case Grow:
			more := make([]byte, fault.Megabytes<<20)
			for at := 0; at < len(more); at += 1 << 10 {
				more[at] = 1 // or the page is not in memory
			}
			s.held = append(s.held, more)
			continue
		case Refuse:
			if len(r.ID) == 0 {
				f.refusal = fault.Code
				continue
			}
			if fault.Code == needReconnect {
				s.forget(f)
			}
			s.refuse(r, fault.Code, "scripted refusal")
		case Say:
			if s.say(fault, r, f); !fault.Instead {
				continue
			}
		}
		return true
	}
	return false
}

// say writes what a fault says.
func (s *server) say(fault Fault, r request, f *file) {
	uri, version := "", 0
	if f != nil {
		uri, version = f.uri, f.version
	}
	raw := []byte(strings.NewReplacer("{id}", string(r.ID), "{uri}", uri, "{version}", strconv.Itoa(version),
		"{pad}", strings.Repeat("x", fault.Pad)).Replace(fault.Raw))
	for range max(1, fault.Repeat) {
		err := error(nil)
		if fault.Bare {
			_, err = s.out.Write(raw)
		} else {
			err = writeFrame(s.out, raw)
		}
		if err != nil {
			s.broken = fmt.Errorf("say: %w", err)
			return
		}
	}
}

// due reports whether fault i is to be done, and counts it if it is limited: in a file beside
// the script, which outlives the server.
func (s *server) due(i, times int) bool {
	if times == 0 {
		return true
	}
	path := s.path + ".faults"
	body, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.broken = err
		return false
	}
	line := fmt.Appendf(nil, "%d", i)
	done := 0
	for l := range bytes.SplitSeq(body, []byte("\n")) {
		if bytes.Equal(l, line) {
			done++
		}
	}
	if done >= times {
		return false
	}
	if err := appendLine(path, line); err != nil {
		s.broken = err
	}
	return true
}

// crash ends the process as the kernel does when memory is short.
func crash() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	time.Sleep(lingering)
}

// work starts a document's worker, in a session of its own, as Lean's are.
func (s *server) work(uri string) *exec.Cmd {
	if !s.script.Workers {
		return nil
	}
	exe, err := os.Executable()
	if err != nil {
		s.broken = err
		return nil
	}
	worker := exec.Command(exe, "--worker", uri)
	worker.SysProcAttr = ownSession()
	if err := worker.Start(); err != nil {
		s.broken = err
		return nil
	}
	return worker
}

// stop kills a worker, if there is one, and waits until it has ended.
func stop(worker *exec.Cmd) {
	if worker != nil {
		_ = worker.Process.Kill()
		_ = worker.Wait()
	}
}

// choppy writes in pieces of a few bytes.
type choppy struct {
	to     io.Writer
	random *rand.Rand
}

func (c choppy) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n := min(1+c.random.IntN(40), len(p)-written)
		m, err := c.to.Write(p[written : written+n])
		written += m
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
