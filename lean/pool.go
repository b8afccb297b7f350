package lean

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"
	"unicode/utf8"
)

// PoolConfig says how a pool runs its servers. The zero value is one server a CPU, run as the
// zero Config says, within three quarters of the machine's memory.
type PoolConfig struct {
	// Client is how each server is run. Its Dir is the project of every lane that names none.
	Client Config

	Servers int // most servers at once; as many as CPUs if zero

	// Edits is how many texts a server is given before another takes its place; 2000 if zero,
	// no limit if negative.
	Edits int
	// Age is how long a server lives before another takes its place; 1 h if zero, no limit if
	// negative.
	Age time.Duration
	// ServerMemory is how many bytes a server may hold, its workers included, before another
	// takes its place; 12 GiB if zero, no limit if negative. A check that makes its server hold
	// half as much again is ended.
	ServerMemory int64

	// Memory is how many bytes all servers may hold together; three quarters of the machine's
	// memory if zero, no limit if negative. Above it the pool shrinks, down to one server.
	Memory int64
	// Reserve is how many bytes of the machine's memory are to stay available; a sixteenth of
	// it if zero, no limit if negative. Below it the pool shrinks as well.
	Reserve int64

	// Grace is how long an elaboration that was given up may take to end before its server is
	// killed; 2 s if zero.
	Grace time.Duration

	lookEvery time.Duration               // how often memory is looked at; 1 s if zero
	machine   func() (memory, bool)       // of the machine; what the system says if nil
	measure   func(*Client) (usage, bool) // of a server; what the system says if nil
}

func (cfg PoolConfig) withDefaults() (PoolConfig, error) {
	client, err := cfg.Client.withDefaults()
	if err != nil {
		return cfg, err
	}
	cfg.Client.Dir = client.Dir
	if cfg.Servers < 0 || cfg.Grace < 0 {
		return cfg, fmt.Errorf("start pool: %d servers, a grace of %v", cfg.Servers, cfg.Grace)
	}
	if cfg.machine == nil {
		cfg.machine = machineMemory
	}
	if cfg.measure == nil {
		cfg.measure = (*Client).resident
	}
	const gib = 1 << 30
	cfg.Servers = cmp.Or(cfg.Servers, runtime.NumCPU())
	cfg.Edits = cmp.Or(cfg.Edits, 2000)
	cfg.Age = cmp.Or(cfg.Age, time.Hour)
	cfg.ServerMemory = cmp.Or(cfg.ServerMemory, 12*gib)
	cfg.Grace = cmp.Or(cfg.Grace, 2*time.Second)
	cfg.lookEvery = cmp.Or(cfg.lookEvery, time.Second)
	if m, ok := cfg.machine(); ok {
		cfg.Memory = cmp.Or(cfg.Memory, m.total/4*3)
		cfg.Reserve = cmp.Or(cfg.Reserve, m.total/16)
	}
	return cfg, nil
}

// Priority says who goes first when servers are short.
type Priority int8

// The priorities. A higher one goes first, but of nine turns in a row at least one is for
// those below, if any waits.
const (
	Batch  Priority = -1 // nobody looks on
	Normal Priority = 0
	Person Priority = 1 // somebody waits at a terminal
)

// Pool is a Checker over several servers. Each server keeps one document whose imports are
// loaded; a check takes over a document with the text's own imports where there is one, so that
// imports are paid once a server. Its methods may be used concurrently.
//
// Every check is answered exactly once. A server that dies is replaced, and what it was doing is
// tried again as Config.Replacements says. A check that is canceled or times out is answered at
// once; its server goes on when the elaboration has ended, or is killed after PoolConfig.Grace.
type Pool struct {
	cfg    PoolConfig
	lane   *Lane // of Check and Try
	ctx    context.Context
	cancel context.CancelCauseFunc
	work   sync.WaitGroup // the slots and the watch

	mu     sync.Mutex
	queue  queue
	slots  []*slot
	room   int // how many slots memory allows at present
	calm   int // looks in a row that found memory enough
	used   usage
	most   int64 // what the largest server holds of its own, in bytes
	closed bool
	shut   chan struct{} // closed when Close is done
	count  counters
}

// Lane is a pool as one of its users sees it: with a project and a priority. Lanes of the same
// priority take turns, however much one of them asks for. It is a Checker.
type Lane struct {
	pool     *Pool
	dir      string
	priority Priority
	jobs     jobList // those that wait; guarded by pool.mu
}

