package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// maxLines bounds a proof by residues.
const maxLines = 3000

// remainders is a proof by calculation modulo a number: each variable of a polynomial is
// written as modulus · q + r for each r in turn, and each polynomial as modulus · Q + c by an
// identity; what is left is linear.
type remainders struct {
	p       *printer
	s       *verify.Sequent
	facts   []given
	modulus int64
	terms   []elab.Term  // the polynomials
	polys   []exact.Poly // and their normal forms
	powers  []power
	steps   map[int]int64 // what a variable is divided by
	names   map[int]elab.Term
	lines   int
	uses    map[string]bool
}

func (p *printer) residues(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	r := &remainders{p: p, s: s, modulus: n.Modulus, names: map[int]elab.Term{}, steps: map[int]int64{}, uses: map[string]bool{}}
	b := newBlock()
	if !r.collect(s.Goal) {
		return residuesSearched(facts), true
	}
	for _, f := range facts {
		a, ok := f.prop.(*elab.Apply)
		if !ok || !r.collect(f.prop) {
			continue
		}
		r.facts = append(r.facts, f)
		r.uses[f.name] = true
		if congruence(f.prop) {
			read, ok := p.remainder(a, f.name)
			if !ok {
				continue
			}
			b.lines = append(b.lines, read.lines...)
		}
	}
	b.use(keys(r.uses)...)
	if a, ok := s.Goal.(*elab.Apply); ok && congruence(a) && a.Op != elab.Not {
		b.add("%s", remainderGoal(a))
	}
	if !r.sufficient(n, facts) {
		return residuesSearched(facts), true
	}
	inner, ok := r.split(map[int]int64{}, map[int]string{})
	if !ok {
		return residuesSearched(facts), true
	}
	b.lines = append(b.lines, inner.lines...)
	return b, true
}

// sufficient reports whether the facts that are written out here are enough.
func (r *remainders) sufficient(n *verify.Node, facts []given) bool {
	sub := *r.s
	sub.Facts = slices.Clone(r.s.Facts)
	for i, f := range facts {
		if !r.uses[f.name] {
			sub.Facts[i] = verify.Fact{}
		}
	}
	_, err := sub.Apply(n)
	return err == nil
}

// residuesSearched leaves it to tactics.
func residuesSearched(facts []given) block {
	b := newBlock()
	var names []string
	for _, f := range facts {
		if f.prop != nil {
			names = append(names, f.name)
			b.use(f.name)
		}
	}
	tries := "first | omega | simp_all [_root_.pow_succ, _root_.pow_mul, Nat.pow_mod, Nat.mul_mod, Nat.add_mod]"
	if len(names) > 0 {
		tries += " | nlinarith [" + joined(names) + "]"
	}
	b.add("%s", tries)
	b.search = true
	return b
}

// collect finds the polynomials in a proposition that is linear but for them; false where it
// is no such proposition.
func (r *remainders) collect(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return t.Type() != elab.Type(elab.Prop) && affine(t)
	}
	if affine(t) || congruence(t) {
		return true
	}
	all := func(xs []elab.Term) bool {
		for _, x := range xs {
			if !r.collect(x) {
				return false
			}
		}
		return true
	}
	switch a.Op {
	case elab.And, elab.Or, elab.Not, elab.Imp, elab.Iff, elab.False:
		return all(a.Args)
	case elab.Eq, elab.Ne, elab.Lt, elab.Le, elab.Gt, elab.Ge:
		return integerSort(a.Args[0].Type()) && all(a.Args)
	case elab.Dvd, elab.Div, elab.Mod:
		i := 1
		if a.Op == elab.Dvd {
			i = 0
		}
		return numeral(a.Args[i]) && integerSort(a.Args[0].Type()) && r.collect(a.Args[1-i])
	case elab.Add, elab.Sub, elab.Neg:
		return integerSort(a.T) && all(a.Args)
	case elab.Mul, elab.Pow:
		if !integerSort(a.T) {
			return false
		}
		if a.Op == elab.Mul && numeral(a.Args[0]) {
			return r.collect(a.Args[1])
		}
		if r.power(a) {
			return true
		}
		q, ok := r.s.Poly(a)
		if !ok || degree(q) == 0 {
			return false
		}
		for _, m := range q.Terms() {
			for _, w := range m.Powers {
				v, ok := r.s.Table.Atoms[w.Var].Term.(*elab.Var)
				if !ok || v.T != a.T {
					return false
				}
				r.names[w.Var] = v
				r.divide(w.Var, r.modulus)
			}
			if !m.Coef.IsInt() || a.T == elab.Type(elab.Nat) && m.Coef.Sign() < 0 {
				return false
			}
		}
		if !slices.ContainsFunc(r.terms, func(x elab.Term) bool { return elab.Print(x) == elab.Print(a) }) {
			r.terms, r.polys = append(r.terms, a), append(r.polys, q)
		}
		return true
	}
	return false
}

