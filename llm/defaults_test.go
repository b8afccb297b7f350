package llm_test

import (
	"context"
	"testing"

	"cosita/llm"
)

func TestDefaults(t *testing.T) {
	var got llm.Request
	defaults := &llm.Defaults{
		Name: "prover", Temperature: new(0.0), Seed: new(int64(1)), MaxTokens: 64,
		Model: llm.ModelFunc(func(_ context.Context, req llm.Request, _ func(llm.Delta)) (llm.Reply, error) {
			got = req
			return llm.Reply{}, nil
		}),
	}
	full := llm.Request{Model: "prover", Messages: ask("a").Messages, Temperature: new(0.0), Seed: new(int64(1)), MaxTokens: 64}
	own := llm.Request{Model: "other", Messages: full.Messages, Temperature: new(1.0), Seed: new(int64(0)), MaxTokens: 8}
	for _, test := range []struct{ req, want llm.Request }{
		{llm.Request{Messages: full.Messages}, full},
		{own, own},
	} {
		if _, err := defaults.Complete(t.Context(), test.req, nil); err != nil || got.Digest() != test.want.Digest() {
			t.Errorf("asked %+v, %v; want %+v", got, err, test.want)
		}
	}
}
