package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
)

// Completion answers with a chat completion: whole, or as a stream of events when the
// request asks for one.
type Completion struct {
	Pieces []string // the text; a stream sends an event each
	Model  string   // empty: as asked for
	Finish string   // empty: "stop"

	PromptTokens, CompletionTokens int // both 0: the usage is not reported

	// What a stream does besides.
	Before       func(piece int) // called before each piece is sent, to hold it back
	Comments     int             // comment lines before each piece
	CutAfter     int             // close the connection after that many pieces; 0: do not
	HangAfter    int             // send nothing more after that many pieces until the client goes away; 0: do not
	Error        string          // JSON of an error event in place of the end
	NoFinish     bool            // no finish reason
	NoDone       bool            // no [DONE]
	NoLastLine   bool            // [DONE] without its line end
	CarriageEnds bool            // lines end in \r\n
}

// Text is a Completion of one piece that costs 10 and 5 tokens.
func Text(text string) Completion {
	return Completion{Pieces: []string{text}, PromptTokens: 10, CompletionTokens: 5}
}

type object = map[string]any

// Answer writes the completion.
func (c Completion) Answer(w http.ResponseWriter, h *http.Request, r Request) {
	if c.Model == "" {
		c.Model = r.Body.Model
	}
	if c.Finish == "" {
		c.Finish = "stop"
	}
	if r.Body.Stream {
		c.stream(w, h, r.Body.StreamOptions.IncludeUsage)
		return
	}
	var text strings.Builder
	for _, piece := range c.Pieces {
		text.WriteString(piece)
	}
	whole := c.envelope("chat.completion", object{
		"index": 0, "finish_reason": c.Finish, "message": object{"role": "assistant", "content": text.String()},
	})
	maps.Copy(whole, c.usage())
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(whole)
}

func (c Completion) stream(w http.ResponseWriter, h *http.Request, withUsage bool) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	end := "\n"
	if c.CarriageEnds {
		end = "\r\n"
	}
	event := func(data any) {
		text, ok := data.(string)
		if !ok {
			encoded, _ := json.Marshal(data)
			text = string(encoded)
		}
		_, _ = io.WriteString(w, "data: "+text+end+end)
		w.(http.Flusher).Flush()
	}
	chunk := func(delta object, finish any) object {
		return c.envelope("chat.completion.chunk", object{"index": 0, "delta": delta, "finish_reason": finish})
	}
	event(chunk(object{"role": "assistant", "content": ""}, nil))
	for i, piece := range c.Pieces {
		if c.Before != nil {
			c.Before(i)
		}
		for range c.Comments {
			_, _ = io.WriteString(w, ": keep-alive"+end)
		}
		event(chunk(object{"content": piece}, nil))
		if c.CutAfter == i+1 {
			panic(http.ErrAbortHandler)
		}
		if c.HangAfter == i+1 {
			<-h.Context().Done()
			return
		}
	}
	if c.Error != "" {
		event(c.Error)
		return
	}
	if !c.NoFinish {
		event(chunk(object{}, c.Finish))
	}
	if usage := c.usage(); withUsage && usage != nil {
		last := c.envelope("chat.completion.chunk")
		maps.Copy(last, usage)
		event(last)
	}
	switch {
	case c.NoLastLine:
		_, _ = io.WriteString(w, "data: [DONE]")
	case !c.NoDone:
		event("[DONE]")
	}
}

func (c Completion) envelope(kind string, choices ...object) object {
	if choices == nil {
		choices = []object{}
	}
	return object{"id": "chatcmpl-1", "object": kind, "created": 1, "model": c.Model, "choices": choices}
}

func (c Completion) usage() object {
	if c.PromptTokens == 0 && c.CompletionTokens == 0 {
		return nil
	}
	return object{"usage": object{
		"prompt_tokens": c.PromptTokens, "completion_tokens": c.CompletionTokens,
		"total_tokens": c.PromptTokens + c.CompletionTokens,
	}}
}

// Status refuses with an HTTP status, the protocol's error object and further headers.
type Status struct {
	Code    int
	Message string
	Header  map[string]string
}

// Answer writes the refusal.
func (s Status) Answer(w http.ResponseWriter, _ *http.Request, _ Request) {
	for name, value := range s.Header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(s.Code)
	_ = json.NewEncoder(w).Encode(object{"error": object{"message": s.Message, "type": "test", "code": nil}})
}

// Page answers with any bytes under status 200 or Code.
type Page struct {
	Code   int // 0: 200
	Media  string
	Body   string
	Longer int // bytes that Content-Length promises beyond Body
}

// Answer writes the page.
func (p Page) Answer(w http.ResponseWriter, _ *http.Request, _ Request) {
	w.Header().Set("Content-Type", p.Media)
	w.Header().Set("Content-Length", fmt.Sprint(len(p.Body)+p.Longer))
	if p.Code != 0 {
		w.WriteHeader(p.Code)
	}
	_, _ = io.WriteString(w, p.Body)
}

// Hang answers nothing until the client goes away.
var Hang Answer = AnswerFunc(func(_ http.ResponseWriter, h *http.Request, _ Request) {
	<-h.Context().Done()
})

// Abort closes the connection without an answer.
var Abort Answer = AnswerFunc(func(http.ResponseWriter, *http.Request, Request) {
	panic(http.ErrAbortHandler)
})
