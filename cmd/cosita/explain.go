package main

import (
	"time"

	"github.com/spf13/cobra"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/screen"
)

// explained is a line of `cosita explain --json` for a statement that was understood.
type explained struct {
	ID        string             `json:"id"`
	Statement string             `json:"statement"`
	Explained string             `json:"explained"`
	Warnings  []evidence.Warning `json:"warnings"`
	Seconds   float64            `json:"seconds"`
}

// newExplain is `cosita explain 'S'`.
func newExplain(c *cli) *cobra.Command {
	var with string
	cmd := &cobra.Command{
		Use:   "explain 'STATEMENT' …",
		Short: "Write a statement out as Lean understands it",
		Long: `Prints the statement with every cast, every type of a numeral, an exponent and a bound
variable, and every extent of ∑ and ∏ written out, and warns of readings that surprise:
division that rounds, subtraction that stops at 0, possible division by 0, log, sqrt and
powers outside their domain, a sum that ends before a +, variables and hypotheses without
use, names bound twice, values of a recursion that nothing fixes.

A statement is a Lean theorem, or a proposition as one types it: then its free variables
are real numbers (natural ones: n m k i j), or what --with says.`,
		Example: `  cosita explain 'theorem t (n : ℕ) (x : ℝ) : x ^ (1/2) = n - 1'
  cosita explain '∑ k ∈ Finset.range n, k + 1 = n^2'
  cosita explain --with 'x y : ℤ' 'x / y * y = x'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, text := range args {
				c.explain(text, with)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&with, "with", "", "types of free variables, such as `'x y : ℤ'`")
	return cmd
}

func (c *cli) explain(text, with string) {
	start := time.Now()
	st, err := elab.Close(text, with)
	id := "statement"
	var ex elab.Explanation
	if err == nil {
		id = nameOf(st)
		ex, err = elab.Explain(st)
	}
	if err != nil {
		e := screen.NotUnderstood(err)
		c.emit(line{ID: id, Evidence: e, Seconds: time.Since(start).Seconds()})
		c.say("%s\n", c.badge(e))
		c.readings(e.Warnings)
		return
	}
	if c.json {
		c.object(explained{id, term.PrintStatement(st), ex.Text, append([]evidence.Warning{}, ex.Warnings...), time.Since(start).Seconds()})
	}
	c.say("%s\n", ex.Text)
	c.readings(ex.Warnings)
}
