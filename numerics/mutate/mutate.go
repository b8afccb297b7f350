// Package mutate makes wrong variants of statements, to measure what a check finds: a flipped
// relation, a numeral that is one off, a hypothesis left out, a swapped quantifier or
// connective, ℕ for ℤ, a shifted index.
//
//	for _, m := range mutate.All(st) {
//		fmt.Println(m.Rule, m.Text) // "relation", "theorem t (x : ℝ) : x ^ 2 > 0"
//	}
//
// A variant may be true all the same (`x ≤ y + 1` for `x ≤ y`), or have no meaning in Lean;
// whether it is wrong is for an oracle to say, such as the exhaustive grid of this package's
// tests. The same statement gives the same variants in the same order.
package mutate

import (
	"math/big"
	"math/rand/v2"
	"slices"

	"cosita/lean/term"
)

// Mutant is a variant of a statement that differs from it in one place.
type Mutant struct {
	Rule      string // its kind, one of Rules
	Text      string // as printed, without the header
	Statement *term.Statement
}

// Rules are the kinds of variants.
var Rules = []string{"relation", "numeral", "hypothesis", "quantifier", "connective", "type", "index"}

// All are the variants of a statement that differ from it and parse, in the order of the
// rules and then of the text.
func All(st *term.Statement) []Mutant {
	original := term.PrintStatement(st)
	seen := map[string]bool{original: true}
	var all []Mutant
	for _, rule := range Rules {
		// The tree is changed in place, printed, and changed back.
		own, err := reparsed(st, original)
		if err != nil {
			return nil
		}
		for _, change := range changes(rule, own) {
			undo := change()
			text := term.PrintStatement(own)
			undo()
			if seen[text] {
				continue
			}
			seen[text] = true
			if m, err := reparsed(st, text); err == nil {
				all = append(all, Mutant{rule, text, m})
			}
		}
	}
	return all
}

// Sample is at most n of the variants, the same for the same seed; all for n = 0.
func Sample(st *term.Statement, n int, seed uint64) []Mutant {
	all := All(st)
	if n <= 0 || n >= len(all) {
		return all
	}
	rng := rand.New(rand.NewPCG(seed, 0x6d7574617465))
	chosen := rng.Perm(len(all))[:n]
	slices.Sort(chosen)
	some := make([]Mutant, n)
	for i, k := range chosen {
		some[i] = all[k]
	}
	return some
}

// reparsed is a statement with the header of st.
func reparsed(st *term.Statement, text string) (*term.Statement, error) {
	return term.ParseStatement(st.Header.Text + "\n" + text)
}

// change alters a tree in place and gives back what undoes it.
type change func() (undo func())

func changes(rule string, st *term.Statement) []change {
	if rule == "hypothesis" {
		return omissions(st)
	}
	var all []change
	visit := func(t term.Term) bool {
		all = append(all, at(rule, t)...)
		return true
	}
	for i := range st.Binders {
		if st.Binders[i].Type != nil {
			term.Walk(st.Binders[i].Type, visit)
		}
	}
	term.Walk(st.Goal, visit)
	return all
}

// at are the changes of one node.
func at(rule string, t term.Term) []change {
	switch t := t.(type) {
	case *term.Binary:
		if rule == "relation" {
			return each(relations[t.Op], &t.Op)
		}
		if rule == "connective" {
			return each(connectives[t.Op], &t.Op)
		}
	case *term.Num:
		if rule == "numeral" {
			all := []change{set(&t.Value, new(big.Int).Add(t.Value, big.NewInt(1)))}
			if t.Value.Sign() > 0 {
				all = append(all, set(&t.Value, new(big.Int).Sub(t.Value, big.NewInt(1))))
			}
			return all
		}
	case *term.Quant:
		if rule == "quantifier" {
			return each(quantifiers[t.Kind], &t.Kind)
		}
	case *term.Ident:
		if rule == "type" {
			return each(types[t.Name], &t.Name)
		}
	case *term.App:
		if rule == "index" {
			return shifts(t)
		}
	}
	return nil
}

