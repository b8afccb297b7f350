package elab

import (
	"fmt"
	"strings"

	"cosita/evidence"
)

// Kind says in which way elaboration ended.
type Kind uint8

// The kinds.
const (
	Undecided   Kind = iota // the rule that is written here does not decide it
	IllTyped                // Lean would report a type error
	Unbound                 // an identifier that nothing binds
	Unsupported             // constructs without a meaning here
	TooLarge                // more work than one statement may make
)

// Error says why a statement has no typed form.
type Error struct {
	Kind       Kind
	Reason     string
	Constructs []string // for Unsupported: the names, sorted

	postponed bool // a type is not known yet, which what follows may make known
}

// maxReason bounds the bytes of a reason: names and terms may be of any length.
const maxReason = 1000

func errorf(kind Kind, format string, args ...any) *Error {
	reason := fmt.Sprintf(format, args...)
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "") + " …"
	}
	return &Error{Kind: kind, Reason: reason}
}

func postponed(format string, args ...any) *Error {
	err := errorf(Undecided, format+": its type is not known", args...)
	err.postponed = true
	return err
}

func unsupported(names ...string) *Error {
	return &Error{Kind: Unsupported, Reason: strings.Join(names, ", "), Constructs: names}
}

func (e *Error) Error() string {
	switch e.Kind {
	case IllTyped:
		return "type: " + e.Reason
	case Unbound:
		return "unbound " + e.Reason
	case Unsupported:
		return "unsupported: " + e.Reason
	case TooLarge:
		return "too large: " + e.Reason
	default:
		return "elaboration: " + e.Reason
	}
}

// Evidence is the verdict that a statement without a typed form gets: Unknown, and why.
func (e *Error) Evidence() evidence.Evidence {
	code := evidence.CodeElaboration
	switch e.Kind {
	case IllTyped:
		code = evidence.CodeType
	case Unsupported:
		code = evidence.CodeUnsupported
	case TooLarge:
		code = evidence.CodeTooLarge
	case Undecided, Unbound:
	}
	ev := evidence.Unknownf(code, "%s", e.Error())
	ev.Unsupported = e.Constructs
	if e.Kind == Unbound {
		ev.Warnings = []evidence.Warning{{
			Rule: "auto-bound-name",
			Text: e.Reason + " is bound nowhere: where autoImplicit is on, Lean takes it for a new variable of the statement",
		}}
	}
	return ev
}
