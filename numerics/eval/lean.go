package eval

import (
	"fmt"
	"math/big"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// Lean is v in Lean syntax, false where it has none.
func Lean(v Value) (string, bool) {
	switch v := v.(type) {
	case Num:
		return v.String(), true
	case Bool:
		if v {
			return "True", true
		}
		return "False", true
	}
	return "", false
}

// Parse reads back what Lean prints of a value of type t.
func Parse(text string, t elab.Type) (Value, error) {
	if _, ok := t.(elab.Scalar); ok {
		if r, ok := new(big.Rat).SetString(strings.TrimSpace(text)); ok {
			return Rational(exact.FromBig(r)), nil
		}
	}
	return nil, fmt.Errorf("a value of type %s from %q: %w", t, text, ErrUnsupported)
}
