package llm_test

import (
	"testing"

	"go.uber.org/goleak"

	"cosita/llm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ask(text string) llm.Request {
	return llm.Request{Model: "prover", Messages: []llm.Message{{Role: "user", Content: text}}}
}

func endpoint(t testing.TB, config llm.Config) *llm.OpenAI {
	t.Helper()
	model, err := llm.NewOpenAI(config)
	if err != nil {
		t.Fatal(err)
	}
	return model
}
