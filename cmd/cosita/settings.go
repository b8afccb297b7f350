package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cosita/internal/app"
	"cosita/internal/config"
)

// settings are the flags of a command that set values of the configuration: --lean for
// lean.path, and --KEY for every other key, such as --search.points.
type settings struct{ keys map[string]string } // by flag name

// short are the keys whose flag has a name of its own.
var short = map[string]string{"lean.path": "lean", "search.points": "points", "search.seed": "seed", "model.model": "model"}

var settingHelp = map[string]string{
	"lean.path":                  "the `lean` program",
	"lean.project":               "the Lake workspace `folder`",
	"lean.deadline":              "`seconds` for one check",
	"lean.sandbox":               "`true` or false: run Lean with limits",
	"lean.servers":               "`count` of Lean servers at once",
	"lean.memory":                "`GiB` that all Lean servers may hold together",
	"model.model":                "`name` of the model",
	"model.base_url":             "`URL` of an OpenAI-compatible endpoint, with its /v1",
	"model.key_env":              "`variable` that holds the endpoint's key",
	"search.points":              "`count` of points tried for a statement",
	"search.seed":                "`seed` of the search",
	"search.seconds":             "`seconds` for the search on one statement",
	"search.certificate_seconds": "`seconds` for the certificate of one statement",
	"budget.tokens":              "`count` of tokens that the run may use",
	"budget.money":               "`amount` that the run may cost",
	"cache.dir":                  "`folder` that keeps completions",
	"cache.enabled":              "`true` or false: keep completions",
}

// register adds the flags of the configuration's tables, such as "lean" and "search".
func (s *settings) register(cmd *cobra.Command, tables ...string) {
	if s.keys == nil {
		s.keys = map[string]string{}
	}
	for _, key := range config.Keys() {
		table, _, _ := strings.Cut(key, ".")
		if !slices.Contains(tables, table) {
			continue
		}
		name, ok := short[key]
		if !ok {
			name = key
		}
		s.keys[name] = key
		help, ok := settingHelp[key]
		if !ok {
			help = "`value` of " + key + " in cosita.toml"
		}
		cmd.Flags().String(name, "", help)
		if !ok {
			_ = cmd.Flags().MarkHidden(name)
		}
	}
	cmd.Flags().String("config", "", "read this `file` instead of cosita.toml")
}

// load is the configuration with the flags that were given.
func (s *settings) load(cmd *cobra.Command) (*config.Config, error) {
	var options config.Options
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if key, ok := s.keys[f.Name]; ok {
			options.Flags = append(options.Flags, config.Flag{Key: key, Name: f.Name, Value: f.Value.String()})
		}
	})
	options.File, _ = cmd.Flags().GetString("config")
	return config.Load(options)
}

// open is load for a command that works.
func (s *settings) open(cmd *cobra.Command) (*app.App, error) {
	cfg, err := s.load(cmd)
	if err != nil {
		return nil, err
	}
	return app.New(cfg), nil
}
