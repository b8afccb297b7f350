package llm

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// eventReader passes on the data lines of a server-sent event stream and nothing else. The
// library gives up after 300 lines that are not data, which an endpoint that keeps a slow
// answer alive by comments soon sends, and cannot tell [DONE] from a lost connection.
type eventReader struct {
	lines *bufio.Reader
	body  io.Closer
	check func(data []byte) error // finds the error that an endpoint sends as an event
	rest  []byte                  // of the current line
	done  bool                    // [DONE] was seen
}

func newEventReader(body io.ReadCloser, check func(data []byte) error) *eventReader {
	return &eventReader{lines: bufio.NewReader(body), body: body, check: check}
}

// Read gives data lines, each ended by one line feed.
func (r *eventReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		line, err := r.line()
		data, ok := bytes.CutPrefix(line, []byte("data:"))
		r.done = r.done || ok && string(bytes.TrimSpace(data)) == "[DONE]"
		if err != nil {
			return 0, err // any other line without its end is no event
		}
		if !ok {
			continue
		}
		if bytes.Contains(data, []byte(`"error"`)) {
			if err := r.check(data); err != nil {
				return 0, err
			}
		}
		r.rest = append(line, '\n')
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *eventReader) line() ([]byte, error) {
	var line []byte
	for {
		part, err := r.lines.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > longestAnswer {
			return nil, fmt.Errorf("%w: an event longer than %d bytes", ErrMalformed, longestAnswer)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(line, "\r\n"), err
		}
	}
}

// Close closes the answer.
func (r *eventReader) Close() error { return r.body.Close() }
