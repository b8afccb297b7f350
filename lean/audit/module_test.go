package audit

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/lean"
)

const moduleTrusted = "theorem a (n : Nat) : n = n := by sorry\n\ntheorem B.b (n : Nat) : n + 0 = n := by sorry\n"

const moduleFileText = "theorem a (n : Nat) : n = n := rfl\n\ntheorem B.b (n : Nat) : n + 0 = n := rfl\n"

// unconfined starts programs without limits.
type unconfined struct{ env []string }

func (u unconfined) Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), u.env...)
	return cmd, nil
}

// checkerFunc is a Checker.
type checkerFunc func(ctx context.Context, src lean.Source) (lean.Report, error)

func (f checkerFunc) Check(ctx context.Context, src lean.Source) (lean.Report, error) {
	return f(ctx, src)
}

// fakeModule is a Module whose lean is this test binary, and whose comparison is answered by a
// function.
func fakeModule(t *testing.T, deed string, answer func(src lean.Source, nonce string) lean.Report) *Module {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	library := t.TempDir()
	if err := os.WriteFile(filepath.Join(library, "Mathlib.olean"), []byte("library"), 0o600); err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`#eval Cosita\.audit "([A-Z0-9]{20,})" `)
	return &Module{
		Command: []string{exe}, Modules: []string{library, filepath.Join(library, "none")},
		Confine: func(string) Confiner {
			return unconfined{[]string{"COSITA_FAKE_LEAN=" + deed, "COSITA_FAKE_LIBRARY=" + library, "GORACE=atexit_sleep_ms=0"}}
		},
		Checker: checkerFunc(func(_ context.Context, src lean.Source) (lean.Report, error) {
			m := number.FindStringSubmatch(src.Text)
			if m == nil {
				t.Errorf("the program does not end in its run: %q", src.Text[max(0, len(src.Text)-300):])
				return lean.Report{}, nil
			}
			return answer(src, m[1]), nil
		}),
	}
}

// answerLine is the line that runs the program, from 0.
func answerLine(src lean.Source) int { return strings.Count(strings.TrimRight(src.Text, "\n"), "\n") }

func said(line int, severity lean.Severity, text string) lean.Message {
	return lean.Message{Severity: severity, Range: lean.Range{Start: lean.Position{Line: line}, End: lean.Position{Line: line, Character: 5}}, Text: text}
}

func finished(messages ...lean.Message) lean.Report {
	return lean.Report{Outcome: lean.Finished, Messages: messages}
}

// right is the answer of a Lean that finds nothing wrong.
func right(t *testing.T, nonce string, change func([]ComparedTheorem)) string {
	t.Helper()
	theorems := []ComparedTheorem{{Name: "a", Same: true, Axioms: []string{}}, {Name: "B.b", Same: true, Axioms: []string{"propext", "Quot.sound"}}}
	if change != nil {
		change(theorems)
	}
	return nonce + " " + mustJSON(t, map[string]any{"nonce": nonce, "version": "4.27.0", "theorems": theorems}) + "\n"
}

