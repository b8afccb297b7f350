package smt_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
	"cosita/numerics/smt"
)

var count = flag.Int("n", 200, "random statements of TestMeaning")

// maker makes random typed Lean terms of the variables n m : ℕ, a b : ℤ, x y : ℝ, u : NNReal.
type maker struct{ *rand.Rand }

func (m maker) pick(texts ...string) string { return texts[m.IntN(len(texts))] }

// number is a term of a type, in parentheses.
func (m maker) number(t string, depth int) string {
	sub := func() string { return m.number(t, depth-1) }
	if depth <= 0 || m.IntN(6) == 0 {
		switch t {
		case "ℕ":
			return m.pick("n", "m", "(0 : ℕ)", "(1 : ℕ)", "(3 : ℕ)", "(n : ℕ)")
		case "ℤ":
			return m.pick("a", "b", "(-2 : ℤ)", "(0 : ℤ)", "(5 : ℤ)", "(n : ℤ)")
		case "ℝ":
			return m.pick("x", "y", "(1 / 2 : ℝ)", "(-3 : ℝ)", "(0 : ℝ)", "(a : ℝ)", "(m : ℝ)", "(u : ℝ)")
		}
		return m.pick("u", "(0 : NNReal)", "(2 : NNReal)", "(n : NNReal)")
	}
	op := m.pick("+", "-", "*", "/", "%", "^", "if", "min", "max", "function")
	switch op {
	case "%":
		if t == "ℝ" || t == "NNReal" {
			return sub()
		}
	case "^":
		return "(" + sub() + " ^ " + m.pick("0", "1", "2", "3") + ")"
	case "if":
		return "(if " + m.prop(depth-1) + " then " + sub() + " else " + sub() + ")"
	case "min", "max":
		return "(" + op + " " + sub() + " " + sub() + ")"
	case "function":
		return m.function(t, depth)
	}
	return "(" + sub() + " " + op + " " + sub() + ")"
}

func (m maker) function(t string, depth int) string {
	of := func(s string) string { return m.number(s, depth-1) }
	switch t {
	case "ℕ":
		return "(" + m.pick("Int.natAbs "+of("ℤ"), "Int.toNat "+of("ℤ"), "Nat.succ "+of("ℕ"), "Nat.pred "+of("ℕ"),
			"⌊"+of("ℝ")+"⌋₊", "⌈"+of("ℝ")+"⌉₊", "∑ k ∈ Finset.range 4, k * "+of("ℕ"),
			"∏ k ∈ Finset.Icc 1 3, (k + "+of("ℕ")+")") + ")"
	case "ℤ":
		return "(" + m.pick("-"+of("ℤ"), "|"+of("ℤ")+"|", "⌊"+of("ℝ")+"⌋", "⌈"+of("ℝ")+"⌉", "round "+of("ℝ"),
			"Int.sign "+of("ℤ"), "("+of("ℕ")+" : ℤ)",
			"∑ k ∈ Finset.filter (fun k => k < "+of("ℕ")+") (Finset.range 3), "+of("ℤ")) + ")"
	case "ℝ":
		return "(" + m.pick("-"+of("ℝ"), "|"+of("ℝ")+"|", "("+of("ℝ")+")⁻¹", "Int.fract "+of("ℝ"), "("+of("ℤ")+" : ℝ)",
			"("+of("NNReal")+" : ℝ)", of("ℝ")+" ^ (-2 : ℤ)", "Real.sqrt ("+m.pick("x", "y", "4", "-1", "9 / 4")+" ^ 2)",
			"Real.sqrt (x * "+m.pick("|x|", "0", "x")+")", "(x * x) ^ (1 / 2 : ℝ)") + ")"
	}
	return "(" + m.pick("("+of("NNReal")+")⁻¹", "Real.toNNReal "+of("ℝ"), "("+of("ℕ")+" : NNReal)") + ")"
}

