package main

import (
	"fmt"
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
			b := readBuild()
			if c.json {
				c.object(map[string]any{"version": b.version, "revision": b.revision, "modified": b.modified, "go": b.goVersion})
				return nil
			}
			c.say("cosita %s %s\n", b, b.goVersion)
			return nil
		},
	}
}

// build is what the build recorded.
type build struct {
	version, revision, goVersion string
	modified                     bool
}

func readBuild() build {
	b := build{version: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.version, b.goVersion = info.Main.Version, info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.revision = s.Value
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

// String is the version with its revision, such as `v1.0.0 (0123456789ab, modified)`.
func (b build) String() string {
	text := b.version
	if b.revision != "" {
		text += fmt.Sprintf(" (%.12s", b.revision)
		if b.modified {
			text += ", modified"
		}
		text += ")"
	}
	return text
}
