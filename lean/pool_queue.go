package lean

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// key says which warm documents a text can take over: those of its project with the very bytes
// of its header.
type key struct{ dir, header string }

// job is one check from its call to its answer.
type job struct {
	lane   *Lane
	key    key
	src    Source
	limit  time.Duration // of the elaboration; none if zero
	ctx    context.Context
	cancel context.CancelCauseFunc
	since  time.Time

	done   chan struct{} // closed when it is answered
	report Report        // set before
	err    error

	// Guarded by pool.mu.
	answered bool
	waiting  *list.Element // in its lane; nil when it does not wait
	passed   int           // how many others went first because their imports were loaded
}

func newJob(ctx context.Context, l *Lane, src Source, limit time.Duration) *job {
	j := &job{
		lane: l, key: key{l.dir, header(src.Text)}, src: src, limit: limit,
		since: time.Now(), done: make(chan struct{}),
	}
	j.ctx, j.cancel = context.WithCancelCause(ctx)
	return j
}

// interruption is the error of a job whose context ended; nil for a deadline and for memory,
// which are outcomes.
func (j *job) interruption() error {
	cause := context.Cause(j.ctx)
	if errors.Is(j.ctx.Err(), context.DeadlineExceeded) || errors.Is(cause, errMemory) {
		return nil
	}
	if errors.Is(cause, context.Canceled) || errors.Is(cause, ErrClosed) {
		return cause
	}
	return fmt.Errorf("%w: %w", context.Canceled, cause)
}

// interrupted is the report as the end of the job's context makes it.
func (r Report) interrupted(j *job) Report {
	switch {
	case errors.Is(context.Cause(j.ctx), errMemory):
		r.Outcome, r.Reason = Died, "budget: memory: "+errMemory.Error()
	case j.interruption() != nil:
		r.Outcome, r.Reason = NotRun, "canceled"
	default:
		r.Outcome, r.Reason = TimedOut, fmt.Sprintf("budget: time (%v)", time.Since(j.since).Round(time.Millisecond))
	}
	return r
}

// jobList is jobs in the order in which they came.
type jobList = list.List

// queue is the jobs that wait: for each priority, highest first, the lanes that have some, in
// the order of their turns. It is guarded by pool.mu.
type queue struct {
	classes [3]class
	length  int
}

// class is one priority.
type class struct {
	lanes  []*Lane
	passed int // how often in a row a higher class was served while this one waited
}

const (
	// overtakes is how many turns in a row go to higher priorities while a lower one waits.
	overtakes = 8
	// warmFirst is how many jobs whose imports are loaded may go before one whose are not.
	warmFirst = 16
	// lookAhead is how many jobs of a lane are searched for one whose imports are loaded.
	lookAhead = 64
)

func (q *queue) class(l *Lane) *class { return &q.classes[Person-l.priority] }

func (q *queue) add(j *job) {
	c := q.class(j.lane)
	if j.lane.jobs.Len() == 0 {
		c.lanes = append(c.lanes, j.lane)
	}
	j.waiting = j.lane.jobs.PushBack(j)
	q.length++
}

// remove takes a job out wherever it stands.
func (q *queue) remove(j *job) {
	j.lane.jobs.Remove(j.waiting)
	j.waiting = nil
	q.length--
	if j.lane.jobs.Len() == 0 {
		c := q.class(j.lane)
		c.lanes = slices.DeleteFunc(c.lanes, func(l *Lane) bool { return l == j.lane })
		if len(c.lanes) == 0 {
			c.passed = 0
		}
	}
}

// next is the job whose turn it is; nil when none waits.
func (q *queue) next() *job {
	if c := q.turn(); c != nil {
		return c.lanes[0].jobs.Front().Value.(*job)
	}
	return nil
}

// turn is the class whose turn it is: the highest, unless a lower one was passed over too often.
func (q *queue) turn() *class {
	var first *class
	for i := range q.classes {
		c := &q.classes[i]
		switch {
		case len(c.lanes) == 0:
		case first == nil, c.passed >= overtakes:
			first = c
		}
	}
	return first
}

