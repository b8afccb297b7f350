package certify

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// leaf writes one identity: all its facts are brought to one type, the largest of those that
// it speaks of and at least ℤ, where subtraction is that of the polynomials.
type leaf struct {
	block
	p     *printer
	s     *verify.Sequent
	facts []given
	typ   elab.Scalar
	known map[int]string    // names of the facts in typ
	signs map[int][2]string // names of the proofs of their signs, and the polynomials
	names map[int]elab.Term // what stands for atoms, where it is not the atoms themselves
}

func (p *printer) newLeaf(s *verify.Sequent, facts []given) *leaf {
	return &leaf{block: newBlock(), p: p, s: s, facts: facts, typ: elab.Int, known: map[int]string{}, signs: map[int][2]string{}}
}

func (l *leaf) widen(q exact.Poly) {
	for _, m := range q.Terms() {
		for _, w := range m.Powers {
			l.typ = max(l.typ, l.s.Table.Atoms[w.Var].Type)
		}
	}
}

func (l *leaf) widenBy(sum []verify.Term) {
	for _, t := range sum {
		for _, f := range t.Facts {
			l.widen(l.s.Facts[f].Poly)
			if a, ok := l.facts[f].prop.(*elab.Apply); ok && len(a.Args) > 0 && plain(a) {
				if typ, ok := a.Args[0].Type().(elab.Scalar); ok {
					l.typ = max(l.typ, typ)
				}
			}
		}
		for _, q := range append(slices.Clone(t.Squares), t.By) {
			if q, ok := polyOf(l.s, q); ok {
				l.widen(q)
			}
		}
	}
}

// plain reports whether a fact compares two numbers, so that its polynomial is their
// difference.
func plain(a *elab.Apply) bool {
	switch a.Op {
	case elab.Eq, elab.Lt, elab.Le, elab.Gt, elab.Ge:
		return true
	}
	return false
}

// have adds a line that proves a proposition.
func (l *leaf) have(name, prop, proof string, args ...any) {
	l.add("have %s : %s := %s", name, prop, fmt.Sprintf(proof, args...))
}

// fact is the name of a fact in the leaf's type.
func (l *leaf) fact(i int) (string, bool) {
	if name, ok := l.known[i]; ok {
		return name, true
	}
	f := l.facts[i]
	a, ok := f.prop.(*elab.Apply)
	if !ok {
		return "", false
	}
	l.use(f.name)
	name := f.name
	if !plain(a) {
		if name, ok = l.residue(i, a); !ok || l.typ != elab.Int {
			return "", false
		}
	} else if lifted := compare(a.Op, l.lift(a.Args[0]), l.lift(a.Args[1])); elab.Print(lifted) != elab.Print(a) {
		name = l.p.name()
		l.have(name, elab.Print(lifted), "by exact_mod_cast %s", f.name)
	}
	l.known[i] = name
	return name, true
}

// residue states the polynomial of a divisibility.
func (l *leaf) residue(i int, a *elab.Apply) (string, bool) {
	read, ok := l.p.remainder(a, l.facts[i].name)
	if !ok {
		return "", false
	}
	l.lines = append(l.lines, read.lines...)
	name, op := l.p.name(), "≤"
	if l.s.Facts[i].Rel == verify.Zero {
		op = "="
	}
	l.have(name, fmt.Sprintf("(0 : ℤ) %s %s", op, elab.Print(l.tree(l.s.Facts[i].Poly))), "by omega")
	return name, true
}

// lift casts a number to the leaf's type, the casts standing at its atoms.
func (l *leaf) lift(t elab.Term) elab.Term {
	switch t := t.(type) {
	case *elab.Lit:
		return &elab.Lit{Value: t.Value, T: l.typ}
	case *elab.Cast:
		return l.lift(t.X)
	case *elab.Apply:
		typ, _ := t.T.(elab.Scalar)
		switch t.Op {
		case elab.Add, elab.Mul, elab.Neg, elab.Sub:
			if t.Op == elab.Sub && typ == elab.Nat {
				break
			}
			args := make([]elab.Term, len(t.Args))
			for i, x := range t.Args {
				args[i] = l.lift(x)
			}
			return apply(t.Op, l.typ, args...)
		case elab.Div:
			// The inverse of what is no literal is an atom, which stays as it is.
			_, literal := t.Args[1].(*elab.Lit)
			switch {
			case typ.Field() && literal:
				return apply(elab.Div, l.typ, l.lift(t.Args[0]), l.lift(t.Args[1]))
			case typ == l.typ:
				return apply(elab.Div, l.typ, l.lift(t.Args[0]), t.Args[1])
			}
		case elab.Pow:
			if _, literal := t.Args[1].(*elab.Lit); literal && t.Args[1].Type() == elab.Type(elab.Nat) {
				return apply(elab.Pow, l.typ, l.lift(t.Args[0]), t.Args[1])
			}
		}
	}
	return l.cast(t)
}

