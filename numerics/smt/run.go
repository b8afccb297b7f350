package smt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Solver is a program that reads SMT-LIB 2 on standard input.
type Solver struct {
	Name string
	args func(limit time.Duration) []string
}

// The solvers that are known.
var (
	Z3 = Solver{"z3", func(d time.Duration) []string {
		return []string{"-in", "-smt2", fmt.Sprintf("-T:%d", max(1, int(d.Seconds())))}
	}}
	CVC5 = Solver{"cvc5", func(d time.Duration) []string {
		return []string{"--lang=smt2", fmt.Sprintf("--tlimit=%d", d.Milliseconds()), "-"}
	}}
)

// Solvers are all of them.
var Solvers = []Solver{Z3, CVC5}

// Errors that Run wraps.
var (
	// ErrNoSolver is returned when the program is not on PATH.
	ErrNoSolver = errors.New("no such solver on this machine")
	// ErrRejected is returned when the solver does not understand the query.
	ErrRejected = errors.New("the solver rejects the query")
)

// Result is what a solver says of a query.
type Result string

// The results.
const (
	Unsat   Result = "unsat"   // the theorem holds, says the solver
	Sat     Result = "sat"     // there is a counterexample, says the solver
	Unknown Result = "unknown" // neither
	TimeOut Result = "timeout"
)

// Answer is a solver's answer.
type Answer struct {
	Result    Result
	Elapsed   time.Duration
	Processor time.Duration // that it took of the processor
}

// grace is what a solver may take beyond its limit, before it is killed.
const grace = 2 * time.Second

// Run gives a query to a solver, for at most the time limit.
func Run(ctx context.Context, s Solver, query string, limit time.Duration) (Answer, error) {
	var answer Answer
	out, err := s.run(ctx, query, limit, &answer)
	if err != nil {
		return answer, err
	}
	for line := range strings.Lines(out) {
		switch r := Result(strings.TrimSpace(line)); r {
		case Unsat, Sat, Unknown, TimeOut:
			answer.Result = r
			return answer, nil
		}
		if strings.HasPrefix(line, "(error") {
			return answer, fmt.Errorf("%s: %w: %s", s.Name, ErrRejected, strings.TrimSpace(line))
		}
	}
	// Killed, or ended by its own limit without a word.
	answer.Result = TimeOut
	return answer, nil
}

// run gives the output, whatever the exit code, and notes the times.
func (s Solver) run(ctx context.Context, query string, limit time.Duration, times *Answer) (string, error) {
	path, err := exec.LookPath(s.Name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.Name, ErrNoSolver)
	}
	inner, cancel := context.WithTimeout(ctx, limit+grace)
	defer cancel()
	cmd := exec.CommandContext(inner, path, s.args(limit)...) //nolint:gosec // one of Solvers
	cmd.Stdin = strings.NewReader(query)
	var out bytes.Buffer
	cmd.Stdout = &out
	begin := time.Now()
	err = cmd.Run()
	times.Elapsed = time.Since(begin)
	if cmd.ProcessState != nil {
		times.Processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited && inner.Err() == nil {
		return "", fmt.Errorf("running %s: %w", s.Name, err)
	}
	return out.String(), ctx.Err()
}
