package lsp

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Position is a place in a text: lines from 0, characters in UTF-16 units from 0.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// Before reports whether p comes before q.
func (p Position) Before(q Position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Character < q.Character
}

// Range is a half-open range of positions.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Offset is the byte of text at which p stands. A character past the end of its line stands
// at the line's end, a line past the last one at the end of the text; what is negative stands
// at the start. A position inside a surrogate pair stands before the pair.
func Offset(text string, p Position) int {
	if p.Line < 0 {
		return 0
	}
	start := 0
	for range p.Line {
		i := strings.IndexByte(text[start:], '\n')
		if i < 0 {
			return len(text)
		}
		start += i + 1
	}
	line := text[start:]
	if i := strings.IndexByte(line, '\n'); i >= 0 {
		line = strings.TrimSuffix(line[:i], "\r")
	}
	units := 0
	for i, r := range line {
		units += utf16Len(r)
		if units > p.Character {
			return start + i
		}
	}
	return start + len(line)
}

// PositionAt is the position of the byte at offset, which is clamped to the text.
func PositionAt(text string, offset int) Position {
	before := text[:max(0, min(offset, len(text)))]
	p := Position{Line: strings.Count(before, "\n")}
	for _, r := range before[strings.LastIndexByte(before, '\n')+1:] {
		p.Character += utf16Len(r)
	}
	return p
}

func utf16Len(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// ContentChange is one edit of a document: the text that replaces Range, or, without a
// Range, the whole new text.
type ContentChange struct {
	Range *Range `json:"range,omitempty"`
	Text  string `json:"text"`
}

// Apply makes the changes one after the other, each at positions of the text that the one
// before it left. It refuses what is not UTF-8 and ranges that end before they start.
func Apply(text string, changes []ContentChange) (string, error) {
	for i, c := range changes {
		if !utf8.ValidString(c.Text) {
			return "", fmt.Errorf("edit %d: its text is not UTF-8", i+1)
		}
		if c.Range == nil {
			text = c.Text
			continue
		}
		if c.Range.End.Before(c.Range.Start) {
			return "", fmt.Errorf("edit %d: its range ends before it starts", i+1)
		}
		start, end := Offset(text, c.Range.Start), Offset(text, c.Range.End)
		text = text[:start] + c.Text + text[end:]
	}
	return text, nil
}
