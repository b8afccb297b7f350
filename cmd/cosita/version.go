package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// newVersion is `cosita version`.
func newVersion(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, as the build recorded it",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, revision, goVersion, modified := "unknown", "", "", false
			if info, ok := debug.ReadBuildInfo(); ok {
				version, goVersion = info.Main.Version, info.GoVersion
				for _, s := range info.Settings {
					switch s.Key {
					case "vcs.revision":
						revision = s.Value
					case "vcs.modified":
						modified = s.Value == "true"
					}
				}
			}
			if c.json {
				c.object(map[string]any{"version": version, "revision": revision, "modified": modified, "go": goVersion})
				return nil
			}
			c.say("cosita %s", version)
			if revision != "" {
				c.say(" (%.12s", revision)
				if modified {
					c.say(", modified")
				}
				c.say(")")
			}
			c.say(" %s\n", goVersion)
			return nil
		},
	}
}
