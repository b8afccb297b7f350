package term

import (
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// generator makes random trees that a text can stand for, without any text.
type generator struct{ *rand.Rand }

// TestRandomTrees prints random trees over all kinds of nodes, with few and with full
// parentheses, and parses them again.
func TestRandomTrees(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(5, 2026))}
	n := 10_000
	if testing.Short() {
		n = 2_000
	}
	kinds := map[string]int{}
	for range n {
		x := g.term(1 + g.IntN(5))
		Walk(x, func(y Term) bool {
			kinds[fmt.Sprintf("%T", y)]++
			return true
		})
		roundTrip(t, x)
	}
	if len(kinds) != 36 {
		t.Errorf("%d kinds of nodes, want 36: %v", len(kinds), slices.Sorted(maps.Keys(kinds)))
	}
	for kind, count := range kinds {
		if count < n/100 {
			t.Errorf("%d of kind %s in %d trees", count, kind, n)
		}
	}
}

func pick[T any](g generator, from ...T) T { return from[g.IntN(len(from))] }

func (g generator) name() string {
	return pick(g, "x", "y", "h₀", "f", "α", "n'", "«a b»")
}

func (g generator) terms(least, most, depth int) []Term {
	terms := make([]Term, least+g.IntN(most-least+1))
	for i := range terms {
		terms[i] = g.term(depth)
	}
	return terms
}

func (g generator) leaf() Term {
	switch g.IntN(10) {
	case 0:
		return &Num{Value: big.NewInt(g.Int64N(1000))}
	case 1:
		return &Scientific{Text: pick(g, "2.5", "1e3", "0.1e-2")}
	case 2:
		return &Str{Value: pick(g, "", "a\"\\\n", "∀")}
	case 3:
		return &Hole{Name: pick(g, "", "m")}
	case 4:
		return pick(g, &Sort{Kind: "Prop"}, &Sort{Kind: "Type"}, &Sort{Kind: "Type", Level: "*"},
			&Sort{Kind: "Type", Level: "u"}, &Sort{Kind: "Sort", Level: "(max u v)"})
	case 5:
		return &DotIdent{Name: g.name()}
	case 6:
		return &Ident{Name: pick(g, "∅", "⊤", "∞", "Nat.gcd", "x.divisors", "ℝ"), Levels: pick(g, "", "", "u, v + 1")}
	}
	return &Ident{Name: g.name()}
}

func (g generator) term(depth int) Term {
	if depth <= 0 {
		return g.leaf()
	}
	d := depth - 1
	sub := func() Term { return g.term(d) }
	switch g.IntN(28) {
	case 0, 1, 2, 3:
		op := pick(g, slices.Sorted(maps.Keys(infixes))...)
		return &Binary{Op: infixes[op].op, L: sub(), R: sub()}
	case 4, 5:
		return &Unary{Op: pick(g, slices.Sorted(maps.Keys(prefixes))...), X: sub()}
	case 6:
		return &Postfix{Op: pick(g, slices.Sorted(maps.Keys(postfixes))...), X: sub()}
	case 7, 8:
		return g.app(d)
	case 9:
		return &Explicit{X: sub()}
	case 10:
		return g.proj(sub())
	case 11:
		return g.section(d)
	case 12:
		return &Congruence{Kind: pick(g, "MOD", "ZMOD", "PMOD", "SMOD"), L: sub(), R: sub(), N: sub()}
	case 13:
		a := &Ascription{X: sub()}
		if g.IntN(5) > 0 {
			a.Type = sub()
		}
		return a
	case 14, 15:
		return g.quant(d)
	case 16, 17:
		return g.big(d)
	case 18:
		return g.set(d)
	case 19:
		if g.IntN(2) == 0 {
			return &Iterate{F: sub(), N: sub()}
		}
		return &Index{X: sub(), I: sub(), Mark: pick(g, "", "", "!", "?")}
	case 20:
		switch g.IntN(4) {
		case 0:
			return &SetLit{Elems: g.terms(0, 3, d)}
		case 1:
			return &Matrix{Rows: [][]Term{{sub(), sub()}, {sub(), sub()}}}
		case 2:
			return &Anon{Elems: g.terms(0, 3, d)}
		}
		return &ListLit{Kind: pick(g, "[", "#[", "!["), Elems: g.terms(0, 3, d)}
	case 21:
		if g.IntN(4) == 0 {
			return &Tuple{}
		}
		return &Tuple{Elems: g.terms(2, 3, d)}
	case 22:
		return &Bracket{Kind: pick(g, "|", "‖", "‖‖₊", "‖‖ₑ", "⌊⌋", "⌈⌉", "⌊⌋₊", "⌈⌉₊"), X: sub()}
	case 23:
		if g.IntN(2) == 0 {
			return &Inner{L: sub(), R: sub()}
		}
		return &Inner{L: sub(), R: sub(), Field: sub()}
	case 24:
		return &If{Name: pick(g, "", "h"), Cond: sub(), Then: sub(), Else: sub()}
	case 25:
		return g.local(d)
	case 26:
		return &Hom{Kind: pick(g, "→L", "→ₗ", "≃L"), L: sub(), Ring: sub(), R: sub()}
	}
	return g.match(d)
}

