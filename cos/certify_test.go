package cos_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"cosita/cos"
	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/term"
	"cosita/numerics"
	"cosita/numerics/certify/verify"
	"cosita/numerics/falsify"
	"cosita/problem"
)

func read(t *testing.T, path string) *problem.Problem {
	t.Helper()
	prob, err := problem.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return prob
}

// judge is quick.
func judge() *numerics.Judge {
	return &numerics.Judge{Searcher: falsify.Searcher{Points: 200}}
}

// checkerFunc is a function as a Checker.
type checkerFunc func(src lean.Source) lean.Report

func (f checkerFunc) Check(_ context.Context, src lean.Source) (lean.Report, error) {
	return f(src), nil
}

// certifierFunc is a function as a Certifier.
type certifierFunc func(s *term.Statement) evidence.Evidence

func (f certifierFunc) Certify(_ context.Context, s *term.Statement) evidence.Evidence { return f(s) }

// Without Lean the states and steps are certified, each certificate holds for the statement
// that stands beside it, the scripts stand in the file, and nothing is called checked.
func TestCertifiedWithoutLean(t *testing.T) {
	prob := read(t, "../examples/demo/squares.md")
	prover := &cos.Prover{Certifier: judge()}
	proof, err := prover.Prove(t.Context(), prob)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range proof.States[:len(proof.States)-1] {
		g := s.Goals[0]
		if g.Evidence.Verdict != evidence.Certified {
			t.Fatalf("state %d is %s", s.Index, g.Evidence.Verdict)
		}
		if err := verify.Check(proof.Header+"\n"+g.Statement, g.Evidence.Certificate); err != nil {
			t.Errorf("state %d: %v", s.Index, err)
		}
	}
	for _, s := range proof.Steps {
		if s.Evidence.Verdict != evidence.Certified || s.Evidence.Lean != evidence.NotChecked || s.Evidence.Code != evidence.CodeNoLean {
			t.Fatalf("step %d: %+v", s.Index, s.Evidence)
		}
		if err := verify.Check(proof.Header+"\n"+s.Claim, s.Evidence.Certificate); err != nil {
			t.Errorf("step %d: %v", s.Index, err)
		}
		if p := s.Parts[0]; p.Origin != cos.FromCertificate || p.Proved || p.Tactics == "" {
			t.Errorf("step %d: %+v", s.Index, p)
		}
	}
	if n := strings.Count(proof.File, "not checked by Lean"); n != 4 || strings.Contains(proof.File, "sorry") {
		t.Errorf("%d scripts are marked:\n%s", n, proof.File)
	}
	w := proof.Whole
	if w.Verdict != evidence.Certified || w.Lean != evidence.NotChecked || w.Code != evidence.CodeNoLean {
		t.Errorf("the whole: %+v", w)
	}
	if len(proof.Open()) != 4 {
		t.Errorf("open steps %v", proof.Open())
	}
	sameTheorem(t, proof, prob)
}

// The script of a certificate is the first that Lean is given; where Lean takes it, nothing
// else is tried, and where not, the common tactics are.
func TestCertificateFirst(t *testing.T) {
	for _, takes := range []bool{true, false} {
		var files []string
		prover := &cos.Prover{Certifier: judge(), Checker: checkerFunc(func(src lean.Source) lean.Report {
			files = append(files, src.Text)
			if takes || !strings.Contains(src.Text, "byContradiction") {
				return lean.Report{Outcome: lean.Finished}
			}
			return lean.Report{Outcome: lean.Finished, Messages: []lean.Message{{Severity: lean.Error, Text: "no"}}}
		})}
		proof, err := prover.Prove(t.Context(), read(t, "../examples/demo/squares.md"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(files[0], "byContradiction") {
			t.Errorf("the first text for Lean holds no certificate's script:\n%s", files[0])
		}
		for _, s := range proof.Steps {
			want, origin := 1, cos.FromCertificate
			if !takes {
				want, origin = 2, cos.FromCommon
			}
			if p := s.Parts[0]; len(p.Attempts) != want || p.Origin != origin || s.Evidence.Verdict != evidence.Checked {
				t.Errorf("step %d, Lean takes it %t: %s, %+v", s.Index, takes, s.Evidence.Verdict, p)
			}
		}
	}
}

// A step that numbers and certificates leave open is not certified, though its states are.
func TestStepWithoutCertificate(t *testing.T) {
	prob := read(t, "../examples/demo/squares.md")
	prover := &cos.Prover{Certifier: certifierFunc(func(s *term.Statement) evidence.Evidence {
		if s.Name == "step" {
			return evidence.Unknownf(evidence.CodeBudget, "no certificate within budget")
		}
		return evidence.Evidence{Verdict: evidence.Certified, Certificate: &evidence.Certificate{Kind: "planted"}}
	})}
	proof, err := prover.Prove(t.Context(), prob)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range proof.Steps[:3] {
		if s.Evidence.Verdict != evidence.Unknown {
			t.Errorf("step %d is %s", s.Index, s.Evidence.Verdict)
		}
	}
	if n := strings.Count(proof.File, ", not tried: "); n != 4 {
		t.Errorf("%d open steps, want 4: no certificate has a script", n)
	}
}

// Evidence that contradicts itself ends the proof, for a state and for a step.
func TestContradictionEndsProof(t *testing.T) {
	for _, name := range []string{"squares_state2", "step"} {
		asked := 0
		prover := &cos.Prover{Certifier: certifierFunc(func(s *term.Statement) evidence.Evidence {
			e := evidence.Evidence{Verdict: evidence.Certified, Certificate: &evidence.Certificate{Kind: "planted"}}
			if s.Name == name {
				asked++
				e.Verdict, e.Witness = evidence.Refuted, evidence.Witness{{Name: "x", Type: "ℝ", Value: "3"}}
			}
			return e
		})}
		_, err := prover.Prove(t.Context(), read(t, "../examples/demo/squares.md"))
		if !errors.Is(err, evidence.ErrContradiction) || !strings.Contains(err.Error(), "refuted at x := 3, and certified by planted") || asked != 1 {
			t.Errorf("%s: asked %d times, %v", name, asked, err)
		}
	}
}
