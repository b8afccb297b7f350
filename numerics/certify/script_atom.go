package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// A branch is one of the cases of a rule that gives polynomials: the facts that Lean has
// there, in the order of the sequent's, and the proofs of those that are derived from the
// case's own hypothesis, which stands for %s in them.
type branch struct {
	props  []elab.Term
	proofs []string
}

// cases is the tactics of the rules atom, product and branch.
func (p *printer) cases(s *verify.Sequent, subs []*verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	split, branches, used, ok := p.split(s, n, facts)
	if !ok || len(branches) != len(subs) {
		return block{}, false
	}
	b := newBlock(split.before...)
	b.use(used...)
	children := make([]block, len(subs))
	heads := make([]string, len(subs))
	for i, sub := range subs {
		heads[i] = p.name()
		added := make([]given, len(branches[i].props))
		proofs := make([]string, len(added))
		for j, prop := range branches[i].props {
			added[j] = given{p.name(), prop}
			proofs[j] = strings.ReplaceAll(branches[i].proofs[j], "%s", heads[i])
		}
		if len(added) != len(sub.Facts)-len(s.Facts) {
			return block{}, false
		}
		child, ok := p.node(sub, n.Then[i], slices.Concat(facts, added))
		if !ok {
			return block{}, false
		}
		if !child.usesAny(added) {
			return child, true
		}
		children[i] = haves("", added, proofs, child)
	}
	if len(subs) == 1 {
		b.then(children[0])
		return b, true
	}
	if split.nested {
		b.then(p.factors(split.scrutinee, heads, children))
		return b, true
	}
	var patterns []string
	for _, i := range split.order {
		patterns = append(patterns, heads[i])
	}
	b.add("rcases %s with %s", split.scrutinee, strings.Join(patterns, " | "))
	for _, i := range split.order {
		b.bullet(children[i])
	}
	return b, true
}

// factors splits a product that h says is 0: all factors but the last, or the last.
func (p *printer) factors(h string, heads []string, children []block) block {
	b := newBlock()
	last := len(heads) - 1
	if last == 1 {
		b.add("rcases _root_.mul_eq_zero.mp %s with %s | %s", h, heads[0], heads[1])
		b.bullet(children[0])
	} else {
		rest := p.name()
		b.add("rcases _root_.mul_eq_zero.mp %s with %s | %s", h, rest, heads[last])
		b.bullet(p.factors(rest, heads[:last], children[:last]))
	}
	b.bullet(children[last])
	return b
}

// splitting is a proof of a disjunction, the lines before it, and which branch each of its
// parts is.
type splitting struct {
	before    []string
	scrutinee string
	order     []int
	nested    bool // a product that the scrutinee says is 0
}

func (p *printer) split(s *verify.Sequent, n *verify.Node, facts []given) (splitting, []branch, []string, bool) {
	switch n.Rule {
	case "product":
		return p.product(s, n, facts)
	case "branch":
		split, branches, used, ok := p.below(s, n)
		split.order = []int{0, 1}
		return split, branches, used, ok
	case "sign":
		split, branches, used, ok := p.below(s, n)
		slices.Reverse(branches)
		return split, branches, used, ok
	}
	for _, a := range s.Table.Atoms {
		if t, ok := a.Term.(*elab.Apply); ok && a.Key == n.With {
			if n.Rule == "reciprocal" {
				split, branches := reciprocal(t)
				return split, branches, nil, true
			}
			split, branches, ok := defined(t, a.Type)
			return split, branches, nil, ok
		}
	}
	return splitting{}, nil, nil, false
}

func compare(op elab.Op, a, b elab.Term) elab.Term {
	return &elab.Apply{Op: op, Args: []elab.Term{a, b}, T: elab.Prop}
}

func apply(op elab.Op, t elab.Type, args ...elab.Term) elab.Term {
	return &elab.Apply{Op: op, Args: args, T: t}
}

func lit(n int64, t elab.Type) elab.Term { return &elab.Lit{Value: exact.Int(n).Big(), T: t} }

