package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// system is what every command may read and run: programs, libraries, and what these look up
// when they start. Of /etc only what is no secret.
var system = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store",
	"/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives",
	"/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/os-release",
	"/proc", "/sys/devices/system/cpu", "/sys/kernel/mm", "/sys/fs/cgroup",
}

// devices are those that every command may read and write.
var devices = []string{"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}

// landlocks are the configurations of go-landlock by the kernel's version, from 1.
var landlocks = []landlock.Config{
	landlock.V1, landlock.V2, landlock.V3, landlock.V4, landlock.V5, landlock.V6,
	landlock.V7, landlock.V8, landlock.V9, landlock.V10, landlock.V11,
}

// scopes is the first version of Landlock that keeps signals and abstract sockets apart.
const scopes = 6

// restrict lays the limits on this process. The goroutine stays on its thread, from which the
// command has to be run: some of them hold for one thread and what becomes of it.
func (p *plan) restrict() error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up new privileges: %w", err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("forbid core dumps: %w", err)
	}
	if err := p.restrictFiles(); err != nil {
		return fmt.Errorf("restrict files: %w", err)
	}
	if err := dropCapabilities(); err != nil {
		return fmt.Errorf("drop capabilities: %w", err)
	}
	if p.Means.Seccomp {
		if err := filterSystemCalls(p.Policy.Network); err != nil {
			return fmt.Errorf("filter system calls: %w", err)
		}
	}
	return nil
}

// restrictFiles is Landlock: files, and where the kernel can, TCP and signals.
func (p *plan) restrictFiles() error {
	if p.Means.Landlock == 0 {
		return nil
	}
	config := landlocks[min(p.Means.Landlock, len(landlocks))-1]
	if p.Policy.Network {
		config.HandledAccessNet = 0
	}
	// A program that is a link, or is reached through one, is opened where it is.
	read := slices.Concat(system, p.Policy.Read, []string{p.Program})
	if real, err := filepath.EvalSymlinks(p.Program); err == nil {
		read = append(read, real)
	}
	var rules []landlock.Rule
	for _, path := range read {
		switch info, err := os.Stat(path); {
		case err != nil:
		case info.IsDir():
			rules = append(rules, landlock.RODirs(path).IgnoreIfMissing())
		default:
			rules = append(rules, landlock.ROFiles(path).IgnoreIfMissing())
		}
	}
	for _, path := range append(slices.Clone(p.Policy.Write), p.Tmp) {
		switch info, err := os.Stat(path); {
		case err != nil:
		case !info.IsDir():
			rules = append(rules, landlock.RWFiles(path).IgnoreIfMissing())
		case p.Means.Landlock >= 2:
			rules = append(rules, landlock.RWDirs(path).WithRefer().IgnoreIfMissing())
		default:
			rules = append(rules, landlock.RWDirs(path).IgnoreIfMissing())
		}
	}
	for _, path := range devices {
		rules = append(rules, landlock.RWFiles(path).IgnoreIfMissing())
	}
	return config.Restrict(rules...)
}

// dropCapabilities leaves root without what makes it more than another user: it could make
// device files, say, where it may make any. Others have none to drop.
func dropCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var now [2]unix.CapUserData
	if err := unix.Capget(&header, &now[0]); err != nil {
		return err
	}
	if now[0].Effective == 0 && now[1].Effective == 0 {
		return nil
	}
	for c := uintptr(0); c <= 63; c++ {
		held, err := unix.PrctlRetInt(unix.PR_CAPBSET_READ, c, 0, 0, 0)
		if err != nil {
			break // the kernel has no more of them
		}
		if held == 0 {
			continue
		}
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil {
			return fmt.Errorf("capability %d: %w", c, err)
		}
	}
	var none [2]unix.CapUserData
	return unix.Capset(&header, &none[0])
}
