package term

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error is what is wrong with a text, and where. Line and Column count from 1, the column
// in runes; Offset is in bytes.
type Error struct {
	Line, Column int
	Offset       int
	Expected     string // what was expected there; empty when Reason says all
	Found        string // what stood there
	Reason       string // why it is wrong, where more is known than what was expected
}

// Error is like `3:14: expected a term, found ")"`.
func (e *Error) Error() string {
	var parts []string
	if e.Expected != "" {
		parts = append(parts, "expected "+e.Expected+", found "+e.Found)
	}
	if e.Reason != "" {
		parts = append(parts, e.Reason)
	}
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, strings.Join(parts, ": "))
}

// errorAt fills in the place of an error.
func errorAt(src string, offset int, e Error) *Error {
	before := src[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	e.Offset = offset
	e.Line = strings.Count(before, "\n") + 1
	e.Column = utf8.RuneCountInString(before[start:]) + 1
	return &e
}
