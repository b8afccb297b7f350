package numerics

import (
	"context"
	"strings"
	"time"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics/certify"
	"cosita/numerics/falsify"
)

// A Certifier looks for an exact certificate of a statement.
type Certifier interface {
	Certify(ctx context.Context, st *term.Statement) evidence.Evidence
}

var _ Certifier = certify.Certifier{}

// Judge says what numbers say of a statement. The zero value is ready for use.
type Judge struct {
	Searcher  falsify.Searcher
	Certifier Certifier     // certify.Certifier with its defaults when nil
	Time      time.Duration // for the certificate of one statement; 1 s when 0
}

// DefaultTime is what a Judge gives a certificate when Time is 0.
const DefaultTime = time.Second

// crossCheckTime is what is spent on a certificate of a statement that is refuted: one
// would be a bug of the search or of the checker.
const crossCheckTime = 100 * time.Millisecond

// Screen tries st on numbers alone. The warnings about its reading come with the evidence.
func (j *Judge) Screen(ctx context.Context, st *term.Statement) evidence.Evidence {
	return j.Searcher.Screen(ctx, st)
}

// Certify tries st on numbers, then looks for a certificate, and gives both as one evidence.
// Of the time that ctx leaves a part is kept for the certificate. Where there is none, the
// verdict is that of the numbers. Refuted evidence that holds a certificate all the same
// is a bug, which [evidence.Evidence.Check] reports; so are points that satisfy hypotheses
// certified to contradict each other.
func (j *Judge) Certify(ctx context.Context, st *term.Statement) evidence.Evidence {
	limit := j.Time
	if limit <= 0 {
		limit = DefaultTime
	}
	screened := j.screen(ctx, st, limit)
	if screened.Verdict == evidence.Refuted {
		return j.refuted(ctx, st, screened)
	}
	return merge(screened, j.certificate(ctx, st, limit))
}

// screen is Screen with some time left over.
func (j *Judge) screen(ctx context.Context, st *term.Statement, keep time.Duration) evidence.Evidence {
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end.Add(-min(keep, time.Until(end)/2)))
		defer cancel()
	}
	return j.Screen(ctx, st)
}

func (j *Judge) certificate(ctx context.Context, st *term.Statement, limit time.Duration) evidence.Evidence {
	certifier := j.Certifier
	if certifier == nil {
		certifier = certify.Certifier{}
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return certifier.Certify(ctx, st)
}

// refuted is what else can be said of a refuted statement: the Lean proof of its negation,
// where the witness has one.
func (j *Judge) refuted(ctx context.Context, st *term.Statement, screened evidence.Evidence) evidence.Evidence {
	merged := merge(screened, j.certificate(ctx, st, crossCheckTime))
	if merged.Certificate != nil {
		return merged
	}
	if script := certify.Disproof(st, screened.Witness); script != "" {
		merged.Script, merged.Proves, merged.Class = script, evidence.Negation, evidence.Explicit
	}
	return merged
}

// merge makes one evidence of what numbers and what certificates say of a statement.
func merge(screened, certified evidence.Evidence) evidence.Evidence {
	merged := screened
	switch {
	case certified.Certificate != nil:
		merged.Certificate, merged.Script, merged.Class = certified.Certificate, certified.Script, certified.Class
		if screened.Verdict == evidence.Refuted {
			break // a contradiction: neither side is dropped
		}
		merged.Verdict, merged.Code, merged.Unsupported = certified.Verdict, "", nil
		merged.Reason = "an exact certificate (" + certified.Certificate.Kind + "), checked by code that did not find it"
		if strings.HasPrefix(screened.Reason, falsify.WithinTolerance) {
			// These points are not known to satisfy the hypotheses.
			merged.Samples, merged.Slack = 0, nil
		}
	case screened.Verdict != evidence.Refuted && certified.Code == evidence.CodeBudget:
		merged.Reason += "; no certificate within budget"
	}
	return merged
}
