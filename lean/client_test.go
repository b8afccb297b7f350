package lean

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCheckOutcomes(t *testing.T) {
	goal := []Goal{{Case: "h", Hyps: []Hyp{{Names: []string{"n"}, Type: "Nat"}}, Target: "n = n"}}
	tests := map[string]struct {
		text    string
		goals   []Position
		change  func(*Config)
		outcome Outcome
		clean   bool
		sorry   bool
		reason  string // a part of it
		servers int
		want    []GoalsAt
	}{
		"clean":          {text: "theorem", outcome: Finished, clean: true, servers: 1},
		"error":          {text: "-- fake: say 1 no", outcome: Finished, servers: 1},
		"unknown weight": {text: "-- fake: say 0 no", outcome: Finished, servers: 1},
		"warning":        {text: "-- fake: say 2 unused", outcome: Finished, clean: true, servers: 1},
		"old sorry":      {text: "-- fake: say 2 declaration uses 'sorry'", outcome: Finished, sorry: true, servers: 1},
		"new sorry":      {text: "-- fake: say 2 declaration uses `sorry`", outcome: Finished, sorry: true, servers: 1},
		"printed sorry":  {text: "-- fake: say 3 declaration uses 'sorry'", outcome: Finished, clean: true, servers: 1},
		"goals": {
			text: "theorem", goals: []Position{{Line: 1}, {Line: 200}}, outcome: Finished, clean: true, servers: 1,
			want: []GoalsAt{{Position: Position{Line: 1}, Tactic: true, Goals: goal}, {Position: Position{Line: 200}}},
		},
		"died once":         {text: "-- fake: die once", outcome: Finished, clean: true, servers: 2},
		"died twice":        {text: "-- fake: die\n", outcome: Died, reason: "signal: killed", servers: 2},
		"died, no second":   {text: "-- fake: die once", change: func(c *Config) { c.Replacements = -1 }, outcome: Died, servers: 1},
		"hung once":         {text: "-- fake: hang once", change: func(c *Config) { c.Silence = 50 * time.Millisecond }, outcome: Finished, clean: true, servers: 2},
		"hung twice":        {text: "-- fake: hang\n", change: func(c *Config) { c.Silence = 50 * time.Millisecond }, outcome: Died, reason: "hangs", servers: 2},
		"runaway":           {text: "-- fake: runaway\n", change: func(c *Config) { c.CheckTimeout = 50 * time.Millisecond }, outcome: TimedOut, reason: "budget: time", servers: 1},
		"edited meanwhile":  {text: "-- fake: modified\n", outcome: Finished, clean: true, servers: 1},
		"edited for ever":   {text: "-- fake: modified for ever\n", change: func(c *Config) { c.Replacements = -1 }, outcome: Died, reason: "fake refusal", servers: 1},
		"crash code once":   {text: "-- fake: crash code once", outcome: Finished, clean: true, servers: 2},
		"fatal with error":  {text: "-- fake: say 1 unknown package\n-- fake: fatal\n", outcome: Stopped, reason: "before the end", servers: 1},
		"fatal without":     {text: "-- fake: fatal\n", outcome: Stopped, servers: 2},
		"another version":   {text: "-- fake: newer version\n", outcome: Stopped, reason: "version 2", servers: 1},
		"unreadable":        {text: "-- fake: unreadable\n", outcome: Stopped, reason: "cannot be read", servers: 1},
		"never done":        {text: "-- fake: never done\n", outcome: Stopped, reason: "before it is done", servers: 1},
		"null barrier":      {text: "-- fake: null barrier\n", outcome: Stopped, servers: 1},
		"foreign barrier":   {text: "-- fake: foreign barrier\n", outcome: Stopped, servers: 1},
		"broken frame":      {text: "-- fake: broken frame\n", outcome: Died, reason: "not the language-server protocol", servers: 2},
		"died at a goal":    {text: "-- fake: die at goal once", goals: []Position{{}}, outcome: Finished, clean: true, servers: 2, want: []GoalsAt{{Tactic: true, Goals: goal}}},
		"mute at a goal":    {text: "-- fake: mute at goal once", goals: []Position{{}}, change: func(c *Config) { c.RequestTimeout = 50 * time.Millisecond }, outcome: Finished, clean: true, servers: 2, want: []GoalsAt{{Tactic: true, Goals: goal}}},
		"goal without ⊢":    {text: "-- fake: bad goal", goals: []Position{{}}, outcome: Finished, clean: true, servers: 1},
		"text of the check": {text: "-- \U0001D55C <&>\u2028", outcome: Finished, clean: true, servers: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startFake(t, test.change)
			r, err := c.Check(t.Context(), Source{Text: test.text, Goals: test.goals})
			if err != nil {
				t.Fatal(err)
			}
			if r.Outcome != test.outcome || r.Clean() != test.clean || r.Sorry != test.sorry {
				t.Errorf("outcome %v, clean %v, sorry %v, reason %q; want %v, %v, %v", r.Outcome, r.Clean(), r.Sorry, r.Reason, test.outcome, test.clean, test.sorry)
			}
			if (r.Reason == "") != (r.Outcome == Finished) || !strings.Contains(r.Reason, test.reason) || strings.Contains(r.Reason, "\n") {
				t.Errorf("reason %q, want one line with %q", r.Reason, test.reason)
			}
			if n := launches(t, c.cfg.Dir); n != test.servers {
				t.Errorf("%d servers ran, want %d", n, test.servers)
			}
			if test.want != nil && !reflect.DeepEqual(r.Goals, test.want) {
				t.Errorf("goals %+v, want %+v", r.Goals, test.want)
			}
			for _, m := range r.Messages {
				if m.Text == "stale" {
					t.Error("a stale message is reported")
				}
			}
		})
	}
}

