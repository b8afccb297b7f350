package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// layout is a project and a user's folder in a temporary folder.
type layout struct {
	root string
	vars map[string]string
}

func newLayout(t *testing.T) *layout {
	return &layout{root: t.TempDir(), vars: map[string]string{}}
}

func (l *layout) path(parts ...string) string {
	return filepath.Join(append([]string{l.root}, parts...)...)
}

func (l *layout) write(t *testing.T, text string, parts ...string) string {
	t.Helper()
	path := l.path(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (l *layout) options(flags ...Flag) Options {
	return Options{Dir: l.path("project", "deep", "er"), ConfigDir: l.path("user"), CacheDir: l.path("cache"),
		Getenv: func(name string) string { return l.vars[name] }, Flags: flags}
}

func TestRisingOrder(t *testing.T) {
	l := newLayout(t)
	check := func(name, origin string, o Options) {
		t.Helper()
		c, err := Load(o)
		if err != nil {
			t.Fatal(err)
		}
		if c.Model.Model != name || c.Origin("model.model").String() != origin {
			t.Errorf("model %q from %s, want %q from %s", c.Model.Model, c.Origin("model.model"), name, origin)
		}
	}
	check("", "default", l.options())
	user := l.write(t, "# mine\n\n[model]\nmodel = 'of user'\nretries = 7\n", "user", FileName)
	check("of user", user+":4", l.options())
	project := l.write(t, "model.model = 'of project'\n", "project", FileName)
	check("of project", project+":1", l.options())
	l.write(t, "model.model = 'too high'\n", FileName)
	check("of project", project+":1", l.options())
	l.vars["COSITA_MODEL_MODEL"] = "of env"
	check("of env", "env COSITA_MODEL_MODEL", l.options())
	check("of flag", "flag --model", l.options(Flag{"model.model", "model", "of flag"}))
	l.vars["COSITA_MODEL_MODEL"] = ""
	check("of project", project+":1", l.options())

	named := l.write(t, "model = { retries = 1,\n model = 'named' }", "named.toml")
	o := l.options()
	o.File = named
	check("named", named+":1", o)
	o.File = l.path("none.toml")
	if _, err := Load(o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was asked for and is not there: %v", err)
	}
	// What the project does not set stays the user's.
	c, err := Load(l.options())
	if err != nil || c.Model.Retries != 7 {
		t.Errorf("retries %d, %v; want the user's 7", c.Model.Retries, err)
	}
}

func TestEveryKey(t *testing.T) {
	l := newLayout(t)
	l.vars["MY_KEY"] = "sk-secret"
	file := l.write(t, `
[lean]
path = "tools/lean"
args = ["-j", "2"]
project = "math"
deadline = 1.5
sandbox = false
read = ["/opt/libraries"]
servers = 3
memory = 12.5
[model]
base_url = "https://user:password@host:8000/v1?key=secret"
key_env = "MY_KEY"
model = "m"
temperature = 0
seed = -3
max_tokens = 100
organization = "o"
timeout = 60
requests_per_minute = 30
retries = 2
price_in = 0.5
price_out = 2
[budget]
tokens = 5_000_000_000
money = 1.25
[cache]
dir = "c"
enabled = false
[search]
points = 10
seed = 9
seconds = 2
certificate_seconds = 0.5
`, "user", FileName)
	c, err := Load(l.options())
	if err != nil {
		t.Fatal(err)
	}
	temperature, seed := 0.0, int64(-3)
	want := &Config{
		Lean: Lean{Path: l.path("user", "tools", "lean"), Args: []string{"-j", "2"},
			Project: l.path("user", "math"), Deadline: 1500 * time.Millisecond, Sandbox: false, Read: []string{"/opt/libraries"},
			Servers: 3, Memory: 12.5},
		Model: Model{BaseURL: "https://user:password@host:8000/v1?key=secret", KeyEnv: "MY_KEY", Key: "sk-secret",
			Model: "m", Temperature: &temperature, Seed: &seed, MaxTokens: 100, Organization: "o",
			Timeout: time.Minute, RequestsPerMinute: 30, Retries: 2, PriceIn: 0.5, PriceOut: 2},
		Budget: Budget{Tokens: 5_000_000_000, Money: 1.25},
		Cache:  Cache{Dir: l.path("user", "c"), Enabled: false},
		Search: Search{Points: 10, Seed: 9, Time: 2 * time.Second, Certificate: 500 * time.Millisecond},
	}
	origins := c.origins
	c.origins = nil
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	c.origins = origins

	lines := strings.Split(string(must(os.ReadFile(file))), "\n")
	var keys []string
	for _, e := range c.Entries() {
		if strings.Contains(e.Value, "secret") || strings.Contains(e.Value, "password") {
			t.Errorf("%s shows a secret: %s", e.Key, e.Value)
		}
		if e.Key == "model.key" {
			if want := (Entry{"model.key", mask, "env MY_KEY", true}); e != want {
				t.Errorf("got %+v, want %+v", e, want)
			}
			continue
		}
		keys = append(keys, e.Key)
		_, name, _ := strings.Cut(e.Key, ".")
		if o := c.Origin(e.Key); o.File != file || !strings.HasPrefix(lines[o.Line-1], name+" =") {
			t.Errorf("%s is said to come from %s", e.Key, e.Origin)
		}
		if e.Value == "" {
			t.Errorf("%s has no value", e.Key)
		}
	}
	if !slices.Equal(keys, Keys()) {
		t.Errorf("entries %q, keys %q", keys, Keys())
	}
	base := c.Entries()[slices.Index(Keys(), "model.base_url")]
	if !base.Secret || base.Value != `"https://********@host:8000/v1?********"` {
		t.Errorf("base_url is shown as %+v", base)
	}
}

// What Entries shows can be read again, from a file and, but for lists, from variables.
func TestEntriesReadBack(t *testing.T) {
	l := newLayout(t)
	c, err := Load(l.options(
		Flag{"lean.args", "lean-arg", "-j 2"}, Flag{"model.temperature", "temperature", "0.25"},
		Flag{"model.seed", "model-seed", "-4"}, Flag{"cache.enabled", "cache", "false"},
		Flag{"search.seconds", "seconds", "0.125"}, Flag{"lean.path", "lean", "lean"}))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, e := range c.Entries() {
		if e.Value != "" && !e.Secret {
			text.WriteString(e.Key + " = " + e.Value + "\n")
		}
	}
	l.write(t, text.String(), "user", FileName)
	again, err := Load(l.options())
	if err != nil {
		t.Fatalf("%v in\n%s", err, text.String())
	}
	c.origins, again.origins = nil, nil
	if !reflect.DeepEqual(again, c) {
		t.Errorf("got  %+v\nwant %+v\nfrom %s", again, c, text.String())
	}
}

func TestEnvironment(t *testing.T) {
	l := newLayout(t)
	l.vars = map[string]string{"COSITA_LEAN": "/opt/lean", "COSITA_LEAN_ARGS": " -j  2 ", "COSITA_LEAN_DEADLINE": "7",
		"COSITA_MODEL_BASE_URL": "http://localhost/v1", "COSITA_CACHE_ENABLED": "0", "COSITA_MODEL_ORGANIZATION": "12",
		"COSITA_DATA": "elsewhere", "OPENAI_API_KEY": "k"}
	c, err := Load(l.options())
	if err != nil {
		t.Fatal(err)
	}
	if c.Lean.Path != "/opt/lean" || !slices.Equal(c.Lean.Args, []string{"-j", "2"}) || c.Lean.Deadline != 7*time.Second ||
		c.Model.BaseURL != "http://localhost/v1" || c.Cache.Enabled || c.Model.Organization != "12" || c.Model.Key != "k" {
		t.Errorf("got %+v", c)
	}
}

// What a project brings along may not say which program runs or who gets the key.
func TestProjectIsNotTrusted(t *testing.T) {
	for _, text := range []string{
		"[lean]\npath = './evil'", "[lean]\nargs = ['--plugin=evil.so']",
		"[lean]\nsandbox = false", "[lean]\nread = ['/home']",
		"[model]\nbase_url = 'https://evil.example/v1'", "[model]\nkey_env = 'AWS_SECRET_ACCESS_KEY'",
		"model = { base_url = 'https://evil.example/v1' }",
	} {
		l := newLayout(t)
		file := l.write(t, text, "project", FileName)
		c, err := Load(l.options())
		if err == nil || !strings.HasPrefix(err.Error(), file+":") || !strings.Contains(err.Error(), "a project may not set") {
			t.Errorf("%q: got %+v, %v", text, c, err)
		}
		o := l.options()
		o.File = file
		if _, err := Load(o); err != nil {
			t.Errorf("%q in a file that was asked for: %v", text, err)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[model]\n\nbase_ulr = 'x'", "3: unknown key model.base_ulr; perhaps model.base_url is meant"},
		{"unknown table", "\n[modell]\nmodel = 'x'", "2: unknown key modell; perhaps model is meant"},
		{"wrong table", "[lean]\nretries = 3", "2: unknown key lean.retries; perhaps model.retries is meant"},
		{"no table", "retries = 3", "1: unknown key retries; perhaps model.retries is meant"},
		{"nothing near", "[model]\nzzzzzzzzzzzz = 3", "2: unknown key model.zzzzzzzzzzzz; `cosita config` lists"},
		{"below a key", "[model.model]\nx = 1", "1: model.model: a text in quotes is wanted, not a table"},
		{"inline table", "model = { retrys = 3 }", "1: unknown key model.retrys; perhaps model.retries is meant"},
		{"array of tables", "[[model]]\nretries = 3", "1: model is a table; write [model]"},
		{"value for a table", "model = 3", "1: model is a table; write [model]"},
		{"a key in the file", "[model]\nkey = 'sk-secret'", "2: unknown key model.key; "},
		{"a key for its variable", "[model]\nkey_env = 'sk-secret'", "2: model.key_env is no name of an environment variable; put the key"},
		{"text for a number", "[model]\nretries = '3'", `2: model.retries: a whole number is wanted, not the text "3"`},
		{"fraction for a whole number", "[model]\nretries = 3.5", "2: model.retries: a whole number is wanted, not 3.5"},
		{"number for a text", "[model]\nmodel = 4", "2: model.model: a text in quotes is wanted, not 4"},
		{"text for a list", "[lean]\nargs = '-j'", "2: lean.args: a list of texts is wanted"},
		{"list of numbers", "[lean]\nargs = [1]", "2: lean.args: a list of texts is wanted"},
		{"number for a truth value", "[cache]\nenabled = 1", "2: cache.enabled: true or false is wanted, not 1"},
		{"negative", "[budget]\ntokens = -1", "2: budget.tokens: must not be negative"},
		{"negative time", "[lean]\ndeadline = -0.5", "2: lean.deadline: must not be negative"},
		{"long time", "[lean]\ndeadline = 1e300", "2: lean.deadline: is too long"},
		{"not finite", "[model]\ntemperature = nan", "2: model.temperature: a finite number is wanted, not NaN"},
		{"syntax", "[model]\n\nretries = \n", "3: "},
		{"twice", "[model]\nretries = 1\nretries = 2", "3: "},
		{"not UTF-8", "[model]\nmodel = '\xff'", "2: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLayout(t)
			file := l.write(t, tt.text, "user", FileName)
			c, err := Load(l.options())
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Fatalf("got %+v, %v; want an *Error", c, err)
			}
			if !strings.HasPrefix(err.Error(), file+":"+tt.want) || strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("got %q, want %q", err, file+":"+tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%q shows a secret", err)
			}
		})
	}
	t.Run("environment", func(t *testing.T) {
		l := newLayout(t)
		l.vars["COSITA_MODEL_RETRIES"] = "many"
		_, err := Load(l.options())
		if want := `env COSITA_MODEL_RETRIES: model.retries: a whole number is wanted, not the text "many"`; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	t.Run("flag", func(t *testing.T) {
		l := newLayout(t)
		_, err := Load(l.options(Flag{"cache.enabled", "cache", "maybe"}))
		if want := `flag --cache: cache.enabled: true or false is wanted, not the text "maybe"`; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if _, err := Load(l.options(Flag{"cache.size", "size", "1"})); err == nil {
			t.Error("a flag for no key is taken")
		}
	})
}

func TestUserFolders(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("skipped: the folders are those of Linux")
	}
	l := newLayout(t)
	t.Setenv("XDG_CONFIG_HOME", l.path("xdg"))
	t.Setenv("XDG_CACHE_HOME", l.path("xdgcache"))
	file := l.write(t, "search.points = 3", "xdg", "cosita", FileName)
	o := l.options()
	o.ConfigDir, o.CacheDir = "", ""
	c, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	if c.Search.Points != 3 || c.Origin("search.points").File != file || c.Cache.Dir != l.path("xdgcache", "cosita") {
		t.Errorf("got %+v", c)
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	if c, err = Load(o); err != nil || c.Cache.Enabled || c.Cache.Dir != "" {
		t.Errorf("without a home: %+v, %v; want no cache", c.Cache, err)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"kitten", "sitting", 3}, {"a", "a", 0}, {"flaw", "lawn", 2}} {
		if got := distance(tt.a, tt.b); got != tt.want || distance(tt.b, tt.a) != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
