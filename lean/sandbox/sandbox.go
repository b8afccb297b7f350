// Package sandbox runs a program, such as a Lean server, with limits round it: which files it
// may read and write, no network, how many processes and how much memory its whole tree may
// have. Lean text that a model wrote can run any code while it is elaborated, so servers that
// meet such text run under it.
//
// On Linux the program starts itself again as a small launcher, which applies the limits and
// then takes the place of the command. So main, and TestMain where tests start servers, begin
// with Main:
//
//	func main() {
//		sandbox.Main()
//		…
//	}
//
// Then a command is started as with os/exec:
//
//	policy := sandbox.Policy{Read: []string{workspace}, Write: []string{build}, Memory: 8 << 30}
//	cmd, err := policy.Command(ctx, "lean", "--server")
//	if err != nil { … }
//	err = cmd.Start()
//
// What a machine can enforce differs: Probe really tries each limit in a child process, once,
// and says which are in force and by what, and of the others why not. A command is started
// with those that are, and not at all where one of them fails. So Limits of a policy may be
// shown and kept as what held; no limit is named that was not tried. Outside of Linux
// there are none.
//
//   - Files: Landlock (https://docs.kernel.org/userspace-api/landlock.html).
//   - Network: an empty network namespace, and a seccomp filter on sockets of every kind.
//   - Other processes: a PID namespace or Landlock's scopes; what a command started ends with it.
//   - Number of processes, memory: the launcher looks at the tree some ten times a second and
//     ends it where it is over the limit, since limits per user do not bind root. A tree can
//     be over a limit for so long. Memory counts what is resident without mapped files:
//     Lean maps gigabytes of compiled libraries that many servers share.
//
// Time is the context's. What is written to the disk is not limited, nor is CPU time.
package sandbox

import (
	"errors"
	"strings"
)

// Policy is what a command may do. The zero value lets it read and run the system's programs
// and libraries, write to a folder of its own, which TMPDIR names and which is gone at its
// end, and have DefaultProcesses; it has no network and no limit of memory.
type Policy struct {
	Read      []string // files and folders that it may read and run, besides the system's; those that are not there are left out
	Write     []string // files and folders that it may write too; a folder that is not there is left out
	Env       []string // names of variables of our environment that it may see, besides those of EnvNames
	Network   bool     // whether it may use the network
	Processes int      // most processes and threads of the tree at a time; DefaultProcesses if zero, no limit if negative
	Memory    int64    // most bytes resident, without mapped files, in the tree; no limit if zero
}

// DefaultProcesses is how many processes and threads a tree may have where the policy does not
// say. A Lean worker has some twenty threads, and Lake starts a process a file.
const DefaultProcesses = 2048

// ErrNoLauncher is returned when the program does not begin with Main, and so cannot be its own
// launcher.
var ErrNoLauncher = errors.New("the program does not call sandbox.Main first")

// Names of limits, in the order of Limits.
const (
	Files     = "files"     // which files may be read and written
	Network   = "network"   // no sockets
	Isolation = "isolation" // other processes cannot be signaled or read; what it started ends with it
	Processes = "processes" // how many processes and threads there may be
	Memory    = "memory"    // how much may be resident
)

// Limit is one limit as it is on this machine. Exactly one of By and Reason is empty.
type Limit struct {
	Name    string `json:"name"`
	InForce bool   `json:"in_force"`
	By      string `json:"by,omitempty"`     // what enforces it, such as "Landlock ABI 7"
	Reason  string `json:"reason,omitempty"` // why it is not in force
}

// Limits are all limits, in force or not, in the order files, network, isolation, processes,
// memory.
type Limits []Limit

// None are the limits where nothing is limited, for one reason.
func None(reason string) Limits {
	var limits Limits
	for _, name := range []string{Files, Network, Isolation, Processes, Memory} {
		limits = append(limits, Limit{Name: name, Reason: reason})
	}
	return limits
}

// InForce reports whether the limit of that name is in force.
func (l Limits) InForce(name string) bool {
	for _, limit := range l {
		if limit.Name == name {
			return limit.InForce
		}
	}
	return false
}

// All reports whether every limit is in force.
func (l Limits) All() bool {
	for _, limit := range l {
		if !limit.InForce {
			return false
		}
	}
	return len(l) > 0
}

// String is the limits in one line.
func (l Limits) String() string {
	var in, out []string
	for _, limit := range l {
		if limit.InForce {
			in = append(in, limit.Name+" ("+limit.By+")")
		} else {
			out = append(out, "no limit on "+limit.Name+" ("+limit.Reason+")")
		}
	}
	return strings.Join(append(in, out...), ", ")
}

// EnvNames are the variables that a command may always see. A name that ends in _ stands for
// all that begin with it. Keys of services are not among them. TMPDIR is where the launcher
// makes the command's own folder, which the command then finds in it.
func EnvNames() []string {
	return []string{
		"PATH", "HOME", "USER", "LANG", "LC_", "TZ", "TERM", "TMPDIR",
		"ELAN_", "LEAN_", "LAKE_", "LAKE", "LEAN", "MATHLIB_",
	}
}

// environ is the part of environment that the policy lets through.
func (p Policy) environ(environment []string) []string {
	names := append(EnvNames(), p.Env...)
	var kept []string
	for _, pair := range environment {
		name, _, _ := strings.Cut(pair, "=")
		for _, n := range names {
			if name == n || strings.HasSuffix(n, "_") && strings.HasPrefix(name, n) {
				kept = append(kept, pair)
				break
			}
		}
	}
	return kept
}