// LaneConfig says whose lane it is.
type LaneConfig struct {
	Dir      string   // the project, as Config.Dir; the pool's own if empty
	Priority Priority // Normal if zero
}

var (
	_ Checker = (*Pool)(nil)
	_ Checker = (*Lane)(nil)
)

// StartPool makes a pool and starts its first server, so that a program that is no Lean shows at
// once, as a *StartError. The others start when they are needed. ctx bounds the start only: the
// pool lives until Close.
func StartPool(ctx context.Context, cfg PoolConfig) (*Pool, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	client, err := Start(ctx, cfg.Client)
	if err != nil {
		return nil, err
	}
	p := &Pool{cfg: cfg, room: cfg.Servers, shut: make(chan struct{}), count: newCounters()}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	p.lane = &Lane{pool: p, dir: cfg.Client.Dir}
	s := p.addSlot()
	s.client, s.key.dir, s.born = client, cfg.Client.Dir, time.Now()
	p.work.Go(s.run)
	p.work.Go(p.watch)
	return p, nil
}

// Lane is a new lane of the pool.
func (p *Pool) Lane(cfg LaneConfig) (*Lane, error) {
	dir := p.cfg.Client.Dir
	if cfg.Dir != "" {
		abs, err := filepath.Abs(cfg.Dir)
		if err != nil {
			return nil, fmt.Errorf("lane: %w", err)
		}
		dir = abs
	}
	if cfg.Priority < Batch || cfg.Priority > Person {
		return nil, fmt.Errorf("lane: no priority %d", cfg.Priority)
	}
	return &Lane{pool: p, dir: dir, priority: cfg.Priority}, nil
}

// Check is Lane.Check in a lane of Normal priority.
func (p *Pool) Check(ctx context.Context, src Source) (Report, error) { return p.lane.Check(ctx, src) }

// Check elaborates a source on the next server that is free. A deadline of ctx that strikes is
// the outcome TimedOut, even while no server was free. An error is ctx's, when it was canceled,
// or misuse: text that is not UTF-8, a closed pool.
func (l *Lane) Check(ctx context.Context, src Source) (Report, error) {
	report, err := l.check(ctx, src, 0)
	if err != nil {
		return report, fmt.Errorf("check %s: %w", src.name(), err)
	}
	return report, nil
}

// partial is how long a check whose deadline struck is waited for, for the messages so far.
const partial = 100 * time.Millisecond

// check is Check with a limit on the elaboration alone, none if zero.
func (l *Lane) check(ctx context.Context, src Source, limit time.Duration) (Report, error) {
	if !utf8.ValidString(src.Text) {
		err := errors.New("its text is not UTF-8")
		return Report{Reason: err.Error()}, err
	}
	p := l.pool
	j := newJob(ctx, l, src, limit)
	defer j.cancel(nil)
	if err := p.enqueue(j); err != nil {
		return Report{Reason: oneLine(err)}, err
	}
	select {
	case <-j.done:
		return j.report, j.err
	case <-ctx.Done():
	}
	<-j.ctx.Done() // a moment after its parent
	report := Report{Elapsed: time.Since(j.since)}.interrupted(j)
	switch waited := p.withdraw(j); {
	case waited && report.Outcome == TimedOut:
		report.Reason += ", no server was free"
	case report.Outcome == TimedOut:
		select {
		case <-j.done:
		case <-time.After(partial):
		}
	}
	p.answer(j, report, j.interruption())
	<-j.done
	return j.report, j.err
}

// Close answers what is in progress with ErrClosed, ends all servers, and waits for that. It may
// be called more than once.
func (p *Pool) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		<-p.shut
		return nil
	}
	p.closed = true
	for j := p.queue.any(); j != nil; j = p.queue.any() {
		p.queue.remove(j)
		p.finish(j, Report{Reason: "canceled"}, errPoolClosed)
	}
	for _, s := range p.slots {
		s.retire("closed")
	}
	p.mu.Unlock()
	p.cancel(errPoolClosed) // ends the checks in progress
	p.work.Wait()
	defer close(p.shut)
	if p.count.closing != nil {
		return fmt.Errorf("close pool: %w", p.count.closing)
	}
	return nil
}

var errPoolClosed = fmt.Errorf("pool: %w", ErrClosed)
