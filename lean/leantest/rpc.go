package leantest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// SessionLife is what became of one RPC session: one line of the file that Script.Sessions
// names, written when the document closes, the server ends or a fault makes it forget.
type SessionLife struct {
	URI      string         `json:"uri"`
	Calls    int            `json:"calls"`
	Beats    int            `json:"beats"`             // notifications that keep it alive
	Released int            `json:"released"`          // references that were given back
	Held     map[string]int `json:"held"`              // references that were not, with their counts
	Problem  string         `json:"problem,omitempty"` // what the client did wrong with it
}

// session is one RPC session of a document's.
type session struct {
	id string
	SessionLife
}

// rpc does what a message about sessions asks for.
func (s *server) rpc(r request, f *file) {
	switch {
	case s.script.Sessions == "":
		if len(r.ID) > 0 {
			s.refuse(r, methodNotFound, "No request handler found for '"+r.Method+"'")
		}
	case r.Method == "$/lean/rpc/connect":
		s.connect(r, f)
	case r.Method == "$/lean/rpc/call":
		s.call(r, f)
	case r.Method == "$/lean/rpc/release":
		s.release(r, f)
	default:
		if x := f.session(r.Params.SessionID); x != nil {
			x.Beats++
		}
	}
}

// connect answers $/lean/rpc/connect.
func (s *server) connect(r request, f *file) {
	switch {
	case f == nil:
		s.refuse(r, contentModified, "the document is not open")
	case s.fault(AtConnect, r, f):
	default:
		s.connected++
		id := strconv.FormatUint(1<<63+uint64(s.connected), 10) // Lean's need all 64 bits
		f.sessions = append(f.sessions, &session{id: id, SessionLife: SessionLife{URI: r.Params.URI, Held: map[string]int{}}})
		s.answer(r, map[string]string{"sessionId": id})
	}
}

func (f *file) session(id string) *session {
	if f != nil {
		for _, x := range f.sessions {
			if x.id == id {
				return x
			}
		}
	}
	return nil
}

// call answers $/lean/rpc/call, from the script.
func (s *server) call(r request, f *file) {
	if f == nil {
		s.refuse(r, contentModified, "the document is not open")
		return
	}
	if s.fault(AtCall, r, f) {
		return
	}
	x := f.session(r.Params.SessionID)
	if x == nil {
		s.refuse(r, needReconnect, "Outdated RPC session")
		return
	}
	x.Calls++
	for _, ref := range references(r.Params.Params) {
		if x.Held[ref] == 0 {
			x.Problem = "a call about the reference " + ref + ", which it does not hold"
			s.refuse(r, invalidParams, "RPC reference '"+ref+"' is not valid")
			return
		}
	}
	key := fmt.Sprintf("%s %d:%d", r.Params.Method, r.Params.Position.Line, r.Params.Position.Character)
	result, ok := s.script.Documents[Digest(f.text)].Calls[key]
	if !ok {
		s.refuse(r, methodNotFound, "No RPC method '"+r.Params.Method+"' bound")
		return
	}
	for _, ref := range references(result) {
		x.Held[ref]++
	}
	s.answer(r, result)
}

// release takes references back.
func (s *server) release(r request, f *file) {
	x := f.session(r.Params.SessionID)
	if x == nil {
		return
	}
	for _, raw := range r.Params.Refs {
		found := references(raw)
		if len(found) != 1 {
			x.Problem = "no reference: " + string(raw)
			continue
		}
		x.Released++
		if x.Held[found[0]]--; x.Held[found[0]] <= 0 {
			if x.Held[found[0]] < 0 {
				x.Problem = "released more often than it was given: " + found[0]
			}
			delete(x.Held, found[0])
		}
	}
}

// forget ends the sessions of a document and writes down what became of them.
func (s *server) forget(f *file) {
	for _, x := range f.sessions {
		line, err := json.Marshal(x.SessionLife)
		if err == nil {
			err = appendLine(s.script.Sessions, line)
		}
		if err != nil {
			s.broken = errors.Join(s.broken, err)
		}
	}
	f.sessions = nil
}

// references are the references in a JSON value, as they are written: objects with the one
// member p or __rpcref, which is a number or a string.
func references(raw json.RawMessage) []string {
	var members map[string]json.RawMessage
	var elements []json.RawMessage
	var found []string
	switch {
	case json.Unmarshal(raw, &members) == nil:
		for name, value := range members {
			scalar := len(value) > 0 && value[0] != '{' && value[0] != '['
			if len(members) == 1 && (name == "p" || name == "__rpcref") && scalar {
				var plain bytes.Buffer
				if json.Compact(&plain, raw) == nil {
					return []string{plain.String()}
				}
			}
			found = append(found, references(value)...)
		}
	case json.Unmarshal(raw, &elements) == nil:
		for _, e := range elements {
			found = append(found, references(e)...)
		}
	}
	return found
}
