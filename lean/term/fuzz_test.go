package term

import "testing"

func FuzzParse(f *testing.F) {
	for _, c := range precedences {
		f.Add(c.src)
	}
	for _, s := range grammar {
		f.Add(s)
	}
	f.Add("open Nat in theorem t.{u} {α : Type u} [Fintype α] (x : α := y) : p := by simp")
	f.Fuzz(func(t *testing.T, src string) {
		if x, err := ParseTerm(src); err == nil {
			roundTrip(t, x)
		}
		s, err := ParseStatement(src)
		if err != nil {
			return
		}
		again, err := ParseStatement(PrintStatement(s))
		if err != nil {
			t.Fatalf("%v\nprinted: %s", err, PrintStatement(s))
		}
		if s.Kind != again.Kind || s.Name != again.Name || !EqualBinders(s.Binders, again.Binders) || !Equal(s.Goal, again.Goal) {
			t.Fatalf("another statement: %s", PrintStatement(s))
		}
	})
}
