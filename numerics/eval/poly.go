package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
	"strconv"
	"strings"
)

// unknown is what the polynomials of a ring stand for one of their variables: an unknown of
// the statement, or a term that is no polynomial.
type unknown struct {
	slot        int  // of a variable, else -1
	nonnegative bool // whether no value is negative
	integral    bool // whether all values are integers

	value *exact.Real  // of a number that is known
	op    elab.Op      // of a term that is no polynomial
	t     elab.Type    // its type
	args  []exact.Poly // its arguments
}

// ring writes terms as polynomials over ℚ in unknowns. Terms that are the same polynomial
// have the same value whatever the unknowns are.
type ring struct {
	e        *evaluator
	unknowns []unknown
	names    map[string]int
}

func (e *evaluator) ring() *ring { return &ring{e: e, names: map[string]int{}} }

// scope is an environment with the polynomials of the parameters that were passed to
// functions.
type scope struct {
	env    Env
	params map[int]exact.Poly
}

func (r *ring) variable(name string, u unknown) exact.Poly {
	i, ok := r.names[name]
	if !ok {
		i = len(r.unknowns)
		r.names[name] = i
		r.unknowns = append(r.unknowns, u)
	}
	return exact.X(i)
}

func nonnegative(t elab.Type) bool {
	switch s := scalar(t); s {
	case elab.Nat, elab.NNReal, elab.PNat:
		return true
	}
	_, fin := t.(elab.Fin)
	return fin
}

func integral(t elab.Type) bool {
	switch scalar(t) {
	case elab.Nat, elab.Int, elab.PNat:
		return true
	}
	return false
}

// numeric reports whether values of t are exact reals with the operations of ℝ but for
// subtraction and division.
func numeric(t elab.Type) bool {
	s, ok := t.(elab.Scalar)
	return ok && s != elab.Prop && s != elab.Complex
}

// poly is t as a polynomial; false where t is no number or too large.
func (r *ring) poly(t elab.Term, s scope) (exact.Poly, bool) {
	if !numeric(t.Type()) || r.e.enter() != nil {
		return exact.Poly{}, false
	}
	defer func() { r.e.depth-- }()
	if !r.open(t, s) {
		return r.constant(t, s)
	}
	switch t := t.(type) {
	case *elab.Var:
		if p, ok := s.params[t.Index]; ok {
			return p, true
		}
		return r.variable("x"+strconv.Itoa(t.Index), unknown{slot: t.Index, nonnegative: nonnegative(t.T), integral: integral(t.T)}), true
	case *elab.Cast:
		if numeric(t.X.Type()) {
			return r.poly(t.X, s)
		}
		return exact.Poly{}, false
	case *elab.Call:
		return r.call(t, s)
	case *elab.Apply:
		if p, ok := r.operation(t, s); ok {
			return p, true
		}
		return r.opaque(t, s)
	}
	return exact.Poly{}, false
}

// open reports whether an unknown occurs in t.
func (r *ring) open(t elab.Term, s scope) bool {
	switch t := t.(type) {
	case *elab.Var:
		if _, ok := s.params[t.Index]; ok {
			return true
		}
		return t.Index >= len(s.env) || s.env[t.Index] == nil
	case *elab.Cast:
		return r.open(t.X, s)
	case *elab.Call:
		return r.open(t.F, s) || r.open(t.Arg, s)
	case *elab.Lambda:
		inner := scope{clone(s.env).bind(t.Param.Index, Bool(true)), s.params}
		return r.open(t.Body, inner)
	case *elab.Apply:
		for _, x := range t.Args {
			if r.open(x, s) {
				return true
			}
		}
	}
	return false
}

// constant is a term without unknowns: its value where that is rational.
func (r *ring) constant(t elab.Term, s scope) (exact.Poly, bool) {
	x, err := r.e.number(t, s.env)
	if err != nil {
		return exact.Poly{}, false
	}
	if q, ok := x.Rat(); ok {
		return exact.Const(q), true
	}
	sign, ok := x.Sign()
	return r.variable("c"+x.String(), unknown{slot: -1, nonnegative: ok && sign >= 0, value: &x}), true
}