// split is the proof where the variables of rest have these remainders, and equations of
// these names.
func (r *remainders) split(rest map[int]int64, equations map[int]string) (block, bool) {
	if r.lines++; r.lines > maxLines {
		return block{}, false
	}
	b := newBlock()
	next := -1
	for i, q := range r.polys {
		quotient, c, ok := r.reduced(q, rest)
		if !ok {
			for _, v := range atomsOf([]candidate{{poly: q}}) {
				if _, set := rest[v]; !set && next < 0 {
					next = v
				}
			}
			continue
		}
		var rewrites []string
		for _, v := range atomsOf([]candidate{{poly: q}}) {
			if name, set := equations[v]; set {
				rewrites = append(rewrites, name)
			}
		}
		typ, _ := r.terms[i].Type().(elab.Scalar)
		l := r.p.newLeaf(r.s, nil)
		l.typ, l.names = typ, r.names
		value := apply(elab.Add, typ, apply(elab.Mul, typ, lit(r.modulus, typ), l.tree(quotient)), lit(c, typ))
		proof := "ring"
		if len(rewrites) > 0 {
			proof = fmt.Sprintf("rw [%s]; ring", joined(rewrites))
		}
		b.add("have %s : %s := by %s", r.p.name(), elab.Print(compare(elab.Eq, r.terms[i], value)), proof)
	}
	for _, w := range r.powers {
		if _, set := rest[w.exponent]; set {
			b.lines = append(b.lines, r.reducedPower(w, rest[w.exponent], equations[w.exponent])...)
		} else if next < 0 {
			next = w.exponent
		}
	}
	if next < 0 || r.excluded(rest) {
		b.add("omega")
		r.lines += len(b.lines)
		return b, true
	}
	b = newBlock()
	v := r.names[next].(*elab.Var)
	var claims, names []string
	step := r.steps[next]
	for c := range step {
		claims = append(claims, elab.Print(compare(elab.Eq, apply(elab.Mod, v.T, v, lit(step, v.T)), lit(c, v.T))))
		names = append(names, r.p.name())
	}
	h := r.p.name()
	if step > 1 {
		b.add("have %s : %s := by omega", h, strings.Join(claims, " ∨ "))
		b.add("rcases %s with %s", h, strings.Join(names, " | "))
	}
	index := len(r.s.Table.Atoms) + next
	for c := range step {
		q, equation := r.p.name(), r.p.name()
		r.names[index] = &elab.Var{Name: q, T: v.T}
		with, named := map[int]int64{next: c}, map[int]string{next: equation}
		for k, x := range rest {
			with[k], named[k] = x, equations[k]
		}
		sum := apply(elab.Add, v.T, apply(elab.Mul, v.T, lit(step, v.T), r.names[index]), lit(c, v.T))
		inner := newBlock(fmt.Sprintf("obtain ⟨%s, %s⟩ : ∃ %s : %s, %s := ⟨%s / %d, by omega⟩", q, equation, q, v.T,
			elab.Print(compare(elab.Eq, v, sum)), v.Name, step))
		deeper, ok := r.split(with, named)
		if !ok {
			return block{}, false
		}
		inner.then(deeper)
		if step == 1 {
			return inner, true
		}
		b.bullet(inner)
	}
	return b, true
}

// A power is base ^ (times · n + plus) in ℕ, for a variable n.
type power struct {
	term        *elab.Apply
	base        int64
	times, plus int64
	exponent    int // the variable
}

// power takes a as such a power, of a base that has an inverse modulo the modulus.
func (r *remainders) power(a *elab.Apply) bool {
	base, ok := a.Args[0].(*elab.Lit)
	if a.Op != elab.Pow || !ok || a.T != elab.Type(elab.Nat) || a.Args[1].Type() != elab.Type(elab.Nat) || !base.Value.Num().IsInt64() {
		return false
	}
	q, ok := r.s.Poly(a.Args[1])
	atoms := atomsOf([]candidate{{poly: q}})
	if !ok || degree(q) != 1 || len(atoms) != 1 || subtracts(a.Args[1]) {
		return false
	}
	v, ok := r.s.Table.Atoms[atoms[0]].Term.(*elab.Var)
	if !ok || v.T != elab.Type(elab.Nat) {
		return false
	}
	w := power{term: a, base: base.Value.Num().Int64(), exponent: atoms[0]}
	for _, m := range q.Terms() {
		c, ok := m.Coef.Int64()
		if !ok || c < 0 || c > 16 {
			return false
		}
		if len(m.Powers) == 0 {
			w.plus = c
		} else {
			w.times = c
		}
	}
	period, x := int64(0), int64(1)
	for e := int64(1); e <= 64 && period == 0; e++ {
		if x = x * (w.base % r.modulus) % r.modulus; x == 1 && e%w.times == 0 {
			period = e / w.times
		}
	}
	if period == 0 {
		return false
	}
	r.names[w.exponent] = v
	r.divide(w.exponent, period)
	if !slices.ContainsFunc(r.powers, func(x power) bool { return elab.Print(x.term) == elab.Print(a) }) {
		r.powers = append(r.powers, w)
	}
	return true
}

