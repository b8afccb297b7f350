package smt_test

import (
	"context"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/certify"
	"cosita/numerics/falsify"
	"cosita/numerics/mutate"
	"cosita/numerics/smt"
)

// Of random statements z3 finds no counterexample to one that is certified, and no proof of
// one that is refuted.
func TestRandomVerdicts(t *testing.T) {
	if _, err := exec.LookPath("z3"); err != nil {
		t.Skip("z3 is not on this machine")
	}
	m := maker{rand.New(rand.NewPCG(11, 1))}
	var queries, texts []string
	var verdicts []evidence.Verdict
	for range *count / 2 {
		text := "theorem t (n m : ℕ) (a b : ℤ) (x y : ℝ) (u : NNReal) (h : " + m.prop(1) + ") (k : " + m.prop(1) + ") : " + m.prop(2)
		st, err := term.ParseStatement(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		typed, err := elab.Elaborate(st)
		if err != nil {
			continue
		}
		searcher := falsify.Searcher{Points: 100}
		verdict := searcher.Screen(t.Context(), st).Verdict
		if e := (certify.Certifier{Pivots: 300}).Certify(t.Context(), st); e.Certificate != nil {
			if verdict == evidence.Refuted {
				t.Errorf("refuted and %s by %s: %s", e.Verdict, e.Certificate.Kind, text)
			}
			verdict = e.Verdict
		}
		switch verdict {
		case evidence.Refuted, evidence.Certified, evidence.Vacuous:
		default:
			continue
		}
		query, err := smt.Export(typed)
		if err != nil {
			continue
		}
		queries, texts, verdicts = append(queries, query), append(texts, text), append(verdicts, verdict)
	}
	agreed := map[evidence.Verdict]int{}
	for i, answer := range ask(t, queries) {
		refuted := verdicts[i] == evidence.Refuted
		switch {
		case answer == "sat" && !refuted || answer == "unsat" && refuted:
			t.Errorf("%s, and z3 says %s: %s", verdicts[i], answer, texts[i])
		case answer == "sat" || answer == "unsat":
			agreed[verdicts[i]]++
		}
	}
	t.Logf("of %d statements z3 agrees that %v", *count/2, agreed)
	if agreed[evidence.Refuted] < *count/20 || agreed[evidence.Certified]+agreed[evidence.Vacuous] < *count/40 {
		t.Errorf("only %v of %d were compared", agreed, *count/2)
	}
}

// Of wrong variants of miniF2F z3 finds no counterexample to one that is certified.
func TestMutants(t *testing.T) {
	if !*peers {
		t.Skip("only with -peers: minutes")
	}
	if _, err := exec.LookPath("z3"); err != nil {
		t.Skip("z3 is not on this machine")
	}
	mutants, certified := 0, 0
	var queries, texts []string
	for _, p := range miniF2F(t) {
		for _, m := range mutate.Sample(p.st, 2, 1) {
			st, err := term.ParseStatement(m.Text)
			if err != nil {
				continue
			}
			typed, err := elab.Elaborate(st)
			if err != nil {
				continue
			}
			mutants++
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			e := certify.Certifier{Pivots: 400}.Certify(ctx, st)
			cancel()
			if e.Certificate == nil {
				continue
			}
			certified++
			if query, err := smt.Export(typed); err == nil {
				queries, texts = append(queries, query), append(texts, m.Text)
			}
		}
	}
	answers := map[string]int{}
	for i, answer := range ask(t, queries) {
		answers[answer]++
		if answer == "sat" {
			t.Errorf("certified, and z3 says sat: %s", texts[i])
		}
	}
	t.Logf("%d mutants, %d certified, %d of these exported; z3 says %v", mutants, certified, len(queries), answers)
}