// operation is a sum, product, power or the like of polynomials.
func (r *ring) operation(a *elab.Apply, s scope) (exact.Poly, bool) {
	if len(a.Args) == 0 || a.Op > elab.Smul {
		return exact.Poly{}, false
	}
	truncates := nonnegative(a.T)
	switch a.Op {
	case elab.Add, elab.Mul, elab.Smul, elab.Sub, elab.Div:
		p, okP := r.poly(a.Args[0], s)
		q, okQ := r.poly(a.Args[1], s)
		if !okP || !okQ {
			return exact.Poly{}, false
		}
		switch {
		case a.Op == elab.Add:
			sum := p.Add(q)
			return sum, len(sum.Terms()) <= exact.MaxTerms
		case a.Op == elab.Sub && !truncates:
			difference := p.Add(q.Scale(exact.Int(-1)))
			return difference, len(difference.Terms()) <= exact.MaxTerms
		case a.Op == elab.Mul || a.Op == elab.Smul:
			return p.Mul(q)
		case a.Op == elab.Div && scalar(a.T).Field():
			c, ok := constantOf(q)
			if !ok {
				return exact.Poly{}, false
			}
			return p.Scale(exact.Int(1).Quo(c)), true
		}
	case elab.Neg:
		p, ok := r.poly(a.Args[0], s)
		return p.Scale(exact.Int(-1)), ok
	case elab.Pow:
		if r.open(a.Args[1], s) {
			return exact.Poly{}, false
		}
		n, err := r.e.number(a.Args[1], s.env)
		k, ok := n.Rat()
		p, okP := r.poly(a.Args[0], s)
		exp, okN := k.Int64()
		if err != nil || !ok || !okP || !okN || exp < 0 || exp > 64 {
			return exact.Poly{}, false
		}
		return p.Pow(int(exp))
	}
	return exact.Poly{}, false
}

func constantOf(p exact.Poly) (exact.Rat, bool) {
	switch terms := p.Terms(); {
	case len(terms) == 0:
		return exact.Rat{}, true
	case len(terms) == 1 && len(terms[0].Powers) == 0:
		return terms[0].Coef, true
	}
	return exact.Rat{}, false
}

// opaque is an operation that makes no polynomial, as an unknown of its own: one for each
// list of arguments.
func (r *ring) opaque(a *elab.Apply, s scope) (exact.Poly, bool) {
	var name strings.Builder
	name.WriteString(a.Op.String() + ":" + a.T.String())
	var args []exact.Poly
	for _, t := range a.Args {
		p, ok := r.poly(t, s)
		if !ok {
			return exact.Poly{}, false
		}
		args = append(args, p)
		name.WriteString("(" + t.Type().String() + " " + text(p) + ")")
	}
	u := unknown{slot: -1, nonnegative: nonnegative(a.T), integral: integral(a.T), op: a.Op, t: a.T, args: args}
	switch a.Op {
	case elab.Abs, elab.Norm, elab.Sqrt, elab.Exp, elab.NormSq, elab.Fract:
		u.nonnegative = true
	}
	return r.variable(name.String(), u), true
}

// text writes p so that the same text is the same polynomial.
func text(p exact.Poly) string {
	var b strings.Builder
	for _, m := range p.Terms() {
		b.WriteString("+" + m.Coef.String())
		for _, w := range m.Powers {
			b.WriteString("*" + strconv.Itoa(w.Var) + "^" + strconv.Itoa(w.Exp))
		}
	}
	return b.String()
}

// call is the value of a function at a polynomial: the body with it for the parameter, or
// an unknown for each argument of an unknown function.
func (r *ring) call(c *elab.Call, s scope) (exact.Poly, bool) {
	arg, ok := r.poly(c.Arg, s)
	if !ok {
		return exact.Poly{}, false
	}
	if l, inner, ok := r.callee(c.F, s); ok {
		return r.body(l, arg, inner)
	}
	name, ok := r.unknownCall(c, s)
	if !ok {
		return exact.Poly{}, false
	}
	return r.variable(name, unknown{slot: -1, nonnegative: nonnegative(c.T), integral: integral(c.T)}), true
}

// callee is the lambda that a function-valued term stands for.
func (r *ring) callee(f elab.Term, s scope) (*elab.Lambda, scope, bool) {
	switch f := f.(type) {
	case *elab.Lambda:
		return f, s, true
	case *elab.Var:
		if f.Index >= len(s.env) {
			return nil, s, false
		}
		g, ok := s.env[f.Index].(*Function)
		if !ok || g.Lambda == nil || len(g.Table) > 0 || !r.closed(g) {
			return nil, s, false
		}
		return g.Lambda, scope{env: g.Env}, true
	case *elab.Call:
		arg, ok := r.poly(f.Arg, s)
		if !ok {
			return nil, s, false
		}
		l, inner, ok := r.callee(f.F, s)
		if !ok {
			return nil, s, false
		}
		next, ok := l.Body.(*elab.Lambda)
		return next, inner.with(l.Param.Index, arg), ok
	}
	return nil, s, false
}

