package main

import (
	"github.com/spf13/cobra"
)

// newConfig is `cosita config`.
func newConfig(c *cli) *cobra.Command {
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the configuration in force, and where each value came from",
		Long: `Values come, in rising order, from the defaults, cosita.toml in the user's config folder,
the nearest cosita.toml upwards from here, environment variables (COSITA_MODEL_BASE_URL for
model.base_url, and so on; COSITA_LEAN for lean.path), and flags. A project may not set lean.path, lean.args, model.base_url and
model.key_env. Secrets are masked.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := settings.load(cmd)
			if err != nil {
				return err
			}
			for _, e := range cfg.Entries() {
				if c.json {
					c.object(e)
					continue
				}
				c.say("%-26s %-32s %s\n", e.Key, e.Value, c.dim(e.Origin))
			}
			return nil
		},
	}
	settings.register(cmd, "lean", "model", "budget", "cache", "search")
	return cmd
}
