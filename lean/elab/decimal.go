package elab

import (
	"math/big"
	"strconv"
	"strings"
)

// maxDecimalExponent keeps 1e1000000000 from becoming a number.
const maxDecimalExponent = 10_000

// parseDecimal reads `2.5` or `1e3`, and refuses exponents out of all proportion.
func parseDecimal(text string) (*big.Rat, bool) {
	text = strings.ReplaceAll(text, "_", "")
	if _, exponent, ok := strings.Cut(strings.ToLower(text), "e"); ok {
		n, err := strconv.Atoi(exponent)
		if err != nil || n > maxDecimalExponent || n < -maxDecimalExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}
