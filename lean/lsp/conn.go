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
	id    uint64                   // of the last request
	calls map[uint64]chan envelope // those that wait for an answer
}

// NewConn speaks on rwc until Close, or until the peer ends or breaks the protocol. It closes
// rwc then.
func NewConn(rwc io.ReadWriteCloser, opts Options) *Conn {
	if opts.Notify == nil {
		opts.Notify = func(string, json.RawMessage) {}
	}
	c := &Conn{calls: map[uint64]chan envelope{}}
	c.stream = newStream(rwc, opts, c.answered)
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
	place := places.Get().(chan envelope)
	id := c.expect(place)
	defer c.forget(id, place)
	if err := c.send(request{"2.0", id, method, params}); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case m := <-place:
		return read(method, m, result)
	case <-ctx.Done():
		// Writes never block, so this needs no context of its own.
		_ = c.Notify("$/cancelRequest", cancelParams{ID: id})
		return fmt.Errorf("%s: %w", method, context.Cause(ctx))
	case <-c.Done():
		select { // the answer may have been the last thing that was said
		case m := <-place:
			return read(method, m, result)
		default:
			return fmt.Errorf("%s: %w", method, c.cause(jsonrpc2.ErrClosed))
		}
	}
}

// places are where answers are put, for one each.
var places = sync.Pool{New: func() any { return make(chan envelope, 1) }}

// expect makes known where the answer to a request is to be put.
func (c *Conn) expect(place chan envelope) (id uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.id++
	c.calls[c.id] = place
	return c.id
}

// forget takes a place back, empty.
func (c *Conn) forget(id uint64, place chan envelope) {
	c.mu.Lock()
	delete(c.calls, id)
	c.mu.Unlock()
	select {
	case <-place:
	default:
	}
	places.Put(place)
}

// answered hands an answer to who waits for it. One that nobody waits for is passed over, as is
// a second one. It runs on the reading goroutine.
func (c *Conn) answered(m envelope) {
	id, err := strconv.ParseUint(string(m.id), 10, 64)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if place := c.calls[id]; place != nil {
		delete(c.calls, id) // so that there is room for the one
		place <- m
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
