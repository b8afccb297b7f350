package llm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosita/llm"
)

// scripted stands in for an endpoint.
var scripted = llm.ModelFunc(func(_ context.Context, req llm.Request, stream func(llm.Delta)) (llm.Reply, error) {
	text := "nlinarith [sq_nonneg (a - b)]"
	if stream != nil {
		for piece := range strings.SplitAfterSeq(text, " ") {
			stream(llm.Delta{Text: piece})
		}
	}
	return llm.Reply{Text: text, Model: req.Model, Finish: "stop", Usage: llm.Usage{PromptTokens: 40, CompletionTokens: 12}}, nil
})

func Example() {
	budget, err := llm.NewBudget(llm.BudgetConfig{
		MaxTokens: 200,
		Prices:    map[string]llm.Price{"prover": {Prompt: 150_000, Completion: 600_000}}, // 0.15 and 0.60
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var model = budget.Wrap(scripted)
	model = &llm.Limit{Model: model, Concurrent: 4}
	model = &llm.Retry{Model: model}
	model = &llm.Defaults{Model: model, Name: "prover", MaxTokens: 100}

	req := llm.Request{Messages: []llm.Message{{Role: "user", Content: "Prove 2 * a * b ≤ a ^ 2 + b ^ 2."}}}
	for {
		reply, err := model.Complete(context.Background(), req, nil)
		if errors.Is(err, llm.ErrBudget) {
			fmt.Println(err)
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(reply.Text)
	}
	spent := budget.Spent()
	fmt.Println(spent.Calls, "calls cost", spent.Cost)
	// Output:
	// nlinarith [sq_nonneg (a - b)]
	// budget: 52 of 200 tokens used, and the next call may take 150
	// 1 calls cost 0.000014
}

// A stream shows an answer while it arrives; the reply is the whole of it.
func ExampleModel_stream() {
	req := llm.Request{Messages: []llm.Message{{Role: "user", Content: "a tactic, please"}}}
	reply, err := scripted.Complete(context.Background(), req, func(d llm.Delta) { fmt.Printf("%q\n", d.Text) })
	fmt.Printf("%q %v\n", reply.Text, err)
	// Output:
	// "nlinarith "
	// "[sq_nonneg "
	// "(a "
	// "- "
	// "b)]"
	// "nlinarith [sq_nonneg (a - b)]" <nil>
}

// A run is recorded once and replayed without a model; a changed request has no recording.
func ExampleReplay() {
	recordings := new(llm.Recordings)
	record := &llm.Record{Model: scripted, To: recordings}
	req := llm.Request{Messages: []llm.Message{{Role: "user", Content: "a tactic, please"}}}
	if _, err := record.Complete(context.Background(), req, nil); err != nil {
		fmt.Println(err)
	}

	replay := &llm.Replay{From: recordings}
	fmt.Println("unused:", len(recordings.Unused()))
	reply, err := replay.Complete(context.Background(), req, nil)
	fmt.Println(reply.Text, reply.Recorded, err)
	fmt.Println("unused:", len(recordings.Unused()))

	req.Sample = 1
	_, err = replay.Complete(context.Background(), req, nil)
	fmt.Println(errors.Is(err, llm.ErrNoRecording))
	// Output:
	// unused: 1
	// nlinarith [sq_nonneg (a - b)] true <nil>
	// unused: 0
	// true
}

func ExampleRequest_Digest() {
	req := llm.Request{Messages: []llm.Message{{Role: "user", Content: "a"}}}
	fmt.Println(req.Digest())
	// Output: 32c11142c0bef6ea7374305768d5b25c2ab134659c316212b46007cde288eb32
}
