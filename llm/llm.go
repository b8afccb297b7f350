// Package llm puts language models behind one interface.
//
// A Model is built from the inside out: an endpoint, then the wrappers that a run needs,
// each of them a Model again.
//
//	endpoint, err := llm.NewOpenAI(llm.Config{BaseURL: "http://localhost:8000/v1"})
//	if err != nil { … }
//	budget, err := llm.NewBudget(llm.BudgetConfig{MaxTokens: 2_000_000})
//	if err != nil { … }
//	var model llm.Model = endpoint
//	model = budget.Wrap(model)
//	model = &llm.Limit{Model: model, Concurrent: 4}
//	model = &llm.Retry{Model: model}
//	model = &llm.Cache{Model: model, Dir: dir, Scope: "http://localhost:8000/v1"}
//	model = &llm.Defaults{Model: model, Name: "prover-7b", MaxTokens: 4096}
//	reply, err := model.Complete(ctx, llm.Request{Messages: messages}, nil)
//
// That order is the recommended one, and each place has its reason:
//
//   - [Defaults] is outermost, so that what it fills in is part of every digest: another
//     model never gets the answers that were cached or recorded for this one.
//   - [Record] goes between Defaults and Cache, so that a recording also holds the answers
//     that came from the cache. [Replay] stands in place of everything below Defaults.
//   - [Cache] is outside the budget: a hit costs nothing and waits for nothing.
//   - [Retry] is outside Limit and Budget: every attempt takes its turn and is paid for,
//     and a spent budget ends the attempts.
//   - [Limit] is outside Budget, so that a call that waits for its turn reserves nothing,
//     and one that is given up while it waits is charged nothing.
//   - [Budget] is next to the endpoint and sees exactly what was sent and received.
//
// Errors are told apart with errors.Is ([ErrBudget], [ErrCut], [ErrTimeout] …) and
// errors.As ([*StatusError], [*NoRecordingError]). An answer that the endpoint ended for
// want of tokens is no error: its Finish is "length".
package llm

import "context"

// Model completes a conversation. It can be used from several goroutines at once.
type Model interface {
	// Complete sends req and returns the whole answer. stream, where not nil, is called
	// with each piece as it arrives, one call at a time, before Complete returns; the
	// pieces make up Reply.Text. When ctx ends, the error wraps ctx.Err().
	Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error)
}

// ModelFunc is a function as a Model.
type ModelFunc func(ctx context.Context, req Request, stream func(Delta)) (Reply, error)

// Complete calls f.
func (f ModelFunc) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	return f(ctx, req, stream)
}

// Message is one turn of a conversation.
type Message struct {
	Role    string `json:"role"` // "system", "user" or "assistant"
	Content string `json:"content"`
}

// Request is what a Model is asked. Everything that can change the answer is in it, and
// nothing else: its digest is the key of caches and recordings.
type Request struct {
	Model       string    `json:"model,omitempty"` // empty: what Defaults names, else the one model that the endpoint serves
	Messages    []Message `json:"messages"`
	Temperature *float64  `json:"temperature,omitempty"` // nil: the endpoint's default
	Seed        *int64    `json:"seed,omitempty"`        // nil: none; the endpoint is sent Seed + Sample
	MaxTokens   int       `json:"max_tokens,omitempty"`  // 0: the endpoint's default
	Stop        []string  `json:"stop,omitempty"`
	Sample      int       `json:"sample,omitempty"` // tells repeated samples of one prompt apart
}

// Usage counts tokens, as the endpoint reported them; zero when it did not.
type Usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
}

// Reply is a whole answer.
type Reply struct {
	Text     string `json:"text"`
	Model    string `json:"model"`  // as the endpoint named it
	Finish   string `json:"finish"` // "stop", "length" …; empty when the endpoint did not say
	Usage    Usage  `json:"usage"`
	Recorded bool   `json:"recorded,omitempty"` // replayed from a recording; a wrapper sets it
	Cached   bool   `json:"cached,omitempty"`   // taken from the cache; a wrapper sets it
}

// Delta is one streamed piece of an answer, never empty.
type Delta struct {
	Text string
}

// deliver hands a reply that was not streamed to a caller who may want a stream.
func deliver(reply Reply, stream func(Delta)) Reply {
	if stream != nil && reply.Text != "" {
		stream(Delta{Text: reply.Text})
	}
	return reply
}
