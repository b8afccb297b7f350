package lean

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosita/lean/lsp"
)

// Document is one open document of a client. Its name is never on disk; what it imports is
// found from the server's folder. After Change or Edit, Check works on the new text, and Lean
// uses again what it elaborated of the common prefix (keep imports as they are: a new header
// starts a new worker). Its methods may be used concurrently, but a Change ends the Checks and
// Waits in progress with ErrChanged.
type Document struct {
	client *Client
	uri    string

	// Guarded by client.mu.
	text     string
	version  int
	closed   bool
	on       *server   // where it is open
	opened   time.Time // when it was opened there
	endings  uint64    // what had ended on the server by then
	epoch    int       // counts the times it was opened
	messages []Message // of this version
	said     int       // bytes of text in them
	told     bool      // whether the server published any, be it none
	busy     bool      // whether the server's last progress of this version left something
	fatal    bool      // whether elaboration stopped for good
	idle     chan struct{}
	fault    string // why the messages cannot be trusted to be all
	sessions []*Session
	vague    bool // whether the server ever left out of which version its messages are
}

// Edit is a text that replaces a range.
type Edit struct {
	Range Range
	Text  string
}

// Open opens a new document. Its text must be UTF-8.
func (c *Client) Open(text string) (*Document, error) {
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("open document: its text is not UTF-8")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, fmt.Errorf("open document: %w", errClosedByUs)
	}
	c.names++
	d := &Document{
		client: c, text: text, version: 1,
		uri: c.cfg.uri(fmt.Sprintf("%s%d.lean", c.cfg.stem, c.names)),
	}
	c.docs[d.uri] = d
	if c.server != nil && !c.server.gone() {
		d.openOn(c.server)
	}
	return d, nil
}

// openOn opens the document on a server. Writing never blocks, and fails only where the
// connection has ended, which the next request finds out.
func (d *Document) openOn(s *server) {
	d.on, d.opened, d.endings = s, time.Now(), s.endings.Load()
	d.epoch++
	d.forget()
	params := lsp.DidOpenParams{TextDocument: lsp.TextDocumentItem{
		URI: d.uri, LanguageID: "lean4", Version: d.version, Text: d.text,
	}}
	if s.lake {
		params.DependencyBuildMode = "never"
		if d.client.cfg.BuildImports {
			params.DependencyBuildMode = "once"
		}
	}
	_ = s.conn.Notify("textDocument/didOpen", params)
}

// forget drops what was known of the version before.
func (d *Document) forget() {
	d.messages, d.said, d.told, d.busy, d.fatal, d.fault = nil, 0, false, false, false, ""
	d.idle = make(chan struct{})
}

// URI is the document's name, as the server knows it.
func (d *Document) URI() string { return d.uri }

// Text is the document's present text.
func (d *Document) Text() string {
	d.client.mu.Lock()
	defer d.client.mu.Unlock()
	return d.text
}

// Version is the number of the present text, from 1.
func (d *Document) Version() int {
	d.client.mu.Lock()
	defer d.client.mu.Unlock()
	return d.version
}

// Change replaces the whole text, which must be UTF-8.
func (d *Document) Change(text string) error {
	return d.change([]lsp.ContentChange{{Text: text}})
}

// Edit makes the edits one after the other, each at positions of the text that the one before
// it left. A range past the end of a line or of the text ends there; one that ends before it
// starts is refused, and then nothing is changed.
func (d *Document) Edit(edits ...Edit) error {
	changes := make([]lsp.ContentChange, len(edits))
	for i, e := range edits {
		changes[i] = lsp.ContentChange{Range: &e.Range, Text: e.Text}
	}
	return d.change(changes)
}

func (d *Document) change(changes []lsp.ContentChange) error {
	c := d.client
	c.mu.Lock()
	defer c.mu.Unlock()
	if d.closed || c.closed {
		return fmt.Errorf("change document: %w", ErrClosed)
	}
	text, err := lsp.Apply(d.text, changes)
	if err != nil {
		return fmt.Errorf("change document: %w", err)
	}
	d.text = text
	d.version++
	d.forget()
	if d.on != nil && !d.on.gone() {
		_ = d.on.conn.Notify("textDocument/didChange", lsp.DidChangeParams{
			TextDocument:   lsp.VersionedDocument{URI: d.uri, Version: d.version},
			ContentChanges: changes,
		})
	}
	return nil
}

