package lsp

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits of one connection.
const (
	// DefaultMaxFrame is the largest message that is read, in bytes, where Options says nothing.
	DefaultMaxFrame = 256 << 20
	// maxQueued is how many bytes may wait for a server that does not read.
	maxQueued = 64 << 20
	// maxHeader is the longest header line, in bytes.
	maxHeader = 4 << 10
	// maxHeaderLines is how many header lines a message may have.
	maxHeaderLines = 64
	// lastWords is how long a server is listened to that does not read any more.
	lastWords = time.Second
)

// ErrProtocol is wrapped by the errors of a peer that does not speak the protocol.
var ErrProtocol = errors.New("not the language-server protocol")

var errBacklog = fmt.Errorf("the server does not read: more than %d MiB wait for it", maxQueued>>20)

// stream frames messages for jsonrpc2. Reading hands notifications and answers on itself, since
// jsonrpc2 would decode them several times; writing never blocks.
type stream struct {
	rwc      io.ReadWriteCloser
	in       *bufio.Reader
	maxFrame int64
	notify   func(method string, params json.RawMessage)
	answered func(envelope)
	end      func() // called when reading has ended

	mu      sync.Mutex
	queue   []byte
	spare   []byte        // an empty buffer for the next queue
	writing bool          // whether somebody writes what was in the queue
	more    chan struct{} // holds a token while queue may have something to write
	closed  chan struct{}
	err     error // the first error of reading or writing
	writer  sync.WaitGroup
	ended   chan struct{} // closed when reading has ended
	closing sync.Once
}

func newStream(rwc io.ReadWriteCloser, opts Options, answered func(envelope), end func()) *stream {
	s := &stream{
		rwc: rwc, in: bufio.NewReaderSize(rwc, 64<<10),
		maxFrame: opts.MaxFrame, notify: opts.Notify, answered: answered, end: end,
		more: make(chan struct{}, 1), closed: make(chan struct{}), ended: make(chan struct{}),
	}
	if s.maxFrame <= 0 {
		s.maxFrame = DefaultMaxFrame
	}
	s.writer.Go(s.write)
	return s
}

// WriteObject puts one message in the queue.
func (s *stream) WriteObject(obj any) error {
	body, err := json.Marshal(obj)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	if len(s.queue)+len(body) > maxQueued {
		return errBacklog
	}
	s.queue = append(s.queue, "Content-Length: "...)
	s.queue = strconv.AppendInt(s.queue, int64(len(body)), 10)
	s.queue = append(s.queue, "\r\n\r\n"...)
	s.queue = append(s.queue, body...)
	if s.writing {
		return nil // whoever writes takes it along
	}
	if w, ok := s.rwc.(TryWriter); ok && s.tryAll(w) {
		return nil
	}
	select {
	case s.more <- struct{}{}:
	default:
	}
	return nil
}

// tryAll writes from the queue for as long as it can without waiting, with what others add
// meanwhile; false where something is left. mu is held, but not while it writes.
func (s *stream) tryAll(w TryWriter) bool {
	s.writing = true
	defer func() { s.writing = false }()
	for len(s.queue) > 0 {
		out := s.queue
		s.queue = s.spare[:0]
		s.mu.Unlock()
		n := w.TryWrite(out)
		s.mu.Lock()
		if n < len(out) {
			s.queue = append(out[:copy(out, out[n:])], s.queue...)
			return false
		}
		s.keep(out)
	}
	return true
}

// keep leaves a buffer for the next round, unless it is large. mu is held.
func (s *stream) keep(buffer []byte) {
	if s.spare = buffer; cap(buffer) > 1<<20 {
		s.spare = nil
	}
}

// TryWriter is what a connection may be able to do besides, which spares a message the way
// through another goroutine.
type TryWriter interface {
	// TryWrite writes as many bytes as it can without waiting, and says how many. Errors are
	// left to the next Write.
	TryWrite(b []byte) int
}

func (s *stream) write() {
	for {
		select {
		case <-s.more:
		case <-s.closed:
			return
		}
		s.mu.Lock()
		for len(s.queue) > 0 && !s.writing {
			out := s.queue
			s.queue = s.spare[:0]
			s.writing = true
			s.mu.Unlock()
			_, err := s.rwc.Write(out)
			s.mu.Lock()
			s.writing = false
			s.keep(out)
			if err != nil {
				s.mu.Unlock()
				s.broke(err)
				return
			}
		}
		s.mu.Unlock()
	}
}

// broke ends the stream after a failed write. What a dying server still printed says more than
// a broken pipe.
func (s *stream) broke(err error) {
	select {
	case <-s.ended:
	case <-s.closed:
	case <-time.After(lastWords):
	}
	s.fail(fmt.Errorf("write to the server: %w", err))
	s.shut()
}

