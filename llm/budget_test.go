package llm_test

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"cosita/llm"
	"cosita/llm/llmtest"
)

// using answers "fine" and reports u.
func using(u llm.Usage) llm.Model {
	return llm.ModelFunc(func(context.Context, llm.Request, func(llm.Delta)) (llm.Reply, error) {
		return llm.Reply{Text: "fine", Usage: u}, nil
	})
}

func TestBudgetTokens(t *testing.T) {
	b := budget(t, llm.BudgetConfig{MaxTokens: 200})
	model := b.Wrap(using(llm.Usage{PromptTokens: 30, CompletionTokens: 20}))
	req := ask("abcd") // sets aside 16 + 4 + 60
	req.MaxTokens = 60
	calls := 0
	var err error
	for ; calls < 10; calls++ {
		if _, err = model.Complete(t.Context(), req, nil); err != nil {
			break
		}
	}
	// 50 and 100 used leave room for 80; 150 do not.
	if calls != 3 || !errors.Is(err, llm.ErrBudget) || err.Error() != "budget: 150 of 200 tokens used, and the next call may take 80" {
		t.Errorf("%d calls, then %v", calls, err)
	}
	req.MaxTokens = 30
	if _, err := model.Complete(t.Context(), req, nil); err != nil {
		t.Errorf("exactly what is left: %v", err)
	}
	if got, want := b.Spent(), (llm.Spent{Calls: 4, PromptTokens: 120, CompletionTokens: 80, Unpriced: 4}); got != want {
		t.Errorf("spent %+v, want %+v", got, want)
	}
}