// defined is what defines an atom, case by case, in the order of the rule atom.
func defined(v *elab.Apply, typ elab.Scalar) (splitting, []branch, bool) {
	a := v.Args[0]
	x, t := enclosed(a), a.Type()
	zero := lit(0, t)
	none := splitting{}
	switch v.Op {
	case elab.Abs:
		return splitting{scrutinee: "_root_.abs_cases " + x, order: []int{0, 1}}, []branch{
			{[]elab.Term{compare(elab.Le, zero, a), compare(elab.Eq, v, a)}, []string{"%s.2", "%s.1"}},
			{[]elab.Term{compare(elab.Lt, a, zero), compare(elab.Eq, v, apply(elab.Neg, t, a))}, []string{"%s.2", "%s.1"}},
		}, true
	case elab.Min, elab.Max:
		b := v.Args[1]
		y := enclosed(b)
		if v.Op == elab.Min {
			return splitting{scrutinee: fmt.Sprintf("_root_.lt_or_ge %s %s", y, x), order: []int{1, 0}}, []branch{
				{[]elab.Term{compare(elab.Le, a, b), compare(elab.Eq, v, a)}, []string{"%s", "_root_.min_eq_left %s"}},
				{[]elab.Term{compare(elab.Lt, b, a), compare(elab.Eq, v, b)}, []string{"%s", "_root_.min_eq_right (_root_.le_of_lt %s)"}},
			}, true
		}
		return splitting{scrutinee: fmt.Sprintf("_root_.lt_or_ge %s %s", x, y), order: []int{1, 0}}, []branch{
			{[]elab.Term{compare(elab.Le, b, a), compare(elab.Eq, v, a)}, []string{"%s", "_root_.max_eq_left %s"}},
			{[]elab.Term{compare(elab.Lt, a, b), compare(elab.Eq, v, b)}, []string{"%s", "_root_.max_eq_right (_root_.le_of_lt %s)"}},
		}, true
	case elab.Sub:
		b := v.Args[1]
		return splitting{scrutinee: fmt.Sprintf("_root_.lt_or_ge %s %s", x, enclosed(b)), order: []int{1, 0}}, []branch{
			{[]elab.Term{compare(elab.Le, b, a), compare(elab.Eq, apply(elab.Add, t, v, b), a)}, []string{"%s", "Nat.sub_add_cancel %s"}},
			{[]elab.Term{compare(elab.Lt, a, b), compare(elab.Eq, v, zero)}, []string{"%s", "Nat.sub_eq_zero_of_le (_root_.le_of_lt %s)"}},
		}, true
	case elab.Div:
		c := v.Args[1]
		multiple := apply(elab.Mul, t, c, v)
		size := c
		if l, ok := c.(*elab.Lit); !ok {
			negative, isNeg := c.(*elab.Apply)
			if !isNeg || negative.Op != elab.Neg {
				return none, nil, false
			}
			size = negative.Args[0]
		} else if l.Value.Sign() <= 0 {
			return none, nil, false
		}
		return none, []branch{{[]elab.Term{compare(elab.Le, multiple, a), compare(elab.Lt, a, apply(elab.Add, t, multiple, size))},
			[]string{"by omega", "by omega"}}}, true
	case elab.Inv:
		one := compare(elab.Eq, apply(elab.Mul, t, a, v), lit(1, t))
		return splitting{scrutinee: fmt.Sprintf("_root_.lt_trichotomy %s %s", x, elab.Print(zero)), order: []int{2, 1, 0}}, []branch{
			{[]elab.Term{compare(elab.Lt, zero, a), compare(elab.Lt, zero, v), one},
				[]string{"%s", "_root_.inv_pos.mpr %s", "_root_.mul_inv_cancel₀ (LT.lt.ne' %s)"}},
			{[]elab.Term{compare(elab.Eq, a, zero), compare(elab.Eq, v, zero)}, []string{"%s", "_root_.inv_eq_zero.mpr %s"}},
			{[]elab.Term{compare(elab.Lt, a, zero), compare(elab.Lt, v, zero), one},
				[]string{"%s", "_root_.inv_lt_zero.mpr %s", "_root_.mul_inv_cancel₀ (LT.lt.ne %s)"}},
		}, true
	case elab.Sqrt:
		return splitting{scrutinee: fmt.Sprintf("_root_.lt_or_ge %s %s", x, elab.Print(zero)), order: []int{1, 0}}, []branch{
			{[]elab.Term{compare(elab.Le, zero, a), compare(elab.Le, zero, v), compare(elab.Eq, apply(elab.Mul, t, v, v), a)},
				[]string{"%s", "Real.sqrt_nonneg " + x, "Real.mul_self_sqrt %s"}},
			{[]elab.Term{compare(elab.Lt, a, zero), compare(elab.Eq, v, zero)},
				[]string{"%s", "Real.sqrt_eq_zero_of_nonpos (_root_.le_of_lt %s)"}},
		}, true
	case elab.Exp:
		return none, []branch{{[]elab.Term{compare(elab.Lt, zero, v)}, []string{"Real.exp_pos " + x}}}, true
	case elab.Floor, elab.Ceil:
		up := &elab.Cast{X: v, T: t}
		if v.Op == elab.Floor {
			return none, []branch{{[]elab.Term{compare(elab.Le, up, a), compare(elab.Lt, a, apply(elab.Add, t, up, lit(1, t)))},
				[]string{"Int.floor_le " + x, "Int.lt_floor_add_one " + x}}}, true
		}
		return none, []branch{{[]elab.Term{compare(elab.Le, a, up), compare(elab.Lt, up, apply(elab.Add, t, a, lit(1, t)))},
			[]string{"Int.le_ceil " + x, "Int.ceil_lt_add_one " + x}}}, true
	}
	return none, nil, false
}

