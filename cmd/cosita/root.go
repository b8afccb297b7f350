package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cosita/evidence"
)

const about = `Cosita takes informal mathematics to Lean 4 proofs, and shows what each step is worth.

A statement or a step is never just "generated". It is
  refuted      with an exact counterexample,
  vacuous      where its hypotheses contradict each other, certified,
  consistent   with so many points that were tried,
  certified    by an exact certificate,
  checked      by Lean, or
  unknown      with the reason.

Try a conjecture before you prove it:   cosita check 'theorem t (n m : ℕ) : n - m + m = n'
Try every statement of a file:          cosita screen statements.jsonl
See the whole on three examples:        cosita demo
Prove a problem file step by step:      cosita prove problem.md
See what this machine lacks:            cosita doctor`

// newRoot is the command `cosita` with everything below it.
func newRoot(c *cli) *cobra.Command {
	var failOn []string
	root := &cobra.Command{
		Use:           "cosita",
		Short:         "Informal mathematics to Lean 4 proofs, with evidence for each step",
		Long:          about,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			for _, name := range failOn {
				if name == "missing-recording" {
					c.missing = true
					continue
				}
				v, err := evidence.ParseVerdict(name)
				if err != nil {
					return usagef("--fail-on %s: no such verdict", name)
				}
				c.failOn = append(c.failOn, v)
			}
			c.started = true
			return nil
		},
		PersistentPostRunE: func(*cobra.Command, []string) error { return c.broken },
	}
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	flags := root.PersistentFlags()
	flags.BoolVar(&c.json, "json", false, "one JSON object a line on stdout, nothing else there")
	flags.StringSliceVar(&failOn, "fail-on", nil, "exit with 1 when one of these `verdicts` occurs: "+verdictNames())
	root.AddCommand(newCheck(c), newExplain(c), newScreen(c), newMutate(c), newCertificate(c), newExport(c), newProve(c), newDemo(c), newDoctor(c),
		newConfig(c), newVersion(c))
	return root
}

func verdictNames() string {
	var names []string
	for v := evidence.Unknown; v <= evidence.Audited; v++ {
		names = append(names, fmt.Sprint(v))
	}
	return strings.Join(append(names, "missing-recording"), ", ")
}