func TestBudgetMoney(t *testing.T) {
	b := budget(t, llm.BudgetConfig{
		MaxCost: 10_000,
		Prices:  map[string]llm.Price{"prover": {Prompt: 1_000_000, Completion: 2_000_000}, "": {Prompt: 150_000, Completion: 600_001}},
	})
	req := ask("")
	req.MaxTokens = 4000 // with 16 for the prompt: 8,016 micros at most
	if _, err := b.Wrap(using(llm.Usage{PromptTokens: 1000, CompletionTokens: 500})).Complete(t.Context(), req, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Wrap(using(llm.Usage{})).Complete(t.Context(), req, nil); !errors.Is(err, llm.ErrBudget) ||
		err.Error() != "budget: 0.002 of 0.01 used, and the next call may take 0.008016" {
		t.Errorf("got %v", err)
	}
	req.Model = "any other"
	if _, err := b.Wrap(using(llm.Usage{PromptTokens: 7, CompletionTokens: 1})).Complete(t.Context(), req, nil); err != nil {
		t.Fatal(err)
	}
	// 2,000 + 7 · 0.15 + 0.600001 = 2,001.650001, rounded up once.
	if got, want := b.Spent(), (llm.Spent{Calls: 2, PromptTokens: 1007, CompletionTokens: 501, Cost: 2002}); got != want {
		t.Errorf("spent %+v, want %+v", got, want)
	}
}

// TestBudgetExact adds up a run in exact rationals.
func TestBudgetExact(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	b := budget(t, llm.BudgetConfig{Prices: map[string]llm.Price{"": {Prompt: 150_001, Completion: 599_999}}})
	want := new(big.Rat)
	for range 1000 {
		u := llm.Usage{PromptTokens: 1 + random.IntN(10_000), CompletionTokens: random.IntN(10_000)}
		if _, err := b.Wrap(using(u)).Complete(t.Context(), ask("a"), nil); err != nil {
			t.Fatal(err)
		}
		want.Add(want, big.NewRat(int64(u.PromptTokens)*150_001+int64(u.CompletionTokens)*599_999, 1_000_000))
	}
	low := new(big.Rat).SetInt64(int64(b.Spent().Cost) - 1)
	high := new(big.Rat).SetInt64(int64(b.Spent().Cost))
	if low.Cmp(want) >= 0 || high.Cmp(want) < 0 {
		t.Errorf("cost %d, want %s rounded up", b.Spent().Cost, want.FloatString(6))
	}
}

func TestBudgetRefusesUnpricedModels(t *testing.T) {
	b := budget(t, llm.BudgetConfig{MaxCost: 1_000_000, Prices: map[string]llm.Price{"other": {}}})
	_, err := b.Wrap(using(llm.Usage{})).Complete(t.Context(), ask("a"), nil)
	if !errors.Is(err, llm.ErrBudget) || !strings.Contains(err.Error(), `model "prover" has no price`) {
		t.Errorf("got %v", err)
	}
}

// TestBudgetCharges says what calls cost that the endpoint did not count.
func TestBudgetCharges(t *testing.T) {
	text := strings.Repeat("a", 30)
	pieces := []string{"by ", "norm_num ", "[h]"}
	for _, test := range []struct {
		name     string
		answer   llmtest.Answer
		streamed bool
		want     llm.Spent
	}{
		{"reported", llmtest.Text("fine"), true, llm.Spent{Calls: 1, PromptTokens: 10, CompletionTokens: 5}},
		{"not reported", llmtest.Completion{Pieces: pieces}, false, llm.Spent{Calls: 1, PromptTokens: 10, CompletionTokens: 5, Estimated: 1}},
		{"not reported in a stream", llmtest.Completion{Pieces: pieces}, true, llm.Spent{Calls: 1, PromptTokens: 10, CompletionTokens: 5, Estimated: 1}},
		{"cut off", llmtest.Completion{Pieces: pieces, CutAfter: 2}, true, llm.Spent{Calls: 1, PromptTokens: 10, CompletionTokens: 4, Estimated: 1}},
		{"refused", llmtest.Status{Code: 500}, false, llm.Spent{Calls: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := budget(t, llm.BudgetConfig{})
			var stream func(llm.Delta)
			if test.streamed {
				stream = func(llm.Delta) {}
			}
			server := llmtest.New(t, test.answer)
			_, err := b.Wrap(endpoint(t, llm.Config{BaseURL: server.URL})).Complete(t.Context(), ask(text), stream)
			test.want.Unpriced = 1
			if got := b.Spent(); got != test.want {
				t.Errorf("spent %+v after %v, want %+v", got, err, test.want)
			}
		})
	}
}

// TestBudgetConcurrent runs many calls, each of which takes all that it may: the limit is
// used up and never passed.
func TestBudgetConcurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most = 16 + 1 + 10
		b := budget(t, llm.BudgetConfig{MaxTokens: 10*most + most/2})
		model := b.Wrap(using(llm.Usage{PromptTokens: 17, CompletionTokens: 10}))
		var group sync.WaitGroup
		var mu sync.Mutex
		var done, refused int
		for range 50 {
			group.Go(func() {
				req := ask("a")
				req.MaxTokens = 10
				_, err := model.Complete(t.Context(), req, nil)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case errors.Is(err, llm.ErrBudget):
					refused++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if spent := b.Spent(); done != 10 || refused != 40 || spent.PromptTokens+spent.CompletionTokens != 10*most {
			t.Errorf("%d done, %d refused, spent %+v", done, refused, spent)
		}
	})
}

// TestBudgetWaits lets a second call wait for what the first sets aside and does not use.
func TestBudgetWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := budget(t, llm.BudgetConfig{MaxTokens: 5000}) // a call without MaxTokens sets 4,096 + 17 aside
		release := make(chan struct{})
		slow := b.Wrap(llm.ModelFunc(func(context.Context, llm.Request, func(llm.Delta)) (llm.Reply, error) {
			<-release
			return llm.Reply{Usage: llm.Usage{PromptTokens: 1, CompletionTokens: 1}}, nil
		}))
		ended := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := slow.Complete(t.Context(), ask("a"), nil)
				ended <- err
			}()
		}
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := slow.Complete(ctx, ask("a"), nil)
			ended <- err
		}()
		synctest.Wait()
		if len(ended) != 0 {
			t.Fatalf("a call ended early: %v", <-ended)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("canceled while it waits: %v", err)
		}
		close(release)
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestBudgetConfigRefused(t *testing.T) {
	for _, config := range []llm.BudgetConfig{
		{MaxTokens: -1}, {MaxCost: -1}, {CallReply: -1}, {MaxCost: math.MaxInt64},
		{Prices: map[string]llm.Price{"a": {Prompt: -1}}}, {Prices: map[string]llm.Price{"a": {Completion: -1}}},
	} {
		if _, err := llm.NewBudget(config); err == nil {
			t.Errorf("%+v: accepted", config)
		}
	}
}

func TestMicros(t *testing.T) {
	for text, want := range map[string]llm.Micros{
		"0.00": 0, "0.15": 150_000, "12.00": 12_000_000, "0.000001": 1, "1.50": 1_500_000, "3.123456": 3_123_456,
	} {
		got, err := llm.ParseMicros(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: got %d, %v, printed %s", text, int64(got), err, got)
		}
	}
	for text, want := range map[string]llm.Micros{"7": 7_000_000, ".5": 500_000, "5.": 5_000_000} {
		if got, err := llm.ParseMicros(text); err != nil || got != want {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", ".", "-1", "+1", "1e3", "1,5", "0.0000001", "1.2.3", " 1", "9999999999999999", "٣"} {
		if got, err := llm.ParseMicros(text); err == nil {
			t.Errorf("%q: read as %s", text, got)
		}
	}
	for m, want := range map[llm.Micros]string{-1_500_000: "-1.50", math.MinInt64: "-9223372036854.775808"} {
		if m.String() != want {
			t.Errorf("got %s, want %s", m, want)
		}
	}
	huge := llm.Price{Prompt: math.MaxInt64, Completion: math.MaxInt64}.Cost(llm.Usage{PromptTokens: math.MaxInt, CompletionTokens: 1})
	if huge < math.MaxInt64/1_000_000 {
		t.Errorf("an overflow made %d", int64(huge))
	}
}

func budget(t testing.TB, config llm.BudgetConfig) *llm.Budget {
	t.Helper()
	b, err := llm.NewBudget(config)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
