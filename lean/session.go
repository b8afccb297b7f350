package lean

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"cosita/lean/lsp"
)

// ErrStale is returned when a reference is used whose connection has ended: its session was
// closed or released, or the server has forgotten it.
var ErrStale = errors.New("the server does not know this reference any more")

// Session asks for structured values about one document, by Lean's `$/lean/rpc`. The values
// hold references to what the server keeps for the session, until Release or Close. A session
// connects when it is first used, is kept alive, and connects again where the server has
// forgotten it: then what it gave out before is stale. Its methods may be used concurrently.
//
// References that the server gave out with an answer that was not waited for are unknown here;
// they last until the session ends.
type Session struct {
	doc *Document

	// Guarded by client.mu.
	now     *lease // nil before the first connection and between two
	without int    // the opening of the document whose server has no sessions; 0 if none is known
	closed  bool
}

// lease is one connection of a session.
type lease struct {
	id    lsp.SessionID
	epoch int            // the opening of the document that it belongs to
	held  map[string]int // how often the server gave out each reference
	beat  *time.Timer    // keeps it alive
}

// Ref names an object that the server keeps for a session.
type Ref struct {
	wire  string // as it was received, since it is sent in the same form
	lease *lease
	at    Position // where it was asked for, which decides on the environment of later questions
}

// IsZero reports whether it names nothing.
func (r Ref) IsZero() bool { return r.wire == "" }

// refPattern finds the references in any JSON, in both forms, `{"p":"3"}` and
// `{"__rpcref":"3"}`. It cannot match inside a string, where a quote follows a backslash.
var refPattern = regexp.MustCompile(`\{\s*"(?:p|__rpcref)"\s*:\s*(?:"[0-9]+"|[0-9]+)\s*\}`)

// UnmarshalJSON reads either form; null is the zero Ref.
func (r *Ref) UnmarshalJSON(data []byte) error {
	*r = Ref{}
	if string(data) == "null" {
		return nil
	}
	if len(refPattern.Find(data)) != len(data) {
		return fmt.Errorf("want a reference, got %s", data)
	}
	r.wire = string(data)
	return nil
}

// MarshalJSON writes it as it was received.
func (r Ref) MarshalJSON() ([]byte, error) {
	if r.IsZero() {
		return []byte("null"), nil
	}
	return []byte(r.wire), nil
}

// maxReconnects is how often one call may find its session forgotten.
const maxReconnects = 3

// Session begins a session. It costs nothing until it is used; Close ends it, as does closing
// the document.
func (d *Document) Session() *Session {
	c := d.client
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &Session{doc: d, closed: d.closed || c.closed}
	if !s.closed {
		d.sessions = append(d.sessions, s)
	}
	return s
}

// Call makes one call at a position and decodes its answer into result, a pointer for
// encoding/json. Refs in params must be of this session. The error wraps ErrUnsupported where
// the server has no sessions or no such method.
func (s *Session) Call(ctx context.Context, p Position, method string, params, result any) error {
	raw, _, err := s.call(ctx, p, method, params, Ref{})
	if err != nil {
		return err
	}
	return decode(method, raw, result)
}

func decode(method string, raw json.RawMessage, result any) error {
	if err := json.Unmarshal(raw, result); err != nil {
		return fmt.Errorf("%s: %w: %w", method, lsp.ErrProtocol, err)
	}
	return nil
}

// call is Call without decoding. A reference that the call is about must be of the connection
// that is used.
func (s *Session) call(ctx context.Context, p Position, method string, params any, about Ref) (json.RawMessage, *lease, error) {
	d := s.doc
	t := &tries{replacements: d.client.cfg.Replacements}
	var err error
	for range maxReconnects {
		var l *lease
		if l, err = s.connect(ctx, t); err != nil {
			return nil, nil, err
		}
		if !about.IsZero() && about.lease != l {
			return nil, nil, fmt.Errorf("%s: %w", method, ErrStale)
		}
		var raw json.RawMessage
		err = d.ask(ctx, t, d.client.cfg.RequestTimeout, "$/lean/rpc/call", func() any {
			return lsp.RPCCallParams{PositionParams: d.at(p), SessionID: l.id, Method: method, Params: params}
		}, &raw)
		if err == nil {
			s.hold(l, raw)
			return raw, l, nil
		}
		if !lsp.HasCode(err, lsp.CodeRPCNeedReconnect) {
			return nil, nil, fmt.Errorf("%s: %w", method, err)
		}
		s.drop(l)
	}
	return nil, nil, fmt.Errorf("%s: %w", method, err)
}

