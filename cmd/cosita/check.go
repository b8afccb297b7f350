package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/screen"
)

// newCheck is `cosita check 'S'`.
func newCheck(c *cli) *cobra.Command {
	var with string
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "check 'STATEMENT' …",
		Short: "Try a statement on numbers",
		Long: `Looks for a counterexample: values that satisfy every hypothesis and break the conclusion.
What it finds is confirmed by exact arithmetic. If it finds none it says how many points
that satisfy the hypotheses it tried; that is no proof.

A statement is a Lean theorem, or a proposition as one types it: then its free variables
are real numbers (natural ones: n m k i j), or what --with says.`,
		Example: `  cosita check 'theorem t (n m : ℕ) : n - m + m = n'
  cosita check 'x^2 + y^2 >= 2*x*y'
  cosita check --with 'x y : ℤ' 'x^2 - y^2 != 2'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			for _, text := range args {
				start := time.Now()
				st, err := elab.Close(text, with)
				if err != nil {
					e := screen.NotUnderstood(err)
					c.emit(line{ID: "statement", Evidence: e, Seconds: time.Since(start).Seconds()})
					c.say("%s\n", c.badge(e))
					continue
				}
				ctx, cancel := cmd.Context(), context.CancelFunc(func() {})
				if limit := a.Config.Search.Time; limit > 0 {
					ctx, cancel = context.WithTimeout(ctx, limit)
				}
				e := a.Judge().Screen(ctx, st)
				cancel()
				if err := cmd.Context().Err(); err != nil {
					return err
				}
				c.emit(line{ID: nameOf(st), Evidence: e, Statement: term.PrintStatement(st), Seconds: time.Since(start).Seconds()})
				c.say("%s\n", c.dim(shifted("  ", term.PrintStatement(st))))
				c.say("%s\n", c.badge(e))
				for _, w := range e.Warnings {
					c.say("  reading: %s\n", w.Text)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&with, "with", "", "types of free variables, such as `'x y : ℤ'`")
	settings.register(cmd, "search")
	return cmd
}

func nameOf(st *term.Statement) string {
	if st.Name == "" {
		return "statement"
	}
	return st.Name
}
