package elab

import "testing"

// A free variable is not the same as a bound one that has its slot.
func TestSame(t *testing.T) {
	of := func(slot, body int) Term {
		return &Lambda{Param: &Var{Index: slot, T: Nat}, Body: &Var{Index: body, T: Nat}}
	}
	free := func(x, y *Var) bool { return x.Index == y.Index }
	for _, c := range []struct {
		a, b Term
		want bool
	}{
		{of(5, 5), of(7, 7), true},
		{of(5, 9), of(7, 9), true},
		{of(5, 7), of(7, 7), false},
		{of(7, 7), of(5, 7), false},
		{of(5, 9), of(7, 8), false},
	} {
		if got := Same(c.a, c.b, nil, free); got != c.want {
			t.Errorf("Same(%v, %v) = %t", c.a, c.b, got)
		}
	}
}