// prop is a proposition, in parentheses.
func (m maker) prop(depth int) string {
	if depth > 0 && m.IntN(3) == 0 {
		switch m.IntN(5) {
		case 0:
			return "(¬ " + m.prop(depth-1) + ")"
		case 1:
			return "(∀ k ∈ Finset.Icc 1 3, (k : ℤ) < " + m.number("ℤ", depth-1) + " ∨ " + m.prop(depth-1) + ")"
		case 2:
			return "(∃ k : ℕ, k < 3 ∧ k * " + m.number("ℕ", depth-1) + " = " + m.number("ℕ", depth-1) + ")"
		}
		return "(" + m.prop(depth-1) + m.pick(" ∧ ", " ∨ ", " → ", " ↔ ") + m.prop(depth-1) + ")"
	}
	t := m.pick("ℕ", "ℤ", "ℝ", "NNReal")
	x, y := m.number(t, depth), m.number(t, depth)
	if t == "ℕ" || t == "ℤ" {
		switch m.IntN(6) {
		case 0:
			return "(" + x + " ∣ " + y + ")"
		case 1:
			return "(" + m.pick("Even", "Odd") + " " + x + ")"
		case 2:
			return "(" + x + " ≡ " + y + map[string]string{"ℕ": " [MOD ", "ℤ": " [ZMOD "}[t] + m.number(t, 0) + "])"
		case 3:
			return "(" + x + " ∈ " + m.pick("Finset.Icc ", "Finset.Ico ", "Finset.Ioo ") + y + " " + m.number(t, 0) + ")"
		}
	}
	if t == "ℝ" && m.IntN(5) == 0 {
		return "(" + x + " ∈ " + m.pick("Set.Icc ", "Set.Ioc ") + y + " (3 : ℝ) \\ {1, 2})"
	}
	return "(" + x + m.pick(" = ", " ≠ ", " < ", " ≤ ", " > ", " ≥ ") + y + ")"
}

// holds is the truth value of a statement, whose front may have become hypotheses, at a point.
func holds(st *elab.Statement, env eval.Env) (bool, error) {
	for _, h := range st.Hyps {
		if ok, err := eval.Holds(h.Prop, env); err != nil || !ok {
			return true, err
		}
	}
	return eval.Holds(st.Goal, env)
}

// ask gives queries to one z3, one after the other, two seconds each.
func ask(t *testing.T, queries []string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "z3", "-in", "-smt2")
	const before = "(reset)\n(set-option :timeout 2000)\n"
	cmd.Stdin = strings.NewReader(before + strings.Join(queries, before))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("z3: %v\n%.2000s", err, out)
	}
	answers := strings.Fields(string(out))
	if len(answers) != len(queries) {
		t.Fatalf("%d answers to %d queries:\n%.2000s", len(answers), len(queries), out)
	}
	return answers
}

// At points a query means what numerics/eval says of the statement: z3 finds ¬ P unsatisfiable
// exactly where P holds.
func TestMeaning(t *testing.T) {
	if _, err := exec.LookPath("z3"); err != nil {
		t.Skip("z3 is not on this machine")
	}
	m := maker{rand.New(rand.NewPCG(7, 1))}
	var queries, texts []string
	var truths []bool
	unsupported := map[string]int{}
	undecided := 0
	for range *count {
		text := "theorem t (n m : ℕ) (a b : ℤ) (x y : ℝ) (u : NNReal) : " + m.prop(3)
		st, err := term.ParseStatement(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		typed, err := elab.Elaborate(st)
		if err != nil {
			unsupported["elab: "+err.Error()]++
			continue
		}
		env := make(eval.Env, typed.Slots)
		point := ""
		for i, v := range typed.Vars {
			r := exact.Int(m.Int64N(5))
			if v.Type == elab.Int || v.Type == elab.Real {
				r = r.Add(exact.Int(-2))
			}
			if v.Type == elab.Real || v.Type == elab.NNReal {
				r = r.Quo(exact.Int(1 + m.Int64N(3)))
			}
			env[i] = eval.Rational(r)
			point += fmt.Sprintf(" %s = %s", v.Name, r)
		}
		truth, err := holds(typed, env)
		if err != nil {
			undecided++
			continue
		}
		query, err := smt.ExportAt(typed, env)
		if u, ok := errors.AsType[*smt.Unsupported](err); ok {
			unsupported[u.Name]++
			continue
		}
		queries = append(queries, query)
		texts, truths = append(texts, text+" at"+point), append(truths, truth)
	}
	answers := ask(t, queries)
	counts := map[string]int{}
	for i, answer := range answers {
		counts[fmt.Sprintf("%s, %t", answer, truths[i])]++
		if answer == "sat" && truths[i] || answer == "unsat" && !truths[i] {
			t.Errorf("z3 says %s, eval says %t: %s", answer, truths[i], texts[i])
		}
	}
	t.Logf("%v; undecided by eval %d; unsupported %v", counts, undecided, unsupported)
	if agreed := counts["unsat, true"] + counts["sat, false"]; agreed < *count/2 || counts["unsat, true"] < *count/10 || counts["sat, false"] < *count/10 {
		t.Errorf("only %d of %d statements were compared", agreed, *count)
	}
}
