// Package llmtest tests models: a server that speaks the chat-completions protocol over
// HTTP, and a suite that every llm.Model passes ([Conformance]).
//
// The server plays a script, an answer a request, and fails the test over a request that is
// not in the script and over an answer that nobody asked for:
//
//	server := llmtest.New(t, llmtest.Status{Code: 500}, llmtest.Text("ring"))
//	endpoint, err := llm.NewOpenAI(llm.Config{BaseURL: server.URL})
//	…
//	server.Requests()[1].Body.Messages // what arrived, read with encoding/json alone
//
// It shares no code with the client, so that both cannot be wrong together.
package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Server is a chat-completions endpoint at URL.
type Server struct {
	URL string // base URL, to which clients add /chat/completions

	mu       sync.Mutex
	script   []Answer
	requests []Request
}

// Request is one request as it arrived.
type Request struct {
	Header http.Header
	Raw    []byte
	Fields map[string]json.RawMessage // of the body, as written
	Body   Body
}

// Body is what the server reads of a request's body.
type Body struct {
	Model    string
	Messages []struct{ Role, Content string }
	Stream   bool

	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// Answer writes one answer.
type Answer interface {
	Answer(w http.ResponseWriter, httpRequest *http.Request, r Request)
}

// AnswerFunc is a function as an Answer.
type AnswerFunc func(w http.ResponseWriter, httpRequest *http.Request, r Request)

// Answer calls f.
func (f AnswerFunc) Answer(w http.ResponseWriter, httpRequest *http.Request, r Request) {
	f(w, httpRequest, r)
}

// New starts a server that gives the answers in turn. It ends with the test.
func New(t testing.TB, script ...Answer) *Server {
	s := &Server{script: script}
	s.start(t, s.next)
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.script) > 0 {
			t.Errorf("llmtest: %d scripted answers were not asked for, first %#v", len(s.script), s.script[0])
		}
	})
	return s
}

// Always starts a server that gives every request the same answer.
func Always(t testing.TB, answer Answer) *Server {
	s := &Server{}
	s.start(t, func() Answer { return answer })
	return s
}

func (s *Server) start(t testing.TB, choose func() Answer) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, h *http.Request) {
		request, problem := read(h)
		if problem != "" {
			t.Errorf("llmtest: %s", problem)
			http.Error(w, problem, http.StatusBadRequest)
			return
		}
		s.mu.Lock()
		s.requests = append(s.requests, request)
		n := len(s.requests)
		s.mu.Unlock()
		answer := choose()
		if answer == nil {
			t.Errorf("llmtest: request %d is not in the script: %s", n, request.Raw)
			http.Error(w, "not in the script", http.StatusBadRequest)
			return
		}
		answer.Answer(w, h, request)
	}))
	s.URL = server.URL + "/v1"
	t.Cleanup(func() {
		server.CloseClientConnections() // a hanging answer ends with its client
		server.Close()
	})
}

func (s *Server) next() Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.script) == 0 {
		return nil
	}
	answer := s.script[0]
	s.script = s.script[1:]
	return answer
}

// Requests are the requests so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

func read(h *http.Request) (r Request, problem string) {
	if h.Method != http.MethodPost || h.URL.Path != "/v1/chat/completions" {
		return r, "want POST /v1/chat/completions, got " + h.Method + " " + h.URL.Path
	}
	if media := h.Header.Get("Content-Type"); media != "application/json" {
		return r, "want application/json, got " + media
	}
	r.Header = h.Header.Clone()
	var err error
	if r.Raw, err = io.ReadAll(h.Body); err != nil {
		return r, "read the body: " + err.Error()
	}
	for _, into := range []any{&r.Fields, &r.Body} {
		if err := json.Unmarshal(r.Raw, into); err != nil {
			return r, "the body is no chat request: " + err.Error()
		}
	}
	if len(r.Body.Messages) == 0 {
		return r, "a chat request without messages"
	}
	return r, ""
}
