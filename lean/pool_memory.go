package lean

import (
	"time"

	"cosita/lean/project"
)

// memory is the machine's, in bytes.
type memory struct{ total, available int64 }

func machineMemory() (memory, bool) {
	total, available := project.Memory()
	return memory{total, available}, total > 0 && available > 0
}

// usage is what processes hold, in bytes: their own pages, and the most that one of them shares
// with others, such as mapped libraries, which are in memory once.
type usage struct{ own, shared int64 }

func (u usage) sum() int64 { return u.own + u.shared }

func (u usage) with(v usage) usage { return usage{u.own + v.own, max(u.shared, v.shared)} }

// calmLooks is how many looks in a row must find memory enough before the pool grows again.
const calmLooks = 10

// watch looks at memory until the pool is closed.
func (p *Pool) watch() {
	tick := time.NewTicker(p.cfg.lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-tick.C:
			p.look()
		}
	}
}

// look measures the servers, has those replaced that hold too much, and shrinks the pool when
// memory is short, or lets it grow again.
func (p *Pool) look() {
	p.measure()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.used, p.most = usage{}, 0
	for _, s := range p.slots {
		p.used = p.used.with(s.holds)
		p.most = max(p.most, s.holds.own)
		limit, holds := p.cfg.ServerMemory, s.holds.sum()
		if limit <= 0 || holds <= limit {
			continue
		}
		s.due = dueMemory
		if s.job != nil && holds > limit+limit/2 {
			s.job.cancel(errMemory)
		}
	}
	for _, s := range p.slots {
		if s.idle() && s.due != "" {
			s.renew()
		}
	}
	if !p.short() {
		if p.calm++; p.calm >= calmLooks && p.room < p.cfg.Servers {
			p.calm = 0
			p.room++
			p.dispatch()
		}
		return
	}
	p.calm = 0
	living := 0
	for _, s := range p.slots {
		if !s.retired {
			living++
		}
	}
	p.room = max(1, min(p.room, living-1))
	switch {
	case living > p.room:
		p.shrink()
	case len(p.slots) == 1 && p.over():
		s := p.slots[0]
		s.due = dueMemory
		if s.job != nil {
			s.job.cancel(errMemory)
		} else if s.idle() {
			s.renew()
		}
	}
}

// renew has an idle server that is due replaced. pool.mu is held.
func (s *slot) renew() {
	s.busy = true
	s.jobs <- nil
}

// measure asks for what each server holds, without holding up the pool.
func (p *Pool) measure() {
	p.mu.Lock()
	clients := map[*slot]*Client{}
	for _, s := range p.slots {
		if s.client != nil {
			clients[s] = s.client
		}
	}
	p.mu.Unlock()
	for s, c := range clients {
		holds, ok := p.cfg.measure(c)
		if !ok {
			continue
		}
		p.mu.Lock()
		if s.client == c {
			s.holds = holds
		}
		p.mu.Unlock()
	}
}

// short reports whether the pool is to shrink. p.mu is held.
func (p *Pool) short() bool {
	if p.over() {
		return true
	}
	m, ok := p.cfg.machine()
	return ok && p.cfg.Reserve > 0 && m.available < p.cfg.Reserve
}

// over reports whether the servers hold more than they may together. p.mu is held.
func (p *Pool) over() bool { return p.cfg.Memory > 0 && p.used.sum() > p.cfg.Memory }

// shrink takes the largest server that is idle out of the pool, else the largest when its job is
// done; above the limit its job is ended. p.mu is held.
func (p *Pool) shrink() {
	s := p.largest((*slot).idle)
	if s == nil {
		s = p.largest(func(s *slot) bool { return !s.retired })
	}
	if s == nil {
		return
	}
	if s.job != nil && p.over() {
		s.job.cancel(errMemory)
	}
	s.retire(dueShrink)
}

// largest is the slot that holds most among some. p.mu is held.
func (p *Pool) largest(among func(*slot) bool) *slot {
	var most *slot
	for _, s := range p.slots {
		if among(s) && (most == nil || s.holds.sum() > most.holds.sum()) {
			most = s
		}
	}
	return most
}
