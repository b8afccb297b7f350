// Package smt exports statements as SMT-LIB 2 (version 2.6), so that other solvers can be
// asked what this program certifies or refutes.
//
//	typed, err := elab.Elaborate(st)
//	text, err := smt.Export(typed) // or *Unsupported: what has no form there
//	answer, err := smt.Run(ctx, smt.Z3, text)
//	fmt.Println(answer.Result) // unsat: the theorem holds
//
// A query asserts the hypotheses and the negated conclusion. Lean's total functions are
// written out: x / 0 = 0, subtraction in ℕ stops at 0, √ of a negative number is 0. ℕ and ℤ
// are Int, with x ≥ 0 for a variable of ℕ; the division of SMT-LIB is Euclidean as Lean's is
// and left open at 0, where Lean's is not. ℝ is Real. So is ℚ: without a quantifier over ℚ
// unsat means the same, but sat need not, since the model may be irrational; with one the
// statement is unsupported. Functions of numbers are uninterpreted functions, sets are
// predicates, quantifiers and sums over a small known domain are written out.
//
// What a solver answers is a peer's word. It is no evidence: the solvers give no certificate
// that this program could check.
package smt

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
)

// Unsupported is returned for a statement that has no form in SMT-LIB here.
type Unsupported struct{ Name string }

func (u *Unsupported) Error() string { return "unsupported: " + u.Name }

// MaxUnrolled bounds the members of a domain that is written out.
const MaxUnrolled = 200

// maxLength bounds a query, in bytes.
const maxLength = 1 << 20

// Export is the query that is unsatisfiable exactly when the theorem holds (but see the
// package's comment on ℚ). The error is an [*Unsupported].
func Export(st *elab.Statement) (string, error) { return ExportAt(st, nil) }

// ExportAt is Export with values given to some variables; nil leaves one free.
func ExportAt(st *elab.Statement, at eval.Env) (text string, err error) {
	defer func() {
		if u, ok := recover().(*Unsupported); ok {
			text, err = "", u
		}
	}()
	e := &exporter{names: map[int]string{}, helpers: map[string]bool{}, slots: st.Slots}
	var body strings.Builder
	for i, v := range st.Vars {
		name := e.name(i, v.Name)
		declaration, domain := e.declare(name, v.Type)
		fmt.Fprintf(&body, "%s ; %s : %s\n", declaration, v.Name, v.Type)
		if domain != "" {
			fmt.Fprintf(&body, "(assert %s)\n", domain)
		}
		if i < len(at) && at[i] != nil {
			fmt.Fprintf(&body, "(assert (= %s %s))\n", name, e.value(at[i], v.Type))
		}
	}
	for _, h := range st.Hyps {
		text := e.prop(h.Prop)
		fmt.Fprintf(&body, "%s(assert %s) ; %s\n", e.settle(), text, h.Name)
	}
	goal := e.prop(st.Goal)
	fmt.Fprintf(&body, "%s(assert (not %s)) ; the conclusion\n(check-sat)\n", e.settle(), goal)
	if body.Len() > maxLength {
		return "", &Unsupported{"a query of more than 1 MB"}
	}
	return "; " + strings.ReplaceAll(term.PrintStatement(st.Source), "\n", "\n; ") + "\n(set-logic ALL)\n" +
		e.preamble() + body.String(), nil
}

// exporter writes terms. What has no form ends it by a panic with an *Unsupported.
type exporter struct {
	names   map[int]string // of the slots that have one, or the text put in for them
	helpers map[string]bool
	slots   int
	bound   int      // the number of quantifiers above
	defined []string // texts that are defined already
	pending []string // definitions that have to stand before the next assertion
}

func fail(format string, args ...any) { panic(&Unsupported{fmt.Sprintf(format, args...)}) }

// settle gives the definitions that the last term needs.
func (e *exporter) settle() string {
	text := strings.Join(e.pending, "")
	e.pending = nil
	return text
}

// helper is the name of a defined function, which is then written out above. The prefix
// keeps it apart from the solvers' own.
func (e *exporter) helper(name string) string {
	e.helpers[name] = true
	return "lean." + name
}

// name gives a slot its name: the ASCII letters of its Lean name, and the slot.
func (e *exporter) name(slot int, lean string) string {
	letters := strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, lean)
	e.names[slot] = fmt.Sprintf("v%s_%d", letters, slot)
	return e.names[slot]
}

// sort is the sort of a type's values, and what says that a term of it is such a value.
func sort(t elab.Type) (sort string, domain func(x string) string) {
	from := func(low string) func(string) string {
		return func(x string) string { return "(>= " + x + " " + low + ")" }
	}
	switch t {
	case elab.Nat:
		return "Int", from("0")
	case elab.PNat:
		return "Int", from("1")
	case elab.Int:
		return "Int", nil
	case elab.Real, elab.Rat:
		return "Real", nil
	case elab.NNReal:
		return "Real", from("0.0")
	case elab.Prop:
		return "Bool", nil
	}
	fail("%s", t)
	return "", nil
}

