// Package config is the configuration in force, and where each value of it came from. In rising
// order it takes the defaults, cosita.toml in the user's config folder, the nearest cosita.toml
// upwards from the working folder, environment variables and flags:
//
//	[lean]
//	path = "/opt/lean/bin/lean"
//	deadline = 120
//
//	[model]
//	base_url = "http://localhost:8000/v1"
//	model = "prover"
//
// A program loads it once and shows it on request:
//
//	cfg, err := config.Load(config.Options{Flags: flags})
//	if err != nil { … } // *config.Error: one line with the place and what to do
//	for _, e := range cfg.Entries() {
//		fmt.Println(e.Key, e.Value, e.Origin)
//	}
//
// The variable of `model.base_url` is COSITA_MODEL_BASE_URL, and so on; that of `lean.path` is
// COSITA_LEAN. A variable that is empty counts as not set. Relative paths in a file are relative to
// the file's folder. Keys of services are never in a file: `model.key_env` names the variable.
// A project may come from anybody: `lean.path`, `lean.args`, `lean.sandbox`, `lean.read`,
// `model.base_url` and `model.key_env`, which say what is run, what it may read and who gets the key,
// are errors in its file.
package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Config is the configuration in force.
type Config struct {
	Lean   Lean
	Model  Model
	Budget Budget
	Cache  Cache
	Search Search

	origins map[string]Origin
}

// Lean says which Lean checks, and where.
type Lean struct {
	Path     string        // of `lean`; found on the machine if empty
	Args     []string      // for `lean --server` or `lake serve --`
	Project  string        // the Lake workspace; found upwards if empty
	Deadline time.Duration // of one check
	Sandbox  bool          // whether Lean runs with limits, as far as the machine can enforce them
	Read     []string      // files and folders that it may read there besides its own and the workspace's
	Servers  int           // most at once; as many as CPUs if 0
	Memory   float64       // GiB that all servers may hold together; three quarters of the machine's if 0
}

// Model says which model is asked, and how. What is nil is not sent.
type Model struct {
	BaseURL           string // of an OpenAI-compatible endpoint, with its `/v1`
	KeyEnv            string // the environment variable that holds the key
	Key               string // what that variable holds
	Model             string // the model's name; no model if empty
	Temperature       *float64
	Seed              *int64
	MaxTokens         int // of one completion; the endpoint's default if 0
	Organization      string
	Timeout           time.Duration // of one request
	RequestsPerMinute float64       // no limit if 0
	Retries           int
	PriceIn           float64 // of a million tokens of prompts
	PriceOut          float64 // of a million tokens of completions
}

// Budget is what one run may use.
type Budget struct {
	Tokens int64   // no limit if 0
	Money  float64 // in the currency of the prices; no limit if 0
}

// Cache says where completions are kept.
type Cache struct {
	Dir     string
	Enabled bool
}

// Search says how much work goes into one statement.
type Search struct {
	Points int // sample points
	Seed   uint64
	Time   time.Duration // `seconds`: when it strikes first, the answer is unknown
	// Certificate (`certificate_seconds`) is what a certificate of one statement may take.
	Certificate time.Duration
}

// setting binds a key to a field.
type setting struct {
	key   string
	value any  // pointer to the field
	path  bool // relative to the file that sets it
	own   bool // never taken from a project's file: it says what is run, what that may do, or who gets the key
}