func auditWith(t *testing.T, m Inspector, file string) Report {
	t.Helper()
	trusted, err := ReadTrusted(moduleTrusted)
	if err != nil {
		t.Fatal(err)
	}
	r, err := (&Auditor{Inspector: m}).Audit(t.Context(), trusted, file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestModule audits a file with a Lean that is right.
func TestModule(t *testing.T) {
	r := auditWith(t, fakeModule(t, "works", func(src lean.Source, nonce string) lean.Report {
		if strings.Contains(src.Text, "n + 0 = n") {
			t.Error("the program holds submitted text")
		}
		for _, name := range []string{`(Lean.Name.str Lean.Name.anonymous "a")`, `(Lean.Name.str (Lean.Name.str Lean.Name.anonymous "B") "b")`} {
			if !strings.Contains(src.Text, name) {
				t.Errorf("the program does not name %s", name)
			}
		}
		return finished(said(answerLine(src), lean.Information, right(t, nonce, nil)))
	}), moduleFileText)
	if r.Level != ModuleLevel || r.Refused() || len(r.Theorems) != 2 {
		t.Fatalf("%+v", r)
	}
	for _, theorem := range r.Theorems {
		if theorem.Verdict != evidence.Audited || theorem.Lean != evidence.LeanAudited || theorem.Axioms == nil {
			t.Errorf("%+v", theorem)
		}
		if err := theorem.Check(); err != nil {
			t.Error(err)
		}
	}
	if r.Module.Closure == "" || r.Module.Version != "4.27.0" {
		t.Errorf("%+v", r.Module)
	}
}

// TestTampering gives compilers that fail, hang or tamper: nothing is audited, and the reason
// says why.
func TestTampering(t *testing.T) {
	for deed, want := range map[string]string{
		"trusted-fails":              "the trusted file does not compile",
		"file-fails":                 "the file does not compile: lean: exit status 1: Statement.lean:3:0: error: type mismatch",
		"hangs":                      "the file does not compile: budget: time",
		"no-module":                  "lean made no module",
		"changes-the-trusted-module": "refused: tampering",
		"removes-the-trusted-module": "refused: tampering",
		"changes-the-library":        "refused: tampering",
		"adds-to-the-library":        "refused: tampering",
	} {
		t.Run(deed, func(t *testing.T) {
			m := fakeModule(t, deed, func(lean.Source, string) lean.Report {
				t.Error("the comparison ran")
				return lean.Report{}
			})
			if deed == "hangs" {
				m.Timeout = 2 * time.Second
			}
			r := auditWith(t, m, moduleFileText)
			if r.Level != CommandsLevel {
				t.Errorf("level %s", r.Level)
			}
			for _, theorem := range r.Theorems {
				if theorem.Verdict != evidence.Unknown || !strings.Contains(theorem.Reason, want) {
					t.Errorf("%s: %q, want %q", theorem.Verdict, theorem.Reason, want)
				}
			}
		})
	}
}

// TestLies gives answers that are not our program's, or not good news: no theorem is audited
// unless the answer speaks well of it.
func TestLies(t *testing.T) {
	line := func(src lean.Source) int { return answerLine(src) }
	for name, c := range map[string]struct {
		answer func(t *testing.T, src lean.Source, nonce string) lean.Report
		a, b   string // the reasons of the two theorems; "" means audited
	}{
		"silence":     {func(*testing.T, lean.Source, string) lean.Report { return finished() }, "0 messages", "0 messages"},
		"did not run": {func(*testing.T, lean.Source, string) lean.Report { return lean.Report{} }, "comparison failed", "comparison failed"},
		"time": {func(*testing.T, lean.Source, string) lean.Report {
			return lean.Report{Outcome: lean.TimedOut, Reason: "budget: time (1s)"}
		}, "budget: time", "budget: time"},
		"death": {func(*testing.T, lean.Source, string) lean.Report {
			return lean.Report{Outcome: lean.Died, Reason: "killed"}
		}, "killed", "killed"},
		"error": {func(_ *testing.T, src lean.Source, _ string) lean.Report {
			return finished(said(line(src), lean.Error, "the submitted module imports Evil"))
		}, "imports Evil", "imports Evil"},
		"right answer and an error": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, nil)), said(line(src), lean.Error, "no"))
		}, "comparison failed", "comparison failed"},
		"sorry": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			r := finished(said(line(src), lean.Information, right(t, nonce, nil)))
			r.Sorry = true
			return r
		}, "comparison failed", "comparison failed"},
		"another line": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src)-1, lean.Information, right(t, nonce, nil)))
		}, "not its answer", "not its answer"},
		"another severity": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Warning, right(t, nonce, nil)))
		}, "not its answer", "not its answer"},
		"two answers": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			m := said(line(src), lean.Information, right(t, nonce, nil))
			return finished(m, m)
		}, "2 messages", "2 messages"},
		"another number": {func(t *testing.T, src lean.Source, _ string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", nil)))
		}, "without its number", "without its number"},
		"number of the frame only": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, nonce+" "+right(t, "ABC", nil)[4:]))
		}, "not its own", "not its own"},
		"imitation": {func(_ *testing.T, src lean.Source, _ string) lean.Report {
			return finished(said(line(src), lean.Information, "'a' does not depend on any axioms"))
		}, "without its number", "without its number"},
		"text behind": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, nil)+"{}"))
		}, "not its own", "not its own"},
		"no object": {func(_ *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, nonce+" all is well"))
		}, "read the answer", "read the answer"},
		"unknown field": {func(_ *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, nonce+` {"nonce":"`+nonce+`","ok":true}`))
		}, "unknown field", "unknown field"},
		"one theorem is left out": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, func(all []ComparedTheorem) { all[1].Name = "c" })))
		}, "", "speaks of it 0 times"},
		"one theorem is there twice": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, func(all []ComparedTheorem) { all[0].Name = "B.b" })))
		}, "speaks of it 0 times", "speaks of it 2 times"},
		"types differ": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, func(all []ComparedTheorem) { all[0].Same, all[0].Why = false, "the types differ" })))
		}, "refused: type: a: the types differ", ""},
		"sorry among the axioms": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, func(all []ComparedTheorem) { all[1].Axioms = append(all[1].Axioms, "sorryAx") })))
		}, "", "refused: axiom: B.b: it depends on sorryAx"},
		"an axiom that looks allowed": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, func(all []ComparedTheorem) { all[0].Axioms = []string{"«Classical.choice»"} })))
		}, "depends on «Classical.choice»", ""},
		"axioms unknown": {func(t *testing.T, src lean.Source, nonce string) lean.Report {
			return finished(said(line(src), lean.Information, right(t, nonce, func(all []ComparedTheorem) { all[0].Axioms = nil })))
		}, "axioms are not known", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := auditWith(t, fakeModule(t, "works", func(src lean.Source, nonce string) lean.Report { return c.answer(t, src, nonce) }), moduleFileText)
			if r.Level == ModuleLevel {
				t.Errorf("level %s", r.Level)
			}
			for i, want := range []string{c.a, c.b} {
				theorem := r.Theorems[i]
				if want == "" && theorem.Verdict != evidence.Audited || want != "" && (theorem.Verdict != evidence.Unknown || !strings.Contains(theorem.Reason, want)) {
					t.Errorf("%s: %s %q, want %q", theorem.Name, theorem.Verdict, theorem.Reason, want)
				}
			}
		})
	}
}

