package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/screen"
)

// newCheck is `cosita check 'S'`.
func newCheck(c *cli) *cobra.Command {
	var with string
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "check 'STATEMENT'|FILE …",
		Short: "Try a statement on numbers",
		Long: `Looks for a counterexample: values that satisfy every hypothesis and break the conclusion.
What it finds is confirmed by exact arithmetic. If it finds none it says how many points
that satisfy the hypotheses it tried; that is no proof.

A statement is a Lean theorem, or a proposition as one types it: then its free variables
are real numbers (natural ones: n m k i j), or what --with says. FILE holds such a text;
of .lean and .jsonl files every statement is tried, one after the other (see screen).`,
		Example: `  cosita check 'theorem t (n m : ℕ) : n - m + m = n'
  cosita check 'x^2 + y^2 >= 2*x*y'
  cosita check --with 'x y : ℤ' 'x^2 - y^2 != 2'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			for _, arg := range args {
				rows, err := rowsOf(arg, with)
				if err != nil {
					return err
				}
				run := screen.Run{Screener: a.Judge(), Workers: 1, Time: a.Config.Search.Time}
				if err := run.All(cmd.Context(), rows, c.checked); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&with, "with", "", "types of free variables, such as `'x y : ℤ'`")
	settings.register(cmd, "search")
	return cmd
}

// checked shows what is known of one statement.
func (c *cli) checked(o screen.Outcome) error {
	c.emit(line{ID: o.ID, Evidence: o.Evidence, Statement: o.Statement, Seconds: o.Elapsed.Seconds()})
	c.say("%s\n%s\n", c.dim(shifted("  ", o.Statement)), c.badge(o.Evidence))
	c.readings(o.Evidence.Warnings)
	return c.broken
}

// readings shows the warnings about a statement's reading.
func (c *cli) readings(warnings []evidence.Warning) {
	for _, w := range warnings {
		c.say("  reading: %s\n", w.Text)
	}
}

// rowsOf reads an argument that is a file or folder; any other is a statement as one types it.
func rowsOf(arg, with string) ([]screen.Row, error) {
	if info, err := os.Stat(arg); err == nil {
		if ext := filepath.Ext(arg); info.IsDir() || ext == ".jsonl" || ext == ".lean" {
			return screen.Read(arg)
		}
		text, err := os.ReadFile(arg)
		if err != nil {
			return nil, err
		}
		arg = string(text)
	}
	st, err := elab.Close(arg, with)
	if err != nil {
		// As it stands: that it cannot be read is an outcome, not an end.
		return []screen.Row{{ID: "statement", Text: arg, Err: err}}, nil
	}
	return []screen.Row{{ID: nameOf(st), Header: st.Header.Text, Text: term.PrintStatement(st)}}, nil
}

func nameOf(st *term.Statement) string {
	if st.Name == "" {
		return "statement"
	}
	return st.Name
}
