package lean

import (
	"encoding/json"
	"errors"
	"strings"
)

// Tagged is a text whose parts carry tags: Lean's TaggedText. It is a leaf (Text), a row of
// parts, or one part under a tag.
type Tagged[T any] struct {
	Text  string      // of a leaf
	Parts []Tagged[T] // what a row consists of, or the one part that Tag is about
	Tag   *T          // nil where there is none
}

// Code is a piece of Lean's syntax whose parts know what they are.
type Code = Tagged[Subterm]

// Subterm is what the server knows of a part of a term.
type Subterm struct {
	Info        Ref    // what GoToLocation wants; the zero Ref where the server gives none
	Position    string // of the part in its expression, such as "/0/1"; old servers do not say
	Diff        string // how it differs from the state before or after, such as "willChange", "wasInserted"
	Highlighted bool   // found by a search
}

// String is the text without its tags.
func (t *Tagged[T]) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

func (t *Tagged[T]) write(b *strings.Builder) {
	b.WriteString(t.Text)
	for i := range t.Parts {
		t.Parts[i].write(b)
	}
}

// Walk calls visit for every tag, outermost first and from left to right, with the text under it.
func (t *Tagged[T]) Walk(visit func(tag *T, under *Tagged[T])) {
	if t.Tag != nil {
		visit(t.Tag, t)
	}
	for i := range t.Parts {
		t.Parts[i].Walk(visit)
	}
}

// UnmarshalJSON reads `{"text"}`, `{"append":[…]}` or `{"tag":[tag, text]}`.
func (t *Tagged[T]) UnmarshalJSON(data []byte) error {
	var wire struct {
		Text   *string           `json:"text"`
		Append *[]Tagged[T]      `json:"append"`
		Tag    []json.RawMessage `json:"tag"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*t = Tagged[T]{}
	switch {
	case wire.Text != nil:
		t.Text = *wire.Text
	case wire.Append != nil:
		t.Parts = *wire.Append
	case len(wire.Tag) == 2:
		t.Tag, t.Parts = new(T), make([]Tagged[T], 1)
		return errors.Join(json.Unmarshal(wire.Tag[0], t.Tag), json.Unmarshal(wire.Tag[1], &t.Parts[0]))
	default:
		return errors.New("want a tagged text: text, append or a pair under tag")
	}
	return nil
}

// UnmarshalJSON reads what servers since 2021 say of a part, bare or under "subexpr", or the
// word "highlighted".
func (s *Subterm) UnmarshalJSON(data []byte) error {
	if string(data) == `"highlighted"` {
		*s = Subterm{Highlighted: true}
		return nil
	}
	type members struct {
		Info     Ref    `json:"info"`
		Position string `json:"subexprPos"`
		Diff     string `json:"diffStatus"`
	}
	var wire struct {
		members
		Subexpr *members `json:"subexpr"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	if wire.Subexpr != nil {
		wire.members = *wire.Subexpr
	}
	*s = Subterm{Info: wire.Info, Position: wire.Position, Diff: wire.Diff}
	return nil
}
