package lean

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cosita/lean/lsp"
)

// tries counts what a request, or a check of several, may still repeat.
type tries struct {
	replacements int // servers that may yet replace one that died
	modified     int // answers -32801 so far, without another in between
	given        int // servers that others gave up meanwhile
}

// Bounds of repetition.
const (
	maxModified = 8   // the pauses between add up to 2.6 s
	maxGiven    = 100 // as many neighbors may run away
)

// ask makes one request about the document until it is answered on the text that is then
// present. It replaces servers as t allows. build makes the params under the client's lock.
func (d *Document) ask(ctx context.Context, t *tries, limit time.Duration, method string, build func() any, result any) error {
	for {
		err := d.askOnce(ctx, limit, method, build, result)
		switch {
		case err == nil:
			t.modified = 0
			return nil
		case ctx.Err() != nil:
			return err
		case lsp.HasCode(err, lsp.CodeContentModified) && t.modified < maxModified:
			select {
			case <-time.After(10 * time.Millisecond << t.modified):
			case <-ctx.Done():
				return fmt.Errorf("%s: %w", method, context.Cause(ctx))
			}
			t.modified++
		case lsp.HasCode(err, lsp.CodeContentModified):
			err = fmt.Errorf("%w: %w, %d times", errDied, err, t.modified+1)
			d.giveUp(err)
			t.modified = 0
			if t.replacements--; t.replacements < 0 {
				return err
			}
		case errors.Is(err, errReplaced):
			if t.given++; t.given > maxGiven {
				return err
			}
		case errors.Is(err, errDied):
			if t.replacements--; t.replacements < 0 {
				return err
			}
		default:
			return err
		}
	}
}

// askOnce is one try of ask. A server at fault is given up.
func (d *Document) askOnce(ctx context.Context, limit time.Duration, method string, build func() any, result any) error {
	c := d.client
	s, err := c.current(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	if d.closed {
		c.mu.Unlock()
		return fmt.Errorf("%s: document: %w", method, ErrClosed)
	}
	if d.on != s {
		c.mu.Unlock()
		return fmt.Errorf("%s: %w", method, errReplaced)
	}
	w := &wait{uri: d.uri, opened: d.opened, endings: d.endings}
	params := build()
	c.mu.Unlock()

	err = s.call(ctx, w, limit, method, params, result)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return err
	case errors.Is(err, errLost), lsp.HasCode(err, lsp.CodeWorkerExited), lsp.HasCode(err, lsp.CodeWorkerCrashed):
		err = fmt.Errorf("%w: %w%s", errDied, err, s.process.said())
	case errors.Is(err, errLimit) && limit == c.cfg.CheckTimeout && method == waitMethod:
		// The server gave signs of life: it is the elaboration that takes long.
		return fmt.Errorf("%w: Lean has not finished within %v", ErrTimeout, limit)
	case errors.Is(err, errLimit):
		err = fmt.Errorf("%w: it hangs: %s: %w (%v): %w%s", errDied, method, err, limit, ErrTimeout, s.process.said())
	default:
		if lsp.HasCode(err, lsp.CodeMethodNotFound) {
			return fmt.Errorf("%w: %w", ErrUnsupported, err)
		}
		return err
	}
	s.fail(err)
	return err
}

// giveUp gives up the server that the document is open on.
func (d *Document) giveUp(reason error) {
	d.client.mu.Lock()
	s := d.on
	d.client.mu.Unlock()
	if s != nil {
		s.fail(reason)
	}
}

// request is ask for a single request with the usual deadline.
func (d *Document) request(ctx context.Context, method string, params, result any) error {
	t := &tries{replacements: d.client.cfg.Replacements}
	return d.ask(ctx, t, d.client.cfg.RequestTimeout, method, func() any { return params }, result)
}

func (d *Document) at(p Position) lsp.PositionParams {
	return lsp.PositionParams{TextDocument: lsp.DocumentID{URI: d.uri}, Position: p}
}

// PlainGoal is the tactic state at a position: at a tactic's first character the state before
// it, at its end the state after it. It waits for the elaboration of what stands before. The
// error wraps ErrGoal where the text of a goal cannot be parsed.
func (d *Document) PlainGoal(ctx context.Context, p Position) (GoalsAt, error) {
	return d.plainGoal(ctx, &tries{replacements: d.client.cfg.Replacements}, p)
}

func (d *Document) plainGoal(ctx context.Context, t *tries, p Position) (GoalsAt, error) {
	const method = "$/lean/plainGoal"
	at := GoalsAt{Position: p}
	var state *lsp.PlainGoal
	if err := d.ask(ctx, t, d.client.cfg.RequestTimeout, method, func() any { return d.at(p) }, &state); err != nil {
		return at, err
	}
	if state == nil {
		return at, nil
	}
	if state.Goals == nil {
		return at, fmt.Errorf("%s: %w: an answer without goals", method, lsp.ErrProtocol)
	}
	at.Tactic = true
	for i, text := range state.Goals {
		goal, err := ParseGoal(text)
		if err != nil {
			return at, fmt.Errorf("%s: goal %d of line %d: %w", method, i+1, p.Line+1, err)
		}
		at.Goals = append(at.Goals, goal)
	}
	return at, nil
}

// TermGoal is the goal of a term, and the term's range.
type TermGoal struct {
	Goal  Goal
	Range Range
}

// PlainTermGoal is the expected type and context of the term at a position; nil where there
// is none.
func (d *Document) PlainTermGoal(ctx context.Context, p Position) (*TermGoal, error) {
	const method = "$/lean/plainTermGoal"
	var answer *lsp.PlainTermGoal
	if err := d.request(ctx, method, d.at(p), &answer); err != nil || answer == nil {
		return nil, err
	}
	goal, err := ParseGoal(answer.Goal)
	if err != nil {
		return nil, fmt.Errorf("%s: line %d: %w", method, p.Line+1, err)
	}
	return &TermGoal{Goal: goal, Range: answer.Range}, nil
}

// Hover is what the server says about a place.
type Hover struct {
	Text  string // Markdown
	Range Range  // of what it speaks; empty where the server does not say
}

// Hover asks about the place; nil where there is nothing to say.
func (d *Document) Hover(ctx context.Context, p Position) (*Hover, error) {
	const method = "textDocument/hover"
	var answer *lsp.Hover
	if err := d.request(ctx, method, d.at(p), &answer); err != nil || answer == nil {
		return nil, err
	}
	if answer.Contents == "" {
		return nil, fmt.Errorf("%s: %w: an answer without contents", method, lsp.ErrProtocol)
	}
	h := &Hover{Text: string(answer.Contents)}
	if answer.Range != nil {
		h.Range = *answer.Range
	}
	return h, nil
}

// Symbol is a declaration, section or namespace, with those inside it.
type Symbol = lsp.DocumentSymbol

// Symbols are the document's declarations and sections, in its order.
func (d *Document) Symbols(ctx context.Context) ([]Symbol, error) {
	params := lsp.DocumentParams{TextDocument: lsp.DocumentID{URI: d.uri}}
	var answer []Symbol
	err := d.request(ctx, "textDocument/documentSymbol", params, &answer)
	return answer, err
}

// Request sends any other request about the document, such as those of Lean's RPC, with the
// deadline, the repetition and the replacement that the others have. result is a pointer that
// encoding/json can decode into, or nil. Params that hold what an earlier server gave out (an
// RPC session) mean nothing to the one that replaced it.
func (d *Document) Request(ctx context.Context, method string, params, result any) error {
	if params == nil {
		params = json.RawMessage("{}") // Lean refuses requests without params
	}
	return d.request(ctx, method, params, result)
}
