package smt_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/internal/testdata"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics"
	"cosita/numerics/certify"
	"cosita/numerics/smt"
)

var (
	peers   = flag.Bool("peers", false, "run TestPeers and TestMutants: an hour at most")
	limit   = flag.Duration("limit", 10*time.Second, "what TestPeers gives each solver of the processor for a statement")
	workers = flag.Int("workers", 2, "statements that TestPeers works on at once")
	record  = flag.String("record", "", "file for the answers of TestPeers, a JSON object a line")
)

// compared is one statement of TestPeers.
type compared struct {
	ID          string
	Fragment    string
	Unsupported string             `json:",omitempty"`
	Verdict     map[string]string  // of certify, judge, z3, cvc5
	Seconds     map[string]float64 // of certify, z3, cvc5
}

// solved reports whether a method says that the theorem holds.
func (c *compared) solved(method string) bool {
	v := c.Verdict[method]
	return v == "certified" || v == "vacuous" || v == "unsat"
}

// certify, z3 and cvc5 side by side on miniF2F, and every disagreement between a solver and
// the program's verdicts.
func TestPeers(t *testing.T) {
	if !*peers {
		t.Skip("only with -peers: an hour at most")
	}
	t.Setenv("PATH", limited(t))
	problems := miniF2F(t)
	results := make([]compared, len(problems))
	next := make(chan int)
	var group sync.WaitGroup
	for range *workers {
		group.Go(func() {
			for i := range next {
				results[i] = compare(t, problems[i].id, problems[i].st)
			}
		})
	}
	for i := range problems {
		next <- i
	}
	close(next)
	group.Wait()
	if *record != "" {
		var b strings.Builder
		enc := json.NewEncoder(&b)
		for _, r := range results {
			_ = enc.Encode(r)
		}
		if err := os.WriteFile(*record, []byte(b.String()), 0o600); err != nil {
			t.Error(err)
		}
	}
	t.Logf("\n%s", table(results))
	for _, r := range results {
		for _, solver := range []string{"z3", "cvc5"} {
			sat, unsat := r.Verdict[solver] == "sat", r.Verdict[solver] == "unsat"
			switch judge := r.Verdict["judge"]; {
			case sat && r.solved("certify"), unsat && judge == "refuted":
				t.Errorf("%s is %s, and %s says %s", r.ID, r.Verdict["judge"], solver, r.Verdict[solver])
			case sat && judge != "refuted":
				t.Logf("%s is %s, and %s says sat", r.ID, judge, solver)
			case judge == "refuted":
				t.Logf("%s is refuted, and %s says %s", r.ID, solver, r.Verdict[solver])
			}
		}
	}
}

// problem is a statement of the data set.
type problem struct {
	id string
	st *term.Statement
}

func miniF2F(t *testing.T) []problem {
	t.Helper()
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var problems []problem
	for rows := json.NewDecoder(file); ; {
		var row struct{ ID, Header, Statement string }
		if err := rows.Decode(&row); errors.Is(err, io.EOF) {
			return problems
		} else if err != nil {
			t.Fatal(err)
		}
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil {
			t.Fatalf("%s: %v", row.ID, err)
		}
		problems = append(problems, problem{row.ID, st})
	}
}

// limited is a folder with the solvers, each under a limit of processor time: a limit of
// elapsed time would say how busy the machine is.
func limited(t *testing.T) string {
	dir := t.TempDir()
	for _, s := range smt.Solvers {
		path, err := exec.LookPath(s.Name)
		if err != nil {
			t.Skipf("%s is not on this machine", s.Name)
		}
		script := fmt.Sprintf("#!/bin/sh\nulimit -t %d\nexec '%s' \"$@\"\n", int(limit.Seconds()), path)
		if err := os.WriteFile(filepath.Join(dir, s.Name), []byte(script), 0o755); err != nil { //nolint:gosec // it is run
			t.Fatal(err)
		}
	}
	return dir
}

// patience is how much longer a solver may take on the clock than of the processor.
const patience = 20

func compare(t *testing.T, id string, st *term.Statement) compared {
	r := compared{ID: id, Verdict: map[string]string{}, Seconds: map[string]float64{}}
	typed, err := elab.Elaborate(st)
	if err != nil {
		r.Fragment, r.Unsupported = "not understood", err.Error()
		return r
	}
	r.Fragment = smt.Fragment(typed)
	var judge numerics.Judge
	judge.Searcher.Points = 2000
	screenCtx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	r.Verdict["judge"] = judge.Screen(screenCtx, st).Verdict.String()
	cancel()
	certifyCtx, cancel := context.WithTimeout(t.Context(), *limit)
	begin := time.Now()
	e := certify.Certifier{}.Certify(certifyCtx, st)
	cancel()
	r.Verdict["certify"], r.Seconds["certify"] = e.Verdict.String(), time.Since(begin).Seconds()
	if e.Verdict != evidence.Unknown && r.Verdict["judge"] == "refuted" {
		t.Errorf("%s is refuted and %s", id, e.Verdict)
	}
	query, err := smt.Export(typed)
	if err != nil {
		r.Unsupported = err.Error()
		return r
	}
	for _, s := range smt.Solvers {
		a, err := smt.Run(t.Context(), s, query, patience**limit)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		r.Verdict[s.Name], r.Seconds[s.Name] = string(a.Result), a.Processor.Seconds()
	}
	return r
}

// table has a row for each fragment.
func table(results []compared) string {
	methods := []string{"certify", "z3", "cvc5"}
	groups := map[string][]compared{}
	for _, r := range results {
		groups[r.Fragment] = append(groups[r.Fragment], r)
		groups["all"] = append(groups["all"], r)
	}
	var names []string
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("| fragment | statements | exported | certify | z3 | cvc5 | all three | none | certify alone | z3 alone | cvc5 alone | z3 or cvc5, not certify | median s (certify, z3, cvc5) |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, name := range names {
		count := map[string]int{}
		times := map[string][]float64{}
		for _, r := range groups[name] {
			if r.Unsupported == "" {
				count["exported"]++
			}
			var by []string
			for _, m := range methods {
				if r.solved(m) {
					by = append(by, m)
					count[m]++
					times[m] = append(times[m], r.Seconds[m])
				}
			}
			switch {
			case len(by) == 0:
				count["none"]++
			case len(by) == 1:
				count[by[0]+" alone"]++
			case len(by) == 3:
				count["three"]++
			}
			if len(by) > 0 && !slices.Contains(by, "certify") {
				count["missed"]++
			}
		}
		var medians []string
		for _, m := range methods {
			text := "–"
			if all := times[m]; len(all) > 0 {
				slices.Sort(all)
				text = fmt.Sprintf("%.3f", all[len(all)/2])
			}
			medians = append(medians, text)
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s |\n", name, len(groups[name]), count["exported"],
			count["certify"], count["z3"], count["cvc5"], count["three"], count["none"], count["certify alone"], count["z3 alone"], count["cvc5 alone"],
			count["missed"], strings.Join(medians, ", "))
	}
	return b.String()
}
