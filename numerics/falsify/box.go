package falsify

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// A box is a set of points: some real variables range over an interval each, the others have
// a value. A point in it at which the equations among the hypotheses hold is proved to exist,
// not computed.
type box struct {
	slots          []int // of the variables with an interval
	center, radius []exact.Rat
	env            eval.Env // the other values
}

// within marks the printed middle of an interval: a comment in Lean, so that the text can be
// pasted, and so that nobody takes it for the point itself.
const within = " /- within "

// text is the interval of a variable of the box as a witness has it.
func (b *box) text(slot int) (string, bool) {
	if b == nil {
		return "", false
	}
	i := slices.Index(b.slots, slot)
	if i < 0 {
		return "", false
	}
	return decimals(b.center[i]) + within + decimals(b.radius[i]) + " -/", true
}

// places is the number of decimals of the ends of intervals.
const places = 9

func decimals(x exact.Rat) string {
	return strings.TrimRight(x.Big().FloatString(places), "0")
}

// add reads an interval as text prints it.
func (b *box) add(slot int, text string) bool {
	middle, rest, ok := strings.Cut(text, within)
	if !ok {
		return false
	}
	c, okC := exact.Parse(middle)
	r, okR := exact.Parse(strings.TrimSuffix(rest, " -/"))
	if !okC || !okR || r.Sign() <= 0 {
		return false
	}
	b.slots, b.center, b.radius = append(b.slots, slot), append(b.center, c), append(b.radius, r)
	return true
}

// realEquation reports whether t is an equation between real numbers.
func realEquation(t elab.Term) (*elab.Apply, bool) {
	a, ok := t.(*elab.Apply)
	return a, ok && a.Op == elab.Eq && a.Args[0].Type() == elab.Type(elab.Real)
}

var errNoProof = errors.New("not proved on the whole box")

// confirm proves that there is a point in the box at which every hypothesis holds and the
// conclusion fails: the equations in the variables of the box have a common zero in it, by
// Krawczyk's test, and everything else is true, the conclusion false, on all of it.
func (b *box) confirm(typed *elab.Statement) error {
	var equations []*elab.Apply
	for _, h := range typed.Hyps {
		for _, part := range conjuncts(h.Prop) {
			if a, ok := realEquation(part); ok && b.mentioned(part) {
				equations = append(equations, a)
				continue
			}
			switch truth, err := b.holds(part); {
			case err != nil:
				return fmt.Errorf("hypothesis %s: %w", h.Name, err)
			case !truth:
				return fmt.Errorf("hypothesis %s is false: %s", h.Name, elab.Print(part))
			}
		}
	}
	if len(equations) != len(b.slots) {
		return fmt.Errorf("%d equations for %d variables: %w", len(equations), len(b.slots), errNoProof)
	}
	f := func(c *exact.Calculus, x []exact.Dual) []exact.Dual {
		values := make([]exact.Dual, len(equations))
		for i, e := range equations {
			n := b.encloser(c, x)
			values[i] = c.Sub(n.term(e.Args[0]), n.term(e.Args[1]))
		}
		return values
	}
	if !exact.Root(f, b.preconditioner(equations), b.center, b.radius) {
		return fmt.Errorf("the equations have no zero that Krawczyk's test finds: %w", errNoProof)
	}
	switch truth, err := b.holds(typed.Goal); {
	case err != nil:
		return fmt.Errorf("conclusion: %w", err)
	case truth:
		return errors.New("the conclusion is true")
	}
	return nil
}

// preconditioner is about the inverse of the equations' slopes in the middle. Any matrix is
// allowed: it decides what the test finds, not whether that is right.
func (b *box) preconditioner(equations []*elab.Apply) [][]exact.Rat {
	n := len(b.slots)
	slopes := mat.NewDense(n, n, nil)
	p := floats(b.env)
	for len(p) <= slices.Max(b.slots) {
		p = append(p, 0)
	}
	for i, slot := range b.slots {
		p[slot] = b.center[i].Float()
	}
	for i, e := range equations {
		e = inlined(e, b.env).(*elab.Apply)
		l, r := eval.Compile(e.Args[0]), eval.Compile(e.Args[1])
		for j, slot := range b.slots {
			slopes.Set(i, j, slope(func(p []float64) float64 { return l(p) - r(p) }, p, slot))
		}
	}
	var inverse mat.Dense
	result := make([][]exact.Rat, n)
	singular := inverse.Inverse(slopes) != nil
	for i := range n {
		result[i] = make([]exact.Rat, n)
		for j := range n {
			if !singular {
				result[i][j] = exact.FromFloat(inverse.At(i, j))
			}
		}
	}
	return result
}

// mentioned reports whether a variable of the box occurs in t.
func (b *box) mentioned(t elab.Term) bool {
	return slices.ContainsFunc(b.slots, func(slot int) bool { return mentions(t, slot) })
}

// holds is the truth value that a proposition has on the whole box.
func (b *box) holds(t elab.Term) (bool, error) {
	if !b.mentioned(t) {
		return holds(t, b.env)
	}
	a, ok := t.(*elab.Apply)
	if !ok {
		return false, errNoProof
	}
	if a.Op.Relation() {
		return b.compare(a)
	}
	switch a.Op {
	case elab.Not:
		truth, err := b.holds(a.Args[0])
		return !truth, err
	case elab.And, elab.Or, elab.Imp, elab.Iff:
	default:
		return false, errNoProof
	}
	l, errL := b.holds(a.Args[0])
	r, errR := b.holds(a.Args[1])
	switch a.Op {
	case elab.And:
		if errL == nil && !l || errR == nil && !r {
			return false, nil
		}
		return true, errors.Join(errL, errR)
	case elab.Or:
		if errL == nil && l || errR == nil && r {
			return true, nil
		}
		return false, errors.Join(errL, errR)
	case elab.Imp:
		if errL == nil && !l || errR == nil && r {
			return true, nil
		}
		return false, errors.Join(errL, errR)
	}
	return l == r, errors.Join(errL, errR)
}

// compare decides a relation between real numbers that are apart on the whole box.
func (b *box) compare(a *elab.Apply) (bool, error) {
	if a.Args[0].Type() != elab.Type(elab.Real) {
		return false, errNoProof
	}
	c := exact.NewCalculus(len(b.slots))
	x := make([]exact.Dual, len(b.slots))
	for i := range x {
		x[i] = c.Coordinate(i, b.center[i].Sub(b.radius[i]), b.center[i].Add(b.radius[i]))
	}
	n := b.encloser(c, x)
	sign, ok := c.Sub(n.term(a.Args[0]), n.term(a.Args[1])).Value.Sign()
	if !ok || !c.OK() || sign == 0 {
		return false, errNoProof
	}
	switch a.Op {
	case elab.Eq:
		return false, nil
	case elab.Ne:
		return true, nil
	case elab.Lt, elab.Le:
		return sign < 0, nil
	case elab.Gt, elab.Ge:
		return sign > 0, nil
	}
	return false, errNoProof
}