// connect is the connection of now, or a new one.
func (s *Session) connect(ctx context.Context, t *tries) (*lease, error) {
	const method = "$/lean/rpc/connect"
	d := s.doc
	c := d.client
	c.mu.Lock()
	now, closed, without := s.now, s.closed, s.without != 0 && s.without == d.epoch
	c.mu.Unlock()
	switch {
	case closed:
		return nil, fmt.Errorf("%s: session: %w", method, ErrClosed)
	case without:
		return nil, fmt.Errorf("%s: %w", method, ErrUnsupported)
	case now != nil:
		return now, nil
	}
	var answer lsp.RPCConnected
	epoch := 0
	err := d.ask(ctx, t, c.cfg.RequestTimeout, method, func() any {
		epoch = d.epoch
		return lsp.RPCConnectParams{URI: d.uri}
	}, &answer)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case errors.Is(err, ErrUnsupported):
		s.without = epoch
		return nil, err
	case err != nil:
		return nil, err
	case answer.SessionID == "":
		return nil, fmt.Errorf("%s: %w: no session in the answer", method, lsp.ErrProtocol)
	case s.closed:
		return nil, fmt.Errorf("%s: session: %w", method, ErrClosed)
	case s.now != nil: // another call was faster; the server forgets the one that nobody keeps alive
		return s.now, nil
	}
	l := &lease{id: answer.SessionID, epoch: epoch, held: map[string]int{}}
	l.beat = time.AfterFunc(c.cfg.keepAlive, func() { s.keepAlive(l) })
	s.now = l
	return l, nil
}

// keepAlive tells the server that the session is in use. It ends with the connection.
func (s *Session) keepAlive(l *lease) {
	c := s.doc.client
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.now == l && !c.closed {
		s.notify(l, "$/lean/rpc/keepAlive", lsp.RPCKeepAliveParams{URI: s.doc.uri, SessionID: l.id})
		l.beat.Reset(c.cfg.keepAlive)
	}
}

// notify sends a notification to the server that the connection is with, if that still lives.
// client.mu is held.
func (s *Session) notify(l *lease, method string, params any) {
	if d := s.doc; d.epoch == l.epoch && d.on != nil && !d.on.gone() {
		_ = d.on.conn.Notify(method, params) // fails with the connection only, which the next request finds out
	}
}

// hold counts the references of an answer. Those that come after the end of their connection
// are given back at once.
func (s *Session) hold(l *lease, raw json.RawMessage) {
	refs := refPattern.FindAll(raw, -1)
	s.doc.client.mu.Lock()
	defer s.doc.client.mu.Unlock()
	for _, r := range refs {
		l.held[string(r)]++
	}
	if s.now != l {
		s.release(l)
	}
}

// drop forgets a connection that the server has forgotten.
func (s *Session) drop(l *lease) {
	s.doc.client.mu.Lock()
	defer s.doc.client.mu.Unlock()
	if s.now == l {
		s.now = nil
		l.beat.Stop()
	}
}

// Release gives back all references that the session holds: what it gave out is stale.
func (s *Session) Release() {
	s.doc.client.mu.Lock()
	defer s.doc.client.mu.Unlock()
	if s.now != nil {
		s.release(s.now)
	}
}

// release gives back each reference as often as it was received. client.mu is held.
func (s *Session) release(l *lease) {
	refs := make([]json.RawMessage, 0, len(l.held))
	for r, n := range l.held {
		refs = append(refs, slices.Repeat([]json.RawMessage{json.RawMessage(r)}, n)...)
	}
	clear(l.held)
	if len(refs) > 0 {
		s.notify(l, "$/lean/rpc/release", lsp.RPCReleaseParams{URI: s.doc.uri, SessionID: l.id, Refs: refs})
	}
}

// Close gives back what the session holds and lets the server forget it. It may be called more
// than once.
func (s *Session) Close() {
	d := s.doc
	d.client.mu.Lock()
	defer d.client.mu.Unlock()
	if s.now != nil {
		s.release(s.now)
	}
	s.end()
	d.sessions = slices.DeleteFunc(d.sessions, func(other *Session) bool { return other == s })
}

// end stops a session whose document closes: the server forgets both. client.mu is held.
func (s *Session) end() {
	s.closed = true
	if s.now != nil {
		s.now.beat.Stop()
		s.now = nil
	}
}
