// Package llm puts language models behind one interface.
package llm

import "context"

// Model completes a conversation. Wrappers (retry, limit, cache, budget, record) are Models.
type Model interface {
	// Complete sends req and returns the whole answer. stream, where not nil, is called
	// with each piece as it arrives, from one goroutine, before Complete returns.
	Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error)
}

// Message is one turn of a conversation.
type Message struct {
	Role    string `json:"role"` // "system", "user" or "assistant"
	Content string `json:"content"`
}

// Request is what a Model is asked. Everything that can change the answer is in it, and
// nothing else: its digest is the key of caches and recordings.
type Request struct {
	Model       string    `json:"model,omitempty"` // empty: the model the endpoint was configured with
	Messages    []Message `json:"messages"`
	Temperature *float64  `json:"temperature,omitempty"` // nil: the endpoint's default
	Seed        *int64    `json:"seed,omitempty"`
	MaxTokens   int       `json:"max_tokens,omitempty"` // 0: the endpoint's default
	Stop        []string  `json:"stop,omitempty"`
	Sample      int       `json:"sample,omitempty"` // tells repeated samples of one prompt apart
}

// Usage counts tokens, as the endpoint reported them.
type Usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
}

// Reply is a whole answer.
type Reply struct {
	Text     string `json:"text"`
	Model    string `json:"model"`  // as the endpoint named it
	Finish   string `json:"finish"` // "stop", "length" …
	Usage    Usage  `json:"usage"`
	Recorded bool   `json:"recorded,omitempty"` // replayed from a recording; a wrapper sets it
	Cached   bool   `json:"cached,omitempty"`   // taken from the cache; a wrapper sets it
}

// Delta is one streamed piece of an answer.
type Delta struct {
	Text string
}
