package numerics_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"cosita/lean/elab"
)

// oracle decides a statement over ℕ and ℤ on an exhaustive grid. It shares no code with the
// search or with evaluation: it reads the typed tree and reckons in math/big.
type oracle struct {
	st    *elab.Statement
	reach int64
}

var errNotOurs = errors.New("outside the oracle's language")

// points are the grid's values of a type.
func (o *oracle) points(t elab.Type) ([]*big.Int, error) {
	from := -o.reach
	switch t {
	case elab.Nat:
		from = 0
	case elab.Int:
	default:
		return nil, errNotOurs
	}
	var all []*big.Int
	for n := from; n <= o.reach; n++ {
		all = append(all, big.NewInt(n))
	}
	return all, nil
}

// broken reports whether a point of the grid satisfies the hypotheses and fails the goal.
func (o *oracle) broken() (bool, error) {
	lists := make([][]*big.Int, len(o.st.Vars))
	count := 1
	for i, v := range o.st.Vars {
		var err error
		if lists[i], err = o.points(v.Type); err != nil {
			return false, err
		}
		if count *= len(lists[i]); count > 60000 {
			return false, errNotOurs
		}
	}
	p := make([]*big.Int, len(lists))
	var walk func(i int) (bool, error)
	walk = func(i int) (bool, error) {
		if i < len(lists) {
			for _, x := range lists[i] {
				p[i] = x
				if found, err := walk(i + 1); found || err != nil {
					return found, err
				}
			}
			return false, nil
		}
		for _, h := range o.st.Hyps {
			if ok, err := truth(h.Prop, p); !ok || err != nil {
				return false, err
			}
		}
		ok, err := truth(o.st.Goal, p)
		return !ok, err
	}
	return walk(0)
}

func truth(t elab.Term, p []*big.Int) (bool, error) {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false, errNotOurs
	}
	switch a.Op {
	case elab.True, elab.False:
		return a.Op == elab.True, nil
	case elab.And, elab.Or, elab.Imp, elab.Iff, elab.Not:
		l, err := truth(a.Args[0], p)
		if err != nil || a.Op == elab.Not {
			return !l, err
		}
		r, err := truth(a.Args[1], p)
		return map[elab.Op]bool{elab.And: l && r, elab.Or: l || r, elab.Imp: !l || r, elab.Iff: l == r}[a.Op], err
	case elab.Eq, elab.Ne, elab.Lt, elab.Le, elab.Gt, elab.Ge, elab.Dvd, elab.Even, elab.Odd, elab.ModEq:
	default:
		return false, errNotOurs
	}
	var xs []*big.Int
	for _, arg := range a.Args {
		x, err := integer(arg, p)
		if err != nil {
			return false, err
		}
		xs = append(xs, x)
	}
	two := big.NewInt(2)
	switch a.Op {
	case elab.Even:
		return emod(xs[0], two).Sign() == 0, nil
	case elab.Odd:
		return emod(xs[0], two).Sign() != 0, nil
	case elab.Dvd:
		return emod(xs[1], xs[0]).Sign() == 0, nil
	case elab.ModEq:
		return emod(xs[1], xs[0]).Cmp(emod(xs[2], xs[0])) == 0, nil
	}
	c := xs[0].Cmp(xs[1])
	return map[elab.Op]bool{elab.Eq: c == 0, elab.Ne: c != 0, elab.Lt: c < 0, elab.Le: c <= 0, elab.Gt: c > 0, elab.Ge: c >= 0}[a.Op], nil
}

// emod is a % b in Lean: a % 0 = a.
func emod(a, b *big.Int) *big.Int {
	if b.Sign() == 0 {
		return a
	}
	return new(big.Int).Mod(a, b)
}

func integer(t elab.Term, p []*big.Int) (*big.Int, error) {
	if s, ok := t.Type().(elab.Scalar); !ok || s != elab.Nat && s != elab.Int {
		return nil, errNotOurs
	}
	switch t := t.(type) {
	case *elab.Var:
		if t.Index >= len(p) {
			return nil, errNotOurs
		}
		return p[t.Index], nil
	case *elab.Lit:
		return t.Value.Num(), nil
	case *elab.Cast:
		return integer(t.X, p)
	case *elab.Apply:
		var xs [2]*big.Int
		if len(t.Args) > 2 {
			return nil, errNotOurs
		}
		for i, arg := range t.Args {
			var err error
			if xs[i], err = integer(arg, p); err != nil {
				return nil, err
			}
		}
		x, y, z := xs[0], xs[1], new(big.Int)
		switch t.Op {
		case elab.Add:
			return z.Add(x, y), nil
		case elab.Sub:
			if z.Sub(x, y); z.Sign() < 0 && t.T == elab.Type(elab.Nat) {
				z.SetInt64(0)
			}
			return z, nil
		case elab.Mul:
			return z.Mul(x, y), nil
		case elab.Div:
			if y.Sign() == 0 {
				return z, nil
			}
			return z.Div(x, y), nil
		case elab.Mod:
			return emod(x, y), nil
		case elab.Neg:
			return z.Neg(x), nil
		case elab.Abs:
			return z.Abs(x), nil
		case elab.Pow:
			if y.Sign() >= 0 && y.IsInt64() && y.Int64() < 200 {
				return z.Exp(x, y, nil), nil
			}
		}
	}
	return nil, errNotOurs
}

