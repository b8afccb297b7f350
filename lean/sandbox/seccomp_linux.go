package sandbox

import (
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// architectures are the values of seccomp_data's arch (linux/audit.h) for which the filter is
// written.
var architectures = map[string]uint32{
	"amd64": unix.AUDIT_ARCH_X86_64,
	"arm64": unix.AUDIT_ARCH_AARCH64,
}

// Offsets in struct seccomp_data (linux/seccomp.h) on little-endian machines.
const (
	dataNumber = 0
	dataArch   = 4
	dataArgs   = 16 // eight bytes each, the lower half first
)

// forbidden are the calls that no command may make. Those that the capabilities guard already
// are not among them.
var forbidden = []uint32{
	// Other processes, their memory and their open files.
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP,
	// Work that the kernel does in one's name, past this filter.
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	// New namespaces, in which one is root, and other people's.
	unix.SYS_UNSHARE, unix.SYS_SETNS,
	// Parts of the kernel that elaboration has no use for.
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY,
}

// program is a filter in the making (linux/filter.h).
type program []unix.SockFilter

func (p *program) add(code uint16, jt, jf uint8, k uint32) {
	*p = append(*p, unix.SockFilter{Code: code, Jt: jt, Jf: jf, K: k})
}

func (p *program) load(offset uint32) { p.add(unix.BPF_LD|unix.BPF_W|unix.BPF_ABS, 0, 0, offset) }

// when does the two-instruction block `return result` if the accumulator equals k.
func (p *program) when(k, result uint32) {
	p.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, 0, 1, k)
	p.result(result)
}

func (p *program) result(result uint32) { p.add(unix.BPF_RET|unix.BPF_K, 0, 0, result) }

const (
	allow   = unix.SECCOMP_RET_ALLOW
	refuse  = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	missing = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS) // callers then take an older call
)

// filter is the program that the kernel runs at each system call (seccomp(2)). Without the
// network there are no sockets at all, those in the file system included; only pairs of
// connected ones, which cannot be turned to another end.
func filter(arch uint32, network bool) []unix.SockFilter {
	var p program
	p.load(dataArch)
	p.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, 1, 0, arch)
	p.result(missing) // numbers mean other calls there
	p.load(dataNumber)
	if arch == unix.AUDIT_ARCH_X86_64 {
		const x32 = 0x40000000 // the bit of another set of numbers
		p.add(unix.BPF_JMP|unix.BPF_JGE|unix.BPF_K, 0, 1, x32)
		p.result(missing)
	}
	for _, call := range forbidden {
		p.when(call, refuse)
	}
	p.when(unix.SYS_CLONE3, missing) // its flags cannot be seen from here
	p.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, 0, 4, unix.SYS_CLONE)
	p.load(dataArgs)
	p.add(unix.BPF_JMP|unix.BPF_JSET|unix.BPF_K, 0, 1, unix.CLONE_NEWUSER)
	p.result(refuse)
	p.result(allow)
	if !network {
		p.when(unix.SYS_SOCKET, refuse)
		p.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, 0, 7, unix.SYS_SOCKETPAIR)
		p.load(dataArgs)
		p.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, 0, 4, unix.AF_UNIX)
		p.load(dataArgs + 8)
		p.add(unix.BPF_ALU|unix.BPF_AND|unix.BPF_K, 0, 0, 0xf) // without the flags
		p.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, 0, 1, unix.SOCK_STREAM)
		p.result(allow)
		p.result(refuse)
	}
	p.result(allow)
	return p
}

var errArchitecture = errors.New("the filter of system calls is not written for " + runtime.GOARCH)

// filterSystemCalls lays the filter on this thread.
func filterSystemCalls(network bool) error {
	arch, ok := architectures[runtime.GOARCH]
	if !ok {
		return errArchitecture
	}
	instructions := filter(arch, network)
	prog := unix.SockFprog{Len: uint16(len(instructions)), Filter: &instructions[0]}                       //nolint:gosec // a few dozen
	return unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&prog)), 0, 0) //nolint:gosec // the kernel's interface
}
