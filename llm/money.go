package llm

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Micros is an amount of money in millionths of the currency's unit, whichever it is.
type Micros int64

const unit = 1_000_000

// ParseMicros reads a decimal amount such as "0.15", at most six decimals, not negative.
func ParseMicros(text string) (Micros, error) {
	whole, decimals, _ := strings.Cut(text, ".")
	digits := whole + decimals + strings.Repeat("0", max(0, 6-len(decimals)))
	if len(decimals) > 6 || strings.Trim(digits, "0123456789") != "" || whole+decimals == "" {
		return 0, fmt.Errorf("amount of money %q: want a decimal such as 0.15, six decimals at most", text)
	}
	amount, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("amount of money %q: too large", text)
	}
	return Micros(amount), nil
}

// String is the amount as a decimal, at least two decimals: "0.15", "12.000001".
func (m Micros) String() string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -n
	}
	decimals := strings.TrimRight(fmt.Sprintf("%06d", n%unit), "0")
	return fmt.Sprintf("%s%d.%s", sign, n/unit, decimals+strings.Repeat("0", max(0, 2-len(decimals))))
}

// Price is what a model costs per million tokens.
type Price struct {
	Prompt     Micros `json:"prompt"`
	Completion Micros `json:"completion"`
}

// Cost is what u costs, rounded up to a millionth.
func (p Price) Cost(u Usage) Micros { return p.cost(u).micros() }

func (p Price) cost(u Usage) pico {
	return product(u.PromptTokens, p.Prompt).plus(product(u.CompletionTokens, p.Completion))
}

// pico is money in millionths of a Micros, in which the cost of one token is whole. Sums
// stop at the largest value: a budget is then spent, never empty again.
type pico int64

func product(tokens int, price Micros) pico {
	high, low := bits.Mul64(uint64(max(0, tokens)), uint64(max(0, price)))
	if high != 0 || low > math.MaxInt64 {
		return math.MaxInt64
	}
	return pico(low)
}

func (a pico) plus(b pico) pico {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func (a pico) micros() Micros {
	m := Micros(a / unit)
	if a%unit > 0 {
		m++
	}
	return m
}