func TestStartErrors(t *testing.T) {
	noProgram := filepath.Join(t.TempDir(), "lean")
	notExecutable := filepath.Join(t.TempDir(), "lean")
	if err := os.WriteFile(notExecutable, []byte("#!/bin/sh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		change func(*Config)
		start  string
		want   []string
	}{
		"no program":       {change: func(c *Config) { c.Path = noProgram }, want: []string{noProgram, "cosita doctor"}},
		"not executable":   {change: func(c *Config) { c.Path = notExecutable }, want: []string{notExecutable, "permission denied"}},
		"exits at once":    {start: "exit", want: []string{"exit status 3", `"fake: no such option"`, "--version"}},
		"garbage":          {start: "garbage", want: []string{`"Hello from a program that is no Lean."`, "--version"}},
		"garbage and exit": {start: "garbage and exit", want: []string{`"Hello from a program that is no Lean."`}},
		"mute":             {start: "mute", change: func(c *Config) { c.StartTimeout = 50 * time.Millisecond }, want: []string{"no answer within 50ms"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := fakeConfig(t, test.start)
			if test.change != nil {
				test.change(&cfg)
			}
			c, err := Start(t.Context(), cfg)
			if err == nil {
				t.Fatal(errors.Join(errors.New("it started"), c.Close()))
			}
			if _, ok := errors.AsType[*StartError](err); !ok {
				t.Errorf("%v is no *StartError", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q, want in it %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q has several lines", err)
			}
		})
	}
}

func TestStartAgain(t *testing.T) {
	for _, start := range []string{"die once", "mute once"} {
		t.Run(start, func(t *testing.T) {
			cfg := fakeConfig(t, start)
			cfg.StartTimeout = 300 * time.Millisecond
			if start == "die once" {
				cfg.StartTimeout = time.Minute
			}
			c, err := Start(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Server(); got != "Fake Lean 0" {
				t.Errorf("server %q", got)
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckContext(t *testing.T) {
	c := startFake(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r, err := c.Check(ctx, Source{Text: "-- fake: runaway\n"})
	if err != nil || r.Outcome != TimedOut || !strings.HasPrefix(r.Reason, "budget: time") {
		t.Errorf("after a deadline: %+v, %v", r, err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	r, err = c.Check(ctx, Source{Text: "-- fake: runaway\n"})
	if !errors.Is(err, context.Canceled) || r.Outcome != NotRun {
		t.Errorf("after a cancel: %+v, %v", r, err)
	}
	if r, err := c.Check(t.Context(), Source{Text: "theorem"}); err != nil || !r.Clean() {
		t.Errorf("afterwards: %+v, %v", r, err)
	}
	if r, err := c.Check(t.Context(), Source{Text: "\xff"}); err == nil || r.Outcome != NotRun {
		t.Errorf("text that is not UTF-8: %+v, %v", r, err)
	}
}

func TestCommand(t *testing.T) {
	bin, plainDir, workspace := t.TempDir(), t.TempDir(), t.TempDir()
	lean, lake := filepath.Join(bin, "lean"), filepath.Join(bin, "lake")
	for _, path := range []string{lean, lake} {
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	inside := filepath.Join(workspace, "Some", "Folder")
	if err := errors.Join(os.MkdirAll(inside, 0o755), os.WriteFile(filepath.Join(workspace, "lakefile.toml"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		cfg  Config
		want []string
		lake bool
	}{
		"plain folder":   {Config{Path: lean, Dir: plainDir, Args: []string{"-j", "2"}}, []string{lean, "--server", "-j", "2"}, false},
		"no path":        {Config{Dir: plainDir}, []string{"lean", "--server"}, false},
		"Lake workspace": {Config{Path: lean, Dir: inside, Args: []string{"-j", "2"}}, []string{lake, "serve", "--", "-j", "2"}, true},
		"lake on PATH":   {Config{Path: "no-such-lean", Dir: workspace}, []string{"lake", "serve", "--"}, true},
		"command":        {Config{Path: lean, Dir: workspace, Command: []string{"sandbox", "lean"}}, []string{"sandbox", "lean"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" {
				t.Skip("skipped: programs end in .exe here")
			}
			cfg, err := test.cfg.withDefaults()
			if err != nil {
				t.Fatal(err)
			}
			got, lake, err := cfg.command()
			if err != nil || !slices.Equal(got, test.want) || lake != test.lake {
				t.Errorf("%q, %v, %v; want %q", got, lake, err, test.want)
			}
		})
	}
	if _, err := (Config{Silence: -1}).withDefaults(); err == nil {
		t.Error("a negative deadline is taken")
	}
}

// A server that answers the barrier before it has published any messages has not said that the
// text is clean. What has come when the report is made is chance, so it is tried often.
func TestLateMessages(t *testing.T) {
	c := startFake(t, nil)
	for range 200 {
		// The second one has published before the barrier, too.
		for _, deed := range []string{"late", "afterthought"} {
			r, err := c.Check(t.Context(), Source{Text: "-- fake: " + deed + "\n"})
			if err != nil || r.Clean() {
				t.Fatalf("%s: %+v, %v", deed, r, err)
			}
		}
	}
}

// A refusal that comes with the end of the context does not hide it.
func TestCanceledWhileRefused(t *testing.T) {
	for range 20 {
		c := startFake(t, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := c.Check(ctx, Source{Text: "-- fake: modified for ever\n"})
			done <- err
		}()
		time.AfterFunc(time.Millisecond, cancel)
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Fatalf("%v", err)
		}
	}
}
