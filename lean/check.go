package lean

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cosita/lean/lsp"
)

const waitMethod = "textDocument/waitForDiagnostics"

// settle is how long a server that answered the barrier may take to say that it is done.
const settle = time.Second

// Check elaborates a source in a document of its own, which it closes again. An error is
// ctx's, when it was canceled (a deadline is an outcome), or misuse: text that is not UTF-8,
// a closed client.
func (c *Client) Check(ctx context.Context, src Source) (Report, error) {
	d, err := c.Open(src.Text)
	if err != nil {
		return Report{Reason: err.Error()}, fmt.Errorf("check %s: %w", src.name(), err)
	}
	report, err := d.Check(ctx, src.Goals...)
	if err != nil || report.Outcome == TimedOut {
		d.abandon() // it may be running away
	}
	if err := errors.Join(err, d.Close()); err != nil {
		return report, fmt.Errorf("check %s: %w", src.name(), err)
	}
	return report, nil
}

func (src *Source) name() string {
	if src.Name == "" {
		return "source"
	}
	return src.Name
}

// Check waits until Lean has worked through the present text and reports on it, with the
// goals at the positions. The report is Finished only if nothing can have been lost: the
// server answered for this version, on one server, without a fatal stop. Otherwise it holds
// what is known so far, and why. An error is ctx's, when it was canceled (a deadline is an
// outcome), or ErrChanged, ErrClosed.
func (d *Document) Check(ctx context.Context, goals ...Position) (Report, error) {
	start := time.Now()
	report, err := d.check(ctx, &tries{replacements: d.client.cfg.Replacements}, goals)
	report.Elapsed = time.Since(start)
	if err == nil {
		return report, nil
	}
	d.client.mu.Lock()
	d.fill(&report)
	d.client.mu.Unlock()
	var dead *StartError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		report.Outcome, report.Reason = NotRun, "canceled"
		if !errors.Is(err, context.Canceled) { // an answer that came with the end of the context
			err = fmt.Errorf("%w: %w", ctx.Err(), err)
		}
		return report, err
	case errors.Is(err, ErrClosed), errors.Is(err, ErrChanged):
		report.Outcome, report.Reason = NotRun, oneLine(err)
		return report, err
	case ctx.Err() != nil:
		report.Outcome, report.Reason = TimedOut, fmt.Sprintf("budget: time (%v)", report.Elapsed.Round(time.Millisecond))
	case errors.Is(err, ErrTimeout):
		report.Outcome, report.Reason = TimedOut, "budget: time ("+oneLine(err)+")"
	case errors.Is(err, errDied), errors.Is(err, errReplaced), errors.As(err, &dead):
		report.Outcome, report.Reason = Died, oneLine(err)
	default:
		report.Outcome, report.Reason = Stopped, oneLine(err)
	}
	return report, nil
}

// fill adds what is known of the document, however the check ended. client.mu is held.
func (d *Document) fill(r *Report) {
	r.Messages = slices.Clone(d.messages)
	r.Sorry = usesSorry(r.Messages)
	if d.on != nil {
		r.Server = d.on.name
	}
}

// check is Check with its failures as errors.
func (d *Document) check(ctx context.Context, t *tries, goals []Position) (Report, error) {
	c := d.client
	version := d.Version()
	for {
		report := Report{}
		epoch, err := d.wait(ctx, t, version)
		if err != nil {
			return report, err
		}
		for _, p := range goals {
			at, err := d.plainGoal(ctx, t, p)
			switch {
			case err == nil:
			case errors.Is(err, ErrGoal), errors.Is(err, ErrUnsupported):
				at.Reason = oneLine(err)
			default:
				return report, err
			}
			report.Goals = append(report.Goals, at)
		}
		if d.spotless() {
			// Lean publishes all before it answers the barrier, through one channel. A second
			// answer shows that nothing was under way behind the first, whatever the server is.
			again, err := d.wait(ctx, t, version)
			if err != nil {
				return report, err
			}
			if again != epoch {
				continue
			}
		}
		c.mu.Lock()
		same, verdict := d.epoch == epoch && d.version == version, d.verdict()
		changed := d.version != version
		d.fill(&report)
		c.mu.Unlock()
		switch {
		case changed:
			return report, fmt.Errorf("check version %d: %w", version, ErrChanged)
		case !same:
			continue // the server was replaced between two answers; t bounds how often
		case verdict != nil:
			return report, verdict
		}
		report.Outcome = Finished
		return report, nil
	}
}

// spotless reports whether the messages so far would make a report Clean.
func (d *Document) spotless() bool {
	d.client.mu.Lock()
	defer d.client.mu.Unlock()
	return d.verdict() == nil && !hasError(d.messages) && !usesSorry(d.messages)
}

// verdict says why the answered version does not count as worked through; nil when it does.
// client.mu is held.
func (d *Document) verdict() error {
	switch {
	case d.fault != "":
		return fmt.Errorf("%w: %s", lsp.ErrProtocol, d.fault)
	case d.fatal:
		return errors.New("stopped by Lean before the end of the text")
	case !d.told: // Lean publishes at least once for each version, if only an empty list
		return fmt.Errorf("%w: the server answers before it has published any messages", lsp.ErrProtocol)
	case d.busy && !hasError(d.messages):
		return fmt.Errorf("%w: the server answers before it is done", lsp.ErrProtocol)
	}
	if line := exitLine(d.text); line > 0 {
		return fmt.Errorf("`#exit` on line %d: Lean does not read what stands below it", line)
	}
	return nil
}

// Wait waits until the server has sent all messages of the present text.
func (d *Document) Wait(ctx context.Context) error {
	_, err := d.wait(ctx, &tries{replacements: d.client.cfg.Replacements}, d.Version())
	return err
}

// wait is the barrier for one version. epoch tells on which opening of the document it held.
func (d *Document) wait(ctx context.Context, t *tries, version int) (epoch int, err error) {
	c := d.client
	for {
		var now int
		err = d.ask(ctx, t, c.cfg.CheckTimeout, waitMethod, func() any {
			epoch, now = d.epoch, d.version
			return lsp.WaitParams{URI: d.uri, Version: d.version}
		}, &lsp.WaitResult{})
		switch {
		case now != 0 && now != version:
			return 0, fmt.Errorf("wait for version %d: %w", version, ErrChanged)
		case err != nil:
			return 0, err
		}
		c.mu.Lock()
		busy, idle, crashed := d.busy, d.idle, d.fatal && !hasError(d.messages)
		c.mu.Unlock()
		if crashed && t.replacements > 0 {
			// Bad imports are errors; a stop without one is the worker's end.
			t.replacements--
			d.giveUp(fmt.Errorf("%w: its worker ended", errDied))
			continue
		}
		if !busy {
			return epoch, nil
		}
		select {
		case <-idle:
		case <-time.After(settle):
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
		return epoch, nil
	}
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
