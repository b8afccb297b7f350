package llm_test

import (
	"math"
	"testing"

	"cosita/llm"
)

// TestDigest pins digests that were computed outside of Go, as the SHA-256 of the JSON in the comments.
func TestDigest(t *testing.T) {
	for _, test := range []struct {
		name string
		req  llm.Request
		want string
	}{
		// {"messages":[{"content":"a","role":"user"}],"version":1}
		{"plain", llm.Request{Messages: []llm.Message{{Role: "user", Content: "a"}}}, "32c11142c0bef6ea7374305768d5b25c2ab134659c316212b46007cde288eb32"},
		{"empty stop list", llm.Request{Messages: []llm.Message{{Role: "user", Content: "a"}}, Stop: []string{}}, "32c11142c0bef6ea7374305768d5b25c2ab134659c316212b46007cde288eb32"},
		// {"messages":[{"content":"a","role":"user"}],"temperature":0,"version":1}
		{"temperature 0", llm.Request{Messages: []llm.Message{{Role: "user", Content: "a"}}, Temperature: new(0.0)}, "318294cb23d2b64d27b76d6872c3aa4a33675918cb38d9544b8901d7ec8073cd"},
		// {"max_tokens":64,"messages":[{"content":"be <brief> & \"exact\"\n","role":"system"},{"content":"∀ ε > 0","role":"user"}],
		//  "model":"prover","sample":3,"seed":-9007199254740993,"stop":["```","end"],"temperature":0.25,"version":1}
		{"everything", llm.Request{
			Model:       "prover",
			Messages:    []llm.Message{{Role: "system", Content: "be <brief> & \"exact\"\n"}, {Role: "user", Content: "∀ ε > 0"}},
			Temperature: new(0.25), Seed: new(int64(-9007199254740993)), MaxTokens: 64, Stop: []string{"```", "end"}, Sample: 3,
		}, "f8dedc2760e23993ea3ee79ee87e077bdb3abffa0382104b9f5995655c938b78"},
	} {
		if got := test.req.Digest(); got != test.want {
			t.Errorf("%s: digest %s, want %s", test.name, got, test.want)
		}
	}
}

func TestDigestTellsRequestsApart(t *testing.T) {
	message := func(role, content string) llm.Message { return llm.Message{Role: role, Content: content} }
	seen := map[string]llm.Request{}
	for _, change := range []func(*llm.Request){
		func(*llm.Request) {},
		func(r *llm.Request) { r.Model = "" },
		func(r *llm.Request) { r.Messages = nil },
		func(r *llm.Request) { r.Messages = []llm.Message{message("user", "ab")} },
		func(r *llm.Request) { r.Messages = []llm.Message{message("user", "a"), message("user", "b")} },
		func(r *llm.Request) { r.Messages = []llm.Message{message("user", "b"), message("user", "a")} },
		func(r *llm.Request) { r.Messages = []llm.Message{message("system", "ab")} },
		func(r *llm.Request) { r.Temperature = new(0.0) },
		func(r *llm.Request) { r.Temperature = new(math.SmallestNonzeroFloat64) },
		func(r *llm.Request) { r.Temperature = new(math.NaN()) },
		func(r *llm.Request) { r.Temperature = new(math.Inf(1)) },
		func(r *llm.Request) { r.Seed = new(int64(0)) },
		func(r *llm.Request) { r.Seed = new(int64(math.MaxInt64)) },
		func(r *llm.Request) { r.Seed = new(int64(math.MaxInt64 - 1)) },
		func(r *llm.Request) { r.MaxTokens = 1 },
		func(r *llm.Request) { r.Sample = 1 },
		func(r *llm.Request) { r.Stop = []string{"a"} },
		func(r *llm.Request) { r.Stop = []string{"a", "a"} },
	} {
		req := ask("a")
		change(&req)
		if other, twice := seen[req.Digest()]; twice {
			t.Errorf("%+v and %+v have one digest", req, other)
		}
		seen[req.Digest()] = req
	}
}
