package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"cosita/evidence"
	"cosita/numerics/screen"
)

// newScreen is `cosita screen FILES…`.
func newScreen(c *cli) *cobra.Command {
	var out string
	var workers int
	var certify bool
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "screen FILES…",
		Short: "Try every statement of files and folders on numbers",
		Long: `Tries each statement as ` + "`cosita check`" + ` does, several at once, and ends with a table;
without --certify on numbers alone.

FILES are .jsonl files (an object a line: id, perhaps header, and statement or
formal_statement), .lean files (every theorem, lemma and example), or folders of such.

With --out the outcomes are appended to a file, a JSON object a line, as they come; a run
that was interrupted goes on where it stopped, since ids that are in the file are skipped.`,
		Example: `  cosita screen statements.jsonl
  cosita screen --out outcomes.jsonl Mine.lean formalizations/
  cosita screen --certify --json statements.jsonl | cosita certificate verify -
  cosita screen --json --fail-on refuted statements.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			rows, err := screen.Read(args...)
			if err != nil {
				return err
			}
			s := &screening{cli: c, total: len(rows), begin: time.Now()}
			if out != "" {
				if rows, err = s.resume(out, rows); err != nil {
					return err
				}
				defer func() { _ = s.file.Close() }()
			}
			run := screen.Run{Screener: a.Judge(), Workers: workers, Time: a.Config.Search.Time}
			if certify {
				run.Screener = screen.ScreenerFunc(a.Judge().Certify)
			}
			err = run.All(cmd.Context(), rows, s.done)
			s.end()
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "append the outcomes to this `file`, and skip those that it holds")
	cmd.Flags().BoolVar(&certify, "certify", false, "look for exact certificates too")
	cmd.Flags().IntVar(&workers, "workers", 0, "`count` of statements tried at once (default: one a core)")
	settings.register(cmd, "search")
	return cmd
}

// screening shows a run of `cosita screen`.
type screening struct {
	*cli
	summary screen.Summary
	file    *os.File
	total   int
	kept    int // outcomes of an earlier run
	begin   time.Time
}

// resume opens the file of outcomes and gives back the rows that it does not hold.
func (s *screening) resume(path string, rows []screen.Row) ([]screen.Row, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if s.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil { //nolint:gosec // a report
		return nil, err
	}
	held := map[string]line{}
	for text := range bytes.Lines(data) {
		var l line
		// A line that a crash cut short is done again.
		if json.Unmarshal(text, &l) == nil && l.ID != "" {
			held[l.ID] = l
		}
	}
	if len(data) > 0 && data[len(data)-1] != '\n' {
		if _, err := s.file.WriteString("\n"); err != nil {
			return nil, errors.Join(err, s.file.Close())
		}
	}
	rows = slices.DeleteFunc(rows, func(r screen.Row) bool {
		l, ok := held[r.ID]
		if ok {
			s.kept++
			s.note(l.Evidence)
			s.summary.Add(screen.Outcome{ID: l.ID, Header: l.Header, Statement: l.Statement, Evidence: l.Evidence})
		}
		return ok
	})
	return rows, s.broken
}

func (s *screening) done(o screen.Outcome) error {
	s.summary.Add(o)
	l := lineOf(o)
	s.clear()
	s.emit(l)
	s.say("%s  %s\n", s.badge(o.Evidence), o.ID)
	s.progress()
	if s.file == nil {
		return s.broken
	}
	enc := json.NewEncoder(s.file)
	enc.SetEscapeHTML(false)
	return errors.Join(s.broken, enc.Encode(l))
}

// progress draws a bar on a terminal, and else tells each tenth.
func (s *screening) progress() {
	n := s.summary.Total
	if s.terminal() {
		const width = 30
		full := width * n / max(s.total, 1)
		bar := slices.Concat(bytes.Repeat([]byte("="), full), bytes.Repeat([]byte(" "), width-full))
		s.hint("[%s] %d/%d, %d refuted, %s", bar, n, s.total, s.summary.Verdicts[evidence.Refuted], s.elapsed())
		return
	}
	if s.total >= 50 && n*10/s.total > (n-1)*10/s.total {
		s.hint("%d of %d after %s\n", n, s.total, s.elapsed())
	}
}

// clear takes the bar away before a line is printed.
func (s *screening) clear() {
	if s.terminal() {
		s.hint("\r\x1b[K")
	}
}

func (s *screening) terminal() bool {
	f, ok := s.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func (s *screening) elapsed() time.Duration { return time.Since(s.begin).Round(time.Second) }

func (s *screening) end() {
	s.clear()
	if s.kept > 0 {
		s.hint("%d outcomes were there already\n", s.kept)
	}
	for _, o := range s.summary.Refuted {
		s.say("\n%s\n%s\n", s.dim(shifted("  ", o.Statement)), s.badge(o.Evidence))
		for _, w := range o.Evidence.Warnings {
			s.say("  reading: %s\n", w.Text)
		}
	}
	s.say("\n%s", s.summary.String())
	if !s.json {
		s.hint("%s\n", fmt.Sprintf("%d statements in %s", s.summary.Total-s.kept, time.Since(s.begin).Round(100*time.Millisecond)))
	}
}