// divide makes the step of a variable a multiple of n.
func (r *remainders) divide(v int, n int64) {
	step := max(r.steps[v], 1)
	a, b := step, n
	for b != 0 {
		a, b = b, a%b
	}
	r.steps[v] = step / a * n
}

// reducedPower writes a power as c · x, where x, a power of one that is 1 modulo the modulus,
// is 1 too; n = step · q + rest by the equation.
func (r *remainders) reducedPower(w power, rest int64, equation string) []string {
	v := r.names[w.exponent].(*elab.Var)
	q := r.names[len(r.s.Table.Atoms)+w.exponent]
	step := r.steps[w.exponent]
	whole, c := w.times*step, w.times*rest+w.plus
	x, named, one := r.p.name(), r.p.name(), r.p.name()
	powers := fmt.Sprintf("(%d ^ %d) ^ %s", w.base, whole, elab.Print(q))
	sum := apply(elab.Add, v.T, apply(elab.Mul, v.T, lit(step, v.T), q), lit(rest, v.T))
	exponent := apply(elab.Add, v.T, apply(elab.Mul, v.T, lit(whole, v.T), q), lit(c, v.T))
	rewrites := []string{named, equation}
	if written := replaced(w.term.Args[1], v, sum); elab.Print(written) != elab.Print(exponent) {
		rewrites = append(rewrites, fmt.Sprintf("(by ring : %s)", elab.Print(compare(elab.Eq, written, exponent))))
	}
	return []string{
		fmt.Sprintf("obtain ⟨%s, %s⟩ : ∃ %s : ℕ, %s = %s := ⟨_, rfl⟩", x, named, x, x, powers),
		fmt.Sprintf("have %s : %s %% %d = 1 := by rw [%s, Nat.pow_mod]; norm_num", one, x, r.modulus, named),
		fmt.Sprintf("have %s : %s = %s * %s := by rw [%s, _root_.pow_add, _root_.pow_mul]; ring", r.p.name(), elab.Print(w.term),
			exact.Int(w.base).Pow(c), x, joined(rewrites)),
	}
}

// reduced writes q as modulus · quotient + c, where the variables have these remainders.
func (r *remainders) reduced(q exact.Poly, rest map[int]int64) (quotient exact.Poly, c int64, ok bool) {
	for v, x := range rest {
		y := exact.X(len(r.s.Table.Atoms) + v).Scale(exact.Int(r.steps[v])).Add(exact.Const(exact.Int(x)))
		if q, ok = q.Substitute(v, y); !ok {
			return q, 0, false
		}
	}
	m := exact.Int(r.modulus)
	for _, t := range q.Terms() {
		if len(t.Powers) == 0 {
			_, rem := exact.DivMod(t.Coef, m)
			c, _ = rem.Int64()
		} else if !t.Coef.Quo(m).IsInt() {
			return q, 0, false
		}
	}
	return q.Add(exact.Const(exact.Int(-c))).Scale(exact.Int(1).Quo(m)), c, true
}

// excluded reports whether a fact about the remainder of one variable is false.
func (r *remainders) excluded(rest map[int]int64) bool {
	for _, f := range r.facts {
		a := f.prop.(*elab.Apply)
		for v, x := range rest {
			y, is := r.names[v].(*elab.Var)
			if is && r.contradicts(a, y, x) {
				return true
			}
		}
	}
	return false
}

// contradicts reports whether v ≡ x denies `v % k = c`, `k ∣ v`, Even v or Odd v, for a k that
// divides the modulus.
func (r *remainders) contradicts(a *elab.Apply, v *elab.Var, x int64) bool {
	is := func(t elab.Term) bool {
		w, ok := t.(*elab.Var)
		return ok && w.Index == v.Index
	}
	number := func(t elab.Term) int64 {
		l, ok := t.(*elab.Lit)
		if !ok || !l.Value.IsInt() || !l.Value.Num().IsInt64() {
			return 0
		}
		return l.Value.Num().Int64()
	}
	divides := func(k int64) bool { return k > 0 && r.modulus%k == 0 }
	switch a.Op {
	case elab.Eq:
		if m, ok := a.Args[0].(*elab.Apply); ok && m.Op == elab.Mod && is(m.Args[0]) && divides(number(m.Args[1])) {
			_, literal := a.Args[1].(*elab.Lit)
			return literal && x%number(m.Args[1]) != number(a.Args[1])
		}
	case elab.Dvd:
		return is(a.Args[1]) && divides(number(a.Args[0])) && x%number(a.Args[0]) != 0
	case elab.Even:
		return is(a.Args[0]) && divides(2) && x%2 != 0
	case elab.Odd:
		return is(a.Args[0]) && divides(2) && x%2 == 0
	}
	return false
}
