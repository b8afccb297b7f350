package lean

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"cosita/lean/sandbox"
)

// markVariable is set in the environment of every server, to a value of its own, so that
// what a server started is found even when it has left its session and its parent.
const markVariable = "COSITA_SERVER"

// tidying is how long a launcher may take to end what it watches over, before it is killed too.
const tidying = 6 * time.Second

// process is one server as the operating system sees it. Reading and writing it reads its
// standard output and writes its standard input.
type process struct {
	path   string
	cmd    *exec.Cmd
	in     *os.File
	out    *os.File
	stderr tail
	family family // what it started
	exited chan struct{}
	status error // how it exited; set before exited is closed

	confined bool // a launcher watches over it, which ends the tree and tidies up when it is told to end
	closed   sync.Once
}

// startProcess starts command[0] with the rest as its arguments, within the limits of a policy
// where there is one.
func startProcess(command []string, dir string, env []string, limits *sandbox.Policy) (_ *process, err error) {
	path, err := exec.LookPath(command[0])
	if err != nil {
		return nil, err
	}
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, inRead.Close(), inWrite.Close())
	}
	mark := rand.Text()
	p := &process{path: path, in: inWrite, out: outRead, exited: make(chan struct{})}
	if limits == nil {
		p.cmd = exec.Command(path, command[1:]...)
		p.cmd.Env = os.Environ()
	} else if p.cmd, err = limits.Command(context.Background(), path, command[1:]...); err != nil {
		return nil, errors.Join(err, inRead.Close(), outWrite.Close(), p.Close())
	}
	p.confined = limits != nil
	p.cmd.Dir = dir
	p.cmd.Env = append(append(p.cmd.Env, env...), markVariable+"="+mark)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = inRead, outWrite, &p.stderr
	p.cmd.WaitDelay = 100 * time.Millisecond // a worker that is left may hold stderr open
	err = p.cmd.Start()
	_ = inRead.Close()
	_ = outWrite.Close()
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.family.start(p.cmd.Process.Pid, mark)
	go func() {
		p.status = p.cmd.Wait()
		close(p.exited)
	}()
	return p, nil
}

func (p *process) Read(b []byte) (int, error)  { return p.out.Read(b) }
func (p *process) Write(b []byte) (int, error) { return p.in.Write(b) }

// Close closes both pipes, which a server takes as the end of its session.
func (p *process) Close() error {
	p.closed.Do(func() {
		_ = p.in.Close()
		_ = p.out.Close()
	})
	return nil
}

// kill ends the process and everything that it started, and waits for its end.
func (p *process) kill() error {
	if p.confined && p.cmd.Cancel() == nil {
		select {
		case <-p.exited:
		case <-time.After(tidying):
		}
	}
	err := p.family.kill(p.cmd.Process)
	<-p.exited
	return err
}

// how says how the process ended, for people.
func (p *process) how() string {
	select {
	case <-p.exited:
	default:
		return "it runs"
	}
	if p.status == nil || errors.Is(p.status, exec.ErrWaitDelay) {
		return "it exited without an error"
	}
	return p.status.Error()
}

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
	cut bool
}

var _ io.Writer = (*tail)(nil)

func (t *tail) Write(b []byte) (int, error) {
	const most = 2 << 10
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, b...)
	if n := len(t.buf) - most; n > 0 {
		t.buf = append(t.buf[:0], t.buf[n:]...)
		t.cut = true
	}
	return len(b), nil
}

// String is the last lines in one.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := strings.Join(strings.Fields(strings.ToValidUTF8(string(t.buf), "\uFFFD")), " ")
	if t.cut && s != "" {
		return "…" + s
	}
	return s
}

// said is what the process printed to its standard error, as a clause, or nothing.
func (p *process) said() string {
	if s := p.stderr.String(); s != "" {
		return fmt.Sprintf("; it said %q", s)
	}
	return ""
}
