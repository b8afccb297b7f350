package llm_test

import (
	"testing"
	"time"

	"cosita/llm"
	"cosita/llm/llmtest"
)

func TestConformance(t *testing.T) {
	for name, suite := range map[string]llmtest.Conformance{
		"openai": {Remote: true, New: func(t *testing.T, base llm.Model) llm.Model {
			return endpoint(t, llm.Config{BaseURL: llmtest.Serve(t, base).URL})
		}},
		"defaults": {New: func(_ *testing.T, base llm.Model) llm.Model { return &llm.Defaults{Model: base, MaxTokens: 9} }},
		"retry":    {New: func(_ *testing.T, base llm.Model) llm.Model { return &llm.Retry{Model: base} }},
		"limit": {New: func(_ *testing.T, base llm.Model) llm.Model {
			return &llm.Limit{Model: base, Concurrent: 2, PerMinute: 600_000}
		}},
		"cache": {New: func(t *testing.T, base llm.Model) llm.Model {
			return &llm.Cache{Model: base, Dir: t.TempDir(), Failed: func(err error) { t.Error(err) }}
		}},
		"budget": {New: func(t *testing.T, base llm.Model) llm.Model {
			return budget(t, llm.BudgetConfig{MaxTokens: 10_000}).Wrap(base)
		}},
		"record": {New: func(t *testing.T, base llm.Model) llm.Model {
			return &llm.Record{Model: base, To: new(llm.Recordings), Path: t.TempDir() + "/replies.jsonl"}
		}},
		"replay": {NewReplay: func(t *testing.T, base llm.Model, requests []llm.Request) llm.Model {
			recordings := new(llm.Recordings)
			for _, req := range requests {
				if _, err := (&llm.Record{Model: base, To: recordings}).Complete(t.Context(), req, nil); err != nil {
					t.Fatal(err)
				}
			}
			return &llm.Replay{From: recordings}
		}},
		"all": {Remote: true, New: func(t *testing.T, base llm.Model) llm.Model {
			var model llm.Model = endpoint(t, llm.Config{BaseURL: llmtest.Serve(t, base).URL})
			model = budget(t, llm.BudgetConfig{MaxTokens: 100_000}).Wrap(model)
			model = &llm.Limit{Model: model, Concurrent: 4}
			model = &llm.Retry{Model: model, Base: time.Millisecond}
			model = &llm.Cache{Model: model, Dir: t.TempDir()}
			model = &llm.Record{Model: model, To: new(llm.Recordings)}
			return &llm.Defaults{Model: model, Name: "nobody"}
		}},
	} {
		t.Run(name, suite.Run)
	}
}
