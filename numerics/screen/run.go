package screen

import (
	"context"
	"errors"
	"strings"
	"time"

	"cosita/evidence"
	"cosita/internal/batch"
	"cosita/lean/elab"
	"cosita/lean/term"
)

// Screener tries one statement on numbers.
type Screener interface {
	Screen(ctx context.Context, st *term.Statement) evidence.Evidence
}

// ScreenerFunc is a function as a Screener.
type ScreenerFunc func(ctx context.Context, st *term.Statement) evidence.Evidence

// Screen calls the function.
func (f ScreenerFunc) Screen(ctx context.Context, st *term.Statement) evidence.Evidence {
	return f(ctx, st)
}

// Run says how to screen. Screener has to be given and to be safe for parallel use.
type Run struct {
	Screener Screener
	Workers  int           // statements that are tried at once; the number of cores when 0
	Time     time.Duration // for one statement; no limit when 0
}

// Outcome is what is known of a row.
type Outcome struct {
	ID        string
	Header    string // what stands above the statement, where it was understood
	Statement string // as it was understood, or the text of the row
	Evidence  evidence.Evidence
	Elapsed   time.Duration
}

// All screens the rows and hands each outcome over, one at a time and in the order of the
// rows. When ctx ends, or done returns an error, it stops, hands over what is finished, and
// returns the error; a row that was interrupted has no outcome.
func (r *Run) All(ctx context.Context, rows []Row, done func(Outcome) error) error {
	return batch.Run(ctx, r.Workers, rows, r.one, done)
}

func (r *Run) one(ctx context.Context, row Row) (o Outcome) {
	begin := time.Now()
	o = Outcome{ID: row.ID, Statement: strings.TrimSpace(row.Text)}
	defer func() { o.Elapsed = time.Since(begin) }()
	if row.Refusal != "" {
		o.Evidence = evidence.Unknownf(evidence.CodeUnsupported, "unsupported: %s", row.Refusal)
		o.Evidence.Unsupported = []string{row.Refusal}
		return o
	}
	st, err := Parse(row)
	if err != nil {
		o.Evidence = NotUnderstood(err)
		return o
	}
	o.Header, o.Statement = st.Header.Text, term.PrintStatement(st)
	if r.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.Time)
		defer cancel()
	}
	o.Evidence = r.Screener.Screen(ctx, st)
	return o
}

// Parse reads the statement of a row. What follows its `:=` is left out where it is no
// statement syntax.
func Parse(row Row) (*term.Statement, error) {
	if row.Err != nil {
		return nil, row.Err
	}
	src := row.Header + "\n" + row.Text
	st, err := term.ParseStatement(src)
	if err == nil {
		return st, nil
	}
	if at := strings.Index(row.Text, ":= by"); at >= 0 {
		if st, again := term.ParseStatement(row.Header + "\n" + row.Text[:at]); again == nil {
			return st, nil
		}
	}
	return nil, err
}

// NotUnderstood is the evidence of a text that is no statement.
func NotUnderstood(err error) evidence.Evidence {
	if typed, ok := errors.AsType[*elab.Error](err); ok {
		return typed.Evidence()
	}
	if parse, ok := errors.AsType[*term.Error](err); ok {
		return evidence.Unknownf(evidence.CodeParse, "parse: %v", parse)
	}
	return evidence.Unknownf(evidence.CodeParse, "parse: %v", err)
}
