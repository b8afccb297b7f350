package numerics_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics"
	"cosita/numerics/certify/verify"
)

// planted certifies everything, true or not, with the verdict that it holds.
type planted evidence.Verdict

func (p planted) Certify(context.Context, *term.Statement) evidence.Evidence {
	return evidence.Evidence{Verdict: evidence.Verdict(p), Certificate: &evidence.Certificate{Kind: "planted"}}
}

func TestJudgeCertify(t *testing.T) {
	tests := []struct {
		name, text string
		certifier  numerics.Certifier
		want       evidence.Verdict
		reason     string
		bug        bool // the evidence contradicts itself
	}{
		{"certified", "theorem t (x y : ℝ) : x ^ 2 + y ^ 2 ≥ 2 * x * y", nil, evidence.Certified, "an exact certificate (nonlinear)", false},
		{"certified, though no point was found", "theorem t (f : ℤ → ℤ) (h : ∀ n, f n = n + 1) (k : ∀ n, f n = n) : f 1 = 2", nil, evidence.Certified, "an exact certificate", false},
		{"unsupported", "theorem t (x : ℝ) (h : Real.Gamma x = 2) : 1 + 1 = 2", nil, evidence.Unknown, "unsupported", false},
		{"vacuous", "theorem t (x : ℝ) (h : x < 1) (k : 2 < x) : x = 5", nil, evidence.Vacuous, "an exact certificate (vacuous)", false},
		{"refuted", "theorem t (n m : ℕ) : n - m + m = n", nil, evidence.Refuted, "the conclusion fails at n := 0, m := 1", false},
		{"outside every fragment", "theorem t (x : ℝ) (h : 0 < x) : Real.log x ≤ x - 1", nil, evidence.Consistent, "points that satisfy the hypotheses; no certificate within budget", false},
		{"no type", "theorem t (n : ℕ) : -n = 0", nil, evidence.Unknown, "type: ", false},
		{"a false certificate", "theorem t (n m : ℕ) : n - m + m = n", planted(evidence.Certified), evidence.Refuted, "", true},
		{"a false contradiction of a false statement", "theorem t (n m : ℕ) : n - m + m = n", planted(evidence.Vacuous), evidence.Refuted, "", true},
		{"a false contradiction", "theorem t (x : ℝ) (h : 0 < x) : Real.log x ≤ x - 1", planted(evidence.Vacuous), evidence.Vacuous, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st, err := elab.Close(tt.text, "")
			if err != nil {
				t.Fatal(err)
			}
			judge := numerics.Judge{Certifier: tt.certifier}
			e := judge.Certify(t.Context(), st)
			if e.Verdict != tt.want || !strings.Contains(e.Reason, tt.reason) {
				t.Errorf("%s: %s, want %s: %s", e.Verdict, e.Reason, tt.want, tt.reason)
			}
			if err := e.Check(); errors.Is(err, evidence.ErrContradiction) != tt.bug || err != nil && !tt.bug {
				t.Errorf("Check() = %v, want a contradiction: %t", err, tt.bug)
			}
			if disproved := e.Proves == evidence.Negation && strings.Contains(e.Script, "theorem t_false : ¬"); disproved != (tt.name == "refuted") {
				t.Errorf("a proof of the negation: %t: %s", disproved, e.Script)
			}
			if e.Certificate != nil && tt.certifier == nil {
				if err := verify.Check(tt.text, e.Certificate); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// Hypotheses that contradict each other are never satisfied at points, whatever makes the
// functions and sets in them.
func TestVacuousHasNoPoint(t *testing.T) {
	for _, text := range []string{
		"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = 2 * x) (k : f 0 = 1) : f 1 = 2",
		"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = x) (k : f 2 = 3) (l : f 3 = 3) : f 1 = 1",
		"theorem t (f : ℕ → ℕ) (h : ∀ n, f (n + 1) = f n + 2) (h0 : f 0 = 1) (k : f 1 = 4) : f 10 = 21",
		"theorem t (f : ℤ → ℤ) (h : ∀ n, f n = n + 1) (k : ∀ n, f n = n) : f 1 = 2",
		"theorem t (x y : ℝ) (h : x ^ 2 + y ^ 2 < 2 * x * y) : x = y",
		"theorem t (x : ℝ) (h : x ^ 2 + 1 = 0) : x = 7",
		"theorem t (n : ℕ) (h : 2 * n = 7) : n = 3",
	} {
		st, err := elab.Close(text, "")
		if err != nil {
			t.Fatal(err)
		}
		var judge numerics.Judge
		e := judge.Certify(t.Context(), st)
		if err := e.Check(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if e.Verdict == evidence.Consistent {
			t.Errorf("%s is consistent: %s", text, e.Reason)
		}
		t.Logf("%s: %s, %s", text, e.Verdict, e.Reason)
	}
}

// A certificate gets its share of a deadline that the search would use up.
func TestJudgeSharesTime(t *testing.T) {
	st, err := elab.Close("theorem t (a b c : ℝ) : a ^ 2 + b ^ 2 + c ^ 2 ≥ a * b + b * c + c * a", "")
	if err != nil {
		t.Fatal(err)
	}
	judge := numerics.Judge{Time: 30 * time.Second}
	judge.Searcher.Points = 1 << 40
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if e := judge.Certify(ctx, st); e.Verdict != evidence.Certified {
		t.Errorf("%s: %s", e.Verdict, e.Reason)
	}
}