// ReadObject reads up to the next request of the server's. jsonrpc2 reads no more
// after the first error.
func (s *stream) ReadObject(v any) error {
	for {
		body, err := s.readFrame()
		done := false
		if err == nil {
			if done, err = s.handle(body, v); err != nil {
				err = fmt.Errorf("%w: %w, in the message %s", ErrProtocol, err, excerpt(body))
			}
		}
		if err != nil {
			s.fail(err)
			close(s.ended)
			s.end()
			return err
		}
		if done {
			return nil
		}
	}
}

// handle passes notifications and answers on, and decodes a request of the server's into v.
func (s *stream) handle(body []byte, v any) (done bool, err error) {
	m, err := open(body)
	if err != nil {
		return false, err
	}
	switch {
	case m.method != nil && present(m.id):
		return true, json.Unmarshal(body, v)
	case m.method != nil:
		var method string
		if err := json.Unmarshal(m.method, &method); err != nil {
			return false, err
		}
		s.notify(method, m.params)
	case present(m.id):
		if c := m.id[0]; c != '"' && c != '-' && (c < '0' || c > '9') {
			return false, fmt.Errorf("an answer to %s", m.id)
		}
		s.answered(m)
	case present(m.err):
		return false, errors.New("the server could not read a message")
	default:
		return false, errors.New("neither a request nor an answer")
	}
	return false, nil
}

// readFrame reads one message: header lines, an empty line, the body.
func (s *stream) readFrame() ([]byte, error) {
	length, first := int64(-1), ""
	for lines := 0; ; lines++ {
		line, err := s.readLine()
		if err != nil {
			if lines == 0 && len(line) == 0 && errors.Is(err, io.EOF) {
				return nil, io.EOF
			}
			if errors.Is(err, io.EOF) {
				return nil, fmt.Errorf("%w: the server printed %s and ended", ErrProtocol, cmp.Or(first, excerpt(line)))
			}
			return nil, fmt.Errorf("read from the server: %w", err)
		}
		if len(line) == 0 {
			break
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || bytes.ContainsAny(name, " \t") || lines > maxHeaderLines {
			return nil, fmt.Errorf("%w: the server printed %s", ErrProtocol, excerpt(line))
		}
		if bytes.EqualFold(name, []byte("Content-Length")) {
			length, err = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
			if err != nil || length < 0 {
				return nil, fmt.Errorf("%w: a message of length %s", ErrProtocol, excerpt(value))
			}
		} else if first == "" {
			first = excerpt(line)
		}
	}
	if length < 0 {
		return nil, fmt.Errorf("%w: a header without Content-Length: %s", ErrProtocol, first)
	}
	if length > s.maxFrame {
		return nil, fmt.Errorf("%w: a message of %d bytes, more than the %d that are allowed", ErrProtocol, length, s.maxFrame)
	}
	return s.readBody(length)
}

// readBody reads a body. Beyond a MiB the buffer grows with what arrives, so that a length alone
// takes no memory.
func (s *stream) readBody(length int64) ([]byte, error) {
	const atOnce = 1 << 20
	if length <= atOnce {
		body := make([]byte, length)
		if n, err := io.ReadFull(s.in, body); err != nil {
			return nil, fmt.Errorf("read a message of %d bytes: it ended after %d: %w", length, n, err)
		}
		return body, nil
	}
	var body bytes.Buffer
	body.Grow(atOnce)
	if _, err := io.CopyN(&body, s.in, length); err != nil {
		return nil, fmt.Errorf("read a message of %d bytes: it ended after %d: %w", length, body.Len(), err)
	}
	return body.Bytes(), nil
}

// readLine reads a header line without its end, which is CRLF or LF. It is valid until the next
// read.
func (s *stream) readLine() ([]byte, error) {
	line, err := s.in.ReadSlice('\n')
	switch {
	case len(line) > maxHeader:
		return nil, fmt.Errorf("%w: the server printed %s", ErrProtocol, excerpt(line))
	case err != nil:
		return line, err
	}
	return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
}

// excerpt quotes the start of what a server sent.
func excerpt(b []byte) string {
	const most = 120
	if len(b) > most {
		return strconv.Quote(strings.ToValidUTF8(string(b[:most]), "\uFFFD")) + "…"
	}
	return strconv.Quote(strings.ToValidUTF8(string(b), "\uFFFD"))
}

// fail keeps the first error.
func (s *stream) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

// firstErr is what ended the stream, nil while it lives.
func (s *stream) firstErr() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *stream) shut() {
	s.closing.Do(func() {
		close(s.closed)
		_ = s.rwc.Close() // ends the reads and writes in progress
	})
}

// Close ends reading and writing. What is still in the queue is lost.
func (s *stream) Close() error {
	s.fail(ErrClosed)
	s.shut()
	return nil
}
