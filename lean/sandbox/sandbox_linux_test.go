package sandbox

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// needs skips a test of a limit that this machine does not enforce, and says so; such a
// limit has to have its reason.
func needs(t *testing.T, name string) {
	t.Helper()
	for _, l := range Probe(t.Context()) {
		if l.Name != name {
			continue
		}
		if l.InForce == (l.By == "") || l.InForce != (l.Reason == "") {
			t.Fatalf("%+v: either in force by something or not for a reason", l)
		}
		if !l.InForce {
			t.Skipf("skipped: not enforceable here: %s: %s", l.Name, l.Reason)
		}
		return
	}
	t.Fatalf("nothing is known of %s", name)
}

// Every limit is said to be in force or not, with its reason.
func TestProbe(t *testing.T) {
	limits := Probe(t.Context())
	t.Log(limits)
	var names []string
	for _, l := range limits {
		names = append(names, l.Name)
	}
	if got := strings.Join(names, " "); got != "files network isolation processes memory" {
		t.Errorf("limits: %s", got)
	}
	p := Policy{Network: true, Processes: -1}.Limits(t.Context())
	if p.InForce(Network) || p.InForce(Processes) || p.InForce(Memory) || p.All() {
		t.Errorf("a policy that forbids nothing: %s", p)
	}
	if p.InForce(Files) != limits.InForce(Files) {
		t.Errorf("files: %s", p)
	}
}

// Each deed succeeds without a sandbox, and fails in one.
func TestForbidden(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	readable := filepath.Join(dir, "readable")
	if err := os.Mkdir(readable, 0o700); err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	tcp, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	abstract := fmt.Sprintf("@cosita-sandbox-%d", os.Getpid())
	path := filepath.Join(readable, "socket")
	var unixes []io.Closer
	for network, address := range map[string]string{"unix": abstract, "unixgram": path} {
		var c io.Closer
		if network == "unix" {
			c, err = (&net.ListenConfig{}).Listen(t.Context(), network, address)
		} else {
			c, err = (&net.ListenConfig{}).ListenPacket(t.Context(), network, address)
		}
		if err != nil {
			t.Fatal(err)
		}
		unixes = append(unixes, c)
	}
	defer func() {
		for _, c := range unixes {
			_ = c.Close()
		}
	}()
	udp, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	self := fmt.Sprint(os.Getpid())
	t.Setenv("COSITA_SECRET_KEY", "sk")
	for _, tt := range []struct {
		limit, deed string
		args        []string
	}{
		{Files, "list", []string{home}},
		{Files, "read", []string{file("secret")}},
		{Files, "list", []string{dir}},
		{Files, "write", []string{filepath.Join(dir, "new")}},
		{Files, "write", []string{filepath.Join(readable, "new")}},
		{Files, "truncate", []string{file("kept")}},
		{Files, "remove", []string{file("not to be removed")}},
		{Files, "write", []string{"/proc/self/comm"}},
		{Network, "dial", []string{"tcp", tcp.Addr().String()}},
		{Network, "dial", []string{"udp", udp.LocalAddr().String()}},
		{Network, "dial", []string{"unix", abstract}},
		{Network, "dial", []string{"unixgram", path}},
		{Network, "datagram by a pair", []string{path}},
		{Network, "io_uring", nil},
		{Network, "be root in a namespace", nil},
		{Isolation, "signal", []string{self}},
		{Isolation, "read environment", []string{self}},
		{"", "variable", []string{"COSITA_SECRET_KEY"}},
		{"", "variable", []string{planVariable}},
	} {
		t.Run(tt.deed+" "+strings.ReplaceAll(strings.Join(tt.args, " "), "/", "|"), func(t *testing.T) {
			if tt.limit != "" {
				needs(t, tt.limit)
			}
			p := Policy{Read: []string{readable}}
			if out, err := attempt(t, &p, tt.deed, tt.args...); err == nil {
				t.Errorf("it could: %s", out)
			} else if code := exitStatus(err); code != 1 {
				t.Errorf("it did not run: %v, %s", err, out)
			}
			if tt.args != nil && tt.args[0] == planVariable {
				return
			}
			if out, err := attempt(t, nil, tt.deed, tt.args...); err != nil && tt.deed != "io_uring" && tt.deed != "be root in a namespace" {
				t.Errorf("not even without a sandbox: %v, %s", err, out)
			}
		})
	}
	if out, err := attempt(t, &Policy{}, "hold capabilities"); exitStatus(err) != 1 {
		t.Errorf("it holds capabilities: %v, %s", err, out)
	}
	if os.Getuid() == 0 { // for others it is forbidden anyway
		needs(t, Files)
		if _, err := attempt(t, &Policy{}, "make a device"); err == nil {
			t.Error("it could make a device")
		}
	}
}

// What the policy allows works.
func TestAllowed(t *testing.T) {
	dir := t.TempDir()
	readable, writable := filepath.Join(dir, "readable"), filepath.Join(dir, "writable")
	for _, d := range []string{readable, writable} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(d, "file"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	udp, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	t.Setenv("COSITA_NO_SECRET", "1")
	p := Policy{Read: []string{readable, filepath.Join(dir, "not there")}, Write: []string{writable, filepath.Join(dir, "nor here")},
		Env: []string{"COSITA_NO_SECRET"}, Memory: 1 << 30}
	free := p
	free.Network = true
	for _, tt := range []struct {
		p    Policy
		deed string
		args []string
	}{
		{p, "nothing", nil},
		{p, "read", []string{filepath.Join(readable, "file")}},
		{p, "list", []string{readable}},
		{p, "list", []string{"/usr"}},
		{p, "write", []string{filepath.Join(writable, "new")}},
		{p, "truncate", []string{filepath.Join(writable, "new")}},
		{p, "write", []string{"/dev/null"}},
		{p, "write to tmp", nil},
		{p, "stream pair", nil},
		{p, "variable", []string{"COSITA_NO_SECRET"}},
		{p, "variable", []string{"PATH"}},
		{p, "find itself", nil},
		{p, "grow", []string{"50"}},
		{p, "bomb", []string{"2", "0"}},
		{free, "dial", []string{"udp", udp.LocalAddr().String()}},
	} {
		t.Run(tt.deed+" "+strings.ReplaceAll(strings.Join(tt.args, " "), "/", "|"), func(t *testing.T) {
			if out, err := attempt(t, &tt.p, tt.deed, tt.args...); err != nil {
				t.Errorf("%v, %s", err, out)
			}
		})
	}
}

// A program that does not call Main cannot run commands, and says so.
func TestNoLauncher(t *testing.T) {
	ready.Store(false)
	defer ready.Store(true)
	if _, err := (Policy{}).Command(t.Context(), "sh"); !errors.Is(err, ErrNoLauncher) {
		t.Errorf("Command: %v", err)
	}
	if limits := Probe(t.Context()); limits.InForce(Files) || limits[0].Reason == "" {
		t.Errorf("Probe: %s", limits)
	}
}
