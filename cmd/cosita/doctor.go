package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"cosita/lean/project"
)

// newDoctor is `cosita doctor`.
func newDoctor(c *cli) *cobra.Command {
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine lacks, and the command that brings it",
		Long: `Looks for Lean, Lake, a workspace with Mathlib, and a model. Nothing is installed and nothing
is asked over the network. cosita demo, check and the tests need none of them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			findings := project.Doctor(cmd.Context(), a.Search(), cmp.Or(a.Config.Lean.Project, "."))
			model := project.Finding{Name: "model", OK: a.Config.Model.Model != "",
				Detail: fmt.Sprintf("%s at %s (not asked)", a.Config.Model.Model, a.Config.Model.BaseURL)}
			if !model.OK {
				model.Detail = "none is configured"
				model.Fix = "set model.base_url and model.model in the cosita.toml of your config folder, and the key in the variable that model.key_env names"
			}
			for _, f := range append(findings, model) {
				if c.json {
					c.object(f)
					continue
				}
				mark := c.paint("32", "ok     ")
				if !f.OK {
					mark = c.paint("33", "missing")
				}
				c.say("%s  %-13s %s\n", mark, f.Name, f.Detail)
				if f.Fix != "" {
					c.say("                       %s\n", f.Fix)
				}
			}
			return nil
		},
	}
	settings.register(cmd, "lean", "model")
	return cmd
}
