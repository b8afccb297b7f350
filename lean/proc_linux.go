package lean

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"cosita/lean/lsp"
)

// family is a process and its descendants. Lean's workers lead sessions of their own, and a
// descendant whose parent ended belongs to init, so no group and no parent names them all:
// those seen while their parents lived are remembered, and the rest is found by the mark in
// their environment, which children inherit.
type family struct {
	mu    sync.Mutex
	root  int
	mark  string
	known map[int]*relative
}

// relative is a process that was seen. Its start time tells it from a later process with the
// same number.
type relative struct {
	started string
	worker  bool   // whether it leads a session of its own, as workers do
	args    string // its command line, arguments between zero bytes
	met     time.Time
	dead    bool
	died    time.Time // when it was found dead
}

// remembered is how long the dead are: long enough for every wait to notice.
const remembered = time.Minute

func (f *family) start(root int, mark string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.root, f.mark, f.known = root, markVariable+"="+mark, map[int]*relative{}
	f.meet(root)
}

// look remembers the descendants that now live. It reads the tree only, which takes well
// under a millisecond.
func (f *family) look() {
	f.mu.Lock()
	defer f.mu.Unlock()
	var todo []int
	for pid, r := range f.known {
		f.alive(pid, r)
		switch {
		case !r.dead:
			todo = append(todo, pid)
		case pid != f.root && (time.Since(r.died) > remembered || f.reused(pid, r)):
			delete(f.known, pid)
		}
	}
	for len(todo) > 0 {
		pid := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, child := range children(pid) {
			if _, ok := f.known[child]; !ok && f.meet(child) {
				todo = append(todo, child)
			}
		}
	}
}

// workers says whether a worker of that document, which was opened at the given time, was
// seen since, and whether one lives. Workers of servers that do not put the document on the
// command line count for every document.
func (f *family) workers(uri string, opened time.Time) (seen, living bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for pid, r := range f.known {
		if !r.worker || pid == f.root || r.met.Before(opened) ||
			!r.serves(uri) && strings.Contains(r.args, "\x00file:") {
			continue
		}
		seen = true
		if f.alive(pid, r); !r.dead {
			living = true
		}
	}
	return seen, living
}

// endings changes when a child of a member that lives has ended and was waited for, seen or
// not: it is the sum of the page faults of all such children, and there is none without.
func (f *family) endings() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	var sum uint64
	for pid, r := range f.known {
		if st, ok := readStat(pid); ok && !r.dead && st.started == r.started {
			sum += st.childFaults
		}
	}
	return sum
}

