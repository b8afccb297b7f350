package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// FileName is the name of a configuration file.
const FileName = "cosita.toml"

// Options say what Load reads. The zero value reads what the process has.
type Options struct {
	Dir       string              // looked at upwards for a file; the working folder if empty
	File      string              // read instead of the project's and the user's
	Flags     []Flag              // those that were given
	Getenv    func(string) string // os.Getenv if nil
	ConfigDir string              // the user's; os.UserConfigDir()/cosita if empty
	CacheDir  string              // the user's; os.UserCacheDir()/cosita if empty
}

// Flag is a value that a command's flag sets.
type Flag struct {
	Key   string // such as `model.base_url`
	Name  string // of the flag, without dashes
	Value string
}

// Load reads the configuration. Errors about its content are *[Error].
func Load(o Options) (*Config, error) {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	c := defaults(o)
	files, err := o.files()
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if err := c.readFile(file); err != nil {
			return nil, err
		}
	}
	for _, s := range c.settings() {
		if text := o.Getenv(s.variable()); text != "" {
			if err := c.set(s, parse(s.value, text), Origin{Env: s.variable()}); err != nil {
				return nil, err
			}
		}
	}
	for _, f := range o.Flags {
		s, ok := c.setting(f.Key)
		if !ok {
			return nil, fmt.Errorf("load configuration: flag --%s sets %s, which is no key", f.Name, f.Key)
		}
		if err := c.set(s, parse(s.value, f.Value), Origin{Flag: f.Name}); err != nil {
			return nil, err
		}
	}
	if c.Model.KeyEnv != "" {
		c.Model.Key = o.Getenv(c.Model.KeyEnv)
	}
	return c, nil
}

func defaults(o Options) *Config {
	cache := o.CacheDir
	if cache == "" {
		if dir, err := os.UserCacheDir(); err == nil {
			cache = filepath.Join(dir, "cosita")
		}
	}
	return &Config{
		Lean: Lean{Deadline: 5 * time.Minute, Sandbox: true},
		Model: Model{
			BaseURL: "https://api.openai.com/v1",
			KeyEnv:  "OPENAI_API_KEY",
			Timeout: 5 * time.Minute,
			Retries: 4,
		},
		// Without a folder to keep things in there is no cache.
		Cache:   Cache{Dir: cache, Enabled: cache != ""},
		Search:  Search{Points: 2000, Seed: 1, Time: 10 * time.Second, Certificate: time.Second},
		origins: map[string]Origin{},
	}
}

// source is a file to read.
type source struct {
	path     string
	required bool // it has to exist
	project  bool // it was found upwards from the working folder: anybody's
}

// files lists the files to read, those of less weight first.
func (o Options) files() ([]source, error) {
	if o.File != "" {
		return []source{{path: o.File, required: true}}, nil
	}
	var files []source
	dir := o.ConfigDir
	if dir == "" {
		if base, err := os.UserConfigDir(); err == nil {
			dir = filepath.Join(base, "cosita")
		}
	}
	if dir != "" {
		files = append(files, source{path: filepath.Join(dir, FileName)})
	}
	start, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", FileName, err)
	}
	for at := start; ; at = filepath.Dir(at) {
		file := filepath.Join(at, FileName)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			if len(files) == 0 || files[0].path != file {
				files = append(files, source{path: file, project: true})
			}
			return files, nil
		}
		if at == filepath.Dir(at) {
			return files, nil
		}
	}
}