// smt is the search of the oracle's grid as an SMT-LIB script: it is satisfiable where a
// point breaks the statement.
func (o *oracle) smt() (string, error) {
	var b strings.Builder
	for i, v := range o.st.Vars {
		from := -o.reach
		if v.Type == elab.Type(elab.Nat) {
			from = 0
		}
		fmt.Fprintf(&b, "(declare-const x%d Int)\n(assert (<= %s x%d %d))\n", i, smtInt(big.NewInt(from)), i, o.reach)
	}
	for _, h := range o.st.Hyps {
		text, err := smtTerm(h.Prop)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "(assert %s)\n", text)
	}
	text, err := smtTerm(o.st.Goal)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "(assert (not %s))\n(check-sat)\n", text)
	return b.String(), nil
}

func smtInt(n *big.Int) string {
	if n.Sign() < 0 {
		return fmt.Sprintf("(- %s)", new(big.Int).Neg(n))
	}
	return n.String()
}

var smtNames = map[elab.Op]string{
	elab.Add: "+", elab.Mul: "*", elab.Neg: "-", elab.And: "and", elab.Or: "or", elab.Imp: "=>", elab.Iff: "=",
	elab.Not: "not", elab.Eq: "=", elab.Ne: "distinct", elab.Lt: "<", elab.Le: "<=", elab.Gt: ">", elab.Ge: ">=", elab.Abs: "abs",
}

func smtTerm(t elab.Term) (string, error) {
	switch t := t.(type) {
	case *elab.Var:
		return fmt.Sprintf("x%d", t.Index), nil
	case *elab.Lit:
		return smtInt(t.Value.Num()), nil
	case *elab.Cast:
		return smtTerm(t.X)
	case *elab.Apply:
		var xs []string
		for _, arg := range t.Args {
			x, err := smtTerm(arg)
			if err != nil {
				return "", err
			}
			xs = append(xs, x)
		}
		mod := func(a, b string) string { return fmt.Sprintf("(ite (= %s 0) %s (mod %s %s))", b, a, a, b) }
		switch t.Op {
		case elab.True:
			return "true", nil
		case elab.False:
			return "false", nil
		case elab.Sub:
			if t.T == elab.Type(elab.Nat) {
				return fmt.Sprintf("(ite (< %[1]s %[2]s) 0 (- %[1]s %[2]s))", xs[0], xs[1]), nil
			}
			return fmt.Sprintf("(- %s %s)", xs[0], xs[1]), nil
		case elab.Div:
			return fmt.Sprintf("(ite (= %[2]s 0) 0 (div %[1]s %[2]s))", xs[0], xs[1]), nil
		case elab.Mod:
			return mod(xs[0], xs[1]), nil
		case elab.Dvd:
			return fmt.Sprintf("(= 0 %s)", mod(xs[1], xs[0])), nil
		case elab.ModEq:
			return fmt.Sprintf("(= %s %s)", mod(xs[1], xs[0]), mod(xs[2], xs[0])), nil
		case elab.Even:
			return fmt.Sprintf("(= 0 (mod %s 2))", xs[0]), nil
		case elab.Odd:
			return fmt.Sprintf("(= 1 (mod %s 2))", xs[0]), nil
		case elab.Pow:
			l, ok := t.Args[1].(*elab.Lit)
			if !ok || l.Value.Num().Cmp(big.NewInt(12)) > 0 {
				return "", errNotOurs
			}
			if l.Value.Sign() == 0 {
				return "1", nil
			}
			return "(* 1 " + strings.TrimSpace(strings.Repeat(xs[0]+" ", int(l.Value.Num().Int64()))) + ")", nil
		}
		if name, ok := smtNames[t.Op]; ok {
			return "(" + name + " " + strings.Join(xs, " ") + ")", nil
		}
	}
	return "", errNotOurs
}