// warm is the job that a server with that key loaded is to do: the next one, or one of its
// class that needs the key, for some turns. nil when there is none.
func (q *queue) warm(k key) *job {
	next := q.next()
	if next == nil || next.key == k {
		return next
	}
	if next.passed >= warmFirst {
		return nil
	}
	for _, l := range q.class(next.lane).lanes {
		e := l.jobs.Front()
		for range lookAhead {
			if e == nil {
				break
			}
			if j := e.Value.(*job); j.key == k {
				next.passed++
				return j
			}
			e = e.Next()
		}
	}
	return nil
}

// take removes a job whose turn was used: its lane goes to the end, and the classes below have
// been passed over once more.
func (q *queue) take(j *job) {
	mine := q.class(j.lane)
	if i := slices.Index(mine.lanes, j.lane); i >= 0 {
		mine.lanes = append(slices.Delete(mine.lanes, i, i+1), j.lane)
	}
	below := false
	for i := range q.classes {
		c := &q.classes[i]
		switch {
		case c == mine:
			below, c.passed = true, 0
		case below && len(c.lanes) > 0:
			c.passed++
		}
	}
	q.remove(j)
}

// any is some job that waits, or nil.
func (q *queue) any() *job { return q.next() }

// enqueue lets a job wait, and serves it if a server is free.
func (p *Pool) enqueue(j *job) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return errPoolClosed
	}
	p.count.asked++
	p.queue.add(j)
	p.dispatch()
	return nil
}

// withdraw reports whether the job still waited. It does not any more.
func (p *Pool) withdraw(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if j.waiting == nil {
		return false
	}
	p.queue.remove(j)
	p.dispatch() // another may be next now
	return true
}

// answer gives a job its one answer, wherever it is.
func (p *Pool) answer(j *job, r Report, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if j.waiting != nil {
		p.queue.remove(j)
		p.dispatch()
	}
	p.finish(j, r, err)
}

// finish is answer for one that does not wait. p.mu is held.
func (p *Pool) finish(j *job, r Report, err error) {
	if j.answered {
		return
	}
	j.answered = true
	j.report, j.err = r, err
	p.count.answer(r, err)
	close(j.done)
}

// dispatch gives waiting jobs to servers: to one with their imports loaded, else to a new one,
// else to the one that was idle longest. p.mu is held.
func (p *Pool) dispatch() {
	if p.closed {
		return
	}
	for again := true; again; {
		again = false
		for _, s := range p.slots {
			if !s.idle() || s.doc == nil {
				continue
			}
			if j := p.queue.warm(s.key); j != nil {
				p.give(s, j)
				again = true
			}
		}
	}
	for {
		j := p.queue.next()
		if j == nil {
			return
		}
		s := p.cold(j.key)
		if s == nil {
			return
		}
		p.give(s, j)
	}
}

// give leases a slot to a job.
func (p *Pool) give(s *slot, j *job) {
	p.queue.take(j)
	p.count.waited += time.Since(j.since)
	s.busy, s.job = true, j
	s.jobs <- j
}

// cold is a slot for a job whose imports are loaded nowhere, or only where others work; nil when
// it has to wait.
func (p *Pool) cold(k key) *slot {
	var best *slot
	for _, s := range p.slots {
		if !s.idle() {
			continue
		}
		if s.doc == nil && (s.client == nil || s.key.dir == k.dir) {
			return s // nothing is lost
		}
		if best == nil || s.used.Before(best.used) {
			best = s
		}
	}
	if p.mayGrow() {
		s := p.addSlot()
		p.work.Go(s.run)
		return s
	}
	return best
}

// mayGrow reports whether one more server may start. As many may load their imports at a time as
// have done so, at least one: what they will hold shows only then.
func (p *Pool) mayGrow() bool {
	if len(p.slots) >= p.room {
		return false
	}
	loading, loaded := 0, 0
	for _, s := range p.slots {
		if s.loaded {
			loaded++
		} else {
			loading++
		}
	}
	if len(p.slots) > 0 && loading >= max(1, loaded) {
		return false
	}
	return p.cfg.Memory <= 0 || len(p.slots) == 0 || p.used.sum()+int64(loading+1)*p.most <= p.cfg.Memory
}
