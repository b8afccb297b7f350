package sandbox

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	lookEvery = 50 * time.Millisecond // how often the watcher measures the tree
	grace     = 5 * time.Second       // how long the watcher tries to end it
)

// watcher is the process that sees to one command and all that it starts. What loses its
// parent becomes the watcher's child: so the tree below it is whole.
type watcher struct {
	plan  plan
	self  int // our number as /proc has it, which inside a PID namespace is not Getpid's
	child int // Getpid's kind of number
}

// watch is the whole life of a watcher; its result is the exit code, the command's where it
// ended by itself.
func watch(p plan) int {
	code, err := (&watcher{plan: p}).run()
	if err != nil {
		complain(err)
	}
	return code
}

func (w *watcher) run() (code int, err error) {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGCHLD)
	signal.Ignore(syscall.SIGINT) // the terminal sends it to the command too
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return exitRefused, fmt.Errorf("watch over orphans: %w", err)
	}
	if w.self, err = ourNumber(); err != nil {
		return exitRefused, err
	}
	if w.plan.Tmp, err = os.MkdirTemp("", "cosita-sandbox-"); err != nil {
		return exitRefused, fmt.Errorf("make a folder for the command: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(w.plan.Tmp)) }()
	defer w.end()
	if err := w.start(); err != nil {
		return exitRefused, err
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case s := <-signals:
			if s != syscall.SIGCHLD {
				return 128 + int(syscall.SIGTERM), nil
			}
			if status, ended := w.reap(); ended {
				return exitCode(status), nil
			}
		case <-tick.C:
			if err := w.look(); err != nil {
				complain(err) // before the command's streams end, so that their readers know why
				return 128 + int(syscall.SIGKILL), nil
			}
		}
	}
}

// start starts the next stage.
func (w *watcher) start() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the launcher: %w", err)
	}
	next := w.plan
	next.Stage = confining
	env, err := environWith(next)
	if err != nil {
		return fmt.Errorf("write the launcher's plan: %w", err)
	}
	attributes := &syscall.ProcAttr{Env: env, Files: []uintptr{0, 1, 2}}
	if next.Means.Namespaces {
		attributes.Sys = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS} // for mountProc
	}
	w.child, err = syscall.ForkExec(self, os.Args, attributes)
	if err != nil {
		return fmt.Errorf("start the launcher's second stage: %w", err)
	}
	// The command's streams end when the command closes them.
	_ = syscall.Close(0)
	_ = syscall.Close(1)
	return nil
}

// reap takes note of children that ended, orphans among them, and says whether the command did.
func (w *watcher) reap() (of syscall.WaitStatus, ended bool) {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil || pid <= 0:
			return of, ended
		case pid == w.child:
			of, ended = status, true
		}
	}
}

func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}

// look measures the tree. An error says why it has to end.
func (w *watcher) look() error {
	if st, err := readStatus(w.self); err != nil || st.parent != w.plan.Parent {
		return errors.New("whoever started it has ended")
	}
	tasks, memory := measure(w.self)
	most := w.plan.Policy.Processes
	if most == 0 {
		most = DefaultProcesses
	}
	if most > 0 && tasks > most {
		return fmt.Errorf("ended, since it had %d processes and threads, and may have %d", tasks, most)
	}
	if limit := w.plan.Policy.Memory; limit > 0 && memory > limit {
		return fmt.Errorf("ended, since it had %d MB of memory, and may have %d MB", memory>>20, limit>>20)
	}
	return nil
}

// end kills what is below the watcher until nothing is. In a PID namespace the kernel kills
// the rest when the watcher itself ends.
func (w *watcher) end() {
	for begin := time.Now(); time.Since(begin) < grace; time.Sleep(time.Millisecond) {
		alive := 0
		walk(w.self, func(st status) {
			if st.pid != w.self && !st.dead {
				alive++
				_ = syscall.Kill(st.number, syscall.SIGKILL)
			}
		})
		w.reap()
		if alive == 0 {
			return
		}
	}
	complain(errors.New("some of the command's processes do not end"))
}
