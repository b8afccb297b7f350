package main

import (
	"errors"
	"github.com/spf13/cobra"

	"cosita/internal/app"
	"cosita/problem"
)

// newProve is `cosita prove FILE.md`.
func newProve(c *cli) *cobra.Command {
	var out string
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "prove FILE.md",
		Short: "Prove a problem file by a chain of states",
		Long: `Reads a problem file (Markdown: the statement in a fenced lean block, then a section
Proof, and optionally a section Chain with states of your own), makes a chain of proof
states, tries every state on numbers, looks for exact certificates, proves every step with
Lean, and assembles one file. A certificate's script is tried before all others.

Writes NAME.lean, chain.json and report.md into --out; they are up to date after each step.
Without Lean no step is better than certified; without a model write the states yourself.`,
		Example: `  cosita prove examples/demo/squares.md
  cosita prove problem.md --out proof --lean ~/.elan/bin/lean
  cosita prove problem.md --model.base-url http://localhost:8000/v1 --model.name prover --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			prob, err := problem.ReadFile(args[0])
			if err != nil {
				return err
			}
			return proveOne(cmd, c, a, prob, out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "output `folder` (default NAME-proof)")
	settings.register(cmd, "lean", "model", "search", "cache", "budget")
	return cmd
}

func proveOne(cmd *cobra.Command, c *cli, a *app.App, prob *problem.Problem, out string) error {
	if out == "" {
		out = prob.Name() + "-proof"
	}
	files, err := newProofFiles(out, prob.Name())
	if err != nil {
		return err
	}
	prover, err := a.Prover(cmd.Context())
	if err != nil {
		return err
	}
	view := newChainView(c, prob.Name())
	prover.Observer, prover.Save, prover.Tool = view, files.save, "cosita "+readBuild().String()
	proof, err := prover.Prove(cmd.Context(), prob)
	if proof != nil && err == nil {
		view.whole(proof, files.lean)
		c.say("  files    %s, chain.json, report.md\n", files.lean)
		if a.NoLean() != "" {
			c.hint("%s\nRun `cosita doctor` for what is missing.\n", a.NoLean())
		}
	}
	return err
}
