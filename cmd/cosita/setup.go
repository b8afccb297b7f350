package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"cosita/lean/project"
)

// newSetup is `cosita setup [DIR]`.
func newSetup(c *cli) *cobra.Command {
	var version string
	var install bool
	cmd := &cobra.Command{
		Use:   "setup [DIR]",
		Short: "Make a Lean workspace with Mathlib",
		Long: `Makes a Lake workspace in DIR (cosita-lean, if none is named) with Lean and Mathlib pinned to one
version, and fetches Mathlib's compiled files: some gigabytes. It runs elan and lake, and
shows each command before it runs it.

Every step looks first whether it is done. So after an interruption, or where there was no
network, the same command goes on where it stopped. A workspace that is there already keeps
its lakefile and its toolchain.

Where there is no elan, Lean's toolchain manager, the command that installs it is named and
nothing is done; with --install-elan exactly that command is run. It downloads a script and
runs it.`,
		Example: `  cosita setup
  cosita setup --version v4.34.0 ~/math
  cosita doctor --lean.project ~/math`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "cosita-lean"
			if len(args) > 0 {
				dir = args[0]
			}
			if absolute, err := filepath.Abs(dir); err == nil {
				dir = absolute
			}
			setup := project.Setup{Dir: dir, Version: version, InstallElan: install, Tell: c.setupEvent}
			if err := setup.Run(cmd.Context()); err != nil {
				return err
			}
			c.hint("Try it: cosita doctor --lean.project %s\n", dir)
			return c.broken
		},
	}
	cmd.Flags().StringVar(&version, "version", project.DefaultVersion, "`version` of Lean and Mathlib for a new workspace")
	cmd.Flags().BoolVar(&install, "install-elan", false, "where there is no elan, download and run its installer")
	return cmd
}

// setupEvent shows what a setup does. What its commands print goes to stderr.
func (c *cli) setupEvent(e project.Event) {
	switch {
	case e.Kind == "output":
		c.hint("%s\n", c.dim("  "+e.Detail))
	case c.json:
		c.object(e)
	case e.Kind == "run":
		c.say("$ %s\n", e.Detail)
	case e.Kind == "kept":
		c.say("%-10s is there: %s\n", e.Step, e.Detail)
	default:
		c.say("%-10s %s: %s\n", e.Step, e.Kind, e.Detail)
	}
}
