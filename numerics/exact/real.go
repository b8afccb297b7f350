package exact

// Real is a real number that is known exactly. The zero value is 0.
type Real struct {
	rat Rat
}

// FromRat is the real number r.
func FromRat(r Rat) Real { return Real{rat: r} }

// Rat is x when it is known to be rational.
func (x Real) Rat() (Rat, bool) { return x.rat, true }

// Cmp is -1, 0 or 1 as x is less than, equal to or greater than y; false where that is not
// decided.
func (x Real) Cmp(y Real) (int, bool) { return x.rat.Cmp(y.rat), true }

// Float is a float64 near x.
func (x Real) Float() float64 { return x.rat.Float() }

// String is x in Lean syntax.
func (x Real) String() string { return x.rat.String() }
