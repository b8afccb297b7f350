package verify

import (
	"slices"
	"strconv"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// Sequent is what one step of a proof stands before: facts, and the goal that they are to
// give. The atoms are shared by all sequents of one proof.
type Sequent struct {
	Typed *elab.Statement
	Fresh []*elab.Var // variables that rules have introduced; their slots follow Typed.Slots
	Facts []Fact
	Goal  elab.Term
	Table *Table
	Stop  func() bool // where it is not nil and says so, rules that take long give up
}

func (s *Sequent) stopped() bool { return s.Stop != nil && s.Stop() }

// Rel compares a polynomial to 0.
type Rel uint8

// The relations.
const (
	None    Rel = iota // the fact is no polynomial relation
	Zero               // = 0
	NonNeg             // ≥ 0
	Pos                // > 0
	NonZero            // ≠ 0
)

// Fact is an assumption: a proposition, a polynomial relation, or both.
type Fact struct {
	Prop elab.Term // nil where a rule gave the polynomial
	Poly exact.Poly
	Rel  Rel
}

// Atom is a term that polynomials treat as a variable.
type Atom struct {
	Key  string
	Term elab.Term
	Type elab.Scalar
}

// Table numbers the atoms.
type Table struct {
	Atoms []Atom
	index map[string]int
}

var (
	falsity = &elab.Apply{Op: elab.False, T: elab.Prop}
	truth   = &elab.Apply{Op: elab.True, T: elab.Prop}
)

// Open is the sequent of a statement.
func Open(st *elab.Statement) (*Sequent, error) {
	seen := map[string]bool{}
	for _, v := range st.Vars {
		if seen[v.Name] {
			return nil, reject("two variables of the name %s", v.Name)
		}
		seen[v.Name] = true
	}
	s := &Sequent{Typed: st, Goal: st.Goal, Table: &Table{index: map[string]int{}}}
	for _, h := range st.Hyps {
		s.add(h.Prop)
	}
	return s, nil
}

// fork is s with further facts.
func (s *Sequent) fork(props ...elab.Term) *Sequent {
	f := &Sequent{Typed: s.Typed, Fresh: s.Fresh, Facts: slices.Clone(s.Facts), Goal: s.Goal, Table: s.Table, Stop: s.Stop}
	for _, p := range props {
		f.add(p)
	}
	return f
}

func (s *Sequent) towards(goal elab.Term, props ...elab.Term) *Sequent {
	f := s.fork(props...)
	f.Goal = goal
	return f
}

func (s *Sequent) with(p exact.Poly, rel Rel) *Sequent {
	s.Facts = append(s.Facts, s.tighten(Fact{Poly: p, Rel: rel}))
	return s
}

func (s *Sequent) add(p elab.Term) { s.Facts = append(s.Facts, s.fact(p)) }

func (s *Sequent) fact(p elab.Term) Fact {
	f := Fact{Prop: p}
	if poly, rel, ok := s.relation(p); ok {
		f.Poly, f.Rel = poly, rel
	}
	return s.tighten(f)
}

func (t *Table) atom(e elab.Term, typ elab.Scalar) exact.Poly {
	printed := elab.Print(e) + " : " + typ.String()
	for key, n := printed, 2; ; n++ {
		i, ok := t.index[key]
		if !ok {
			i = len(t.Atoms)
			t.index[key] = i
			t.Atoms = append(t.Atoms, Atom{key, e, typ})
		}
		if alike(t.Atoms[i].Term, e) {
			return exact.X(i)
		}
		// Another term is printed alike.
		key = printed + " #" + strconv.Itoa(n)
	}
}

// tighten makes p > 0 into p - 1 ≥ 0 for integers, and rounds the constant where the other
// coefficients have a common divisor.
func (s *Sequent) tighten(f Fact) Fact {
	if f.Rel != Pos && f.Rel != NonNeg || !s.integral(f.Poly) {
		return f
	}
	if f.Rel == Pos {
		f.Poly, f.Rel = f.Poly.Add(exact.Const(exact.Int(-1))), NonNeg
	}
	common, constant := exact.Rat{}, exact.Rat{}
	for _, m := range f.Poly.Terms() {
		if len(m.Powers) == 0 {
			constant = m.Coef
			continue
		}
		for a, b := m.Coef.Abs(), common; ; {
			if b.Sign() == 0 {
				common = a
				break
			}
			_, r := exact.DivMod(a, b)
			a, b = b, r
		}
	}
	if common.Sign() > 0 {
		q, _ := exact.DivMod(constant, common)
		rest := f.Poly.Add(exact.Const(constant.Neg()))
		f.Poly = rest.Scale(exact.Int(1).Quo(common)).Add(exact.Const(q))
	}
	return f
}

func (s *Sequent) integral(p exact.Poly) bool {
	for _, m := range p.Terms() {
		if !m.Coef.IsInt() {
			return false
		}
		for _, w := range m.Powers {
			if t := s.Table.Atoms[w.Var].Type; t != elab.Nat && t != elab.Int {
				return false
			}
		}
	}
	return true
}

// ordered reports whether all atoms of p are of ordered types.
func (s *Sequent) ordered(p exact.Poly) bool {
	for _, m := range p.Terms() {
		for _, w := range m.Powers {
			if s.Table.Atoms[w.Var].Type == elab.Complex {
				return false
			}
		}
	}
	return true
}

// Follows reports whether a fact has been split: one of the cases that it leaves is a fact.
func (s *Sequent) Follows(at int) bool {
	subs, err := s.Apply(&Node{Rule: "or", At: at})
	return err == nil && s.Has(subs)
}

// Has reports whether all that one of the sequents adds to s is known in s.
func (s *Sequent) Has(subs []*Sequent) bool {
	for _, sub := range subs {
		known := true
		for _, f := range sub.Facts[len(s.Facts):] {
			known = known && slices.ContainsFunc(s.Facts, func(g Fact) bool {
				if f.Prop != nil || g.Prop != nil {
					return f.Prop != nil && g.Prop != nil && elab.Print(f.Prop) == elab.Print(g.Prop)
				}
				difference := f.Poly.Add(g.Poly.Scale(exact.Int(-1)))
				return f.Rel == g.Rel && len(difference.Terms()) == 0
			})
		}
		if known {
			return true
		}
	}
	return false
}
