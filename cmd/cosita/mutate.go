package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"cosita/evidence"
	"cosita/numerics/mutate"
	"cosita/numerics/screen"
)

// newMutate is `cosita mutate FILES…|'STATEMENT' …`.
func newMutate(c *cli) *cobra.Command {
	var try bool
	var count int
	var with string
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "mutate FILES…|'STATEMENT' …",
		Short: "Make wrong variants of statements, to measure the screen",
		Long: `Prints variants of each statement that differ from it in one place: a flipped relation,
a numeral that is one off, a hypothesis left out, a swapped quantifier or connective,
ℕ for ℤ, a shifted index. Most are wrong, and some are true all the same.

With --screen each variant is tried on numbers, and a table says how many of each kind
were refuted.`,
		Example: `  cosita mutate 'theorem t (n : ℕ) (h : 3 ≤ n) : n ^ 2 > 8'
  cosita mutate --screen --count 5 statements.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			var rows []screen.Row
			for _, arg := range args {
				of, err := rowsOf(arg, with)
				if err != nil {
					return err
				}
				rows = append(rows, of...)
			}
			var tallies map[string]*tally
			if try {
				tallies = map[string]*tally{}
			}
			for _, row := range rows {
				st, err := screen.Parse(row)
				if err != nil {
					e := screen.NotUnderstood(err)
					c.emit(line{ID: row.ID, Evidence: e})
					c.say("%s  %s\n", c.badge(e), row.ID)
					continue
				}
				for _, m := range mutate.Sample(st, count, a.Config.Search.Seed) {
					if err := c.mutant(cmd.Context(), row.ID, m, a.Judge(), tallies, a.Config.Search.Time); err != nil {
						return err
					}
				}
			}
			c.tallies(tallies)
			return nil
		},
	}
	cmd.Flags().BoolVar(&try, "screen", false, "try each variant on numbers")
	cmd.Flags().IntVar(&count, "count", 0, "at most this `count` of variants of a statement, chosen by the seed (default all)")
	cmd.Flags().StringVar(&with, "with", "", "types of free variables, such as `'x y : ℤ'`")
	settings.register(cmd, "search")
	return cmd
}

// mutant prints a variant; with tallies it is tried first.
func (c *cli) mutant(ctx context.Context, id string, m mutate.Mutant, s screen.Screener, tallies map[string]*tally, limit time.Duration) error {
	if tallies == nil {
		if c.json {
			c.object(variant{id, m.Rule, m.Text})
		}
		c.say("%-10s  %s\n", m.Rule, m.Text)
		return c.broken
	}
	start := time.Now()
	trial := ctx
	if limit > 0 {
		var cancel context.CancelFunc
		trial, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	e := s.Screen(trial, m.Statement)
	if err := ctx.Err(); err != nil {
		return err
	}
	c.emit(line{ID: id, Evidence: e, Kind: m.Rule, Statement: m.Text, Seconds: time.Since(start).Seconds()})
	c.say("%-10s  %s\n            %s\n", m.Rule, m.Text, c.badge(e))
	if tallies[m.Rule] == nil {
		tallies[m.Rule] = &tally{}
	}
	tallies[m.Rule].add(e.Verdict)
	return c.broken
}

// variant is a line of `cosita mutate --json` without --screen.
type variant struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Statement string `json:"statement"`
}

// tally counts the verdicts on the variants of one kind.
type tally struct{ refuted, consistent, other int }

func (t *tally) add(v evidence.Verdict) {
	switch v {
	case evidence.Refuted:
		t.refuted++
	case evidence.Consistent:
		t.consistent++
	default:
		t.other++
	}
}

func (c *cli) tallies(tallies map[string]*tally) {
	if len(tallies) == 0 {
		return
	}
	c.say("\n%-10s  %8s  %10s  %8s\n", "kind", "refuted", "consistent", "unknown")
	for _, rule := range mutate.Rules {
		if t := tallies[rule]; t != nil {
			c.say("%-10s  %8d  %10d  %8d\n", rule, t.refuted, t.consistent, t.other)
		}
	}
}
