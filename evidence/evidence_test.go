package evidence_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"cosita/evidence"
)

func ExampleEvidence() {
	e := evidence.Evidence{
		Verdict: evidence.Refuted,
		Seed:    1,
		Witness: evidence.Witness{{Name: "n", Type: "ℕ", Value: "0"}, {Name: "m", Type: "ℕ", Value: "1"}},
	}
	text, _ := json.Marshal(e)
	fmt.Println(e.Witness)
	fmt.Println(string(text))
	// Output:
	// n := 0, m := 1
	// {"verdict":"refuted","seed":"1","lean":"none","witness":[{"name":"n","type":"ℕ","value":"0"},{"name":"m","type":"ℕ","value":"1"}]}
}

func TestCheck(t *testing.T) {
	slack := math.Inf(1)
	witness := evidence.Witness{}
	tests := []struct {
		name string
		e    evidence.Evidence
		want string // part of the error; empty for none
	}{
		{"zero", evidence.Evidence{}, "no reason"},
		{"unknown", evidence.Unknownf(evidence.CodeNoLean, "no Lean found"), ""},
		{"refuted without variables", evidence.Evidence{Verdict: evidence.Refuted, Witness: witness}, ""},
		{"refuted without witness", evidence.Evidence{Verdict: evidence.Refuted}, "no witness"},
		{"refuted and certified", evidence.Evidence{Verdict: evidence.Refuted, Witness: witness,
			Certificate: &evidence.Certificate{Kind: "ring"}}, "certified by ring"},
		{"refuted with a certificate of the negation", evidence.Evidence{Verdict: evidence.Refuted, Witness: witness,
			Proves: evidence.Negation, Certificate: &evidence.Certificate{Kind: "ground"}}, ""},
		{"refuted and checked", evidence.Evidence{Verdict: evidence.Refuted, Witness: witness, Lean: evidence.LeanChecked}, "proved by Lean"},
		{"vacuous at points", evidence.Evidence{Verdict: evidence.Vacuous, Samples: 3,
			Certificate: &evidence.Certificate{Kind: "vacuous"}}, "contradict each other"},
		{"vacuous", evidence.Evidence{Verdict: evidence.Vacuous, Certificate: &evidence.Certificate{Kind: "vacuous"}}, ""},
		{"consistent without samples", evidence.Evidence{Verdict: evidence.Consistent}, "no sample"},
		{"infinite slack", evidence.Evidence{Verdict: evidence.Consistent, Samples: 1, Slack: &slack}, "not finite"},
		{"certified without certificate", evidence.Evidence{Verdict: evidence.Certified}, "no certificate"},
		{"checked without Lean", evidence.Evidence{Verdict: evidence.Checked}, "has not checked"},
		{"checked", evidence.Evidence{Verdict: evidence.Checked, Lean: evidence.LeanChecked}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.e.Check()
			if tt.want == "" && err != nil {
				t.Fatalf("Check() = %v", err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Fatalf("Check() = %v, want an error with %q", err, tt.want)
			}
			if err != nil && !errors.Is(err, evidence.ErrIncomplete) && !errors.Is(err, evidence.ErrContradiction) {
				t.Errorf("%v wraps no sentinel", err)
			}
		})
	}
}

func TestVerdictJSON(t *testing.T) {
	for v := evidence.Unknown; v <= evidence.Audited; v++ {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var back evidence.Verdict
		if err := json.Unmarshal(text, &back); err != nil || back != v {
			t.Errorf("%s reads back as %v, %v", text, back, err)
		}
	}
	var v evidence.Verdict
	if err := json.Unmarshal([]byte(`"proved"`), &v); err == nil {
		t.Error("a verdict that does not exist was read")
	}
	if _, err := json.Marshal(evidence.Audited + 1); err == nil {
		t.Error("a verdict that does not exist was written")
	}
}
