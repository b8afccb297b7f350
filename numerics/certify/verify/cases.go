package verify

import (
	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// ground: the goal holds, or a fact fails, whatever the variables are.
func (s *Sequent) ground(n *Node) error {
	t, want := s.Goal, true
	if n.At != 0 {
		if n.At < 1 || n.At > len(s.Facts) || s.Facts[n.At-1].Prop == nil {
			return reject("there is no fact %d", n.At-1)
		}
		t, want = s.Facts[n.At-1].Prop, false
	}
	if got, err := eval.Holds(t, s.env()); err != nil || got != want {
		return reject("%s is not seen to be %t by evaluation", elab.Print(t), want)
	}
	return nil
}

const maxPoints = 1 << 17

// enumerate tries all values of the variables that are bounded.
func (s *Sequent) enumerate(n *Node) error {
	vars := make([]*elab.Var, len(n.Bounds))
	points := int64(1)
	for i, b := range n.Bounds {
		var v *elab.Var
		for _, x := range s.Variables() {
			if x.Name == b.Name && (x.T == elab.Type(elab.Nat) || x.T == elab.Type(elab.Int)) {
				v = x
			}
		}
		if v == nil || b.Low < -maxPoints || b.High > maxPoints || b.Low > b.High+1 {
			return reject("no bounded integer variable %s", b.Name)
		}
		vars[i] = v
		x, _ := s.Poly(v)
		low := sub(exact.Const(exact.Int(b.Low-1)), x)
		high := sub(x, exact.Const(exact.Int(b.High+1)))
		if err := s.fork().with(low, NonNeg).sum(b.Below); err != nil {
			return err
		}
		if err := s.fork().with(high, NonNeg).sum(b.Above); err != nil {
			return err
		}
		if points *= b.High - b.Low + 1; points > maxPoints {
			return reject("more than %d points", maxPoints)
		}
	}
	if len(n.Bounds) == 0 {
		return reject("nothing to enumerate")
	}
	env := s.env()
	return s.visit(n.Bounds, vars, env)
}

func (s *Sequent) visit(bounds []Bounds, vars []*elab.Var, env eval.Env) error {
	if s.stopped() {
		return reject("stopped")
	}
	// A point is left as soon as a fact is false at the values set so far.
	for _, f := range s.Facts {
		if f.Prop == nil {
			continue
		}
		if holds, err := eval.Holds(f.Prop, env); err == nil && !holds {
			return nil
		}
	}
	if len(bounds) == 0 {
		if holds, err := eval.Holds(s.Goal, env); err != nil || !holds {
			return reject("the goal is not seen to hold at a point of the enumeration")
		}
		return nil
	}
	b := bounds[0]
	for v := b.Low; v <= b.High; v++ {
		if vars[0].T == elab.Type(elab.Nat) && v < 0 {
			continue
		}
		env[vars[0].Index] = eval.Int(v)
		if err := s.visit(bounds[1:], vars[1:], env); err != nil {
			return err
		}
	}
	env[vars[0].Index] = nil
	return nil
}
