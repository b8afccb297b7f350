package elab

import (
	"cmp"
	"fmt"
	"strings"

	"cosita/evidence"
	"cosita/lean/term"
)

// Explanation is a statement as it was understood.
type Explanation struct {
	Text     string // every cast, numeral type and exponent type written out
	Warnings []evidence.Warning
}

// Explain writes a statement out in full and warns of readings that surprise. The error is
// an [*Error].
func Explain(st *term.Statement) (Explanation, error) {
	typed, err := Elaborate(st)
	if err != nil {
		return Explanation{}, err
	}
	return Explanation{Text: typed.String(), Warnings: typed.Warnings()}, nil
}

// String is the statement with every cast, numeral type and exponent type written out; the
// `∀` and implications at the front of the goal stand as binders.
func (s *Statement) String() string {
	var b strings.Builder
	kind, name := "example", ""
	if s.Source != nil && s.Source.Name != "" {
		kind, name = s.Source.Kind, s.Source.Name
	}
	b.WriteString(strings.TrimSpace(kind + " " + name))
	for i := 0; i < len(s.Vars); {
		j := i
		var names []string
		for ; j < len(s.Vars) && s.Vars[j].Type == s.Vars[i].Type; j++ {
			names = append(names, cmp.Or(s.Vars[j].shown, s.Vars[j].Name))
		}
		fmt.Fprintf(&b, " (%s : %s)", strings.Join(names, " "), s.Vars[i].Type)
		i = j
	}
	for _, h := range s.Hyps {
		name := h.Name
		if name == "" {
			name = "_"
		}
		if a, ok := h.Prop.(*Apply); ok && a.Op == Finite {
			fmt.Fprintf(&b, " (%s : Fintype %s)", name, argument(a.Args[0]))
			continue
		}
		fmt.Fprintf(&b, " (%s : %s)", name, Print(h.Prop))
	}
	b.WriteString(" : ")
	b.WriteString(Print(s.Goal))
	return b.String()
}

// argument is t printed as an argument.
func argument(t Term) string {
	var b strings.Builder
	write(&b, t, atom)
	return b.String()
}
