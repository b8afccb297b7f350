package leantest

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// server is one run of a script.
type server struct {
	script    Script
	path      string // of the script
	in        *bufio.Reader
	out       io.Writer
	open      map[string]*file
	connected int      // RPC sessions so far
	broken    error    // what a write failed with, or what could not be understood
	held      [][]byte // what it has grown by
}

// file is an open document.
type file struct {
	uri     string
	text    string
	version int

	sessions []*session
	worker   *exec.Cmd
	lost     bool // its worker was killed: nothing is said of it any more
	refusal  int  // the code that the next barrier is refused with, or 0
	stalled  bool // nothing more is said of this version
}

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type diagnostic struct {
	Source    string    `json:"source"`
	Severity  int       `json:"severity"`
	Range     textRange `json:"range"`
	FullRange textRange `json:"fullRange"`
	Message   string    `json:"message"`
}

// request is what comes in: of the parameters, all that any method here looks at.
type request struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		URI          string `json:"uri"`
		Version      int    `json:"version"`
		TextDocument struct {
			URI     string `json:"uri"`
			Version int    `json:"version"`
			Text    string `json:"text"`
		} `json:"textDocument"`
		ContentChanges []struct {
			Range *textRange `json:"range"`
			Text  string     `json:"text"`
		} `json:"contentChanges"`
		Position position `json:"position"`

		SessionID string            `json:"sessionId"` // of $/lean/rpc/…
		Method    string            `json:"method"`
		Params    json.RawMessage   `json:"params"`
		Refs      []json.RawMessage `json:"refs"`
	} `json:"params"`
}

func newServer(script Script, path string, in io.Reader, out io.Writer) *server {
	if script.Split != 0 {
		out = choppy{to: out, random: rand.New(rand.NewPCG(script.Split, 0))}
	}
	return &server{script: script, path: path, in: bufio.NewReader(in), out: out, open: map[string]*file{}}
}

// serve answers until the client says exit, or its end of the stream is closed.
func (s *server) serve() error {
	defer func() {
		for _, f := range s.open {
			stop(f.worker)
			s.forget(f)
		}
	}()
	for s.broken == nil {
		body, err := readFrame(s.in)
		if errors.Is(err, io.EOF) {
			return errors.New("the client left without saying exit")
		} else if err != nil {
			return err
		}
		var r request
		if err := json.Unmarshal(body, &r); err != nil {
			return fmt.Errorf("understand %s: %w", body, err)
		}
		if r.Method == "exit" {
			return nil
		}
		s.handle(r)
	}
	return s.broken
}

// handle does what one message asks for.
func (s *server) handle(r request) {
	uri := cmp.Or(r.Params.TextDocument.URI, r.Params.URI)
	f := s.open[uri]
	if f != nil && f.lost && r.Method != "textDocument/didClose" {
		return
	}
	switch r.Method {
	case "initialize":
		if !s.fault(AtInitialize, r, nil) {
			s.answer(r, initialized)
		}
	case "shutdown", "textDocument/hover", "$/lean/plainTermGoal":
		s.answer(r, null)
	case "textDocument/documentSymbol", "textDocument/codeAction":
		s.answer(r, []any{})
	case "textDocument/didOpen":
		f = &file{uri: uri, text: r.Params.TextDocument.Text, version: r.Params.TextDocument.Version, worker: s.work(uri)}
		s.open[uri] = f
		s.see(f.text)
		if !s.fault(AtOpen, r, f) {
			s.elaborate(uri, f)
		}
	case "textDocument/didChange":
		s.change(r)
	case "textDocument/didClose":
		if f != nil {
			stop(f.worker)
			s.forget(f)
		}
		delete(s.open, uri)
	case "textDocument/waitForDiagnostics":
		s.barrier(r, f)
	case "$/lean/plainGoal":
		s.goal(r)
	case "$/lean/rpc/connect", "$/lean/rpc/call", "$/lean/rpc/keepAlive", "$/lean/rpc/release":
		s.rpc(r, f)
	default:
		// Notifications, and the client's answers, need none.
		if len(r.ID) > 0 && r.Method != "" {
			s.refuse(r, methodNotFound, "No request handler found for '"+r.Method+"'")
		}
	}
}

// initialized is what the server says it can do.
var initialized = json.RawMessage(`{
	"serverInfo": {"name": "Lean 4 Server", "version": "scripted"},
	"capabilities": {
		"textDocumentSync": {"openClose": true, "change": 2, "willSave": false, "willSaveWaitUntil": false},
		"hoverProvider": true, "documentSymbolProvider": true,
		"codeActionProvider": {"resolveProvider": true, "codeActionKinds": ["quickfix"]}
	}
}`)

// change applies the edits of a didChange one after the other.
func (s *server) change(r request) {
	uri := r.Params.TextDocument.URI
	f := s.open[uri]
	if f == nil {
		s.broken = fmt.Errorf("a change of %s, which is not open", uri)
		return
	}
	for _, edit := range r.Params.ContentChanges {
		if edit.Range == nil {
			f.text = edit.Text
			continue
		}
		from, to := offset(f.text, edit.Range.Start), offset(f.text, edit.Range.End)
		if from > to {
			s.broken = fmt.Errorf("a change of %s from %v, which is after its end", uri, *edit.Range)
			return
		}
		f.text = f.text[:from] + edit.Text + f.text[to:]
	}
	f.version, f.stalled = r.Params.TextDocument.Version, false
	s.see(f.text)
	s.elaborate(uri, f)
}

