package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// finding is what a machine can enforce.
type finding struct {
	means  means
	limits Limits
}

var surveyed struct {
	sync.Mutex
	finding *finding
}

// Probe tries every limit in a child process, once in the life of this one, and says which
// this machine can enforce.
func Probe(ctx context.Context) Limits {
	f, err := survey(ctx)
	if err != nil {
		return None(err.Error())
	}
	return append(Limits(nil), f.limits...)
}

// Limits says which limits hold for commands of the policy.
func (p Policy) Limits(ctx context.Context) Limits {
	limits := Probe(ctx)
	for i, l := range limits {
		switch {
		case l.Name == Network && p.Network:
			limits[i] = Limit{Name: Network, Reason: "the policy allows it"}
		case l.Name == Processes && p.Processes < 0, l.Name == Memory && p.Memory <= 0:
			limits[i] = Limit{Name: l.Name, Reason: "the policy sets none"}
		}
	}
	return limits
}

// survey finds the means of this machine and tries them.
func survey(ctx context.Context) (*finding, error) {
	if !Ready() {
		return nil, ErrNoLauncher
	}
	surveyed.Lock()
	defer surveyed.Unlock()
	if surveyed.finding != nil {
		return surveyed.finding, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var m means
	if abi, err := ll.LandlockGetABIVersion(); err == nil {
		m.Landlock = abi
	}
	_, m.Seccomp = architectures[runtime.GOARCH]
	m.Namespaces, m.User = true, os.Getuid() != 0
	// Each time something cannot be had at all, the rest is tried without it.
	var last error
	for _, without := range []func(*means){
		func(*means) {},
		func(m *means) { m.Namespaces, m.User = false, false },
		func(m *means) { m.Seccomp = false },
		func(m *means) { m.Landlock = 0 },
	} {
		without(&m)
		trials, err := m.try(ctx)
		if err != nil {
			last = errors.Join(last, err)
			continue
		}
		surveyed.finding = &finding{m, m.judge(trials, last)}
		return surveyed.finding, nil
	}
	return nil, fmt.Errorf("no launcher runs here: %w", last)
}

// trials are what a process under the limits found when it tried to break them: the errors,
// or nothing where it could.
type trials struct {
	ReadOutside, WriteOutside string
	WriteInside               string
	Sockets                   []string
	Signal                    string
	Tasks                     int
	Memory                    int64
}

// try runs a launcher whose second stage tries what is forbidden.
func (m means) try(ctx context.Context) (*trials, error) {
	cmd, err := launcher(ctx, plan{Means: m, Program: "/proc/self/exe", Try: true}, "cosita-sandbox-trial")
	if err != nil {
		return nil, err
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w %s", err, strings.TrimSpace(said.String()))
	}
	var t trials
	if err := json.Unmarshal(out.Bytes(), &t); err != nil {
		return nil, fmt.Errorf("read the trials: %w", err)
	}
	return &t, nil
}

// try is the second stage of a launcher that only tries the limits.
func try(p plan) int {
	if err := p.restrict(); err != nil {
		complain(err)
		return exitRefused
	}
	var t trials
	_, err := os.ReadDir(filepath.Dir(p.Tmp))
	t.ReadOutside = text(err)
	t.WriteOutside = text(os.WriteFile(p.Tmp+".outside", nil, 0o600))
	_ = os.Remove(p.Tmp + ".outside") // where nothing forbade it
	t.WriteInside = text(os.WriteFile(filepath.Join(p.Tmp, "inside"), nil, 0o600))
	for _, kind := range [][2]int{
		{unix.AF_INET, unix.SOCK_STREAM}, {unix.AF_INET, unix.SOCK_DGRAM}, {unix.AF_INET6, unix.SOCK_DGRAM},
		{unix.AF_UNIX, unix.SOCK_STREAM}, {unix.AF_UNIX, unix.SOCK_DGRAM}, {unix.AF_NETLINK, unix.SOCK_RAW},
	} {
		_, err := unix.Socket(kind[0], kind[1], 0)
		t.Sockets = append(t.Sockets, text(err))
	}
	_, err = unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	t.Sockets = append(t.Sockets, text(err))
	t.Signal = text(syscall.Kill(p.Parent, 0))
	if self, err := ourNumber(); err == nil {
		if st, err := readStatus(self); err == nil {
			t.Tasks, t.Memory = st.tasks, st.memory
		}
		if _, err := os.Stat("/proc/thread-self/children"); err != nil {
			t.Tasks = 0
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(t); err != nil {
		return exitRefused
	}
	return 0
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// judge says which limits held. why is what was wrong with means that were left out.
func (m means) judge(t *trials, why error) Limits {
	blame := func(what string) string {
		if why != nil {
			what += ": " + strings.Join(strings.Fields(why.Error()), " ")
		}
		return what
	}
	limit := func(name string, held bool, by, reason string) Limit {
		if held {
			return Limit{Name: name, InForce: true, By: by}
		}
		return Limit{Name: name, Reason: reason}
	}
	lsm := fmt.Sprintf("Landlock %d", m.Landlock)
	files := m.Landlock > 0 && t.ReadOutside != "" && t.WriteOutside != "" && t.WriteInside == ""
	sockets := m.Seccomp
	for _, refusal := range t.Sockets {
		sockets = sockets && refusal != ""
	}
	network := "seccomp"
	if m.Namespaces {
		network += ", network namespace"
	}
	apart := lsm
	if m.Namespaces {
		apart = "PID namespace"
	}
	counted := "counting, every " + lookEvery.String()
	return Limits{
		limit(Files, files, lsm, blame("the kernel has no Landlock, or it is switched off")),
		limit(Network, sockets, network, blame("no filter of system calls")),
		limit(Isolation, t.Signal != "" && (m.Namespaces || m.Landlock >= scopes), apart,
			blame("neither a PID namespace nor Landlock 6")),
		limit(Processes, t.Tasks > 0, counted, "the kernel does not list children in /proc"),
		limit(Memory, t.Memory > 0 && t.Tasks > 0, counted, "the kernel does not tell memory in /proc"),
	}
}