func (g generator) app(d int) Term {
	fn := g.term(d)
	for { // an application to arguments is one node, and `Type u` is none
		_, app := fn.(*App)
		_, sort := fn.(*Sort)
		if !app && !sort {
			break
		}
		fn = g.leaf()
	}
	args := make([]Arg, 1+g.IntN(3))
	for i := range args {
		args[i] = Arg{Name: pick(g, "", "", "", "n"), Value: g.term(d)}
	}
	return &App{Fn: fn, Args: args}
}

// proj selects a field; of a name only a number, since `x.foo` is a name.
func (g generator) proj(x Term) Term {
	field := pick(g, "1", "2", "foo")
	if id, ok := x.(*Ident); ok && !isDigit(rune(field[0])) && id.Levels == "" {
		field = "1"
	}
	if hole, ok := x.(*Hole); ok && hole.Name != "" {
		return &Proj{X: &Tuple{}, Field: field}
	}
	return &Proj{X: x, Field: field}
}

func (g generator) section(d int) Term {
	dot, x := &Dot{}, g.term(min(d, 0))
	switch g.IntN(8) {
	case 0:
		return &Section{Body: &Binary{Op: "+", L: dot, R: x}}
	case 1:
		return &Section{Body: &Binary{Op: "≤", L: x, R: dot}}
	case 2:
		return &Section{Body: &Ascription{X: dot, Type: g.term(d)}}
	case 3:
		return &Section{Body: &App{Fn: &Ident{Name: "f"}, Args: []Arg{{Value: dot}, {Value: x}, {Value: dot}}}}
	case 4:
		return &Section{Body: &Tuple{Elems: []Term{dot, x}}}
	case 5:
		return &Section{Body: &Bracket{Kind: "‖", X: dot}}
	case 6:
		return &Section{Body: &Postfix{Op: "!", X: &Proj{X: dot, Field: "foo"}}}
	}
	return &Section{Body: &Unary{Op: "√", X: &Proj{X: dot, Field: "1"}}}
}

func (g generator) local(d int) Term {
	switch g.IntN(4) {
	case 0:
		return &Show{Type: g.term(d), X: g.term(d)}
	case 1:
		s := &Struct{Fields: []Arg{{Name: "a", Value: g.term(d)}, {Name: "b.c", Value: g.term(d)}}}
		if g.IntN(2) == 0 {
			s.Sources = g.terms(1, 2, d)
		}
		if g.IntN(2) == 0 {
			s.Type = g.term(d)
		}
		return s
	}
	l := &Let{Kind: pick(g, "let", "have"), Name: "z", Value: g.term(d), Body: g.term(d)}
	if g.IntN(2) == 0 {
		l.Type = g.term(d)
	}
	if g.IntN(3) == 0 {
		l.Binders = []Binder{{Style: Parens, Names: []string{"x"}, Type: g.term(d)}}
	}
	return l
}

func (g generator) match(d int) Term {
	m := &Match{Scrutinees: g.terms(0, 2, d)}
	for range 1 + g.IntN(2) {
		m.Alts = append(m.Alts, Alt{Patterns: g.terms(1, 2, d), Body: g.term(d)})
	}
	return m
}
