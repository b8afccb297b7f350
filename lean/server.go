package lean

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cosita/lean/lsp"
	"cosita/lean/project"
)

// StartError is returned when a program does not start as a Lean server.
type StartError struct {
	Command []string // what was run
	Err     error    // what happened
	Said    string   // the end of what it printed to its standard error, in one line
}

// Error is one line: the program, what happened, what it printed, what to do.
func (e *StartError) Error() string {
	said := ""
	if e.Said != "" {
		said = fmt.Sprintf("; it said %q", e.Said)
	}
	return fmt.Sprintf("start Lean server: %s: %v%s; name a Lean 4 program that answers `%s --version` (cosita doctor looks for one)",
		strings.Join(e.Command, " "), e.Err, said, e.Command[0])
}

// Unwrap is what happened.
func (e *StartError) Unwrap() error { return e.Err }

// server is one process and the connection to it. It lives until someone gives it up by
// fail or quit; a client then starts another.
type server struct {
	cfg     *Config
	process *process
	conn    *lsp.Conn
	name    string
	lake    bool // whether Lake runs it, which may build imports
	can     lsp.ServerCapabilities
	heard   atomic.Int64  // when it last said something, in ns
	endings atomic.Uint64 // as the family had them at the last tick

	slow    chan struct{} // holds a token when a request takes longer than most
	stop    chan struct{} // closed when it is given up
	watcher sync.WaitGroup

	mu     sync.Mutex
	waits  map[*wait]struct{}
	ended  error // why it was given up
	reaped chan struct{}
}

// wait is a request in progress.
type wait struct {
	uri     string
	opened  time.Time // when its document was opened on this server
	endings uint64    // of the server's family, shortly before that
	giveUp  func(error)
	strikes int // how many looks in a row found no worker of its
}

// lastWords is how long the end of a server's output waits for the end of its process, and the
// other way round: together they say more. It is longer than the process's own WaitDelay.
const lastWords = 250 * time.Millisecond

// Ways in which a server ends; errors of requests wrap them.
var (
	errDied     = errors.New("the Lean server died")
	errReplaced = errors.New("the Lean server was given up for another document's sake")
	errLost     = errors.New("the Lean server lost the document's worker")
)

// launch starts a server and initializes it. record is told of its notifications.
func launch(parent context.Context, cfg *Config, record func(s *server, method string, params json.RawMessage)) (*server, error) {
	ctx, cancel := context.WithTimeoutCause(parent, cfg.StartTimeout, fmt.Errorf("no answer within %v", cfg.StartTimeout))
	defer cancel()
	command, lake, err := cfg.command()
	if err != nil {
		return nil, err
	}
	proc, err := startProcess(command, cfg.Dir, cfg.Env)
	if err != nil {
		return nil, &StartError{Command: command, Err: err}
	}
	s := &server{
		cfg: cfg, process: proc, lake: lake, slow: make(chan struct{}, 1), stop: make(chan struct{}), reaped: make(chan struct{}), waits: map[*wait]struct{}{},
	}
	s.heard.Store(time.Now().UnixNano())
	s.conn = lsp.NewConn(proc, lsp.Options{MaxFrame: cfg.MaxMessage, Notify: func(method string, params json.RawMessage) {
		s.heard.Store(time.Now().UnixNano())
		record(s, method, params)
	}})
	s.watcher.Go(s.watch)
	var result lsp.InitializeResult
	err = s.conn.Call(ctx, "initialize", lsp.NewInitializeParams(), &result)
	if err == nil && result.Capabilities == nil {
		err = fmt.Errorf("%w: initialize is answered without capabilities", lsp.ErrProtocol)
	}
	if err == nil {
		err = s.conn.Notify("initialized", struct{}{})
	}
	if err != nil {
		if parent.Err() == nil {
			err = s.startFailure(err)
		}
		s.fail(err)
		return nil, &StartError{Command: command, Err: err, Said: proc.stderr.String()}
	}
	if result.ServerInfo != nil {
		s.name = strings.TrimSpace(result.ServerInfo.Name + " " + result.ServerInfo.Version)
	}
	s.can = *result.Capabilities
	return s, nil
}

