package cos_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosita/cos"
	"cosita/event"
	"cosita/evidence"
	"cosita/internal/testdata"
	"cosita/lean"
	"cosita/lean/term"
	"cosita/llm"
	"cosita/numerics"
	"cosita/problem"
)

var update = flag.Bool("update", false, "write the recordings anew from testdata/answers")

// answers is a model that gives prepared answers by what they are asked for, as a model
// might, mistakes included. It learns what it is asked for as the prover's observer.
type answers struct {
	name    string
	texts   map[string]string
	purpose string
}

func readAnswers(t *testing.T, name string) *answers {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "answers", name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	a := &answers{name: name, texts: map[string]string{}}
	for section := range strings.SplitSeq("\n"+string(data), "\n## ") {
		heading, text, _ := strings.Cut(section, "\n")
		if heading != "" {
			a.texts[heading] = strings.TrimSpace(text)
		}
	}
	return a
}

func (a *answers) Observe(e event.Event) {
	if e.Stage == "model" {
		a.purpose = e.ID
	}
}

func (a *answers) Complete(_ context.Context, _ llm.Request, _ func(llm.Delta)) (llm.Reply, error) {
	text, ok := a.texts[a.purpose]
	if !ok {
		return llm.Reply{}, fmt.Errorf("%s has no answer for %q", a.name, a.purpose)
	}
	return llm.Reply{Text: text, Model: "prepared-answers", Finish: "stop"}, nil // no tokens: nothing was counted
}

// rehearse gives a prover the recordings at path, or with -update the answers that make them.
// The prover looks for a fixed number of points, so that runs are the same everywhere.
func rehearse(t *testing.T, prob *problem.Problem, path string) (*cos.Prover, *llm.Recordings) {
	t.Helper()
	prover := &cos.Prover{Screener: &numerics.Judge{}}
	recordings := &llm.Recordings{}
	if file, err := os.Open(path); err == nil {
		recordings, err = llm.ReadRecordings(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
	} else if !*update {
		t.Fatal(err)
	}
	prover.Model = &llm.Replay{From: recordings}
	if *update {
		a := readAnswers(t, prob.Name())
		prover.Observer = a
		prover.Model = &llm.Record{Model: a, To: recordings, Path: path}
	}
	return prover, recordings
}

// miniF2F makes problem files of those rows of the data set that have prepared answers.
func miniF2F(t *testing.T) []*problem.Problem {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var problems []*problem.Problem
	for text := range strings.Lines(string(data)) {
		var row struct {
			ID, Header, Statement string
			Informal              string `json:"informal_statement"`
			Proof                 string `json:"informal_proof"`
		}
		if err := json.Unmarshal([]byte(text), &row); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join("testdata", "answers", row.ID+".md")); err != nil {
			continue
		}
		p := &problem.Problem{File: row.ID + ".md", ID: row.ID, Informal: row.Informal, Proof: row.Proof,
			Statement: problem.Block{Text: row.Header + "\n\n" + row.Statement}}
		md, err := p.Markdown()
		if err != nil {
			t.Fatal(err)
		}
		p, err = problem.Read(p.File, md)
		if err != nil {
			t.Fatal(err)
		}
		problems = append(problems, p)
	}
	if len(problems) != 5 {
		t.Fatalf("%d problems have answers, want 5", len(problems))
	}
	return problems
}

// TestWithoutLean proves five problems with numbers and recorded completions alone: every
// state is read, most are tried, nothing is called checked, and each file states the problem.
func TestWithoutLean(t *testing.T) {
	states, tried := 0, 0
	for _, prob := range miniF2F(t) {
		t.Run(prob.Name(), func(t *testing.T) {
			prover, _ := rehearse(t, prob, filepath.Join("testdata", "recordings", prob.Name()+".jsonl"))
			proof, err := prover.Prove(t.Context(), prob)
			if err != nil {
				t.Fatal(err)
			}
			if len(proof.States) < 4 {
				t.Fatalf("%d states: %s", len(proof.States), proof.Whole.Reason)
			}
			for _, s := range proof.States[:len(proof.States)-1] {
				for _, g := range s.Goals {
					if g.Statement == "" {
						t.Errorf("state %d has no statement: %s", s.Index, g.Reason)
					}
				}
				states++
				if s.Evidence().Samples > 0 {
					tried++
				}
			}
			for _, s := range proof.Steps {
				if v := s.Evidence.Verdict; v != evidence.Unknown && v != evidence.Consistent && v != evidence.Certified {
					t.Errorf("step %d is %s without Lean", s.Index, v)
				}
				if s.Evidence.Lean != evidence.NotChecked {
					t.Errorf("step %d: Lean %s without Lean", s.Index, s.Evidence.Lean)
				}
			}
			if proof.Whole.Verdict != evidence.Unknown || !proof.Recorded() && !*update {
				t.Errorf("the whole is %s, recorded %t", proof.Whole.Verdict, proof.Recorded())
			}
			states0 := proof.States[0].Evidence()
			if states0.Verdict == evidence.Refuted {
				t.Errorf("the problem is refuted at %s", states0.Witness)
			}
			sameTheorem(t, proof, prob)
		})
	}
	t.Logf("%d of %d states have samples", tried, states)
	if tried*10 < states*6 {
		t.Errorf("only %d of %d states have samples", tried, states)
	}
}

