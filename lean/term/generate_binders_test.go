package term

import "math/big"

// bracketed is a binder in brackets, as a declaration, `∀` and `fun` have them.
func (g generator) bracketed(d int) Binder {
	b := Binder{Style: pick(g, Parens, Implicit, StrictImplicit, Instance), Names: []string{g.name()}, Type: g.term(d)}
	if b.Style != Instance && g.IntN(3) == 0 {
		b.Names = append(b.Names, "_")
	}
	if b.Style == Instance && g.IntN(2) == 0 {
		b.Names = nil
		if _, ok := b.Type.(*Ident); ok {
			b.Type = &Tuple{} // a name could be that of the instance
		}
	}
	if b.Style == Parens && g.IntN(4) == 0 {
		b.Default = g.term(d)
	}
	return b
}

// bare is a group of names, by itself, with a type or with a bound.
func (g generator) bare(d, names int) Binder {
	b := Binder{Names: []string{"x", "y", "_"}[:1+g.IntN(names)]}
	switch g.IntN(3) {
	case 0:
		b.Type = g.term(d)
	case 1:
		b.Rel, b.Bound = pick(g, "<", "≤", ">", "≥", "≠", "∈", "∉", "⊆", "∣"), g.term(d)
	}
	return b
}

func (g generator) pattern() Term {
	x := []Term{&Ident{Name: "a"}, &Hole{}}
	return pick[Term](g, &Tuple{Elems: x}, &Anon{Elems: x})
}

func (g generator) quant(d int) Term {
	q := &Quant{Kind: pick(g, "∀", "∃", "∀ᵉ", "∃ᵉ", "∃!", "fun", "Π", "×", "×'", "Σ", "Σ'", "∀ᶠ", "∃ᶠ"), Body: g.term(d)}
	switch q.Kind {
	case "∀ᵉ", "∃ᵉ":
		q.Binders = []Binder{
			{Style: Parens, Names: []string{"x"}, Rel: "∈", Bound: g.term(d)}, {Style: Parens, Names: []string{"y"}, Type: g.term(d)}}
	case "∃!":
		q.Binders = []Binder{g.bare(d, 1)}
	case "Π":
		q.Binders = []Binder{g.bracketed(d)}
		q.Binders[0].Default = nil
	case "×", "×'":
		q.Binders = []Binder{{Style: Parens, Names: []string{"x"}, Type: g.term(d)}}
	case "∀ᶠ", "∃ᶠ":
		b := Binder{Names: []string{"x"}, Rel: "in", Bound: g.term(d)}
		if g.IntN(2) == 0 {
			b.Type = g.term(d)
		}
		q.Binders = []Binder{b}
	case "fun":
		switch g.IntN(3) {
		case 0:
			q.Binders = []Binder{{Names: []string{"x", "_"}, Type: g.term(d)}}
		case 1:
			q.Binders = []Binder{{Names: []string{"x"}}, {Pattern: g.pattern()}, {Style: Implicit, Names: []string{"y"}}}
		default:
			b := g.bracketed(d)
			b.Default = nil
			q.Binders = []Binder{b, {Names: []string{"z", "w"}}}
		}
	default:
		for range g.IntN(3) {
			q.Binders = append(q.Binders, g.bracketed(d))
		}
		if len(q.Binders) == 0 || g.IntN(2) == 0 {
			q.Binders = append(q.Binders, g.bare(d, 3))
		}
	}
	return q
}

func (g generator) big(d int) Term {
	b := &Big{Op: pick(g, "∑", "∏", "∑'", "∏'", "⨆", "⨅", "⋃", "⋂", "∫"), Body: g.term(d)}
	if b.Op == "∫" {
		b.Binders = []Binder{{Names: []string{"x"}}}
		switch g.IntN(3) {
		case 0:
			b.From, b.To = g.term(d), g.term(d)
		case 1:
			b.Binders[0].Rel, b.Binders[0].Bound = "∈", g.term(d)
		}
		if g.IntN(2) == 0 {
			b.Measure = g.term(d)
		}
		return b
	}
	switch g.IntN(3) {
	case 0:
		b.Binders = []Binder{{Pattern: g.pattern(), Rel: "∈", Bound: g.term(d)}}
	case 1:
		b.Binders = []Binder{g.bare(d, 1)}
	default:
		b.Binders = []Binder{
			{Style: Parens, Names: []string{"i"}, Rel: "∈", Bound: g.term(d)},
			{Style: Parens, Names: []string{"j"}, Type: g.term(d)},
		}
	}
	if (b.Op == "∑" || b.Op == "∏") && g.IntN(3) == 0 {
		b.Cond = g.term(d)
	}
	return b
}

func (g generator) set(d int) Term {
	switch g.IntN(5) {
	case 0:
		return &Subtype{Binder: g.bare(d, 1), Pred: g.term(d)}
	case 1: // values
		return &SetBuilder{Elem: &Binary{Op: "+", L: g.term(d), R: g.term(d)}, Binders: []Binder{
			{Style: Parens, Names: []string{"x"}, Type: g.term(d)}, {Style: Parens, Names: []string{"h"}, Type: g.term(d)}}}
	case 2: // pairs
		pattern := g.pattern()
		if g.IntN(2) == 0 {
			return &SetBuilder{Elem: &Ascription{X: pattern, Type: g.term(d)}, Pred: g.term(d)}
		}
		return &SetBuilder{Elem: pattern, Pred: &Binary{Op: pick(g, "=", "∧"), L: &Binary{Op: "<", L: &Ident{Name: "a"}, R: &Num{Value: big.NewInt(3)}}, R: g.term(d)}}
	}
	return &SetBuilder{Binders: []Binder{g.bare(d, 1)}, Pred: g.term(d)}
}
