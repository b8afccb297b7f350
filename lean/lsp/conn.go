package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"strconv"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// Error codes of Lean servers.
const (
	CodeMethodNotFound   = -32601
	CodeInvalidParams    = -32602
	CodeRequestCancelled = -32800
	CodeContentModified  = -32801 // the file was closed or edited, or its worker ended: ask again on its current version
	CodeRPCNeedReconnect = -32900
	CodeWorkerExited     = -32901
	CodeWorkerCrashed    = -32902
)

// ErrClosed is returned when a connection has ended, by Close or by the server.
var ErrClosed = errors.New("connection closed")

// ResponseError is the server's refusal of a request.
type ResponseError struct {
	Method  string `json:"-"`
	Code    int64  `json:"code"`
	Message string `json:"message"`
}

// Error says what was asked and what the server answered.
func (e *ResponseError) Error() string {
	return fmt.Sprintf("%s: the server answers %q (code %d)", e.Method, e.Message, e.Code)
}

// HasCode reports whether err is a server's refusal with that code.
func HasCode(err error, code int64) bool {
	var r *ResponseError
	return errors.As(err, &r) && r.Code == code
}

// Options of a connection; the zero value works.
type Options struct {
	// Notify is told of each notification, on the reading goroutine, in the order of the
	// wire. It must not block, nor use the connection. params is valid during the call.
	Notify func(method string, params json.RawMessage)
	// MaxFrame is the largest message that is read, in bytes; 0 means DefaultMaxFrame.
	// A larger one ends the connection.
	MaxFrame int64
}

// Conn is a connection to a language server. Its methods may be used concurrently.
type Conn struct {
	rpc    *jsonrpc2.Conn // answers the server's requests; ours are sent and answered here
	stream *stream

	mu    sync.Mutex
	id    uint64                  // of the last request
	calls map[uint64]chan outcome // those that wait for an answer
	over  bool                    // no answer will come any more
}

// NewConn speaks on rwc until Close, or until the peer ends or breaks the protocol. It closes
// rwc then.
func NewConn(rwc io.ReadWriteCloser, opts Options) *Conn {
	if opts.Notify == nil {
		opts.Notify = func(string, json.RawMessage) {}
	}
	c := &Conn{calls: map[uint64]chan outcome{}}
	c.stream = newStream(rwc, opts, c.answered, c.end)
	// jsonrpc2 reports its troubles to a logger; ours are in Err.
	quiet := jsonrpc2.SetLogger(log.New(io.Discard, "", 0))
	c.rpc = jsonrpc2.NewConn(context.Background(), c.stream, jsonrpc2HandlerFunc(answer), quiet)
	return c
}

type jsonrpc2HandlerFunc func(context.Context, *jsonrpc2.Conn, *jsonrpc2.Request)

func (f jsonrpc2HandlerFunc) Handle(ctx context.Context, c *jsonrpc2.Conn, r *jsonrpc2.Request) {
	f(ctx, c, r)
}

// answer replies to what a server asks of an editor: null to what needs no deed, else that
// the method is unknown. It runs on the reading goroutine, as writes never block.
func answer(ctx context.Context, c *jsonrpc2.Conn, r *jsonrpc2.Request) {
	switch r.Method {
	case "client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create",
		"window/showMessageRequest", "workspace/semanticTokens/refresh", "workspace/inlayHint/refresh",
		"workspace/codeLens/refresh", "workspace/diagnostic/refresh", "workspace/inlineValue/refresh",
		"workspace/foldingRange/refresh":
		_ = c.Reply(ctx, r.ID, nil) // fails with the connection only, which Err reports
	default:
		_ = c.ReplyWithError(ctx, r.ID, &jsonrpc2.Error{Code: CodeMethodNotFound, Message: "no such method: " + r.Method})
	}
}

// Call sends a request and waits for its answer, which is decoded into result unless that is
// nil. Params nil means none, which Lean accepts of shutdown only.
//
// The error is a *ResponseError when the server refuses; ctx's error (its cause, if it has
// one) when ctx ends first, after `$/cancelRequest` has been sent; ErrClosed or what ended the
// connection; or that the answer is not of result's shape.
func (c *Conn) Call(ctx context.Context, method string, params, result any) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", method, context.Cause(ctx))
	}
	call, err := c.Start(method, params)
	if err != nil {
		return err
	}
	return call.Wait(ctx, result)
}

// Call is a request under way. Wait must be called, once.
type Call struct {
	conn   *Conn
	method string
	id     uint64
	place  chan outcome
}

// outcome is what came of a request: an answer, or why there will be none.
type outcome struct {
	envelope
	failure error
}

// places are where outcomes are put, one each.
var places = sync.Pool{New: func() any { return make(chan outcome, 1) }}

