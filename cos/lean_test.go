package cos_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosita/cos"
	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/leantest"
	"cosita/llm"
	"cosita/numerics"
	"cosita/problem"
)

func TestMain(m *testing.M) { os.Exit(leantest.Main(m)) }

// accepted are the scripts that the scripted server takes, by problem and step. They decide
// which documents -update lists; the server itself knows only digests of whole documents.
var accepted = map[string]map[int]string{
	"algebra_sqineq_at2malt1": {
		0: "have h₁ : 0 ≤ (a - 1) ^ 2 := by positivity",
		1: "have h₂ : 0 ≤ a ^ 2 - 2 * a + 1 := by linarith [h₁, sub_sq a 1]", // the repair
		2: "linarith [mul_sub a 2 a, sq a]",
	},
	"algebra_sqineq_unitcircatbpamblt1": {
		0: "have h₁ : 0 ≤ (a - b - 1) ^ 2 := by positivity",
	},
	"mathd_algebra_44": {
		0: "have h₂ : 7 * s = 7 := by linarith",
		2: "exact ⟨h₃, by rw [h₁, h₃]; norm_num⟩",
	},
	"mathd_numbertheory_1124": {
		0: "have h₂ : 9 ∣ 374 * 10 + n := Dvd.dvd.trans (by norm_num) h₁",
		1: "have h₃ : 9 ∣ 14 + n := by omega",
		2: "omega",
	},
	"mathd_algebra_141": {
		0: "have h₃ : a + b = 27 := by linarith",
		1: "have h₄ : (a + b) ^ 2 = 729 := by rw [h₃]; norm_num",
		2: "have h₅ : a ^ 2 + 2 * (a * b) + b ^ 2 = 729 := by linarith",
		3: "linarith",
	},
}

func init() {
	first := "first | (norm_num; done) | (linarith; done) | (positivity; done) | (ring; done) | (omega; done)" +
		" | (nlinarith [sq_nonneg (x - y), sq_nonneg (x - z), sq_nonneg (y - z), sq_nonneg x, sq_nonneg y, sq_nonneg z]; done) | (simp; done)"
	accepted["squares"] = map[int]string{
		0: "have h₁ : 0 ≤ (x - y) ^ 2 := by " + first + "\nhave h₂ : 0 ≤ (y - z) ^ 2 := by " + first +
			"\nhave h₃ : 0 ≤ (z - x) ^ 2 := by " + first,
		1: "have h : 0 ≤ (x - y) ^ 2 + (y - z) ^ 2 + (z - x) ^ 2 := by positivity",
		2: "have k : 2 * (x * y + y * z + z * x) ≤ 2 * (x ^ 2 + y ^ 2 + z ^ 2) := by linarith",
		3: "linarith",
	}
	accepted["fixed_sum"] = map[int]string{
		0: "have h₁ : b = 2 - a := by linarith",
		1: "rw [h₁]",
		2: "have h₂ : 0 ≤ (a - 1) ^ 2 := by positivity",
		3: "linarith [mul_sub a 2 a, sub_sq a 1]",
	}
}

// TestDemoWithScriptedLean keeps the list of documents that prove the demo's inputs.
func TestDemoWithScriptedLean(t *testing.T) {
	for _, name := range []string{"squares", "fixed_sum"} {
		t.Run(name, func(t *testing.T) {
			prob, err := problem.ReadFile("../examples/demo/" + name + ".md")
			if err != nil {
				t.Fatal(err)
			}
			prover := &cos.Prover{Screener: &numerics.Judge{}}
			if name == "fixed_sum" {
				prover, _ = rehearse(t, prob, "../examples/demo/recordings.jsonl")
			}
			proof := proveWithScript(t, prover, prob)
			if proof.Whole.Verdict != evidence.Checked {
				t.Errorf("the whole is %s: %s\n%s", proof.Whole.Verdict, proof.Whole.Reason, proof.Report())
			}
			sameTheorem(t, proof, prob)
		})
	}
}