// barrier answers textDocument/waitForDiagnostics. What it waits for has been published.
func (s *server) barrier(r request, f *file) {
	switch {
	case f == nil || f.version < r.Params.Version:
		s.refuse(r, contentModified, "no such version is open")
	case f.stalled:
	case f.refusal != 0:
		s.refuse(r, f.refusal, "scripted refusal")
		f.refusal = 0
	case s.fault(AtBarrier, r, f):
	default:
		s.answer(r, struct{}{})
	}
}

// elaborate publishes what the script says about a document.
func (s *server) elaborate(uri string, f *file) {
	diagnostics := s.diagnostics(f.text)
	s.progress(uri, f, span(f.text, 0, len(f.text)))
	if s.script.Stale {
		r := lastLine(f.text)
		s.publish(uri, f.version-1, []diagnostic{{Source: "Lean 4", Severity: 1, Range: r, FullRange: r, Message: "stale"}})
	}
	s.publish(uri, f.version, diagnostics[:len(diagnostics)/2])
	if s.fault(Elaborating, request{}, f) {
		return
	}
	s.publish(uri, f.version, diagnostics)
	s.progress(uri, f)
}

// diagnostics are those of a text, in their order in it.
func (s *server) diagnostics(text string) []diagnostic {
	document, known := s.script.Documents[Digest(text)]
	if !known {
		message := s.script.Unknown
		if message == "" {
			message = DefaultUnknown
		}
		r := lastLine(text)
		return []diagnostic{{Source: "Lean 4", Severity: 1, Range: r, FullRange: r, Message: message}}
	}
	messages := slices.Clone(document.Messages)
	for _, warning := range sorries(text) {
		same := func(m Message) bool { return m.Text == warning.Text && m.Start[0] == warning.Start[0] }
		if !slices.ContainsFunc(messages, same) {
			messages = append(messages, warning)
		}
	}
	slices.SortStableFunc(messages, func(a, b Message) int { return slices.Compare(a.Start[:], b.Start[:]) })
	out := []diagnostic{}
	for _, m := range messages {
		r := textRange{position{m.Start[0], m.Start[1]}, position{m.End[0], m.End[1]}}
		out = append(out, diagnostic{Source: "Lean 4", Severity: m.Severity, Range: r, FullRange: r, Message: m.Text})
	}
	return out
}

// see appends a text to the file of those that were seen.
func (s *server) see(text string) {
	if s.script.Seen == "" {
		return
	}
	digest := Digest(text)
	_, known := s.script.Documents[digest]
	line, err := json.Marshal(Sight{Digest: digest, Text: text, Known: known})
	if err == nil {
		err = appendLine(s.script.Seen, line)
	}
	if err != nil {
		s.broken = fmt.Errorf("note a document: %w", err)
	}
}

// appendLine adds a line to a file that may not exist yet.
func appendLine(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// goal answers $/lean/plainGoal.
func (s *server) goal(r request) {
	f := s.open[r.Params.TextDocument.URI]
	if f == nil {
		s.refuse(r, contentModified, "the document is not open")
		return
	}
	if s.fault(AtGoal, r, f) {
		return
	}
	at := fmt.Sprintf("%d:%d", r.Params.Position.Line, r.Params.Position.Character)
	goals, ok := s.script.Documents[Digest(f.text)].Goals[at]
	if !ok {
		s.answer(r, null)
		return
	}
	rendered := "no goals"
	if len(goals) > 0 {
		rendered = "```lean\n" + strings.Join(goals, "\n```\n---\n```lean\n") + "\n```"
	}
	s.answer(r, map[string]any{"rendered": rendered, "goals": append([]string{}, goals...)})
}

func (s *server) answer(r request, result any) {
	s.send(message{ID: r.ID, Result: result})
}

func (s *server) refuse(r request, code int, text string) {
	s.send(message{ID: r.ID, Error: &refusal{Code: code, Message: text}})
}

func (s *server) publish(uri string, version int, diagnostics []diagnostic) {
	params := map[string]any{"uri": uri, "diagnostics": diagnostics}
	if !s.script.NoVersions {
		params["version"] = version
	}
	s.send(message{Method: "textDocument/publishDiagnostics", Params: params})
}

// progress says which ranges of a document are still in work.
func (s *server) progress(uri string, f *file, ranges ...textRange) {
	processing := []any{}
	for _, r := range ranges {
		processing = append(processing, map[string]any{"range": r})
	}
	s.send(message{Method: "$/lean/fileProgress", Params: map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": f.version}, "processing": processing,
	}})
}

func (s *server) send(m message) {
	time.Sleep(time.Duration(s.script.Delay) * time.Millisecond)
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err == nil {
		err = writeFrame(s.out, body)
	}
	if err != nil && s.broken == nil {
		s.broken = fmt.Errorf("send: %w", err)
	}
}