// command is what to run: Config.Command, else lake in a Lake workspace, else lean.
func (cfg *Config) command() (command []string, lake bool, err error) {
	if len(cfg.Command) > 0 {
		return cfg.Command, false, nil
	}
	workspace, err := project.FindWorkspace(cfg.Dir)
	if err != nil {
		return nil, false, fmt.Errorf("start Lean server: %w", err)
	}
	if workspace == nil {
		return append([]string{cfg.Path, "--server"}, cfg.Args...), false, nil
	}
	return append([]string{lakeBeside(cfg.Path), "serve", "--"}, cfg.Args...), true, nil
}

// lakeBeside is the lake in the folder of lean, where there is one, else the one on PATH.
func lakeBeside(lean string) string {
	if path, err := exec.LookPath(lean); err == nil {
		beside := filepath.Join(filepath.Dir(path), "lake"+filepath.Ext(path))
		if found, err := exec.LookPath(beside); err == nil {
			return found
		}
	}
	return "lake"
}

// watch gives the server up when it ends, and looks after requests in progress: their worker
// must live, and the server must speak.
func (s *server) watch() {
	tick := time.NewTicker(s.cfg.lookEvery)
	defer tick.Stop()
	for ticks := 1; ; {
		select {
		case <-s.stop:
			return
		case <-s.process.exited:
			// Its last words may still be in the pipe, unless a worker holds that open.
			select {
			case <-s.conn.Done():
			case <-time.After(lastWords):
			case <-s.stop:
				return
			}
			s.give(fmt.Errorf("%w%s", s.why(), s.process.said()))
			return
		case <-s.conn.Done():
			select { // an exit says more than the end of a pipe
			case <-s.process.exited:
			case <-time.After(lastWords):
			case <-s.stop:
				return
			}
			s.give(fmt.Errorf("%w%s", s.why(), s.process.said()))
			return
		case <-s.slow: // a look in time to see a worker that does not live long
			s.process.family.look()
		case <-tick.C:
			if s.waiting() && !s.look() {
				return
			}
			s.endings.Store(s.process.family.endings())
			if ticks++; ticks%20 == 0 {
				s.process.family.look()
				s.process.family.killStrays(s.cfg.stem, s.cfg.isOpen, s.cfg.CloseTimeout)
			}
		}
	}
}

// startFailure says what was wrong with a server that did not answer initialize.
func (s *server) startFailure(err error) error {
	select {
	case <-s.conn.Done():
		select { // how it exited, and what it said, is known when it has
		case <-s.process.exited:
		case <-time.After(lastWords):
		}
		return s.why()
	default:
		return fmt.Errorf("%w: %w", errDied, err)
	}
}

// why says what ended the server, once its output or its process has ended.
func (s *server) why() error {
	if cause := s.conn.Err(); errors.Is(cause, lsp.ErrProtocol) {
		return fmt.Errorf("%w: %w", errDied, cause)
	}
	select {
	case <-s.process.exited:
		return fmt.Errorf("%w: %s", errDied, s.process.how())
	default:
		return fmt.Errorf("%w: %w", errDied, s.conn.Err())
	}
}

func (s *server) waiting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waits) > 0
}