// unknownCall names the value of an unknown function at its arguments.
func (r *ring) unknownCall(c *elab.Call, s scope) (string, bool) {
	arg, ok := r.poly(c.Arg, s)
	if !ok {
		return "", false
	}
	switch f := c.F.(type) {
	case *elab.Var:
		known := f.Index < len(s.env) && s.env[f.Index] != nil
		return "f" + strconv.Itoa(f.Index) + "(" + text(arg) + ")", !known
	case *elab.Call:
		name, ok := r.unknownCall(f, s)
		return name + "(" + text(arg) + ")", ok
	}
	return "", false
}

// with is s with the polynomial of a parameter.
func (s scope) with(slot int, p exact.Poly) scope {
	params := map[int]exact.Poly{slot: p}
	for i, q := range s.params {
		if i != slot {
			params[i] = q
		}
	}
	return scope{clone(s.env), params}
}

// closed reports whether the values of f depend on its argument only. Slots of another
// environment must not be taken for unknowns of this one.
func (r *ring) closed(f *Function) bool {
	return !r.open(f.Lambda, scope{env: f.Env})
}

func (r *ring) body(l *elab.Lambda, arg exact.Poly, s scope) (exact.Poly, bool) {
	return r.poly(l.Body, s.with(l.Param.Index, arg))
}

// sameFunction reports whether f and g are the same polynomial.
func (e *evaluator) sameFunction(f, g Value, dom elab.Type) bool {
	if f == g {
		return true
	}
	if !numeric(dom) {
		return false
	}
	r := e.ring()
	x := r.variable("argument", unknown{slot: -1, nonnegative: nonnegative(dom), integral: integral(dom)})
	var ps [2]exact.Poly
	for i, v := range []Value{f, g} {
		h, ok := v.(*Function)
		if !ok || h.Lambda == nil || len(h.Table) > 0 || !r.closed(h) {
			return false
		}
		if ps[i], ok = r.body(h.Lambda, x, scope{env: h.Env}); !ok {
			return false
		}
	}
	return len(ps[0].Add(ps[1].Scale(exact.Int(-1))).Terms()) == 0
}

// difference is l - r as a polynomial.
func (r *ring) difference(a *elab.Apply, s scope) (exact.Poly, bool) {
	p, okP := r.poly(a.Args[0], s)
	q, okQ := r.poly(a.Args[1], s)
	return p.Add(q.Scale(exact.Int(-1))), okP && okQ
}

// neverNegative reports whether all terms of p are known not to be negative.
func (r *ring) neverNegative(m exact.Monomial) bool {
	if m.Coef.Sign() < 0 {
		return false
	}
	for _, w := range m.Powers {
		if w.Exp%2 != 0 && !r.unknowns[w.Var].nonnegative {
			return false
		}
	}
	return true
}

// valid reports whether a relation holds whatever the unknowns are: as an identity of
// polynomials, or since no term of the difference is negative.
func (e *evaluator) valid(t elab.Term, env Env) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false
	}
	switch a.Op {
	case elab.True:
		return true
	case elab.And:
		return e.valid(a.Args[0], env) && e.valid(a.Args[1], env)
	case elab.Or:
		return e.valid(a.Args[0], env) || e.valid(a.Args[1], env)
	case elab.Imp:
		return e.valid(a.Args[1], env)
	case elab.Iff:
		return e.valid(a.Args[0], env) && e.valid(a.Args[1], env)
	case elab.Forall:
		l, ok := a.Args[0].(*elab.Lambda)
		return ok && e.valid(l.Body, clone(env).bind(l.Param.Index, nil))
	case elab.Eq, elab.Le, elab.Lt, elab.Ge, elab.Gt:
	default:
		return false
	}
	if a.Args[0].Type() == elab.Type(elab.Prop) || !numeric(a.Args[0].Type()) {
		return false
	}
	r := e.ring()
	p, ok := r.difference(a, scope{env: env})
	if !ok {
		return false
	}
	switch a.Op {
	case elab.Le, elab.Lt:
		p = p.Scale(exact.Int(-1))
	case elab.Eq:
		return len(p.Terms()) == 0
	}
	positive := a.Op == elab.Le || a.Op == elab.Ge
	for _, m := range p.Terms() {
		if !r.neverNegative(m) {
			return false
		}
		positive = positive || len(m.Powers) == 0
	}
	return positive
}
