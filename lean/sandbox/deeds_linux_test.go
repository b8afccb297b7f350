package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	"find itself": func([]string) error {
		link, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", os.Getpid()))
		if self, _ := os.Executable(); err == nil && link != self {
			err = fmt.Errorf("it is %s there", link)
		}
		return err
	},
	"hold capabilities": func([]string) error {
		data, err := os.ReadFile("/proc/self/status")
		if err != nil {
			return nil // which fails the test
		}
		for line := range strings.Lines(string(data)) {
			name, set, _ := strings.Cut(line, ":")
			if strings.HasPrefix(name, "Cap") && name != "CapBnd" && strings.Trim(set, "0 \t\n") != "" {
				return nil
			}
		}
		return errors.New("it holds none")
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

func exitStatus(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return -1
}