// look is one round of watch; false when the server was given up.
func (s *server) look() bool {
	s.process.family.look()
	endings := s.process.family.endings()
	s.mu.Lock()
	for w := range s.waits {
		if w.uri == "" {
			continue
		}
		seen, living := s.process.family.workers(w.uri, w.opened)
		if seen || living {
			s.cfg.observed.Store(true)
		}
		// Where workers can be seen, a document without one is lost too: it may have ended
		// between two looks. So is one on whose server something ended since, and the more
		// surely; the patience is for servers that are slow to start the next worker.
		age := time.Since(w.opened)
		absent := s.cfg.observed.Load() && age > 40*s.cfg.lookEvery || endings != w.endings && age > 12*s.cfg.lookEvery
		if living || !seen && !absent {
			w.strikes = 0
		} else if w.strikes++; w.strikes >= 3 { // an import edit ends one worker and starts the next
			w.giveUp(errLost)
		}
	}
	s.mu.Unlock()
	if time.Since(time.Unix(0, s.heard.Load())) < s.cfg.Silence {
		return true
	}
	// The watchdog itself answers for documents that are not open, whatever its workers do.
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.Silence)
	defer cancel()
	go func() { // ends with ctx
		select {
		case <-s.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := s.conn.Call(ctx, "$/lean/plainGoal", lsp.PositionParams{TextDocument: lsp.DocumentID{URI: s.cfg.uri("CositaSignOfLife.lean")}}, nil)
	var refusal *lsp.ResponseError
	if err == nil || errors.As(err, &refusal) {
		s.heard.Store(time.Now().UnixNano())
		return true
	}
	if errors.Is(err, context.DeadlineExceeded) {
		s.give(fmt.Errorf("%w: it hangs: no sign of life within %v%s", errDied, 2*s.cfg.Silence, s.process.said()))
		return false
	}
	return true // its output ended; watch will see
}

// call asks the server; limit bounds the answer. The error wraps errDied, errReplaced or
// errLost where the server is at fault, errLimit when limit struck.
func (s *server) call(ctx context.Context, w *wait, limit time.Duration, method string, params, result any) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", method, context.Cause(ctx))
	}
	call, err := s.conn.Start(method, params)
	if err == nil {
		w.giveUp = call.GiveUp
		s.mu.Lock()
		s.waits[w] = struct{}{}
		s.mu.Unlock()
		stop := time.AfterFunc(limit, func() { call.GiveUp(errLimit) })
		defer stop.Stop()
		if method == waitMethod {
			soon := time.AfterFunc(s.cfg.lookEvery/10, func() {
				select {
				case s.slow <- struct{}{}:
				default:
				}
			})
			defer soon.Stop()
		}
		err = call.Wait(ctx, result)
	}
	s.mu.Lock()
	delete(s.waits, w)
	ended := s.ended
	s.mu.Unlock()
	switch {
	case err == nil:
		s.heard.Store(time.Now().UnixNano())
		return nil
	case errors.Is(err, errLost):
		return err
	case errors.Is(err, lsp.ErrClosed):
		if ended == nil {
			<-s.stop // watch finds out why
			s.mu.Lock()
			ended = s.ended
			s.mu.Unlock()
		}
		return fmt.Errorf("%s: %w", method, ended)
	}
	return err
}

// errLimit is the cause of requests that a deadline of the configuration ended.
var errLimit = errors.New("no answer in time")

// fail gives the server up for that reason and waits until nothing is left of it.
func (s *server) fail(reason error) {
	s.give(reason)
	<-s.reaped
	s.watcher.Wait()
}

// give is fail for the watcher, which cannot wait for itself.
func (s *server) give(reason error) {
	s.mu.Lock()
	first := s.ended == nil
	if first {
		s.ended = reason
		close(s.stop)
	}
	s.mu.Unlock()
	if !first {
		return
	}
	_ = s.process.kill() // what cannot be killed cannot be helped here; quit reports it
	_ = s.conn.Close()
	close(s.reaped)
}

// gone reports whether the server was given up.
func (s *server) gone() bool {
	select {
	case <-s.stop:
		return true
	default:
		return false
	}
}

// quit ends the session as the protocol asks, and then whatever is left.
func (s *server) quit(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	s.process.family.look() // while the parents live
	if err := s.conn.Call(ctx, "shutdown", nil, nil); err == nil {
		if s.conn.Notify("exit", json.RawMessage("null")) == nil {
			select {
			case <-s.process.exited:
			case <-ctx.Done():
			}
		}
	}
	s.fail(errClosedByUs)
	return s.process.kill() // again, for its error
}

var errClosedByUs = fmt.Errorf("lean client: %w", ErrClosed)