// settings lists all keys in the order in which they are shown.
func (c *Config) settings() []setting {
	return []setting{
		{key: "lean.path", value: &c.Lean.Path, path: true, own: true},
		{key: "lean.args", value: &c.Lean.Args, own: true},
		{key: "lean.project", value: &c.Lean.Project, path: true},
		{key: "lean.deadline", value: &c.Lean.Deadline},
		{key: "lean.sandbox", value: &c.Lean.Sandbox, own: true},
		{key: "lean.read", value: &c.Lean.Read, own: true},
		{key: "lean.servers", value: &c.Lean.Servers},
		{key: "lean.memory", value: &c.Lean.Memory},
		{key: "model.base_url", value: &c.Model.BaseURL, own: true},
		{key: "model.key_env", value: &c.Model.KeyEnv, own: true},
		{key: "model.model", value: &c.Model.Model},
		{key: "model.temperature", value: &c.Model.Temperature},
		{key: "model.seed", value: &c.Model.Seed},
		{key: "model.max_tokens", value: &c.Model.MaxTokens},
		{key: "model.organization", value: &c.Model.Organization},
		{key: "model.timeout", value: &c.Model.Timeout},
		{key: "model.requests_per_minute", value: &c.Model.RequestsPerMinute},
		{key: "model.retries", value: &c.Model.Retries},
		{key: "model.price_in", value: &c.Model.PriceIn},
		{key: "model.price_out", value: &c.Model.PriceOut},
		{key: "budget.tokens", value: &c.Budget.Tokens},
		{key: "budget.money", value: &c.Budget.Money},
		{key: "cache.dir", value: &c.Cache.Dir, path: true},
		{key: "cache.enabled", value: &c.Cache.Enabled},
		{key: "search.points", value: &c.Search.Points},
		{key: "search.seed", value: &c.Search.Seed},
		{key: "search.seconds", value: &c.Search.Time},
		{key: "search.certificate_seconds", value: &c.Search.Certificate},
	}
}

func (s setting) variable() string {
	if s.key == "lean.path" {
		return "COSITA_LEAN"
	}
	return "COSITA_" + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// Keys are the keys that a file and [Options.Flags] may set, such as `model.base_url`.
func Keys() []string {
	var keys []string
	for _, s := range new(Config).settings() {
		keys = append(keys, s.key)
	}
	return keys
}

// Origin is where a value came from. The zero value is a default.
type Origin struct {
	File string
	Line int    // of File
	Env  string // name of an environment variable
	Flag string // name of a flag, without dashes

	project bool // whether File was found upwards from the working folder
}

// String is the origin as `default`, `FILE:LINE`, `env NAME` or `flag --NAME`.
func (o Origin) String() string {
	switch {
	case o.Flag != "":
		return "flag --" + o.Flag
	case o.Env != "":
		return "env " + o.Env
	case o.File != "":
		return o.File + ":" + strconv.Itoa(o.Line)
	}
	return "default"
}

// Origin is where the value of key came from.
func (c *Config) Origin(key string) Origin { return c.origins[key] }

// Entry is one value as it may be shown.
type Entry struct {
	Key    string `json:"key"`
	Value  string `json:"value"` // as a file would hold it; empty if not set; masked if Secret
	Origin string `json:"origin"`
	Secret bool   `json:"secret,omitempty"`
}

// Entries are all values, in a fixed order; `model.key` follows `model.key_env`.
func (c *Config) Entries() []Entry {
	var entries []Entry
	for _, s := range c.settings() {
		e := Entry{Key: s.key, Value: show(s.value), Origin: c.Origin(s.key).String()}
		if s.key == "model.base_url" {
			e.Value, e.Secret = maskURL(c.Model.BaseURL)
		}
		entries = append(entries, e)
		if s.key == "model.key_env" {
			key := Entry{Key: "model.key", Origin: Origin{Env: c.Model.KeyEnv}.String(), Secret: true}
			if c.Model.Key != "" {
				key.Value = mask
			}
			entries = append(entries, key)
		}
	}
	return entries
}

const mask = "********"

// maskURL hides the password that a URL may hold, and its query, which may be a key too.
func maskURL(text string) (shown string, secret bool) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "", false
	case err != nil:
		return mask, true
	case u.User == nil && u.RawQuery == "" && u.Fragment == "":
		return strconv.Quote(text), false
	}
	shown = u.Scheme + "://"
	if u.User != nil {
		shown += mask + "@"
	}
	shown += u.Host + u.EscapedPath()
	if u.RawQuery != "" || u.Fragment != "" {
		shown += "?" + mask
	}
	return strconv.Quote(shown), true
}

// Error is what is wrong with the configuration, in one line.
type Error struct {
	Origin Origin
	What   string
	Fix    string // what to do about it
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %s", e.Origin, e.What)
	if e.Fix != "" {
		text += "; " + e.Fix
	}
	return text
}