// reciprocal splits by whether v = a⁻¹ is the inverse of 0.
func reciprocal(v *elab.Apply) (splitting, []branch) {
	a, t := v.Args[0], v.T
	zero := lit(0, t)
	return splitting{scrutinee: fmt.Sprintf("_root_.eq_or_ne %s %s", enclosed(a), elab.Print(zero)), order: []int{1, 0}}, []branch{
		{[]elab.Term{compare(elab.Ne, a, zero), compare(elab.Eq, apply(elab.Mul, t, a, v), lit(1, t))},
			[]string{"%s", "_root_.mul_inv_cancel₀ %s"}},
		{[]elab.Term{compare(elab.Eq, a, zero), compare(elab.Eq, v, zero)}, []string{"%s", "_root_.inv_eq_zero.mpr %s"}},
	}
}

func enclosed(t elab.Term) string { return "(" + elab.Print(t) + ")" }

// product splits a product of polynomials that is 0 by the equations.
func (p *printer) product(s *verify.Sequent, n *verify.Node, facts []given) (splitting, []branch, []string, bool) {
	l := p.newLeaf(s, facts)
	var factors []exact.Poly
	for _, f := range n.Factors {
		q, ok := polyOf(s, f)
		if !ok {
			return splitting{}, nil, nil, false
		}
		factors = append(factors, q)
		l.widen(q)
	}
	l.widenBy(n.Sum)
	product := exact.Const(exact.Int(1))
	var texts []string
	var branches []branch
	for _, q := range factors {
		product, _ = product.Mul(q)
		t := l.tree(q)
		texts = append(texts, enclosed(t))
		branches = append(branches, branch{[]elab.Term{compare(elab.Eq, t, lit(0, l.typ))}, []string{"%s"}})
	}
	h := l.p.name()
	if !l.equation(h, strings.Join(texts, " * "), product, n.Sum) {
		return splitting{}, nil, nil, false
	}
	return splitting{before: l.lines, scrutinee: h, nested: true}, branches, keys(l.uses), len(factors) > 1
}

// below splits an integer polynomial at 0.
func (p *printer) below(s *verify.Sequent, n *verify.Node) (splitting, []branch, []string, bool) {
	q, ok := polyOf(s, n.Factors[0])
	if !ok {
		return splitting{}, nil, nil, false
	}
	l := p.newLeaf(s, nil)
	l.widen(q)
	t := l.tree(q)
	zero := lit(0, l.typ)
	return splitting{scrutinee: fmt.Sprintf("_root_.lt_or_ge %s %s", enclosed(t), elab.Print(zero)), order: []int{1, 0}}, []branch{
		{[]elab.Term{compare(elab.Lt, t, zero)}, []string{"%s"}},
		{[]elab.Term{compare(elab.Le, zero, t)}, []string{"%s"}},
	}, nil, true
}

// polyOf reads a polynomial of a certificate that has been accepted.
func polyOf(s *verify.Sequent, p verify.Poly) (exact.Poly, bool) {
	var sum exact.Poly
	for _, m := range p {
		c, ok := exact.Parse(m.Coef)
		product := exact.Const(c)
		for i, a := range s.Table.Atoms {
			if e := m.Powers[a.Key]; e > 0 {
				power, ok1 := exact.X(i).Pow(e)
				var ok2 bool
				product, ok2 = product.Mul(power)
				ok = ok && ok1 && ok2
			}
		}
		if !ok {
			return sum, false
		}
		sum = sum.Add(product)
	}
	return sum, true
}
