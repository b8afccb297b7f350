package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// deedVariable names what this binary does, as a command of the tests, instead of testing.
const deedVariable = "COSITA_SANDBOX_DEED"

func TestMain(m *testing.M) {
	Main()
	if name := os.Getenv(deedVariable); name != "" {
		if err := deeds[name](os.Args[1:]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// deeds are what a cheating command may try; an error says that it could not.
var deeds = map[string]func(args []string) error{
	"nothing": func([]string) error { return nil },
	"read": func(args []string) error {
		_, err := os.ReadFile(args[0])
		return err
	},
	"list": func(args []string) error {
		_, err := os.ReadDir(args[0])
		return err
	},
	"write":    func(args []string) error { return os.WriteFile(args[0], []byte("x"), 0o600) },
	"truncate": func(args []string) error { return os.Truncate(args[0], 0) },
	"remove":   func(args []string) error { return os.Remove(args[0]) },
	"write to tmp": func([]string) error {
		return os.WriteFile(filepath.Join(os.TempDir(), "file"), []byte("x"), 0o600)
	},
	"make a device": func([]string) error {
		return unix.Mknod(filepath.Join(os.TempDir(), "device"), unix.S_IFCHR|0o600, int(unix.Mkdev(1, 3)))
	},
	"dial": func(args []string) error {
		conn, err := net.Dial(args[0], args[1])
		if err != nil {
			return err
		}
		_, err = conn.Write([]byte("x"))
		return errors.Join(err, conn.Close())
	},
	"datagram by a pair": func(args []string) error {
		pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
		if err != nil {
			return err
		}
		return unix.Sendto(pair[0], []byte("x"), 0, &unix.SockaddrUnix{Name: args[0]})
	},
	"stream pair": func([]string) error {
		_, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		return err
	},
	"io_uring": func([]string) error {
		var params [120]byte
		_, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, uintptr(unsafe.Pointer(&params[0])), 0)
		if errno != 0 {
			return errno
		}
		return nil
	},
	"be root in a namespace": func([]string) error { return unix.Unshare(unix.CLONE_NEWUSER) },
	"signal": func(args []string) error {
		var pid int
		if _, err := fmt.Sscan(args[0], &pid); err != nil {
			return err
		}
		return syscall.Kill(pid, 0)
	},
	"variable": func(args []string) error {
		if _, ok := os.LookupEnv(args[0]); !ok {
			return errors.New("it is not set")
		}
		return nil
	},
	"read environment": func(args []string) error {
		_, err := os.ReadFile("/proc/" + args[0] + "/environ")
		return err
	},
	// Descendants that have lost parent, session and environment.
	"scatter": func([]string) error {
		const script = `(setsid env -i /bin/sh -c 'sleep 600 & sleep 600 & echo started; wait' & ); sleep 600`
		return run("/bin/sh", "-c", script)
	},
	"bomb": func(args []string) error {
		const script = `bomb() { if [ "$1" -gt 0 ]; then bomb $(($1-1)) "$2" & bomb $(($1-1)) "$2" & fi; wait; sleep "$2"; }; bomb "$1" "$2"; wait`
		return run("/bin/sh", append([]string{"-c", script, "bomb"}, args...)...)
	},
	"threads": func([]string) error {
		for range 300 {
			go func() { _, _ = unix.Poll([]unix.PollFd{}, 60_000) }()
		}
		return sleep(10 * time.Second)
	},
	"grow": func(args []string) error {
		var megabytes int
		if _, err := fmt.Sscan(args[0], &megabytes); err != nil {
			return err
		}
		var held [][]byte
		for range megabytes {
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			held = append(held, b)
		}
		if len(args) > 1 {
			return sleep(time.Minute)
		}
		fmt.Println(len(held))
		return nil
	},
	// A program that starts a command in a sandbox and is then killed.
	"start": func([]string) error {
		cmd, err := Policy{Env: []string{deedVariable}}.Command(context.Background(), "/bin/sh", "-c", "echo started; sleep 600 & sleep 600")
		if err != nil {
			return err
		}
		cmd.Stdout = os.Stdout
		return cmd.Run()
	},
}

func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// sleep is a deed that takes time, in a process that has nothing to wait for.
func sleep(d time.Duration) error {
	_, err := unix.Poll([]unix.PollFd{}, int(d.Milliseconds()))
	return err
}

// attempt runs a deed and gives back what it printed and its error. Without a policy it runs
// free.
func attempt(t *testing.T, p *Policy, deed string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := command(ctx, t, p, deed, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("%s has not ended: %s", deed, out.String())
	}
	return strings.TrimSpace(out.String()), err
}

func command(ctx context.Context, t *testing.T, p *Policy, deed string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = os.Environ()
	if p != nil {
		if cmd, err = p.Command(ctx, self, args...); err != nil {
			t.Fatal(err)
		}
	}
	// The second lets what was built with the race detector exit without idling.
	cmd.Env = append(cmd.Env, deedVariable+"="+deed, "GORACE=atexit_sleep_ms=0")
	return cmd
}

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
	if os.Getuid() == 0 { // for others it is forbidden anyway
		needs(t, Files)
		if _, err := attempt(t, &Policy{}, "make a device"); err == nil {
			t.Error("it could make a device")
		}
	}
}

func exitStatus(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return -1
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

// Streams, arguments and the exit code are the command's own.
func TestTransparent(t *testing.T) {
	cmd, err := Policy{}.Command(t.Context(), "sh", "-c", `cat; echo "$0 $1" >&2; exit 7`, "a b", "")
	if err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("text"), &out, &said
	if err := cmd.Run(); exitStatus(err) != 7 || out.String() != "text" || said.String() != "a b \n" {
		t.Errorf("%v, %q, %q", err, out.String(), said.String())
	}
	if _, err := (Policy{}).Command(t.Context(), "no-such-program"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("no such program: %v", err)
	}
	cmd, err = Policy{}.Command(t.Context(), "sh", "-c", "kill -9 $$")
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Run(); exitStatus(err) != 128+9 {
		t.Errorf("killed: %v", err)
	}
}

// A command's own folder is gone when it has ended.
func TestOwnFolder(t *testing.T) {
	cmd, err := Policy{}.Command(t.Context(), "sh", "-c", `touch "$TMPDIR/x" && printf %s "$TMPDIR"`)
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), "cosita-sandbox-") {
		t.Fatalf("%q, %v", out, err)
	}
	if _, err := os.Stat(string(out)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left: %v", out, err)
	}
}