// Messages are those that the server has sent of the present text so far. They are all there
// after Wait; a server may add to them even then.
func (d *Document) Messages() []Message {
	d.client.mu.Lock()
	defer d.client.mu.Unlock()
	return slices.Clone(d.messages)
}

// Close closes the document; its worker ends. It may be called more than once.
func (d *Document) Close() error {
	c := d.client
	c.mu.Lock()
	defer c.mu.Unlock()
	if d.closed {
		return nil
	}
	d.closed = true
	d.endSessions()
	delete(c.docs, d.uri)
	if d.on != nil && !d.on.gone() && !c.closed {
		_ = d.on.conn.Notify("textDocument/didClose", lsp.DocumentParams{TextDocument: lsp.DocumentID{URI: d.uri}})
	}
	return nil
}

// endSessions ends the sessions, which the server forgets with the document. client.mu is held.
func (d *Document) endSessions() {
	for _, s := range d.sessions {
		s.end()
	}
	d.sessions = nil
}

// abandon closes a document whose elaboration may not heed that: its worker is killed where
// it can be told apart, else the server is given up if nothing else is open on it.
func (d *Document) abandon() {
	_ = d.Close()
	c := d.client
	c.mu.Lock()
	s, others := d.on, len(c.docs)
	c.mu.Unlock()
	if s == nil || s.gone() || s.process.family.killWorkers(d.uri) || others > 0 {
		return
	}
	s.fail(errReplaced)
}

// publish records diagnostics of the present version; those of earlier ones are stale.
func (d *Document) publish(p *lsp.PublishDiagnosticsParams) {
	if p.Version != nil && *p.Version != d.version {
		if *p.Version > d.version {
			d.fault = fmt.Sprintf("the server speaks of version %d, and the text has version %d", *p.Version, d.version)
		}
		return
	}
	d.told = true
	d.vague = d.vague || p.Version == nil
	if !p.IsIncremental {
		d.messages, d.said = make([]Message, 0, min(len(p.Diagnostics), maxMessages)), 0
	}
	for i := range p.Diagnostics {
		d.said += len(p.Diagnostics[i].Message)
		if len(d.messages) >= maxMessages || d.said > maxSaid {
			d.fault = fmt.Sprintf("the server has more to say than is kept (%d messages, %d MiB)", maxMessages, maxSaid>>20)
			return
		}
		d.messages = append(d.messages, message(&p.Diagnostics[i]))
	}
}

// Bounds of what a server may say of one version. A report that lacks some is not Finished.
const (
	maxMessages = 50_000
	maxSaid     = 256 << 20 // bytes of text
)

// message is a diagnostic of the server's.
func message(diag *lsp.Diagnostic) Message {
	m := Message{
		Severity: Severity(max(0, min(diag.Severity, int(Hint)+1))),
		Range:    diag.Range, Text: diag.Message, Tags: diag.LeanTags, Silent: diag.IsSilent,
	}
	if m.Severity == 0 || m.Severity > Hint {
		m.Severity = Error // a message of unknown weight is taken for the worst
	}
	if diag.FullRange != nil {
		m.Range = *diag.FullRange
	}
	return m
}

// advance records progress of the present version.
func (d *Document) advance(p *lsp.FileProgressParams) {
	if v := p.TextDocument.Version; v != nil && *v != d.version {
		return
	}
	d.busy = false
	for _, r := range p.Processing {
		if r.Kind == lsp.ProgressFatal {
			d.fatal = true
		} else {
			d.busy = true
		}
	}
	select {
	case <-d.idle:
		if d.busy {
			d.idle = make(chan struct{})
		}
	default:
		if !d.busy {
			close(d.idle)
		}
	}
}

// hasError reports whether one of the messages is an error.
func hasError(messages []Message) bool {
	return slices.ContainsFunc(messages, func(m Message) bool { return m.Severity == Error })
}

// usesSorry reports whether a warning says that a declaration uses sorry, in either spelling.
func usesSorry(messages []Message) bool {
	return slices.ContainsFunc(messages, Message.Sorry)
}

// Sorry reports whether the message says that a declaration uses sorry; its range is the
// declaration's name.
func (m Message) Sorry() bool {
	return m.Severity <= Warning &&
		(strings.Contains(m.Text, "declaration uses 'sorry'") || strings.Contains(m.Text, "declaration uses `sorry`"))
}
