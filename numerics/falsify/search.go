package falsify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

// search is one search for a counterexample.
type search struct {
	*problem
	ctx   context.Context
	rng   *rand.Rand
	work  int // candidates tried so far
	limit int // where the present phase ends

	fixed         bool     // whether the equations leave no variable free: the grid is all
	found         eval.Env // the counterexample
	seen          map[string]bool
	slack         float64
	best          []start             // where the local search begins, the best first
	accepts       func(eval.Env) bool // whether a counterexample is confirmed; nil for all
	rejected      int                 // counterexamples that were not
	near          near
	undecidedAt   map[elab.Term]int // points at which a proposition was not decided; -1 once it was
	hopeless      elab.Term         // a proposition that no point decides
	contradiction string            // a reason to think that the hypotheses contradict each other
}

// start is a point with the order in which its free variables were chosen.
type start struct {
	values eval.Env
	order  []int
	score  float64
}

func newSearch(ctx context.Context, p *problem, seed uint64) *search {
	p.ctx = ctx
	return &search{
		problem: p, ctx: ctx, rng: rand.New(rand.NewPCG(seed, 0x636f73697461)),
		seen: map[string]bool{}, undecidedAt: map[elab.Term]int{}, slack: math.Inf(1),
	}
}

// run tries about points candidates: half on a grid, then random ones, then a local search.
func (s *search) run(points int) {
	s.suspect()
	s.limit = points / 2
	s.grid()
	s.limit = points - points/6
	for !s.fixed && !s.done() {
		s.work++
		s.random()
	}
	s.limit = points
	s.descend()
}

// done reports whether the present phase is over.
func (s *search) done() bool {
	return s.found != nil || s.hopeless != nil || s.work >= s.limit || s.work%8 == 0 && s.ctx.Err() != nil
}

// suspect looks for a plain contradiction among the hypotheses.
func (s *search) suspect() {
	if s.special {
		return
	}
	for _, v := range s.vars {
		if v.lo != nil && v.hi != nil && v.lo.Cmp(*v.hi) > 0 {
			s.contradiction = fmt.Sprintf("the hypotheses bound %s below by %s and above by %s", v.name, v.lo, v.hi)
		}
	}
	at := s.empty()
	var rows []residue
	for i := range s.equations {
		if r, ok := s.equations[i].reduce(s.problem, &at); ok && r.straight && !s.equations[i].loose {
			rows = append(rows, r)
		}
	}
	if _, ok := s.eliminate(rows, &at); !ok {
		s.contradiction = "the linear equations among the hypotheses contradict each other"
		return
	}
	for i, v := range s.vars {
		if at.known&(1<<i) == 0 || v.admits(at.value(s.problem, i)) {
			continue
		}
		if x, ok := at.rational(s.problem, i); ok {
			s.contradiction = fmt.Sprintf("the linear equations among the hypotheses force %s = %s, which is no value of %s in %s",
				v.name, x, v.name, v.kind)
		}
	}
}

func (s *search) empty() partial { return partial{env: make(eval.Env, s.slots)} }

// grid tries combinations of the first values of every variable, depth first: a hypothesis
// is checked as soon as its variables are known.
func (s *search) grid() {
	lists := make([][]eval.Value, len(s.vars))
	free := s.freeVariables()
	s.fixed = len(free) == 0 && !slices.ContainsFunc(s.equations, func(e equation) bool { return e.loose })
	exhaustive := s.contradiction == "" && !s.special
	per := 1
	for per < s.limit && s.combinations(free, per+1) <= s.limit {
		per++
	}
	for i := range s.vars {
		var all bool
		lists[i], all = s.vars[i].grid(per, s.constants)
		lists[i] = s.withSurds(i, lists[i])
		exhaustive = exhaustive && (all || !s.vars[i].used)
	}
	for _, e := range s.equations {
		exhaustive = exhaustive && !e.loose
	}
	s.walk(s.empty(), 0, nil, lists)
	if exhaustive && len(s.vars) > 0 && len(s.seen) == 0 && s.found == nil && s.work < s.limit &&
		s.tooLarge == nil && s.unsupported == nil && s.ctx.Err() == nil {
		s.contradiction = "every variable is bounded and no combination of their values satisfies the hypotheses"
	}
}

// combinations is the number of points of a grid with at most per values of each variable.
func (s *search) combinations(free []int, per int) int {
	count := 1
	for _, i := range free {
		size, bounded := s.vars[i].size()
		switch {
		case !s.vars[i].used:
			size = 1
		case !bounded || size > per:
			size = per
		}
		count *= max(size, 1)
		if count > s.limit {
			break
		}
	}
	return count
}

// freeVariables are those that the equations do not determine from the others, as far as a
// few random points tell.
func (s *search) freeVariables() []int {
	var free []int
	for range 8 {
		c := s.complete(s.lowest, func(i int, at *partial) eval.Value {
			return s.sample(i, nil, at)
		}, nil, true)
		if len(c.order) > len(free) {
			free = c.order
		}
	}
	return free
}