// proveWithScript proves a problem against the server that takes its listed documents; with
// -update it makes the list.
func proveWithScript(t *testing.T, prover *cos.Prover, prob *problem.Problem) *cos.Proof {
	t.Helper()
	list := filepath.Join("testdata", "lean", prob.Name()+".json")
	accepter := &accepter{steps: accepted[prob.Name()]}
	prover.Checker = accepter
	if *update {
		// The file marks what was recorded: list it as a replay will write it.
		prover.Model = markRecorded(prover.Model)
	}
	if !*update {
		prover.Checker = scripted(t, list)
	}
	proof, err := prover.Prove(t.Context(), prob)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		data, _ := json.MarshalIndent(accepter.digests, "", "\t")
		if err := os.WriteFile(list, append(data, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return proof
}

// markRecorded is a model whose answers count as recorded.
func markRecorded(m llm.Model) llm.Model {
	if m == nil {
		return nil
	}
	return llm.ModelFunc(func(ctx context.Context, req llm.Request, stream func(llm.Delta)) (llm.Reply, error) {
		reply, err := m.Complete(ctx, req, stream)
		reply.Recorded = true
		return reply, err
	})
}

// accepter passes checks on to the scripted server after putting the documents that accepted
// names on its list.
type accepter struct {
	steps   map[int]string
	digests []string
}

func (a *accepter) Check(_ context.Context, src lean.Source) (lean.Report, error) {
	takes := !strings.Contains(src.Text, "sorry")
	var step int
	if _, after, ok := strings.Cut(src.Name, "_step"); ok {
		_, _ = fmt.Sscanf(after, "%d.lean", &step)
		script, listed := a.steps[step]
		takes = listed && strings.Contains(src.Text, ":= by\n  "+strings.ReplaceAll(script, "\n", "\n  ")+"\n") &&
			!strings.HasSuffix(strings.TrimSpace(src.Text), "sorry")
	}
	if !takes {
		return lean.Report{Outcome: lean.Finished, Messages: []lean.Message{{Severity: lean.Error,
			Range: lastLine(src.Text), Text: leantest.DefaultUnknown}}}, nil
	}
	if d := leantest.Digest(src.Text); !slices.Contains(a.digests, d) {
		a.digests = append(a.digests, d)
	}
	return lean.Report{Outcome: lean.Finished}, nil
}

func lastLine(text string) lean.Range {
	line := strings.Count(strings.TrimRight(text, " \n"), "\n")
	return lean.Range{Start: lean.Position{Line: line}}
}

// scripted starts a client of the scripted server that takes the documents listed in a file.
func scripted(t *testing.T, list string) *lean.Client {
	t.Helper()
	client, err := lean.Start(t.Context(), scriptedConfig(t, list))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func scriptedConfig(t *testing.T, list string) lean.Config {
	t.Helper()
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var digests []string
	if err := json.Unmarshal(data, &digests); err != nil {
		t.Fatal(err)
	}
	script := leantest.Script{Documents: map[string]leantest.Document{}}
	for _, d := range digests {
		script.Documents[d] = leantest.Document{}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return lean.Config{Command: []string{exe, "--server"}, Dir: t.TempDir(), Env: leantest.Env(script.Write(t))}
}

// TestProofOnPool proves the demo on several servers at once: the proof is the same, byte by
// byte, as on one.
func TestProofOnPool(t *testing.T) {
	prob, err := problem.ReadFile("../examples/demo/squares.md")
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join("testdata", "lean", "squares.json")
	pool, err := lean.StartPool(t.Context(), lean.PoolConfig{Client: scriptedConfig(t, list), Servers: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	}()
	counting := &countingTrier{Pool: pool}
	var stored [2]string
	for i, prover := range []*cos.Prover{{Checker: scripted(t, list)}, {Checker: pool, Trier: counting}} {
		proof, err := prover.Prove(t.Context(), prob)
		if err != nil || proof.Whole.Verdict != evidence.Checked {
			t.Fatalf("%+v, %v", proof, err)
		}
		data, err := json.Marshal(proof)
		if err != nil {
			t.Fatal(err)
		}
		stored[i] = string(data)
	}
	if stored[0] != stored[1] {
		t.Errorf("on a pool:\n%s\non one server:\n%s", stored[1], stored[0])
	}
	if counting.scripts < 10 {
		t.Errorf("only %d scripts were tried at once", counting.scripts)
	}
}

type countingTrier struct {
	*lean.Pool
	scripts int
}

func (c *countingTrier) Try(ctx context.Context, state lean.State, scripts []string, opts lean.TryOptions) ([]lean.Trial, error) {
	c.scripts += len(scripts)
	return c.Pool.Try(ctx, state, scripts, opts)
}

// TestWithScriptedLean proves the same five problems against a server that takes only the
// listed documents: one is mended by the repair round, one has a false state that numbers
// refute before a tactic is tried, one keeps an open step.
func TestWithScriptedLean(t *testing.T) {
	want := map[string]struct {
		whole evidence.Verdict
		steps string // p proved, o open, one letter a step
		check func(t *testing.T, p *cos.Proof)
	}{
		"algebra_sqineq_at2malt1": {evidence.Checked, "ppp", func(t *testing.T, p *cos.Proof) {
			attempts := p.Steps[1].Parts[0].Attempts
			last := attempts[len(attempts)-2:]
			if last[0].Outcome != "error" || last[0].Origin != cos.FromRecording || last[1].Outcome != "proved" {
				t.Errorf("step 1 was not mended by the repair round: %+v", last)
			}
		}},
		"algebra_sqineq_unitcircatbpamblt1": {evidence.Unknown, "poo", func(t *testing.T, p *cos.Proof) {
			if p.States[2].Evidence().Verdict != evidence.Refuted {
				t.Errorf("the false state is %s", p.States[2].Evidence().Verdict)
			}
			for _, s := range p.Steps[1:] {
				if n := len(s.Parts[0].Attempts); n > 0 {
					t.Errorf("step %d: %d tactics were tried beside a refuted state", s.Index, n)
				}
			}
		}},
		"mathd_algebra_44": {evidence.Unknown, "pop", func(t *testing.T, p *cos.Proof) {
			if n := strings.Count(p.File, "sorry -- step 1, open: "); n != 1 {
				t.Errorf("the file has %d marked sorry:\n%s", n, p.File)
			}
		}},
		"mathd_numbertheory_1124": {evidence.Checked, "ppp", nil},
		"mathd_algebra_141":       {evidence.Checked, "pppp", nil},
	}
	for _, prob := range miniF2F(t) {
		t.Run(prob.Name(), func(t *testing.T) {
			prover, recordings := rehearse(t, prob, filepath.Join("testdata", "recordings", prob.Name()+".jsonl"))
			proof := proveWithScript(t, prover, prob)
			w := want[prob.Name()]
			if proof.Whole.Verdict != w.whole {
				t.Errorf("the whole is %s (%s), want %s", proof.Whole.Verdict, proof.Whole.Reason, w.whole)
			}
			steps := ""
			for _, s := range proof.Steps {
				if s.Evidence.Verdict == evidence.Checked && s.Evidence.Lean == evidence.LeanChecked {
					steps += "p"
				} else {
					steps += "o"
				}
			}
			if steps != w.steps {
				t.Errorf("steps %s, want %s", steps, w.steps)
			}
			if w.whole == evidence.Checked && strings.Contains(proof.File, "sorry") {
				t.Errorf("a checked file holds sorry:\n%s", proof.File)
			}
			if w.check != nil {
				w.check(t, proof)
			}
			sameTheorem(t, proof, prob)
			prover.Checker = nil
			if _, err := prover.Prove(t.Context(), prob); err != nil {
				t.Fatal(err)
			}
			if unused := recordings.Unused(); len(unused) > 0 && !*update {
				t.Errorf("recordings that nobody asks for: %v", unused)
			}
		})
	}
}