// Start sends the request of a Call.
func (c *Conn) Start(method string, params any) (*Call, error) {
	call := &Call{conn: c, method: method, place: places.Get().(chan outcome)}
	c.mu.Lock()
	c.id++
	call.id = c.id
	if c.over {
		call.place <- outcome{failure: jsonrpc2.ErrClosed}
	} else {
		c.calls[call.id] = call.place
	}
	c.mu.Unlock()
	if err := c.send(request{"2.0", call.id, method, params}); err != nil {
		call.forget()
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	return call, nil
}

// Wait waits for the answer, as Conn.Call does.
func (call *Call) Wait(ctx context.Context, result any) error {
	defer call.forget()
	select {
	case o := <-call.place:
		switch {
		case o.failure == nil:
			return read(call.method, o.envelope, result)
		case errors.Is(o.failure, jsonrpc2.ErrClosed):
			return fmt.Errorf("%s: %w", call.method, call.conn.cause(o.failure))
		}
		return call.withdraw(o.failure)
	case <-ctx.Done():
		return call.withdraw(context.Cause(ctx))
	}
}

// GiveUp ends the wait with an error, unless the answer has come.
func (call *Call) GiveUp(err error) { call.conn.settle(call.id, outcome{failure: err}) }

// withdraw tells the server that nobody waits any more. Writes never block.
func (call *Call) withdraw(why error) error {
	_ = call.conn.Notify("$/cancelRequest", cancelParams{ID: call.id})
	return fmt.Errorf("%s: %w", call.method, why)
}

// forget gives the place back, empty.
func (call *Call) forget() {
	call.conn.mu.Lock()
	delete(call.conn.calls, call.id)
	call.conn.mu.Unlock()
	select {
	case <-call.place:
	default:
	}
	places.Put(call.place)
}

// settle hands an outcome to who waits for it. One that nobody waits for is passed over, as is
// a second one.
func (c *Conn) settle(id uint64, o outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if place := c.calls[id]; place != nil {
		delete(c.calls, id) // so that there is room for the one
		place <- o
	}
}

// answered runs on the reading goroutine.
func (c *Conn) answered(m envelope) {
	if id, err := strconv.ParseUint(string(m.id), 10, 64); err == nil {
		c.settle(id, outcome{envelope: m})
	}
}

// end fails the requests under way, once nothing more can be read.
func (c *Conn) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	for id, place := range c.calls {
		delete(c.calls, id)
		place <- outcome{failure: jsonrpc2.ErrClosed}
	}
}

// read decodes an answer.
func read(method string, m envelope, result any) error {
	if present(m.err) {
		refusal := ResponseError{Method: method}
		if err := json.Unmarshal(m.err, &refusal); err != nil {
			return fmt.Errorf("%s: %w: %w, in the refusal %s", method, ErrProtocol, err, excerpt(m.err))
		}
		return &refusal
	}
	if result == nil {
		return nil
	}
	if m.result == nil {
		return fmt.Errorf("%s: %w: an answer with neither result nor error", method, ErrProtocol)
	}
	if err := json.Unmarshal(m.result, result); err != nil {
		return fmt.Errorf("%s: %w: %w, in the answer %s", method, ErrProtocol, err, excerpt(m.result))
	}
	return nil
}

type cancelParams struct {
	ID uint64 `json:"id"`
}

// Notify sends a notification. Params nil means none; json.RawMessage("null") sends null. It
// returns at once, even when the server does not read.
func (c *Conn) Notify(method string, params any) error {
	if err := c.send(notification{"2.0", method, params}); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// send puts a message in the queue. jsonrpc2 would encode its params three times.
func (c *Conn) send(message any) error {
	err := c.stream.WriteObject(message)
	if err != nil && c.Err() != nil {
		err = jsonrpc2.ErrClosed
	}
	return c.cause(err)
}

type request struct {
	Version string `json:"jsonrpc"`
	ID      uint64 `json:"id"`
	Method  string `json:"method"`
	Params  any    `json:"params,omitempty"`
}

type notification struct {
	Version string `json:"jsonrpc"`
	Method  string `json:"method"`
	Params  any    `json:"params,omitempty"`
}

// cause replaces jsonrpc2's bare "closed" by what closed the connection.
func (c *Conn) cause(err error) error {
	if !errors.Is(err, jsonrpc2.ErrClosed) {
		return err
	}
	if why := c.Err(); why != nil && !errors.Is(why, ErrClosed) {
		return fmt.Errorf("%w: %w", ErrClosed, why)
	}
	return ErrClosed
}

// Done is closed when the connection has ended.
func (c *Conn) Done() <-chan struct{} { return c.rpc.DisconnectNotify() }

// Err is what ended the connection: io.EOF where the server's output ended between two
// messages, ErrClosed after Close, nil while the connection lives.
func (c *Conn) Err() error { return c.stream.firstErr() }

// Close ends the connection and waits for its goroutines: Notify is not called afterwards, and
// must not call Close. Calls in progress return ErrClosed. It may be called more than once.
func (c *Conn) Close() error {
	_ = c.rpc.Close() // its only error is that it is closed already
	c.stream.shut()
	c.stream.writer.Wait()
	<-c.stream.ended
	return nil
}
