package llm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
)

// ErrBudget is returned, and nothing sent, when what is left of a Budget does not cover a call.
var ErrBudget = errors.New("budget")

// BudgetConfig says what a run may spend.
type BudgetConfig struct {
	MaxTokens int64            // prompt and completion together; 0: no limit
	MaxCost   Micros           // 0: no limit
	Prices    map[string]Price // by Request.Model; "" is the price of models not named
	CallReply int              // tokens set aside for the answer to a request without MaxTokens; 0: 4096
}

// Spent is what a run has spent so far.
type Spent struct {
	Calls            int    `json:"calls"`
	PromptTokens     int64  `json:"prompt_tokens"`
	CompletionTokens int64  `json:"completion_tokens"`
	Cost             Micros `json:"cost_micros"`         // rounded up to a millionth
	Estimated        int    `json:"estimated,omitempty"` // calls whose tokens the endpoint did not report
	Unpriced         int    `json:"unpriced,omitempty"`  // calls to models without a price, counted as free
}

// Budget is the tokens and the money that all models of one run share.
//
// A call first sets aside the most that it may take: a token for each byte of the prompt,
// which no byte-level tokenizer exceeds, 16 for each message's frame, and MaxTokens for
// the answer. When that is more than what is left, the call is refused with ErrBudget; when
// it is only more because other calls hold something back, it waits for them. So the limit holds as
// far as the endpoint honors MaxTokens, however many calls run at once.
//
// Afterwards the call is charged what the endpoint reported. Where it reported nothing, a
// third of the bytes stands for the tokens, and the call counts as Estimated: so does one that
// was cut off. A call that the endpoint refused or that never reached it is free.
type Budget struct {
	config BudgetConfig

	mu      sync.Mutex
	settled chan struct{} // closed, and replaced, when a call gives back what it held
	held    amount        // set aside by calls under way
	used    amount
	spent   Spent
}

// amount is what the limits are about.
type amount struct {
	tokens int64
	cost   pico
}

func (a amount) plus(b amount) amount {
	if a.tokens > math.MaxInt64-b.tokens {
		return amount{math.MaxInt64, a.cost.plus(b.cost)}
	}
	return amount{a.tokens + b.tokens, a.cost.plus(b.cost)}
}

// NewBudget checks config.
func NewBudget(config BudgetConfig) (*Budget, error) {
	config.CallReply = cmp.Or(config.CallReply, 4096)
	if config.MaxTokens < 0 || config.MaxCost < 0 || config.CallReply < 0 {
		return nil, errors.New("budget: a limit is negative")
	}
	if config.MaxCost > math.MaxInt64/unit {
		return nil, fmt.Errorf("budget: cost limit %s is too large", config.MaxCost)
	}
	for model, price := range config.Prices {
		if price.Prompt < 0 || price.Completion < 0 {
			return nil, fmt.Errorf("budget: price of model %q is negative", model)
		}
	}
	return &Budget{config: config, settled: make(chan struct{})}, nil
}

// Wrap is m, paid from b.
func (b *Budget) Wrap(m Model) Model {
	return ModelFunc(func(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
		return b.complete(ctx, m, req, stream)
	})
}

// Spent is what has been charged until now; calls under way are not in it.
func (b *Budget) Spent() Spent {
	b.mu.Lock()
	defer b.mu.Unlock()
	spent := b.spent
	spent.Cost = b.used.cost.micros()
	return spent
}

func (b *Budget) complete(ctx context.Context, m Model, req Request, stream func(Delta)) (reply Reply, err error) {
	price, priced := b.price(req.Model)
	if !priced && b.config.MaxCost > 0 {
		return Reply{}, fmt.Errorf("%w: the cost is limited and model %q has no price", ErrBudget, req.Model)
	}
	most := Usage{PromptTokens: 16 * len(req.Messages), CompletionTokens: cmp.Or(max(0, req.MaxTokens), b.config.CallReply)}
	promptBytes, replyBytes := 0, 0
	for _, message := range req.Messages {
		promptBytes += len(message.Content)
	}
	most.PromptTokens += promptBytes
	held := amount{int64(most.PromptTokens) + int64(most.CompletionTokens), price.cost(most)}
	if err := b.hold(ctx, held); err != nil {
		return Reply{}, err
	}
	returned := false
	defer func() {
		used, estimated := reply.Usage, false
		switch {
		case returned && free(err):
			used = Usage{}
		case used == Usage{}:
			used, estimated = Usage{(promptBytes + 2) / 3, (max(replyBytes, len(reply.Text)) + 2) / 3}, true
		}
		b.settle(held, used, price, estimated, priced)
	}()

	forward := stream
	if stream != nil {
		forward = func(d Delta) {
			replyBytes += len(d.Text)
			stream(d)
		}
	}
	reply, err = m.Complete(ctx, req, forward)
	returned = true
	return reply, err
}

func (b *Budget) price(model string) (Price, bool) {
	if price, ok := b.config.Prices[model]; ok {
		return price, true
	}
	price, ok := b.config.Prices[""]
	return price, ok
}

// hold sets need aside, waiting as long as calls under way may still give something back.
func (b *Budget) hold(ctx context.Context, need amount) error {
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("set aside from the budget: %w", err)
		}
		b.mu.Lock()
		if err := b.covers(b.used.plus(need)); err != nil {
			b.mu.Unlock()
			return err
		}
		total := b.used.plus(b.held).plus(need)
		if b.covers(total) == nil {
			b.held = b.held.plus(need)
			b.mu.Unlock()
			return nil
		}
		settled := b.settled
		b.mu.Unlock()
		select {
		case <-settled:
		case <-ctx.Done():
		}
	}
}

// covers says why the limits do not allow total.
func (b *Budget) covers(total amount) error {
	if limit := b.config.MaxTokens; limit > 0 && total.tokens > limit {
		return fmt.Errorf("%w: %d of %d tokens used, and the next call may take %d", ErrBudget, b.used.tokens, limit, total.tokens-b.used.tokens)
	}
	if limit := b.config.MaxCost; limit > 0 && total.cost > pico(limit)*unit {
		return fmt.Errorf("%w: %s of %s used, and the next call may take %s", ErrBudget, b.used.cost.micros(), limit, (total.cost - b.used.cost).micros())
	}
	return nil
}

func (b *Budget) settle(held amount, used Usage, price Price, estimated, priced bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = amount{b.held.tokens - held.tokens, b.held.cost - held.cost}
	b.used = b.used.plus(amount{int64(used.PromptTokens) + int64(used.CompletionTokens), price.cost(used)})
	b.spent.Calls++
	b.spent.PromptTokens += int64(used.PromptTokens)
	b.spent.CompletionTokens += int64(used.CompletionTokens)
	if estimated {
		b.spent.Estimated++
	}
	if !priced {
		b.spent.Unpriced++
	}
	close(b.settled)
	b.settled = make(chan struct{})
}

// free reports whether a call that ended in err cost nothing.
func free(err error) bool {
	_, refused := errors.AsType[*StatusError](err)
	return refused || errors.Is(err, ErrUnreachable) || errors.Is(err, ErrRequest)
}
