package lean

import (
	"context"
	"errors"
	"slices"
	"time"
)

// slot is a server's place in a pool. Its goroutine runs the server and does its jobs one after
// the other; the server is started when the first comes, and again after it was recycled.
type slot struct {
	pool *Pool
	jobs chan *job // holds at most one, nil to have a server that is due replaced; closed when the slot is retired

	// Used by the slot's goroutine, and changed under pool.mu.
	client *Client
	doc    *Document // nil: none is open
	key    key       // what doc has loaded
	born   time.Time // when client was started
	edits  int       // texts given to client
	loaded bool      // whether it has loaded some document's imports

	// Guarded by pool.mu.
	busy    bool
	job     *job // the one that it is leased to, if any
	used    time.Time
	holds   usage  // what it held at the last look
	due     string // why its server is to be replaced after this job; empty if not
	retired bool
}

// Reasons to recycle a server.
const (
	dueMemory = "memory"
	dueEdits  = "edits"
	dueAge    = "age"
	dueStuck  = "stuck"
	dueShrink = "shrink"
)

// errMemory is the cause of a check that was ended because of what it made its server hold.
var errMemory = errors.New("its server held too much memory")

// addSlot adds a slot without a server. p.mu is held, or p is not yet shared.
func (p *Pool) addSlot() *slot {
	s := &slot{pool: p, jobs: make(chan *job, 1), used: time.Now()}
	p.slots = append(p.slots, s)
	return s
}

func (s *slot) idle() bool { return !s.busy && !s.retired }

// retire takes the slot out of the pool once its job is done. pool.mu is held.
func (s *slot) retire(why string) {
	if s.retired {
		return
	}
	s.retired = true
	if s.client != nil && why != "closed" {
		s.pool.count.recycled[why]++
	}
	close(s.jobs)
	if !s.busy {
		s.leave()
	}
}

// leave takes a retired slot off the list, which others may be walking through. pool.mu is held.
func (s *slot) leave() {
	p := s.pool
	p.slots = slices.DeleteFunc(slices.Clone(p.slots), func(other *slot) bool { return other == s })
}

// run does the slot's jobs until it is retired.
func (s *slot) run() {
	p := s.pool
	for j := range s.jobs {
		if j != nil {
			s.serve(j)
		}
		s.recycle()
		p.mu.Lock()
		s.busy, s.job, s.used = false, nil, time.Now()
		if s.retired {
			s.leave()
		}
		p.dispatch()
		p.mu.Unlock()
	}
	s.stop()
}

// serve does one job and leaves the server fit for the next.
func (s *slot) serve(j *job) {
	p := s.pool
	if j.ctx.Err() != nil {
		p.answer(j, Report{}.interrupted(j), j.interruption())
		return
	}
	if err := s.ready(j.key); err != nil {
		report := Report{Outcome: Died, Reason: oneLine(err)}
		if p.ctx.Err() != nil {
			report, err = Report{Reason: "canceled"}, errPoolClosed
		} else {
			err = nil
		}
		p.answer(j, report, err)
		return
	}
	report, err := s.check(j)
	p.answer(j, report, err)
	switch {
	case s.doc == nil:
	case report.Outcome == Stopped, wild(j.src.Text):
		s.discard()
	case report.Outcome != Finished:
		s.settle()
	}
}

// ready makes a server run in the key's project with the key's imports loaded.
func (s *slot) ready(k key) error {
	p := s.pool
	if s.client != nil && s.key.dir != k.dir {
		s.stop()
	}
	if s.client == nil {
		cfg := p.cfg.Client
		cfg.Dir = k.dir
		client, err := Start(p.ctx, cfg)
		if err != nil {
			return err
		}
		p.mu.Lock()
		s.client, s.key = client, key{dir: k.dir}
		s.born, s.edits, s.holds = time.Now(), 0, usage{}
		p.mu.Unlock()
	}
	if s.doc != nil && s.key == k {
		p.mu.Lock()
		p.count.warm++
		p.mu.Unlock()
		return nil
	}
	if s.doc != nil {
		_ = s.doc.Close()
	}
	doc, err := s.client.Open(k.header + "\n")
	if err != nil {
		return err
	}
	p.mu.Lock()
	s.doc, s.key = doc, k
	p.count.cold++
	p.mu.Unlock()
	// What is wrong with the imports, the check itself will say.
	if err := doc.Wait(p.ctx); p.ctx.Err() != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s.loaded = true
	p.dispatch() // the next server may load now
	return nil
}

