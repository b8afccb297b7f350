package lsp

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestOffset(t *testing.T) {
	const text = "a𝕜b\r\n⊢ x\n\nlast"
	for _, test := range []struct {
		line, character int
		rest            string // what follows the offset
	}{
		{0, 0, text},
		{0, 1, "𝕜b\r\n⊢ x\n\nlast"},
		{0, 2, "𝕜b\r\n⊢ x\n\nlast"}, // inside the pair
		{0, 3, "b\r\n⊢ x\n\nlast"},
		{0, 4, "\r\n⊢ x\n\nlast"},
		{0, 99, "\r\n⊢ x\n\nlast"},
		{1, 0, "⊢ x\n\nlast"},
		{1, 2, "x\n\nlast"},
		{2, 5, "\nlast"},
		{3, 4, ""},
		{4, 0, ""},
		{1 << 40, 3, ""},
		{-1, 3, text},
		{0, -5, text},
	} {
		if got := text[Offset(text, Position{test.line, test.character}):]; got != test.rest {
			t.Errorf("%d:%d: %q, want %q", test.line, test.character, got, test.rest)
		}
	}
}

// PositionAt counts as the standard library's UTF-16 does, and Offset is its inverse.
func FuzzPosition(f *testing.F) {
	f.Add("theorem 𝕜\n⊢ α\n", 9)
	f.Add("", 0)
	f.Add("a\n", 2)
	f.Fuzz(func(t *testing.T, text string, offset int) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r", "")
		offset = max(0, min(offset, len(text)))
		offset = len(strings.ToValidUTF8(text[:offset], "")) // a rune's start
		p := PositionAt(text, offset)
		lines := strings.Split(text[:offset], "\n")
		if want := len(utf16.Encode([]rune(lines[len(lines)-1]))); p.Line != len(lines)-1 || p.Character != want {
			t.Errorf("position of byte %d in %q: %v, want %d:%d", offset, text, p, len(lines)-1, want)
		}
		if got := Offset(text, p); got != offset {
			t.Errorf("byte %d of %q is at %v, which is byte %d", offset, text, p, got)
		}
	})
}

func TestApply(t *testing.T) {
	at := func(l1, c1, l2, c2 int) *Range { return &Range{Position{l1, c1}, Position{l2, c2}} }
	for name, test := range map[string]struct {
		text    string
		changes []ContentChange
		want    string
		fails   string
	}{
		"whole":          {"old", []ContentChange{{Text: "new"}}, "new", ""},
		"range":          {"  exact h₁.trans h₂\n", []ContentChange{{at(0, 2, 0, 19), "rw [h₁]"}}, "  rw [h₁]\n", ""},
		"one by one":     {"ab", []ContentChange{{at(0, 0, 0, 0), "𝕜"}, {at(0, 2, 0, 3), "c"}}, "𝕜cb", ""},
		"over lines":     {"a\nb\nc", []ContentChange{{at(0, 1, 2, 0), ""}}, "ac", ""},
		"backwards":      {"ab", []ContentChange{{at(0, 1, 0, 0), "x"}}, "", "ends before it starts"},
		"not UTF-8":      {"ab", []ContentChange{{Text: "\xff"}}, "", "not UTF-8"},
		"nothing at all": {"ab", nil, "ab", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Apply(test.text, test.changes)
			switch {
			case test.fails == "" && (err != nil || got != test.want):
				t.Errorf("%q, %v; want %q", got, err, test.want)
			case test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
				t.Errorf("error %v, want %q", err, test.fails)
			}
		})
	}
}