func (l *leaf) cast(t elab.Term) elab.Term {
	if t.Type() == elab.Type(l.typ) {
		return t
	}
	return &elab.Cast{X: t, T: l.typ}
}

// tree is a polynomial as a term of the leaf's type.
func (l *leaf) tree(q exact.Poly) elab.Term {
	var sum elab.Term
	for _, m := range q.Terms() {
		var product elab.Term
		times := func(x elab.Term) {
			if product == nil {
				product = x
			} else {
				product = apply(elab.Mul, l.typ, product, x)
			}
		}
		size := m.Coef.Abs()
		if size.Cmp(exact.Int(1)) != 0 || len(m.Powers) == 0 {
			times(l.number(size))
		}
		for _, w := range m.Powers {
			x := l.names[w.Var]
			if x == nil {
				x = l.cast(l.s.Table.Atoms[w.Var].Term)
			}
			if w.Exp > 1 {
				x = apply(elab.Pow, l.typ, x, lit(int64(w.Exp), elab.Nat))
			}
			times(x)
		}
		switch {
		case sum == nil && m.Coef.Sign() < 0:
			sum = apply(elab.Neg, l.typ, product)
		case sum == nil:
			sum = product
		case m.Coef.Sign() < 0:
			sum = apply(elab.Sub, l.typ, sum, product)
		default:
			sum = apply(elab.Add, l.typ, sum, product)
		}
	}
	if sum == nil {
		return lit(0, l.typ)
	}
	return sum
}

// number is a number that is not negative.
func (l *leaf) number(r exact.Rat) elab.Term {
	n := &elab.Lit{Value: new(big.Rat).SetInt(r.Num()), T: l.typ}
	if r.IsInt() {
		return n
	}
	return apply(elab.Div, l.typ, n, &elab.Lit{Value: new(big.Rat).SetInt(r.Den()), T: l.typ})
}

// combined is Σ coefficient * fact, for linear_combination, over the equations of a sum that
// have been scaled by their common denominator, and that number.
func (l *leaf) combined(sum []verify.Term) (text string, scale exact.Rat, ok bool) {
	by := map[int]exact.Poly{}
	var order []int
	for _, t := range sum {
		if t.By == nil || len(t.Facts) != 1 {
			continue
		}
		q, ok := polyOf(l.s, t.By)
		if !ok {
			return "", scale, false
		}
		i := t.Facts[0]
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
		by[i] = by[i].Add(q.Scale(multiplierOf(t)))
	}
	scale = exact.Int(1)
	if l.typ == elab.Int {
		for _, q := range by {
			scale = denominator(q.Scale(scale)).Mul(scale)
		}
	}
	var parts []string
	for _, i := range order {
		q := by[i].Scale(scale)
		if len(q.Terms()) == 0 {
			continue
		}
		name, ok := l.fact(i)
		if !ok {
			return "", scale, false
		}
		if c, constant := constantOf(q); constant && c.Cmp(exact.Int(1)) == 0 {
			parts = append(parts, name)
			continue
		}
		parts = append(parts, fmt.Sprintf("%s * %s", enclosed(l.tree(q)), name))
	}
	if len(parts) == 0 {
		parts = []string{typed("0", l.typ)}
	}
	return strings.Join(parts, " + "), scale, true
}

// equation states `text = 0` for a polynomial that is the combination of the equations of a
// sum.
func (l *leaf) equation(name, text string, q exact.Poly, sum []verify.Term) bool {
	combination, scale, ok := l.combined(sum)
	if !ok {
		return false
	}
	if scale.Cmp(exact.Int(1)) == 0 {
		l.have(name, text+" = 0", "by linear_combination %s", combination)
		return true
	}
	multiple := l.p.name()
	l.have(multiple, elab.Print(l.tree(q.Scale(scale)))+" = 0", "by linear_combination %s", combination)
	l.have(name, text+" = 0", "by linarith only [%s]", multiple)
	return true
}

func multiplierOf(t verify.Term) exact.Rat {
	if t.Coef == "" {
		return exact.Int(1)
	}
	c, _ := exact.Parse(t.Coef)
	return c
}

// denominator is the least common denominator of the coefficients.
func denominator(q exact.Poly) exact.Rat {
	common := big.NewInt(1)
	for _, m := range q.Terms() {
		d := m.Coef.Den()
		gcd := new(big.Int).GCD(nil, nil, common, d)
		common = new(big.Int).Mul(common, new(big.Int).Quo(d, gcd))
	}
	return exact.FromBigInt(common)
}

func constantOf(q exact.Poly) (exact.Rat, bool) {
	switch terms := q.Terms(); {
	case len(terms) == 0:
		return exact.Rat{}, true
	case len(terms) == 1 && len(terms[0].Powers) == 0:
		return terms[0].Coef, true
	}
	return exact.Rat{}, false
}

func keys(set map[string]bool) []string {
	var out []string
	for key := range set {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}