// check elaborates a job's text in the open document.
func (s *slot) check(j *job) (Report, error) {
	ctx := j.ctx
	if j.limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, j.limit)
		defer cancel()
	}
	p := s.pool
	stop := context.AfterFunc(p.ctx, func() { j.cancel(errPoolClosed) })
	defer stop()
	s.edits++
	before, start := s.client.Started(), time.Now()
	report, err := s.elaborate(ctx, j.src)
	p.mu.Lock()
	p.count.worked += time.Since(start)
	p.count.replaced += s.client.Started() - before
	p.mu.Unlock()
	switch {
	case err == nil:
		return report, nil
	case j.ctx.Err() != nil:
		return report.interrupted(j), j.interruption()
	}
	report.Outcome, report.Reason = Died, oneLine(err)
	return report, nil
}

// elaborate checks a text in the open document, where messages about the text before it cannot be
// taken for its own; else in one of its own.
func (s *slot) elaborate(ctx context.Context, src Source) (Report, error) {
	s.client.mu.Lock()
	vague := s.doc.vague
	s.client.mu.Unlock()
	if vague {
		return s.client.Check(ctx, src)
	}
	if err := s.doc.Change(src.Text); err != nil {
		return Report{}, err
	}
	return s.doc.Check(ctx, src.Goals...)
}

// settle ends an elaboration that nobody waits for: by a version without it, and by killing the
// server if that does not help in time.
func (s *slot) settle() {
	p := s.pool
	if s.isDue() || s.doc.Change(s.key.header+"\n") != nil {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, p.cfg.Grace)
	defer cancel()
	if err := s.doc.Wait(ctx); err != nil {
		s.becomes(dueStuck)
	}
}

// discard closes the document and ends its worker: it may have run code of the text's, or have
// found imports missing that are there the next time.
func (s *slot) discard() {
	s.doc.abandon()
	p := s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	s.doc = nil
	p.count.discarded++
}

// becomes notes why the server is to be replaced.
func (s *slot) becomes(due string) {
	s.pool.mu.Lock()
	defer s.pool.mu.Unlock()
	s.due = due
}

func (s *slot) isDue() bool {
	s.pool.mu.Lock()
	defer s.pool.mu.Unlock()
	return s.due != ""
}

// recycle ends a server that is due, or has done enough. The next job starts another.
func (s *slot) recycle() {
	p := s.pool
	p.mu.Lock()
	why := s.due
	switch {
	case s.retired:
		p.mu.Unlock()
		return
	case why != "":
	case p.cfg.Edits > 0 && s.edits >= p.cfg.Edits:
		why = dueEdits
	case p.cfg.Age > 0 && time.Since(s.born) >= p.cfg.Age:
		why = dueAge
	default:
		p.mu.Unlock()
		return
	}
	if s.client != nil {
		p.count.recycled[why]++
	}
	p.mu.Unlock()
	s.stop()
}

// stop ends the server, if one runs.
func (s *slot) stop() {
	p := s.pool
	if s.client == nil {
		return
	}
	if s.doc != nil && (s.isDue() || p.ctx.Err() != nil && s.elaborates()) {
		s.doc.giveUp(errReplaced) // it would not end by itself in reasonable time
	}
	err := s.client.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count.closing == nil {
		p.count.closing = err
	}
	s.client, s.doc, s.due, s.loaded, s.holds = nil, nil, "", false, usage{}
	s.key.header = ""
}

// elaborates reports whether the server still works on the document.
func (s *slot) elaborates() bool {
	c := s.client
	c.mu.Lock()
	defer c.mu.Unlock()
	return s.doc.busy
}