// lowest is the first variable that is not known; one that a rule makes of the others waits.
func (p *problem) lowest(at *partial) int {
	for i := range p.vars {
		if at.known&(1<<i) == 0 && !p.vars[i].made && !p.vars[i].derived {
			return i
		}
	}
	for i := range p.vars {
		if at.known&(1<<i) == 0 {
			return i
		}
	}
	return -1
}

func (s *search) walk(at partial, checked uint64, order []int, lists [][]eval.Value) {
	if s.done() {
		return
	}
	before := at.known
	open, ok := s.solve(&at, true)
	if !ok || !s.admitted(&at, before) {
		s.work++
		return
	}
	for i, h := range s.hyps {
		if i < 64 && checked&(1<<i) != 0 || h.vars&^at.known != 0 {
			continue
		}
		if !s.holds(h, at.env) {
			s.work++
			return
		}
		if i < 64 {
			checked |= 1 << i
		}
	}
	next := s.lowest(&at)
	if next < 0 {
		s.work++
		s.visit(at.env, order)
		return
	}
	values := lists[next]
	if open != nil {
		next, values = open.index, open.values
	}
	for _, x := range values {
		if !s.vars[next].admits(x) {
			continue
		}
		child := at.clone()
		s.set(&child, next, x)
		s.walk(child, checked, append(slices.Clip(order), next), lists)
		if s.done() {
			return
		}
	}
}

// admitted reports whether the variables that were not known before have values that their
// types and bounds admit.
func (s *search) admitted(at *partial, before uint64) bool {
	for i := range s.vars {
		if (at.known&^before)&(1<<i) != 0 && !s.vars[i].admits(at.value(s.problem, i)) {
			return false
		}
	}
	return true
}

func (s *search) holds(h hypothesis, p eval.Env) bool {
	if h.built {
		return true
	}
	ok, err := holds(h.prop, p)
	s.decided(h.prop, err)
	s.failure(err)
	return ok && err == nil
}

// maxUndecided is the number of points at which a proposition may stay undecided before the
// search is given up, if it was decided at none.
const maxUndecided = 48

// decided counts whether a proposition was decided.
func (s *search) decided(t elab.Term, err error) {
	switch n := s.undecidedAt[t]; {
	case n < 0:
	case err == nil:
		s.undecidedAt[t] = -1
	case n+1 >= maxUndecided:
		s.hopeless = t
	default:
		s.undecidedAt[t] = n + 1
	}
}

// failure remembers why a value was not decided.
func (p *problem) failure(err error) {
	switch {
	case err == nil:
	case errors.Is(err, eval.ErrTooLarge):
		p.tooLarge = err
	case errors.Is(err, eval.ErrUnsupported):
		p.unsupported = err
	default:
		p.undecided = err
	}
}

// visit looks at the conclusion at a point that satisfies every hypothesis.
func (s *search) visit(p eval.Env, order []int) {
	ok, err := eval.Holds(s.goal, p)
	s.decided(s.goal, err)
	if err != nil {
		s.failure(err)
		return
	}
	if !ok {
		s.propose(p)
		return
	}
	s.seen[s.key(p)] = true
	margin := s.margin(floats(p))
	if !math.IsNaN(margin) {
		s.slack = min(s.slack, margin)
		s.remember(start{p, order, margin})
	}
}

// maxRejected bounds the counterexamples that could not be confirmed before one is kept.
const maxRejected = 60

// propose takes a counterexample, if it can be confirmed; else the search goes on a while.
func (s *search) propose(p eval.Env) {
	s.settle(p)
	if s.accepts != nil && s.rejected < maxRejected && !s.accepts(p) {
		s.rejected++
		return
	}
	s.found = slices.Clone(p)
}

// key tells points apart.
func (s *search) key(p eval.Env) string {
	var b strings.Builder
	for _, v := range s.vars {
		switch x := p[v.slot].(type) {
		case eval.Num:
			b.WriteString(x.String())
		case *eval.Function, *eval.Set, *eval.Equiv:
			// They are made of the others.
		default:
			fmt.Fprint(&b, x)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// floats are the values of the numbers, by slot; NaN of the others.
func floats(p eval.Env) []float64 {
	f := make([]float64, len(p))
	for i, x := range p {
		if n, ok := x.(eval.Num); ok {
			f[i] = n.Float()
		} else {
			f[i] = math.NaN()
		}
	}
	return f
}

// maxStarts is the number of points from which the local search begins.
const maxStarts = 6

func (s *search) remember(c start) {
	if len(s.best) == maxStarts && c.score >= s.best[maxStarts-1].score {
		return
	}
	i, _ := slices.BinarySearchFunc(s.best, c.score, func(b start, x float64) int {
		if b.score <= x {
			return -1
		}
		return 1
	})
	c.values, c.order = slices.Clone(c.values), slices.Clone(c.order)
	s.best = slices.Insert(s.best, i, c)
	if len(s.best) > maxStarts {
		s.best = s.best[:maxStarts]
	}
}
