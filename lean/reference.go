package lean

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosita/lean/project"
	"cosita/lean/sandbox"
)

// Reference checks a source the slow and plain way that anybody can repeat: it writes the text
// to a file and runs `lake env lean --json FILE` in a Lake workspace, `lean --json FILE`
// elsewhere, and without --json for a Lean that does not know it. Its zero value runs `lean`
// from PATH in the working folder. It may be used concurrently.
//
// One line is added below the text: a #print of a word drawn at random. Lean answers it only
// when it has read to the end; where the answer is missing, because the text stopped Lean with
// #exit or ended the process, the report is not Finished.
type Reference struct {
	Path string   // the lean program; "lean" if empty. In a Lake workspace the lake beside it is run, or the one on PATH
	Args []string // further arguments of lean, such as "-DmaxHeartbeats=400000"
	Dir  string   // the folder, which decides on toolchain and imports; the working folder if empty
	Env  []string // added to the environment, as "NAME=value"

	// Version is what Report.Server says; the command without its paths if empty.
	Version string

	// Command is the command line before the name of the file, instead of what Path, Args and
	// Dir make of it, --json included.
	Command []string

	Timeout   time.Duration   // for one check; 10 min if zero
	MaxOutput int64           // most bytes that it may print; 64 MB if zero
	Sandbox   *sandbox.Policy // what lean and all that it starts may do; anything if nil
}

var _ Checker = (*Reference)(nil)

// noReferenceGoals is why a report has no goals.
const noReferenceGoals = "the reference check asks for no goals"

// Check runs Lean on the source. An error is ctx's, when it was canceled, or misuse: text that
// is not UTF-8. Whatever becomes of the process is an outcome: a program that is not there or
// prints what Lean does not is Stopped, one that is killed is Died.
func (r *Reference) Check(ctx context.Context, src Source) (Report, error) {
	start := time.Now()
	if !utf8.ValidString(src.Text) {
		err := errors.New("the text is not UTF-8")
		return Report{Reason: err.Error()}, fmt.Errorf("check %s: %w", src.name(), err)
	}
	report, err := r.check(ctx, src)
	report.Elapsed = time.Since(start)
	for _, p := range src.Goals {
		report.Goals = append(report.Goals, GoalsAt{Position: p, Reason: noReferenceGoals})
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		report.Outcome, report.Reason = NotRun, "canceled"
		return report, fmt.Errorf("check %s: %w", src.name(), ctx.Err())
	}
	if err != nil {
		report.Outcome, report.Reason = Stopped, oneLine(err)
	}
	return report, nil
}

// check is Check with its failures as errors.
func (r *Reference) check(ctx context.Context, src Source) (report Report, err error) {
	dir, err := os.MkdirTemp("", "cosita-reference-")
	if err != nil {
		return report, fmt.Errorf("make a folder for the file: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, fileName(src.Name))
	end := "cosita reached the end " + rand.Text()
	text := src.Text
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	text += "#print \"" + end + "\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return report, fmt.Errorf("write the file: %w", err)
	}
	timeout := cmp.Or(r.Timeout, 10*time.Minute)
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for _, json := range []bool{true, false} {
		command, err := r.command(json)
		if err != nil {
			return report, err
		}
		out, err := r.run(limited, append(slices.Clip(command), file), dir)
		if err != nil {
			return report, err
		}
		if json && out.noJSON() && len(r.Command) == 0 {
			continue
		}
		report = out.report(file, text, end, json)
		report.Server = cmp.Or(r.Version, plainCommand(command))
		if limited.Err() != nil {
			report.Outcome = TimedOut
			report.Reason = fmt.Sprintf("budget: time (%v)", timeout)
			if ctx.Err() != nil {
				report.Reason = "budget: time"
			}
		}
		return report, nil
	}
	return report, errors.New("lean took no form of the command")
}

// fileName is a name for the file that the compiler can take a module name from.
func fileName(name string) string {
	base := strings.TrimSuffix(filepath.Base(filepath.ToSlash(name)), ".lean")
	for _, r := range base {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return "Source.lean"
		}
	}
	if base == "" {
		return "Source.lean"
	}
	return base + ".lean"
}

// CommandLine is what Check runs, but for the name of the file at its end.
func (r *Reference) CommandLine() ([]string, error) { return r.command(true) }

func (r *Reference) command(json bool) ([]string, error) {
	if len(r.Command) > 0 {
		return r.Command, nil
	}
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return nil, fmt.Errorf("run lean: %w", err)
	}
	workspace, err := project.FindWorkspace(dir)
	if err != nil {
		return nil, fmt.Errorf("run lean: %w", err)
	}
	lean := cmp.Or(r.Path, "lean")
	command := []string{lean}
	if workspace != nil {
		command = []string{lakeBeside(lean), "env", "lean"}
	}
	command = append(command, r.Args...)
	if json {
		command = append(command, "--json")
	}
	return command, nil
}

// plainCommand is a command without the folders of its program.
func plainCommand(command []string) string {
	return strings.Join(append([]string{filepath.Base(command[0])}, command[1:]...), " ")
}

// output is what a run of Lean printed, and how it ended.
type output struct {
	text []byte
	cut  bool   // there was more
	said string // on its standard error, as a clause
	code int    // -1 where it was killed
	how  string // the same for people
}

// run runs a command to its end, or to ctx's, and leaves nothing of it behind.
func (r *Reference) run(ctx context.Context, command []string, fileDir string) (*output, error) {
	dir, err := filepath.Abs(r.Dir)
	if err != nil {
		return nil, fmt.Errorf("run lean: %w", err)
	}
	policy := r.Sandbox
	if policy != nil {
		within := *policy
		within.Read = append(slices.Clip(within.Read), fileDir)
		policy = &within
	}
	p, err := startProcess(command, dir, r.Env, policy)
	if err != nil {
		return nil, fmt.Errorf("run lean: %w", err)
	}
	_ = p.in.Close()
	stop := context.AfterFunc(ctx, func() {
		_ = p.kill()
		_ = p.Close()
	})
	killed := make(chan error, 1)
	go func() { // what it leaves may hold its output open
		<-p.exited
		killed <- p.kill()
	}()
	limit := cmp.Or(r.MaxOutput, 64<<20)
	out := &output{}
	out.text, err = io.ReadAll(io.LimitReader(p, limit+1))
	if out.cut = int64(len(out.text)) > limit; out.cut {
		_ = p.kill()
	}
	failed := <-killed
	if !stop() {
		err = nil // the output was closed
	}
	out.how, out.said, out.code = p.how(), p.said(), p.cmd.ProcessState.ExitCode()
	return out, errors.Join(err, failed, p.Close())
}
