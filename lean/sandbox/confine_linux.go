package sandbox

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
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

// restrict lays the limits on this thread, to which the goroutine is bound from now on; they
// hold for the command that takes the process's place from here.
func (p *plan) restrict() error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up new privileges: %w", err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("forbid core dumps: %w", err)
	}
	if p.Means.Namespaces {
		if err := mountProc(); err != nil {
			return fmt.Errorf("mount /proc: %w", err)
		}
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

// mountProc gives the command the /proc of its PID namespace. Lean finds itself, and so its library,
// by the link /proc/PID/exe with the number that getpid answers, which is another process's in
// the /proc of another namespace.
func mountProc() error {
	return unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
}

// Rights of Landlock by what they are good for. Nobody may make device files.
const (
	rightsOfFiles = ll.AccessFSExecute | ll.AccessFSReadFile | ll.AccessFSWriteFile | ll.AccessFSTruncate
	rightsToRead  = ll.AccessFSExecute | ll.AccessFSReadFile | ll.AccessFSReadDir
	rightsToWrite = rightsToRead | ll.AccessFSWriteFile | ll.AccessFSTruncate | ll.AccessFSRefer |
		ll.AccessFSRemoveDir | ll.AccessFSRemoveFile | ll.AccessFSMakeDir | ll.AccessFSMakeReg |
		ll.AccessFSMakeSock | ll.AccessFSMakeFifo | ll.AccessFSMakeSym
)

// restrictFiles is Landlock: files, and where the kernel can, TCP and signals. It holds for
// this thread, which becomes the command.
func (p *plan) restrictFiles() error {
	if p.Means.Landlock == 0 {
		return nil
	}
	version := landlocks[min(p.Means.Landlock, len(landlocks))-1]
	handled := ll.RulesetAttr{
		HandledAccessFS: uint64(version.HandledAccessFS), HandledAccessNet: uint64(version.HandledAccessNet),
		Scoped: uint64(version.Scoped),
	}
	if p.Policy.Network {
		handled.HandledAccessNet = 0
		handled.Scoped &^= ll.ScopeAbstractUnixSocket
		handled.HandledAccessFS &^= ll.AccessFSResolveUnix
	}
	ruleset, err := ll.LandlockCreateRuleset(&handled, 0)
	if err != nil {
		return fmt.Errorf("create a Landlock ruleset: %w", err)
	}
	defer func() { _ = unix.Close(ruleset) }()
	// A program that is a link, or is reached through one, is opened where it is.
	read := slices.Concat(system, p.Policy.Read, []string{p.Program})
	if real, err := filepath.EvalSymlinks(p.Program); err == nil {
		read = append(read, real)
	}
	for _, paths := range []struct {
		names  []string
		rights uint64
	}{
		{read, rightsToRead}, {p.Policy.Write, rightsToWrite}, {[]string{p.Tmp}, rightsToWrite}, {devices, rightsToWrite},
	} {
		for _, name := range paths.names {
			if err := permit(ruleset, name, paths.rights&handled.HandledAccessFS); err != nil {
				return fmt.Errorf("permit %s: %w", name, err)
			}
		}
	}
	return ll.LandlockRestrictSelf(ruleset, 0)
}

// permit adds a file, or a folder with all below it, to a ruleset, if it is there.
func permit(ruleset int, name string, rights uint64) error {
	fd, err := unix.Open(name, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil // whoever may not reach it need not be permitted to
	}
	defer func() { _ = unix.Close(fd) }()
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= rightsOfFiles
	}
	return ll.LandlockAddPathBeneathRule(ruleset, &ll.PathBeneathAttr{AllowedAccess: rights, ParentFd: fd}, 0)
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
