package lean

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cosita/lean/leantest"
	"cosita/lean/sandbox"
)

// startConfined is a client whose server runs under a policy, with a folder outside of it.
func startConfined(t *testing.T, policy sandbox.Policy) (c *Client, outside string) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	c = startFake(t, func(cfg *Config) {
		cfg.Replacements = -1
		cfg.Silence = time.Minute                    // a deed may keep the server from answering
		policy.Write = append(policy.Write, cfg.Dir) // the fake notes its launches there
		cfg.Sandbox = &policy
	})
	return c, t.TempDir()
}

func inForce(t *testing.T, name string) {
	t.Helper()
	if limits := sandbox.Probe(t.Context()); !limits.InForce(name) {
		t.Skipf("skipped: not enforceable here: %s", limits)
	}
}

// What a text makes the server do is stopped, and done where there is no sandbox.
func TestConfinedServer(t *testing.T) {
	c, outside := startConfined(t, sandbox.Policy{})
	free := startFake(t, nil)
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tcp, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tcp.Close() }()
	for _, tt := range []struct{ limit, deed string }{
		{sandbox.Files, "read " + secret},
		{sandbox.Files, "write " + filepath.Join(outside, "new")},
		{sandbox.Network, "dial tcp " + tcp.Addr().String()},
		{sandbox.Network, "dial udp " + tcp.Addr().String()},
		{sandbox.Network, "dial unix @cosita"},
	} {
		t.Run(strings.ReplaceAll(tt.deed, "/", "|"), func(t *testing.T) {
			inForce(t, tt.limit)
			text := "-- fake: do " + tt.deed + "\n"
			r, err := c.Check(t.Context(), Source{Text: text})
			if err != nil || r.Outcome != Finished || len(r.Messages) != 1 || !strings.HasPrefix(r.Messages[0].Text, "not done") {
				t.Errorf("%+v, %v", r, err)
			}
			if strings.Contains(tt.deed, "unix") {
				return // nobody listens there
			}
			r, err = free.Check(t.Context(), Source{Text: text})
			if err != nil || len(r.Messages) != 1 || r.Messages[0].Text != "done" {
				t.Errorf("not even without a sandbox: %+v, %v", r, err)
			}
		})
	}
	if c.Started() != 1 {
		t.Errorf("%d servers were started", c.Started())
	}
}

// A server that grows without end is ended, and the report says by what.
func TestConfinedGrowth(t *testing.T) {
	for _, tt := range []struct {
		limit, deed, want string
		policy            sandbox.Policy
	}{
		{sandbox.Processes, "fork 8", "may have 80", sandbox.Policy{Processes: 80}},
		{sandbox.Memory, "grow x", "may have 256 MB", sandbox.Policy{Memory: 256 << 20}},
	} {
		t.Run(tt.deed, func(t *testing.T) {
			inForce(t, tt.limit)
			c, _ := startConfined(t, tt.policy)
			r, err := c.Check(t.Context(), Source{Text: "-- fake: do " + tt.deed + "\n"})
			if err != nil || r.Outcome != Died || !strings.Contains(r.Reason, tt.want) || r.Clean() {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

// A confined server is seen, killed and tidied up after as another is: workers in sessions of
// their own included.
func TestConfinedEnd(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	path := leantest.Script{
		Documents: map[string]leantest.Document{leantest.Digest(killText): {}}, Workers: true,
		Faults: []leantest.Fault{{Phase: leantest.Elaborating, Kind: leantest.KillWorker, Times: 1, Document: leantest.Digest(killText)}},
	}.Write(t)
	c, err := Start(t.Context(), Config{
		Path: exe, Dir: t.TempDir(), Env: leantest.Env(path), CheckTimeout: time.Minute, lookEvery: 20 * time.Millisecond,
		Sandbox: &sandbox.Policy{Write: []string{filepath.Dir(path)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for !c.cfg.observed.Load() {
		if _, err := c.Check(t.Context(), Source{Text: "-- a neighbor"}); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := c.Check(t.Context(), Source{Text: killText}); err != nil || r.Outcome != Finished || !r.Sorry {
		t.Errorf("%+v, %v", r, err)
	}
	if c.Started() != 2 {
		t.Errorf("%d servers were started, and a worker was killed", c.Started())
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if left := serving(t, path); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("folders left behind: %v, %v", left, err)
	}
}

// A real Lean works under the sandbox, and what a text does there is stopped.
func TestConfinedRealLean(t *testing.T) {
	lean := realLean(t)
	dir, outside := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	at, err := filepath.EvalSymlinks(lean)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Start(t.Context(), Config{Path: lean, Dir: dir, Sandbox: &sandbox.Policy{
		Read: []string{dir, filepath.Join(home, ".elan"), os.Getenv("ELAN_HOME"), filepath.Dir(filepath.Dir(at))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for _, tt := range []struct {
		limit, text string
		clean       bool
	}{
		{"", "theorem t : True := trivial\n", true},
		{sandbox.Files, "#eval IO.FS.readFile \"" + secret + "\"\n", false},
		{sandbox.Files, "#eval IO.FS.writeFile \"" + secret + ".new\" \"x\"\n", false},
	} {
		if tt.limit != "" && !sandbox.Probe(t.Context()).InForce(tt.limit) {
			continue
		}
		if r, err := c.Check(t.Context(), Source{Text: tt.text}); err != nil || r.Outcome != Finished || r.Clean() != tt.clean {
			t.Errorf("%s: %+v, %v", tt.text, r, err)
		}
	}
}