var (
	relations = map[string][]string{
		"=": {"≠", "<", ">"}, "≠": {"="}, "<": {"≤", "≥"}, "≤": {"<", ">"}, ">": {"≥", "≤"}, "≥": {">", "<"},
	}
	connectives = map[string][]string{"∧": {"∨"}, "∨": {"∧"}, "↔": {"→"}}
	quantifiers = map[string][]string{"∀": {"∃"}, "∃": {"∀"}, "∃!": {"∃"}}
	types       = map[string][]string{"ℕ": {"ℤ"}, "ℤ": {"ℕ"}}
	// intervals are the functions whose last argument is an end of an index range.
	intervals = map[string]bool{
		"Finset.range": true, "range": true, "Finset.Icc": true, "Icc": true, "Finset.Ico": true, "Ico": true,
		"Finset.Ioc": true, "Ioc": true,
	}
)

func set[T any](at *T, value T) change {
	return func() func() {
		old := *at
		*at = value
		return func() { *at = old }
	}
}

func each(values []string, at *string) []change {
	var all []change
	for _, v := range values {
		all = append(all, set(at, v))
	}
	return all
}

// shifts moves the end of an index range, and the index of an application `u (n + 1)`.
func shifts(t *term.App) []change {
	fn, ok := t.Fn.(*term.Ident)
	if !ok || len(t.Args) == 0 {
		return nil
	}
	last := &t.Args[len(t.Args)-1].Value
	if intervals[fn.Name] {
		return []change{set(last, term.Term(&term.Binary{Op: "+", L: *last, R: &term.Num{Value: big.NewInt(1)}}))}
	}
	if b, ok := (*last).(*term.Binary); ok && b.Op == "+" && len(t.Args) == 1 {
		if _, literal := b.R.(*term.Num); literal {
			return []change{set(last, b.L)}
		}
	}
	return nil
}

// omissions leave out a hypothesis, or the bound of a binder.
func omissions(st *term.Statement) []change {
	var all []change
	for i, b := range st.Binders {
		if b.Type != nil && proposition(b.Type) {
			all = append(all, func() func() {
				old := st.Binders
				st.Binders = slices.Delete(slices.Clone(old), i, i+1)
				return func() { st.Binders = old }
			})
			// Each part of a conjunction can go on its own.
			if and, ok := b.Type.(*term.Binary); ok && and.Op == "∧" {
				all = append(all, set(&st.Binders[i].Type, and.L), set(&st.Binders[i].Type, and.R))
			}
		}
	}
	term.Walk(st.Goal, func(t term.Term) bool {
		if q, ok := t.(*term.Quant); ok {
			for i := range q.Binders {
				if q.Binders[i].Rel != "" && q.Binders[i].Rel != "∈" {
					all = append(all, set(&q.Binders[i].Rel, ""))
				}
			}
		}
		if b, ok := t.(*term.Binary); ok && b.Op == "→" && b == st.Goal {
			all = append(all, set(&st.Goal, b.R))
		}
		return true
	})
	return all
}

// proposition reports whether a binder's type is plainly a proposition.
func proposition(t term.Term) bool {
	switch t := t.(type) {
	case *term.Binary:
		return t.Op != "→" && t.Op != "×" && t.Op != "≃" || proposition(t.R)
	case *term.Quant:
		return t.Kind == "∀" || t.Kind == "∃" || t.Kind == "∃!"
	case *term.Unary:
		return t.Op == "¬"
	case *term.Congruence:
		return true
	case *term.App:
		fn, ok := t.Fn.(*term.Ident)
		return ok && predicates[fn.Name]
	}
	return false
}

var predicates = map[string]bool{
	"Even": true, "Odd": true, "Nat.Prime": true, "Prime": true, "IsLeast": true, "IsGreatest": true,
	"Nat.Coprime": true, "Irrational": true, "IsSquare": true, "Function.Injective": true, "Squarefree": true,
}