// sameTheorem fails unless the file's theorem is the problem's, token by token.
func sameTheorem(t *testing.T, proof *cos.Proof, prob *problem.Problem) {
	t.Helper()
	same, err := term.SameSignature(proof.File, prob.Statement.Text, proof.Theorem)
	if err != nil || !same {
		t.Errorf("the file's theorem differs from the problem's (%v):\n%s", err, proof.File)
	}
}

// TestDemoRecordings keeps the completions of the demo's second input; none may be missing.
func TestDemoRecordings(t *testing.T) {
	prob, err := problem.ReadFile("../examples/demo/fixed_sum.md")
	if err != nil {
		t.Fatal(err)
	}
	prover, _ := rehearse(t, prob, "../examples/demo/recordings.jsonl")
	proof, err := prover.Prove(t.Context(), prob)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range proof.Calls {
		if c.Error != "" {
			t.Errorf("%s: %s", c.Purpose, c.Error)
		}
	}
	if len(proof.Calls) != 6 {
		t.Errorf("%d calls, want rewrite, extract and four steps", len(proof.Calls))
	}
	sameTheorem(t, proof, prob)
}

// TestCarriedGoalsWithoutLean repeats a state of two goals: nothing changes, and still no
// step is checked where no Lean has looked.
func TestCarriedGoalsWithoutLean(t *testing.T) {
	state := "```lean\nx : ℝ\n⊢ x ≤ x\n\nx : ℝ\n⊢ 0 ≤ x ^ 2\n```\n"
	prob, err := problem.Read("two.md", []byte("```lean\ntheorem two (x : ℝ) : x ≤ x ∧ 0 ≤ x ^ 2\n```\n# Chain\n"+state+"Again.\n"+state))
	if err != nil {
		t.Fatal(err)
	}
	proof, err := (&cos.Prover{Screener: &numerics.Judge{}}).Prove(t.Context(), prob)
	if err != nil {
		t.Fatal(err)
	}
	if len(proof.Steps) != 3 || !proof.Steps[1].Parts[0].Carried || !proof.Steps[1].Parts[1].Carried {
		t.Fatalf("steps: %+v", proof.Steps)
	}
	if open := proof.Open(); len(open) != 3 {
		t.Errorf("open steps %v, want all three", open)
	}
	for _, s := range proof.Steps {
		if s.Evidence.Verdict == evidence.Checked || s.Evidence.Lean != evidence.NotChecked {
			t.Errorf("step %d is %s (%s) without Lean", s.Index, s.Evidence.Verdict, s.Evidence.Lean)
		}
	}
	sameTheorem(t, proof, prob)

	// A Lean that takes what is carried over, and nothing else, has checked that step alone.
	proof, err = (&cos.Prover{Checker: carriedOnly{}}).Prove(t.Context(), prob)
	if err != nil {
		t.Fatal(err)
	}
	if open := proof.Open(); len(open) != 2 || open[0] != 0 || open[1] != 2 {
		t.Errorf("open steps %v, want 0 and 2", open)
	}
}

// carriedOnly takes files whose last theorem is proved by another one alone.
type carriedOnly struct{}

func (carriedOnly) Check(_ context.Context, src lean.Source) (lean.Report, error) {
	r := lean.Report{Outcome: lean.Finished}
	i := strings.LastIndex(src.Text, ":= by\n")
	if script := strings.TrimSpace(src.Text[i+len(":= by\n"):]); !strings.HasPrefix(script, "exact ") || strings.Contains(script, "\n") {
		r.Messages = []lean.Message{{Severity: lean.Error, Text: "not carried"}}
	}
	return r, nil
}
