package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
)

// envelope is the members of a message. Absent ones are nil.
type envelope struct {
	id, method, params, result, err json.RawMessage
}

var errNoMessage = errors.New("not a JSON object")

// open finds the members of a message in one pass and without copies. Their values are not
// looked into: who decodes one finds out whether it is JSON.
func open(body []byte) (envelope, error) {
	var e envelope
	s := scanner{body: body}
	if s.space() != '{' {
		return e, errNoMessage
	}
	s.at++
	if s.space() == '}' {
		s.at++
		return e, s.end()
	}
	for {
		key, err := s.value()
		if err != nil || key[0] != '"' || s.space() != ':' {
			return e, errNoMessage
		}
		s.at++
		s.space()
		value, err := s.value()
		if err != nil {
			return e, err
		}
		switch string(key) {
		case `"id"`:
			e.id = value
		case `"method"`:
			e.method = value
		case `"params"`:
			e.params = value
		case `"result"`:
			e.result = value
		case `"error"`:
			e.err = value
		}
		switch s.space() {
		case ',':
			s.at++
			s.space()
		case '}':
			s.at++
			return e, s.end()
		default:
			return e, errNoMessage
		}
	}
}

// present reports whether a member is there and not null.
func present(raw json.RawMessage) bool {
	return len(raw) > 0 && string(raw) != "null"
}

// scanner goes through a message.
type scanner struct {
	body []byte
	at   int
}

// space skips white space and is the byte after it, 0 at the end.
func (s *scanner) space() byte {
	for ; s.at < len(s.body); s.at++ {
		switch c := s.body[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) end() error {
	if s.space() != 0 || s.at < len(s.body) {
		return errors.New("something after the end of the object")
	}
	return nil
}

// value skips one value: to the end of its string, to its last bracket, or to what cannot
// belong to it.
func (s *scanner) value() (json.RawMessage, error) {
	start, depth := s.at, 0
	for s.at < len(s.body) {
		switch c := s.body[s.at]; c {
		case '"':
			if !s.text() {
				return nil, errNoMessage
			}
			if depth == 0 {
				return s.body[start:s.at], nil
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return s.scalar(start)
			}
			if depth--; depth == 0 {
				s.at++
				return s.body[start:s.at], nil
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return s.scalar(start)
			}
		}
		s.at++
	}
	return nil, errNoMessage
}

func (s *scanner) scalar(start int) (json.RawMessage, error) {
	if s.at == start {
		return nil, errNoMessage
	}
	return s.body[start:s.at], nil
}

// text skips a string; false where it does not end.
func (s *scanner) text() bool {
	for s.at++; s.at < len(s.body); {
		i := bytes.IndexAny(s.body[s.at:], `"\`)
		if i < 0 {
			break
		}
		if s.at += i + 1; s.body[s.at-1] == '"' {
			return true
		}
		s.at++ // what follows the backslash
	}
	s.at = len(s.body)
	return false
}
