package lean

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cosita/lean/lsp"
)

// Errors of a client and its documents, to be tested with errors.Is.
var (
	// ErrClosed is returned when the client or the document was closed.
	ErrClosed = errors.New("closed")
	// ErrDied is returned when the server or a worker died or hung, and so did those that
	// replaced it.
	ErrDied = errDied
	// ErrTimeout is returned when Lean did not answer within a deadline of Config.
	ErrTimeout = errors.New("time is up")
	// ErrUnsupported is returned when the server does not offer what was asked of it.
	ErrUnsupported = errors.New("this Lean server does not offer it")
	// ErrChanged is returned when a document was edited while it was waited for.
	ErrChanged = errors.New("the document was changed meanwhile")
)

// Config says how to run a server. The zero value runs `lean` from PATH in the working folder.
type Config struct {
	Path string   // the lean program; "lean" if empty. In a Lake workspace the lake beside it is run, or the one on PATH
	Args []string // further arguments of the server, such as "-Dserver.reportDelayMs=0" or "-j", "2"
	Dir  string   // the server's folder, which decides on toolchain and imports; the working folder if empty
	Env  []string // added to the environment, as "NAME=value"

	// Command is the whole command line, instead of what Path, Args and Dir make of it.
	Command []string

	StartTimeout   time.Duration // for a server to answer its first request; 1 min if zero
	CheckTimeout   time.Duration // for the elaboration of one version of a document; 5 min if zero
	RequestTimeout time.Duration // for any other request; 30 s if zero. Then the server counts as dead
	CloseTimeout   time.Duration // for a server to end by itself before it is killed; 5 s if zero

	// Silence is how long a server that owes an answer may say nothing before it is asked
	// for a sign of life, and how long it may take to give it; 10 s if zero.
	Silence time.Duration

	// Replacements is how many servers in turn may replace one that died during a request;
	// 1 if zero, none if negative.
	Replacements int

	MaxMessage int64 // largest message of a server, in bytes; lsp.DefaultMaxFrame if zero

	// BuildImports lets Lake build what a document imports. Otherwise imports that are not
	// built are errors, and a check does not start to compile a library.
	BuildImports bool

	// Progress is told how far elaboration has come, on a goroutine of its own, in order. One
	// that falls far behind misses the oldest. Close waits for it, so it must not close the
	// client.
	Progress func(Progress)

	lookEvery time.Duration // how often workers are looked at
	keepAlive time.Duration // how often the server hears that a Session is in use
	observed  *atomic.Bool  // whether a worker was ever seen
	stem      string        // how the names of all documents begin
	isOpen    func(name string) bool
}

// Progress is what is left of one version of a document.
type Progress struct {
	URI       string
	Version   int     // 0 where the server does not say
	Remaining []Range // what is being elaborated; empty: done
	Fatal     bool    // elaboration has stopped for good
}

func (cfg Config) withDefaults() (Config, error) {
	cfg.Path = cmp.Or(cfg.Path, "lean")
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return cfg, fmt.Errorf("start Lean server: %w", err)
	}
	cfg.Dir = dir
	cfg.observed = new(atomic.Bool)
	for _, d := range []struct {
		field    *time.Duration
		standard time.Duration
	}{
		{&cfg.StartTimeout, time.Minute},
		{&cfg.CheckTimeout, 5 * time.Minute},
		{&cfg.RequestTimeout, 30 * time.Second},
		{&cfg.CloseTimeout, 5 * time.Second},
		{&cfg.Silence, 10 * time.Second},
		{&cfg.lookEvery, 250 * time.Millisecond},
		{&cfg.keepAlive, 10 * time.Second}, // a third of what a session lasts without
	} {
		if *d.field < 0 {
			return cfg, fmt.Errorf("start Lean server: a deadline of %v", *d.field)
		}
		*d.field = cmp.Or(*d.field, d.standard)
	}
	switch {
	case cfg.Replacements == 0:
		cfg.Replacements = 1
	case cfg.Replacements < 0:
		cfg.Replacements = 0
	}
	return cfg, nil
}

