package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

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
			s := &screening{outcomes: newOutcomes(c, len(rows))}
			defer s.close()
			if out != "" {
				if rows, err = s.resume(out, rows); err != nil {
					return err
				}
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
	*outcomes
	summary screen.Summary
}

// resume gives back the rows whose outcomes the file does not hold.
func (s *screening) resume(path string, rows []screen.Row) ([]screen.Row, error) {
	held, err := s.outcomes.resume(path)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r screen.Row) bool {
		l, ok := held[r.ID]
		if ok {
			s.keep(l)
			s.summary.Add(screen.Outcome{ID: l.ID, Header: l.Header, Statement: l.Statement, Evidence: l.Evidence})
		}
		return ok
	})
	return rows, s.broken
}

func (s *screening) done(o screen.Outcome) error {
	s.summary.Add(o)
	return s.show(lineOf(o), fmt.Sprintf("%d refuted", s.summary.Verdicts[evidence.Refuted]))
}

func (s *screening) end() {
	s.outcomes.end()
	for _, o := range s.summary.Refuted {
		s.say("\n%s\n%s\n", s.dim(shifted("  ", o.Statement)), s.badge(o.Evidence))
		for _, w := range o.Evidence.Warnings {
			s.say("  reading: %s\n", w.Text)
		}
	}
	s.say("\n%s", s.summary.String())
	if !s.json {
		s.hint("%s\n", fmt.Sprintf("%d statements in %s", s.summary.Total-s.kept, s.elapsed(100*time.Millisecond)))
	}
}
