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
		Short: "Try a statement on numbers, and certify it",
		Long: `Looks for a counterexample: values that satisfy every hypothesis and break the conclusion.
What it finds is confirmed by exact arithmetic. If it finds none it looks for an exact
certificate, a proof that other code checks, and prints the Lean script made from it (Lean
does not compile it here). If there is none either, it says how many points that satisfy the
hypotheses it tried; that is no proof. --json writes certificates in full: cosita certificate
verify checks them again.

A statement is a Lean theorem, or a proposition as one types it: then its free variables
are real numbers (natural ones: n m k i j), or what --with says. FILE holds such a text;
of .lean and .jsonl files every statement is tried, one after the other (see screen).`,
		Example: `  cosita check 'theorem t (n m : ℕ) : n - m + m = n'
  cosita check 'x^2 + y^2 >= 2*x*y'
  cosita check --with 'x y : ℤ' 'x^2 - y^2 != 2'
  cosita check --json 'x^2 + y^2 >= 2*x*y' | cosita certificate verify -`,
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
				run := screen.Run{Screener: screen.ScreenerFunc(a.Judge().Certify), Workers: 1, Time: a.Config.Search.Time}
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
	c.emit(lineOf(o))
	c.say("%s\n%s\n", c.dim(shifted("  ", o.Statement)), c.badge(o.Evidence))
	for _, w := range o.Evidence.Warnings {
		c.say("  reading: %s\n", w.Text)
	}
	switch e := o.Evidence; {
	case e.Certificate != nil && e.Script != "":
		c.say("  %s; the Lean script was not compiled here:\n%s\n", e.Reason, shifted("    ", e.Script))
	case e.Certificate != nil:
		c.say("  %s; there is no Lean script of it\n", e.Reason)
	case e.Verdict == evidence.Consistent:
		c.say("  %s\n", e.Reason)
	}
	return c.broken
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