// uri is the URI of a file in the server's folder.
func (cfg *Config) uri(name string) string {
	path := filepath.ToSlash(filepath.Join(cfg.Dir, name))
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// Client is a Lean server and its open documents. A server that dies, hangs or loses a worker
// is replaced at the next request, and the documents are opened again. Its methods may be used
// concurrently.
type Client struct {
	cfg      Config
	observer *observer

	mu       sync.Mutex
	server   *server       // nil before the first and between two
	starting chan struct{} // closed when the start in progress ends; nil when none is
	docs     map[string]*Document
	names    int
	started  int // servers so far
	closed   bool
	down     sync.WaitGroup // closes in progress
}

var _ Checker = (*Client)(nil)

// Start runs a Lean server. ctx bounds the start only: the server lives until Close. A program
// that is no Lean 4 server is a *StartError.
func Start(ctx context.Context, cfg Config) (*Client, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, docs: map[string]*Document{}}
	c.cfg.stem = "Cosita" + rand.Text()[:8] + "_"
	c.cfg.isOpen = func(name string) bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.docs[c.cfg.uri(name)] != nil
	}
	c.observer = newObserver(cfg.Progress)
	left := cfg.Replacements
	for {
		_, err = c.current(ctx)
		if err == nil {
			return c, nil
		}
		left--
		if left < 0 || ctx.Err() != nil || !errors.Is(err, errDied) {
			return nil, errors.Join(err, c.Close())
		}
	}
}

// current is the server that lives, or a new one.
func (c *Client) current(ctx context.Context) (*server, error) {
	for {
		c.mu.Lock()
		if c.closed {
			c.mu.Unlock()
			return nil, errClosedByUs
		}
		if s := c.server; s != nil && !s.gone() {
			c.mu.Unlock()
			return s, nil
		}
		if c.starting == nil {
			c.starting = make(chan struct{})
			c.server = nil
			c.mu.Unlock()
			return c.replace(ctx)
		}
		starting := c.starting
		c.mu.Unlock()
		select {
		case <-starting:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// replace starts a server and opens the documents on it. Whoever waits for the start sees it
// end only when the server is in use, or nothing is left of it.
func (c *Client) replace(ctx context.Context) (*server, error) {
	s, err := launch(ctx, &c.cfg, c.record)
	c.mu.Lock()
	closed, starting := c.closed, c.starting
	c.starting = nil
	if err == nil && !closed {
		c.server = s
		c.started++
		for _, d := range c.docs {
			d.openOn(s)
		}
	}
	c.mu.Unlock()
	defer close(starting)
	if err == nil && closed {
		err = errors.Join(errClosedByUs, s.quit(c.cfg.CloseTimeout))
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Server is the name and version that the server gives itself, empty where it gives none.
func (c *Client) Server() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return ""
	}
	return c.server.name
}

// Started is how many servers the client has run so far.
func (c *Client) Started() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.started
}

// Close ends the server and everything it started: by the protocol, and after
// Config.CloseTimeout by force. On Linux this reaches workers in sessions of their own;
// elsewhere it reaches the server itself, and its workers end with their input. Requests in
// progress return ErrClosed or ErrDied. Close may be called more than once.
func (c *Client) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		c.down.Wait()
		return nil
	}
	c.closed = true
	c.down.Add(1)
	defer c.down.Done()
	for _, d := range c.docs {
		d.endSessions()
	}
	starting := c.starting
	c.mu.Unlock()
	if starting != nil {
		<-starting // its starter finds the client closed
	}
	c.mu.Lock()
	s := c.server
	c.mu.Unlock()
	var err error
	if s != nil {
		err = s.quit(c.cfg.CloseTimeout)
	}
	c.observer.close()
	if err != nil {
		return fmt.Errorf("close Lean server: %w", err)
	}
	return nil
}

// record keeps what a server says of the documents. It runs on the reading goroutine.
func (c *Client) record(s *server, method string, params json.RawMessage) {
	switch method {
	case "textDocument/publishDiagnostics":
		var p lsp.PublishDiagnosticsParams
		err := json.Unmarshal(params, &p)
		if err == nil && p.Diagnostics == nil {
			err = errors.New("no diagnostics in it")
		}
		if err != nil {
			c.unreadable(s, method, err)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if d := c.find(p.URI); d != nil && d.on == s {
			d.publish(&p)
		}
	case "$/lean/fileProgress":
		var p lsp.FileProgressParams
		err := json.Unmarshal(params, &p)
		if err == nil && p.Processing == nil {
			err = errors.New("no ranges in it")
		}
		if err != nil {
			c.unreadable(s, method, err)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if d := c.find(p.TextDocument.URI); d != nil && d.on == s {
			d.advance(&p)
			c.observer.tell(&p)
		}
	}
}

// unreadable marks all documents of a server: nobody knows of which one something was lost.
func (c *Client) unreadable(s *server, method string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range c.docs {
		if d.on == s {
			d.fault = fmt.Sprintf("the server's %s cannot be read: %v", method, err)
		}
	}
}

// find is the document of a URI as the server spells it, which may escape other characters.
func (c *Client) find(uri string) *Document {
	if d, ok := c.docs[uri]; ok {
		return d
	}
	plain := plainURI(uri)
	for u, d := range c.docs {
		if plainURI(u) == plain {
			return d
		}
	}
	return nil
}

func plainURI(uri string) string {
	if plain, err := url.PathUnescape(uri); err == nil {
		return plain
	}
	return uri
}