// heldOpen starts a command with a pipe that all its descendants hold, and waits for the first
// line in it.
func heldOpen(t *testing.T, cmd *exec.Cmd) (rest io.Reader) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	if err := r.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("started\n"))
	if _, err := io.ReadFull(r, line); err != nil || string(line) != "started\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return r
}

// When the context ends, or the command is asked to, or is killed, or the program that started
// it dies, nothing is left of the tree: the pipe that all of it holds ends.
func TestNothingIsLeft(t *testing.T) {
	needs(t, Isolation)
	t.Setenv("TMPDIR", t.TempDir()) // a watcher that is killed leaves its folder
	for name, stop := range map[string]func(cmd *exec.Cmd, cancel func()) error{
		"context": func(_ *exec.Cmd, cancel func()) error { cancel(); return nil },
		"SIGTERM": func(cmd *exec.Cmd, _ func()) error { return cmd.Process.Signal(syscall.SIGTERM) },
		"SIGKILL": func(cmd *exec.Cmd, _ func()) error { return cmd.Process.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			found, err := survey(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if name == "SIGKILL" && !found.means.Namespaces {
				t.Skip("skipped: not enforceable here: a PID namespace is needed")
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			cmd := command(ctx, t, &Policy{}, "scatter")
			rest := heldOpen(t, cmd)
			if err := stop(cmd, cancel); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Error("it ended well")
			}
			if _, err := io.ReadAll(rest); err != nil {
				t.Errorf("something is left: %v", err)
			}
		})
	}
	t.Run("death of the program", func(t *testing.T) {
		cmd := command(t.Context(), t, nil, "start")
		rest := heldOpen(t, cmd)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if _, err := io.ReadAll(rest); err != nil {
			t.Errorf("something is left: %v", err)
		}
	})
}

// What grows over a limit is ended, and says so.
func TestTooMuch(t *testing.T) {
	for _, tt := range []struct {
		limit, deed string
		args        []string
		p           Policy
		want        string
	}{
		{Processes, "bomb", []string{"8", "600"}, Policy{Processes: 60}, "may have 60"},
		{Processes, "threads", nil, Policy{Processes: 100}, "may have 100"},
		{Memory, "grow", []string{"400", "hold"}, Policy{Memory: 150 << 20}, "may have 150 MB"},
	} {
		t.Run(tt.deed, func(t *testing.T) {
			needs(t, tt.limit)
			out, err := attempt(t, &tt.p, tt.deed, tt.args...)
			if exitStatus(err) != 128+9 || !strings.Contains(out, tt.want) {
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
