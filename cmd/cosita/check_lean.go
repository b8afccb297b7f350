package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"cosita/evidence"
	"cosita/internal/batch"
	"cosita/lean"
)

// newCheckLean is `cosita check-lean FILE…`.
func newCheckLean(c *cli) *cobra.Command {
	var out string
	var workers int
	var reference bool
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "check-lean FILE…",
		Short: "Let Lean check files and folders of files",
		Long: `Has Lean elaborate each .lean file, several at once, on servers that load the imports once.
A file is checked when Lean came to its end without an error and without sorry; else it is
unknown, with the first trouble. That is no audit: what the file declares, and by which
axioms, is not looked at.

Lean runs with limits on files, network, processes and memory, as far as this machine can
enforce them; cosita doctor says which. Without Lean each file is unknown: no Lean found.

With --reference each file is also checked the slow and plain way, by ` + "`lake env lean --json`" + `;
where the two disagree, that is the finding, and the file is unknown.

With --out the outcomes are appended to a file, a JSON object a line, as they come; a run
that was interrupted goes on where it stopped: files that are in it and have not changed since
are skipped.`,
		Example: `  cosita check-lean Proof.lean
  cosita check-lean --out outcomes.jsonl proofs/
  cosita check-lean --reference --json --fail-on unknown Proof.lean`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			defer func() { _ = a.Close() }()
			files, err := leanFiles(args)
			if err != nil {
				return err
			}
			k := &leanChecking{outcomes: newOutcomes(c, len(files))}
			defer k.close()
			pool, err := a.Lean(cmd.Context())
			if err != nil {
				return err
			}
			if pool != nil {
				k.checker = pool
				if limits := a.Limits(cmd.Context()); !limits.All() {
					k.hint("Lean runs with: %s\n", limits)
				}
			}
			if reference && pool != nil {
				if k.reference, err = a.Reference(cmd.Context()); err != nil {
					return err
				}
			}
			k.noLean = a.NoLean()
			if out != "" {
				if k.held, err = k.resume(out); err != nil {
					return err
				}
			}
			workers = cmp.Or(workers, a.Config.Lean.Servers, runtime.GOMAXPROCS(0))
			err = batch.Run(cmd.Context(), workers, files, k.one, k.done)
			k.end()
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "append the outcomes to this `file`, and skip those that it holds")
	cmd.Flags().IntVar(&workers, "workers", 0, "`count` of files checked at once (default: lean.servers, or one a core)")
	cmd.Flags().BoolVar(&reference, "reference", false, "also check the slow and plain way, and compare")
	settings.register(cmd, "lean")
	return cmd
}

// leanFiles are the .lean files that the arguments name; of a folder all below it but what
// begins with a dot, such as Lake's own.
func leanFiles(args []string) ([]string, error) {
	var files []string
	seen := map[string]bool{}
	add := func(path string) {
		if !seen[path] {
			seen[path] = true
			files = append(files, path)
		}
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case err != nil:
			return nil, err
		case !info.IsDir() && filepath.Ext(arg) != ".lean":
			return nil, fmt.Errorf("%s: want a .lean file, or a folder", arg)
		case !info.IsDir():
			add(arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != arg && strings.HasPrefix(d.Name(), "."):
				return filepath.SkipDir
			case !d.IsDir() && filepath.Ext(path) == ".lean":
				add(path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no .lean file found", strings.Join(args, ", "))
	}
	return files, nil
}

// leanChecking is a run of `cosita check-lean`.
type leanChecking struct {
	*outcomes
	checker   lean.Checker    // nil without Lean
	reference *lean.Reference // nil where it is not wanted
	noLean    string
	held      map[string]line // outcomes of an earlier run
	good, bad int
}

// leanOutcome is what became of one file.
type leanOutcome struct {
	line
	held       bool // it is from an earlier run
	unreadable bool
}

// one checks a file.
func (k *leanChecking) one(ctx context.Context, path string) leanOutcome {
	begin := time.Now()
	data, err := os.ReadFile(path)
	o := leanOutcome{line: line{ID: filepath.ToSlash(path)}}
	if err != nil {
		o.Evidence = evidence.Unknownf(evidence.CodeFailed, "%v", err)
		o.unreadable = true
		return o
	}
	sum := sha256.Sum256(data)
	o.Digest = hex.EncodeToString(sum[:])
	if l, ok := k.held[o.ID]; ok && l.Digest == o.Digest && l.Compared == (k.reference != nil) && l.Code != evidence.CodeNoLean {
		return leanOutcome{line: l, held: true}
	}
	k.check(ctx, &o.line, string(data))
	o.Seconds = time.Since(begin).Seconds()
	return o
}

// check fills in what Lean says of a text.
func (k *leanChecking) check(ctx context.Context, l *line, text string) {
	switch {
	case k.checker == nil:
		l.Evidence = evidence.Unknownf(evidence.CodeNoLean, "%s", k.noLean)
		return
	case !utf8.ValidString(text):
		l.Evidence = evidence.Unknownf(evidence.CodeParse, "parse: the file is not UTF-8")
		return
	}
	src := lean.Source{Name: l.ID, Text: text}
	report, err := k.checker.Check(ctx, src)
	if err != nil {
		l.Evidence = evidence.Unknownf(evidence.CodeFailed, "%v", err)
		return
	}
	l.Messages, l.Server = report.Messages, report.Server
	if report.Outcome == lean.Finished {
		l.Sorry = &report.Sorry
	}
	l.Evidence = judged(&report)
	if k.reference == nil {
		return
	}
	slow, err := k.reference.Check(ctx, src)
	if err != nil {
		l.Evidence = evidence.Unknownf(evidence.CodeFailed, "%v", err)
		return
	}
	l.Compared = true
	if l.Differences = lean.Compare(report, slow); len(l.Differences) > 0 {
		l.Evidence = evidence.Unknownf(evidence.CodeFailed, "the server and the reference check disagree: %s", l.Differences[0])
	}
}

// judged is what a report says of its text.
func judged(r *lean.Report) evidence.Evidence {
	switch {
	case r.Clean():
		return evidence.Evidence{Verdict: evidence.Checked, Lean: evidence.LeanChecked}
	case r.Outcome == lean.TimedOut:
		return evidence.Unknownf(evidence.CodeBudget, "%s", r.Reason)
	case r.Outcome != lean.Finished:
		return evidence.Unknownf(evidence.CodeFailed, "Lean did not finish: %s", r.Reason)
	}
	for _, m := range r.Messages {
		if m.Severity == lean.Error || m.Severity == 0 || m.Sorry() {
			first, _, _ := strings.Cut(strings.TrimSpace(m.Text), "\n")
			return evidence.Unknownf(evidence.CodeFailed, "%d:%d: %s", m.Range.Start.Line+1, m.Range.Start.Character+1, first)
		}
	}
	return evidence.Unknownf(evidence.CodeFailed, "uses sorry")
}

// done shows an outcome, in the order of the files.
func (k *leanChecking) done(o leanOutcome) error {
	if o.Verdict == evidence.Checked {
		k.good++
	} else {
		k.bad++
	}
	if o.held {
		k.keep(o.line)
		return nil
	}
	k.failed = k.failed || o.unreadable
	return k.show(o.line, fmt.Sprintf("%d checked", k.good))
}

func (k *leanChecking) end() {
	k.outcomes.end()
	k.say("\n%6d  checked\n%6d  unknown\n", k.good, k.bad)
	if !k.json {
		k.hint("%d files in %s\n", k.count-k.kept, k.elapsed(100*time.Millisecond))
	}
}
