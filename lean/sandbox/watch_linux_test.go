package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

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