// declare declares a variable: a constant, a function or a set.
func (e *exporter) declare(name string, t elab.Type) (declaration, domain string) {
	var params []string
	result := t
	for {
		f, ok := result.(elab.Fun)
		if !ok {
			break
		}
		s, _ := sort(f.Dom)
		params, result = append(params, s), f.Cod
	}
	if set, ok := result.(elab.Set); ok {
		s, _ := sort(set.Elem)
		params, result = append(params, s), elab.Prop
	}
	s, in := sort(result)
	if len(params) == 0 && in != nil {
		domain = in(name)
	}
	return fmt.Sprintf("(declare-fun %s (%s) %s)", name, strings.Join(params, " "), s), domain
}

// value is a number or a truth value as a term of type t.
func (e *exporter) value(v eval.Value, t elab.Type) string {
	switch v := v.(type) {
	case eval.Bool:
		return fmt.Sprint(bool(v))
	case eval.Num:
		if r, ok := v.Rat(); ok {
			return literal(r.Big(), t)
		}
	}
	fail("a value of type %s", t)
	return ""
}

// literal is a rational number as a term of type t.
func literal(r *big.Rat, t elab.Type) string {
	s, _ := sort(t)
	abs := new(big.Rat).Abs(r)
	text := abs.Num().String()
	if s == "Real" {
		text += ".0"
		if !abs.IsInt() {
			text = "(/ " + text + " " + abs.Denom().String() + ".0)"
		}
	} else if !abs.IsInt() {
		fail("a fraction in %s", t)
	}
	if r.Sign() < 0 {
		text = "(- " + text + ")"
	}
	return text
}

// preamble defines the helpers that were used.
func (e *exporter) preamble() string {
	var b strings.Builder
	for _, name := range order {
		if e.helpers[name] {
			b.WriteString(definitions[name] + "\n")
		}
	}
	return b.String()
}

// definitions are Lean's functions with their values where mathematics has none.
var definitions = map[string]string{
	"nat":      "(define-fun lean.nat ((a Int)) Int (ite (>= a 0) a 0))",
	"nat.sub":  "(define-fun lean.nat.sub ((a Int) (b Int)) Int (ite (>= a b) (- a b) 0))",
	"pos.sub":  "(define-fun lean.pos.sub ((a Int) (b Int)) Int (ite (> a b) (- a b) 1))",
	"nn":       "(define-fun lean.nn ((a Real)) Real (ite (>= a 0.0) a 0.0))",
	"int.div":  "(define-fun lean.int.div ((a Int) (b Int)) Int (ite (= b 0) 0 (div a b)))",
	"int.mod":  "(define-fun lean.int.mod ((a Int) (b Int)) Int (ite (= b 0) a (mod a b)))",
	"int.dvd":  "(define-fun lean.int.dvd ((a Int) (b Int)) Bool (ite (= a 0) (= b 0) (= (mod b a) 0)))",
	"int.abs":  "(define-fun lean.int.abs ((a Int)) Int (ite (>= a 0) a (- a)))",
	"int.min":  "(define-fun lean.int.min ((a Int) (b Int)) Int (ite (<= a b) a b))",
	"int.max":  "(define-fun lean.int.max ((a Int) (b Int)) Int (ite (<= a b) b a))",
	"int.sign": "(define-fun lean.int.sign ((a Int)) Int (ite (> a 0) 1 (ite (< a 0) (- 1) 0)))",
	"real.div": "(define-fun lean.real.div ((a Real) (b Real)) Real (ite (= b 0.0) 0.0 (/ a b)))",
	"real.abs": "(define-fun lean.real.abs ((a Real)) Real (ite (>= a 0.0) a (- a)))",
	"real.min": "(define-fun lean.real.min ((a Real) (b Real)) Real (ite (<= a b) a b))",
	"real.max": "(define-fun lean.real.max ((a Real) (b Real)) Real (ite (<= a b) b a))",
	"ceil":     "(define-fun lean.ceil ((a Real)) Int (- (to_int (- a))))",
	"sqrt":     "(declare-fun lean.sqrt (Real) Real)",
	"sqrt.all": "(assert (forall ((a Real)) (and (>= (lean.sqrt a) 0.0) (ite (>= a 0.0) (= (* (lean.sqrt a) (lean.sqrt a)) a) (= (lean.sqrt a) 0.0)))))",
}

var order = slices.Sorted(maps.Keys(definitions))