// TestRefusedFilesReachNoLean demands that a file with a refused command is not compiled.
func TestRefusedFilesReachNoLean(t *testing.T) {
	r := auditWith(t, inspectorFunc(func(context.Context, *Trusted, string) (Compared, error) {
		t.Error("Lean was asked")
		return Compared{}, nil
	}), "axiom no : False\n"+moduleFileText)
	if r.Level != NoLevel || !r.Refused() || !strings.HasPrefix(r.Theorems[0].Reason, "refused: command, line 1: ") {
		t.Errorf("%+v", r)
	}
}

type inspectorFunc func(ctx context.Context, trusted *Trusted, file string) (Compared, error)

func (f inspectorFunc) Inspect(ctx context.Context, trusted *Trusted, file string) (Compared, error) {
	return f(ctx, trusted, file)
}

// TestAuditCanceled cancels an audit while Lean compiles.
func TestAuditCanceled(t *testing.T) {
	trusted, err := ReadTrusted(moduleTrusted)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	m := fakeModule(t, "hangs", func(lean.Source, string) lean.Report { return lean.Report{} })
	started := m.Confine
	m.Confine = func(write string) Confiner {
		if strings.HasSuffix(write, "submitted") {
			cancel()
		}
		return started(write)
	}
	if _, err := (&Auditor{Inspector: m}).Audit(ctx, trusted, moduleFileText); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestNoLean audits without Lean.
func TestNoLean(t *testing.T) {
	r := auditWith(t, nil, moduleFileText)
	if r.Level != CommandsLevel || r.Refused() || r.Theorems[0].Verdict != evidence.Unknown || !strings.HasPrefix(r.Theorems[0].Reason, "no Lean found") {
		t.Errorf("%+v", r)
	}
}