// killWorkers kills the workers that name the document, and says whether there was one.
func (f *family) killWorkers(uri string) bool {
	f.look()
	f.mu.Lock()
	defer f.mu.Unlock()
	found := false
	for pid, r := range f.known {
		if r.worker && pid != f.root && r.serves(uri) {
			found = true
			if f.alive(pid, r); !r.dead {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
	return found
}

// killStrays kills the workers, known for at least that long, whose document is not open any
// more. Documents are told by their file names, which all begin with stem.
func (f *family) killStrays(stem string, open func(name string) bool, age time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for pid, r := range f.known {
		_, name, ok := strings.Cut(r.args, "/"+stem)
		if !ok || !r.worker || pid == f.root || r.dead || time.Since(r.met) < age {
			continue
		}
		name, _, _ = strings.Cut(name, "\x00")
		if f.alive(pid, r); !r.dead && !open(stem+name) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

func (r *relative) serves(uri string) bool {
	return strings.Contains("\x00"+r.args+"\x00", "\x00"+uri+"\x00")
}

// kill ends the whole family, until no member is left.
func (f *family) kill(root *os.Process) error {
	f.look()
	const (
		rounds   = 100
		patience = 20 // rounds in which an unreadable process may yet show its environment
	)
	for round, clean := 0, 0; round < rounds; round++ {
		unclear := f.findMarked() && round < patience
		left := 0
		f.mu.Lock()
		for pid, r := range f.known {
			if f.alive(pid, r); r.dead {
				continue
			}
			left++
			err := syscall.Kill(pid, syscall.SIGKILL)
			if pid == f.root {
				err = root.Kill()
			}
			if err != nil && !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH) {
				f.mu.Unlock()
				return fmt.Errorf("kill process %d: %w", pid, err)
			}
		}
		f.mu.Unlock()
		if clean++; left > 0 || unclear {
			clean = 0
		}
		// A child forked just before its parent's death may have been missed once.
		if clean == 2 {
			return nil
		}
		time.Sleep(time.Duration(min(1+round, 20)) * time.Millisecond)
	}
	return fmt.Errorf("process %d leaves children that cannot be killed", f.root)
}

// findMarked remembers every process that carries the mark. unclear says that there is a
// process, younger than the root, whose environment is empty, as it is for a moment when a
// program takes the place of another.
func (f *family) findMarked() (unclear bool) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		if r, ok := f.known[pid]; ok {
			if f.alive(pid, r); !r.dead {
				continue
			}
		}
		environ, err := os.ReadFile("/proc/" + e.Name() + "/environ")
		switch {
		case err != nil:
		case bytes.Contains(append([]byte{0}, environ...), []byte("\x00"+f.mark+"\x00")):
			f.meet(pid)
		case len(environ) == 0:
			st, ok := readStat(pid)
			unclear = unclear || ok && !st.dead && !st.kernel && !older(st.started, f.known[f.root].started)
		}
	}
	return unclear
}

// older compares start times, which are decimal numbers.
func older(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

// meet remembers a process, even one that is dead and not yet reaped; false if none lives.
func (f *family) meet(pid int) bool {
	st, ok := readStat(pid)
	if !ok {
		return false
	}
	args, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)) // empty of the dead
	now := time.Now()
	f.known[pid] = &relative{
		started: st.started, worker: st.session == pid, args: string(args), met: now, dead: st.dead, died: now,
	}
	return !st.dead
}

// alive brings r up to date. Between fork and exec a process still looks like its parent, so
// its session and arguments are read again each time.
func (f *family) alive(pid int, r *relative) {
	if r.dead {
		return
	}
	st, ok := readStat(pid)
	ok = ok && st.started == r.started
	if ok {
		r.worker = st.session == pid
	}
	if !ok || st.dead {
		r.dead, r.died = true, time.Now()
		return
	}
	if args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil && len(args) > 0 {
		r.args = string(args)
	}
}

// reused reports whether another process now has the number of one that is dead.
func (f *family) reused(pid int, r *relative) bool {
	st, ok := readStat(pid)
	return ok && st.started != r.started
}

type stat struct {
	session     int
	started     string
	childFaults uint64 // minor page faults of its children that ended and were waited for
	dead        bool   // and not yet reaped
	kernel      bool   // whether it is a thread of the kernel
}

// readStat reads /proc/PID/stat (proc(5)); false where there is no such process.
func readStat(pid int) (stat, bool) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, false
	}
	// The second field is the program's name in parentheses, which may hold anything.
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	if len(fields) < 20 {
		return stat{}, false
	}
	const kernelThread = 0x00200000 // PF_KTHREAD of linux/sched.h
	session, err := strconv.Atoi(fields[3])
	flags, _ := strconv.ParseUint(fields[6], 10, 64)
	childFaults, _ := strconv.ParseUint(fields[8], 10, 64)
	return stat{
		session: session, started: fields[19], childFaults: childFaults,
		dead: fields[0] == "Z" || fields[0] == "X", kernel: flags&kernelThread != 0,
	}, err == nil
}

// children are those of all threads of a process.
func children(pid int) []int {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return nil
	}
	var found []int
	for _, t := range threads {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, t.Name()))
		if err != nil {
			continue
		}
		for field := range strings.FieldsSeq(string(data)) {
			if child, err := strconv.Atoi(field); err == nil {
				found = append(found, child)
			}
		}
	}
	return found
}

var _ lsp.TryWriter = (*process)(nil)

// TryWrite writes what the pipe takes at once.
func (p *process) TryWrite(b []byte) int {
	raw, err := p.in.SyscallConn()
	if err != nil {
		return 0
	}
	written := 0
	err = raw.Write(func(fd uintptr) bool {
		written, _ = syscall.Write(int(fd), b) // the descriptor does not block
		return true
	})
	if err != nil || written < 0 {
		return 0
	}
	return written
}
