package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cosita/lean/elab"
	"cosita/numerics/screen"
	"cosita/numerics/smt"
)

// newExport is `cosita export`.
func newExport(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "export", Short: "Write statements for other programs"}
	cmd.AddCommand(newExportSMT(c))
	return cmd
}

func newExportSMT(c *cli) *cobra.Command {
	x := &smtExport{cli: c}
	var with string
	cmd := &cobra.Command{
		Use:   "smt 'STATEMENT'|FILE …",
		Short: "Write statements as SMT-LIB 2",
		Long: `Writes each statement as a query that is unsatisfiable exactly when the theorem holds: the
hypotheses and the negated conclusion, with Lean's total functions written out (x / 0 = 0,
subtraction in ℕ stops at 0, …). What has no form there is unsupported, with the reason. ℚ
is Real, so that sat says nothing of a statement over ℚ.

--run gives the queries to a solver that is on this machine, z3 or cvc5, and prints its
answer. That is the word of another program: no verdict of Cosita's rests on it.`,
		Example: `  cosita export smt 'theorem t (n m : ℕ) : n - m + m = n'
  cosita export smt --out queries statements.jsonl
  cosita export smt --run z3 'x^2 + y^2 >= 2*x*y'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.prepare(); err != nil {
				return err
			}
			for _, arg := range args {
				rows, err := rowsOf(arg, with)
				if err != nil {
					return err
				}
				for _, row := range rows {
					if err := x.one(cmd, row); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&with, "with", "", "types of free variables, such as `'x y : ℤ'`")
	cmd.Flags().StringVar(&x.out, "out", "", "write a file ID.smt2 for each statement into this `folder`")
	cmd.Flags().StringVar(&x.run, "run", "", "ask this `solver`: z3 or cvc5")
	cmd.Flags().Float64Var(&x.seconds, "seconds", 10, "`seconds` for the solver on one statement")
	return cmd
}

// smtExport is a run of `cosita export smt`.
type smtExport struct {
	*cli
	out, run string
	seconds  float64
	solver   *smt.Solver
	begun    bool // a query was printed
}

func (x *smtExport) prepare() error {
	for _, s := range smt.Solvers {
		if s.Name == x.run {
			x.solver = &s
		}
	}
	if x.run != "" && x.solver == nil {
		return usagef("--run %s: no such solver; z3 and cvc5 are known", x.run)
	}
	if x.out == "" {
		return nil
	}
	if err := os.MkdirAll(x.out, 0o777); err != nil {
		return fmt.Errorf("make the output folder: %w; choose another with --out", err)
	}
	return nil
}

// exported is one object of --json.
type exported struct {
	ID          string  `json:"id"`
	Fragment    string  `json:"fragment,omitempty"`
	File        string  `json:"file,omitempty"`
	Query       string  `json:"query,omitempty"` // where there is no file
	Unsupported string  `json:"unsupported,omitempty"`
	Solver      string  `json:"solver,omitempty"`
	Answer      string  `json:"answer,omitempty"`
	Seconds     float64 `json:"seconds"` // of the solver
}

func (x *smtExport) one(cmd *cobra.Command, row screen.Row) error {
	o := exported{ID: row.ID}
	query, err := x.query(row, &o)
	switch {
	case err != nil:
		o.Unsupported = err.Error()
	case x.out != "":
		o.File = filepath.Join(x.out, strings.Map(fileRune, row.ID)+".smt2")
		if err := replaceFile(o.File, []byte(query)); err != nil {
			return fmt.Errorf("write the query: %w", err)
		}
	default:
		o.Query = query
	}
	if err == nil && x.solver != nil {
		answer, err := smt.Run(cmd.Context(), *x.solver, query, time.Duration(x.seconds*float64(time.Second)))
		if err != nil {
			return err
		}
		o.Solver, o.Answer, o.Seconds = x.run, string(answer.Result), answer.Elapsed.Seconds()
	}
	if x.json {
		x.object(o)
		return x.broken
	}
	switch {
	case o.Unsupported != "":
		x.say("; %s: %s\n", o.ID, strings.ReplaceAll(o.Unsupported, "\n", " "))
	case o.Answer != "":
		x.say("%s: %s says %s\n", o.ID, o.Solver, o.Answer)
	case o.File != "":
		x.say("%s\n", o.File)
	default:
		if x.begun {
			x.say("(reset)\n")
		}
		x.begun = true
		x.say("%s", query)
	}
	return x.broken
}

func (x *smtExport) query(row screen.Row, o *exported) (string, error) {
	if row.Refusal != "" {
		return "", &smt.Unsupported{Name: row.Refusal}
	}
	st, err := screen.Parse(row)
	if err != nil {
		return "", fmt.Errorf("parse: %w", err)
	}
	typed, err := elab.Elaborate(st)
	if err != nil {
		return "", err
	}
	o.Fragment = smt.Fragment(typed)
	return smt.Export(typed)
}

// fileRune keeps what a file's name may hold on every system.
func fileRune(r rune) rune {
	if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
		return '_'
	}
	return r
}