func (c *Config) setting(key string) (setting, bool) {
	for _, s := range c.settings() {
		if s.key == key {
			return s, true
		}
	}
	return setting{}, false
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (c *Config) set(s setting, value any, from Origin) error {
	if s.own && from.project {
		return &Error{Origin: from, What: "a project may not set " + s.key,
			Fix: "set it in the user's cosita.toml, in " + s.variable() + " or by a flag"}
	}
	if name, ok := value.(string); ok && s.key == "model.key_env" && name != "" && !variableName.MatchString(name) {
		// The value may be a key: it is not shown.
		return &Error{Origin: from, What: s.key + " is no name of an environment variable",
			Fix: "put the key into a variable, such as OPENAI_API_KEY, and its name here"}
	}
	if err := assign(s.value, value); err != nil {
		return &Error{Origin: from, What: s.key + ": " + err.Error()}
	}
	if path, ok := s.value.(*string); ok && s.path && from.File != "" && *path != "" && !filepath.IsAbs(*path) {
		// A bare name of a program is for PATH.
		if s.key != "lean.path" || strings.ContainsAny(*path, `/\`) {
			*path = filepath.Join(filepath.Dir(from.File), *path)
		}
	}
	c.origins[s.key] = from
	return nil
}

func (c *Config) readFile(src source) error {
	data, err := os.ReadFile(src.path)
	if errors.Is(err, fs.ErrNotExist) && !src.required {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	tree := map[string]any{}
	if err := toml.Unmarshal(data, &tree); err != nil {
		e := &Error{Origin: Origin{File: src.path, Line: 1}, What: strings.TrimPrefix(err.Error(), "toml: ")}
		if de, ok := errors.AsType[*toml.DecodeError](err); ok {
			e.Origin.Line, _ = de.Position()
		}
		e.Fix = `a line is a table "[model]" or a pair such as retries = 3`
		return e
	}
	for _, leaf := range leaves(data) {
		from := Origin{File: src.path, Line: leaf.line, project: src.project}
		if err := c.setLeaf(tree, leaf.path, from); err != nil {
			return err
		}
	}
	return nil
}

// setLeaf sets what the tree holds at path: one value, or the values of an inline table.
func (c *Config) setLeaf(tree map[string]any, path []string, from Origin) error {
	var value any = tree
	for _, part := range path {
		table, ok := value.(map[string]any)
		if !ok {
			break // an array of tables, which no key has
		}
		value = table[part]
	}
	key := strings.Join(path, ".")
	if s, ok := c.setting(key); ok {
		return c.set(s, value, from)
	}
	if isTable(key) {
		table, ok := value.(map[string]any)
		if !ok {
			return &Error{Origin: from, What: key + " is a table", Fix: "write [" + key + "] and its pairs below"}
		}
		for _, name := range slices.Sorted(maps.Keys(table)) {
			if err := c.setLeaf(tree, append(slices.Clone(path), name), from); err != nil {
				return err
			}
		}
		return nil
	}
	return &Error{Origin: from, What: "unknown key " + key, Fix: advise(key)}
}

func isTable(key string) bool {
	return key != "" && slices.ContainsFunc(Keys(), func(k string) bool { return strings.HasPrefix(k, key+".") })
}

// leaf is a pair of a file, or a table header, and the line of its key.
type leaf struct {
	path []string
	line int
}

// leaves lists the pairs of a file that is known to parse, in their order.
func leaves(data []byte) []leaf {
	var p unstable.Parser
	p.Reset(data)
	var found []leaf
	var table []string
	for p.NextExpression() {
		node := p.Expression()
		if node.Kind != unstable.Table && node.Kind != unstable.ArrayTable && node.Kind != unstable.KeyValue {
			continue
		}
		var path []string
		if node.Kind == unstable.KeyValue {
			path = slices.Clone(table)
		}
		line := 0
		for it := node.Key(); it.Next(); {
			path = append(path, string(it.Node().Data))
			line = 1 + bytes.Count(data[:it.Node().Raw.Offset], []byte("\n"))
		}
		if node.Kind != unstable.KeyValue {
			table = path
			if key := strings.Join(path, "."); node.Kind == unstable.Table && isTable(key) {
				continue
			}
		}
		found = append(found, leaf{path, line})
	}
	return found
}

// advise names the key or table that was perhaps meant.
func advise(key string) string {
	candidates := Keys()
	for _, k := range Keys() {
		table, _, _ := strings.Cut(k, ".")
		if !slices.Contains(candidates, table) {
			candidates = append(candidates, table)
		}
	}
	best, least := "", 1+len(key)/3
	_, last, _ := strings.Cut(key, ".")
	for _, k := range candidates {
		_, name, _ := strings.Cut(k, ".")
		d := distance(key, k)
		if name != "" && (name == key || name == last) {
			d = 0 // right, but for its table
		}
		if d < least || d == least && best == "" {
			best, least = k, d
		}
	}
	if best != "" {
		return "perhaps " + best + " is meant"
	}
	return "`cosita config` lists the keys"
}

// distance is Levenshtein's: the least number of bytes to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
