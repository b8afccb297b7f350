package llmtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cosita/llm"
)

// Conformance is what every llm.Model must do.
type Conformance struct {
	// New makes the model under test so that its answers come from base: a wrapper wraps
	// it, an endpoint is served by it ([Serve]).
	New func(t *testing.T, base llm.Model) llm.Model
	// NewReplay replaces New for a model that never asks base: it is told beforehand which
	// requests will come. Tests of what happens while base works are then left out.
	NewReplay func(t *testing.T, base llm.Model, requests []llm.Request) llm.Model
	// Remote says that errors of base reach the model as words only.
	Remote bool
}

// patience is far more than a prompt reaction takes on a busy machine.
const patience = 20 * time.Second

// Run runs the suite.
func (c Conformance) Run(t *testing.T) {
	t.Run("whole", func(t *testing.T) {
		reply, err := c.model(t, parrot, ask("a b c")).Complete(t.Context(), ask("a b c"), nil)
		checkReply(t, "a b c", reply, err)
	})
	t.Run("streamed", func(t *testing.T) {
		var pieces strings.Builder
		stream := func(d llm.Delta) {
			if d.Text == "" {
				t.Error("an empty piece")
			}
			pieces.WriteString(d.Text)
		}
		reply, err := c.model(t, parrot, ask("a b c")).Complete(t.Context(), ask("a b c"), stream)
		checkReply(t, "a b c", reply, err)
		if pieces.String() != reply.Text {
			t.Errorf("pieces make up %q, text is %q", pieces.String(), reply.Text)
		}
	})
	t.Run("canceled before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		model := c.model(t, parrot, ask("a"))
		cancel()
		if reply, err := model.Complete(ctx, ask("a"), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %+v, %v; want an error that wraps context.Canceled", reply, err)
		}
	})
	t.Run("deadline passed", func(t *testing.T) {
		model := c.model(t, parrot, ask("a"))
		ctx, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
		defer cancel()
		if reply, err := model.Complete(ctx, ask("a"), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %+v, %v; want an error that wraps context.DeadlineExceeded", reply, err)
		}
	})
	t.Run("concurrent", c.concurrent)
	if c.NewReplay != nil {
		return
	}
	for _, stream := range []func(llm.Delta){nil, func(llm.Delta) {}} {
		t.Run(fmt.Sprintf("canceled amid, streamed %t", stream != nil), func(t *testing.T) { c.cancelledAmid(t, stream) })
	}
	if !c.Remote {
		t.Run("error", c.failing)
	}
}

func (c Conformance) concurrent(t *testing.T) {
	const callers = 16
	var requests []llm.Request
	for i := range callers {
		requests = append(requests, ask(fmt.Sprintf("question %d", i)))
	}
	model := c.model(t, parrot, requests...)
	var group sync.WaitGroup
	for _, req := range requests {
		group.Go(func() {
			var pieces strings.Builder
			reply, err := model.Complete(t.Context(), req, func(d llm.Delta) { pieces.WriteString(d.Text) })
			checkReply(t, req.Messages[0].Content, reply, err)
			if pieces.String() != reply.Text {
				t.Errorf("pieces make up %q, text is %q", pieces.String(), reply.Text)
			}
		})
	}
	group.Wait()
}

func (c Conformance) cancelledAmid(t *testing.T, stream func(llm.Delta)) {
	begun := make(chan struct{})
	hanging := llm.ModelFunc(func(ctx context.Context, _ llm.Request, _ func(llm.Delta)) (llm.Reply, error) {
		close(begun)
		<-ctx.Done()
		return llm.Reply{}, fmt.Errorf("hanging: %w", ctx.Err())
	})
	model := c.model(t, hanging)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := model.Complete(ctx, ask("a"), stream)
		ended <- err
	}()
	<-begun
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want an error that wraps context.Canceled", err)
		}
	case <-time.After(patience):
		t.Error("a canceled call does not end")
	}
}

func (c Conformance) failing(t *testing.T) {
	broken := errors.New("broken for good")
	base := llm.ModelFunc(func(context.Context, llm.Request, func(llm.Delta)) (llm.Reply, error) {
		return llm.Reply{}, broken
	})
	if reply, err := c.model(t, base).Complete(t.Context(), ask("a"), nil); !errors.Is(err, broken) {
		t.Errorf("got %+v, %v; want the wrapped model's error", reply, err)
	}
}

func (c Conformance) model(t *testing.T, base llm.Model, requests ...llm.Request) llm.Model {
	if c.NewReplay != nil {
		return c.NewReplay(t, base, requests)
	}
	return c.New(t, base)
}

func ask(text string) llm.Request {
	return llm.Request{Model: "parrot", Messages: []llm.Message{{Role: "user", Content: text}}}
}

// parrot says the last message again, a word at a time.
var parrot = llm.ModelFunc(func(ctx context.Context, req llm.Request, stream func(llm.Delta)) (llm.Reply, error) {
	if err := ctx.Err(); err != nil {
		return llm.Reply{}, fmt.Errorf("parrot: %w", err)
	}
	text := req.Messages[len(req.Messages)-1].Content
	if stream != nil {
		for piece := range strings.SplitAfterSeq(text, " ") {
			stream(llm.Delta{Text: piece})
		}
	}
	return llm.Reply{Text: text, Model: req.Model, Finish: "stop", Usage: llm.Usage{PromptTokens: 3, CompletionTokens: 2}}, nil
})

func checkReply(t *testing.T, text string, got llm.Reply, err error) {
	t.Helper()
	want := llm.Reply{Text: text, Model: "parrot", Finish: "stop", Usage: llm.Usage{PromptTokens: 3, CompletionTokens: 2}}
	got.Cached, got.Recorded = false, false
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

// Serve starts a server whose answers come from base.
func Serve(t testing.TB, base llm.Model) *Server {
	return Always(t, AnswerFunc(func(w http.ResponseWriter, h *http.Request, r Request) {
		req := llm.Request{Model: r.Body.Model}
		for _, m := range r.Body.Messages {
			req.Messages = append(req.Messages, llm.Message{Role: m.Role, Content: m.Content})
		}
		var pieces []string
		reply, err := base.Complete(h.Context(), req, func(d llm.Delta) { pieces = append(pieces, d.Text) })
		if err != nil {
			Status{Code: http.StatusInternalServerError, Message: err.Error()}.Answer(w, h, r)
			return
		}
		Completion{
			Pieces: pieces, Model: reply.Model, Finish: reply.Finish,
			PromptTokens: reply.Usage.PromptTokens, CompletionTokens: reply.Usage.CompletionTokens,
		}.Answer(w, h, r)
	}))
}
