package term

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Tokens cuts a text, a term or a whole file, into its tokens, comments included; the last
// is of kind EOF. A character that belongs to no known token is a Symbol of its own: what
// it means is for the reader of the tokens to say. Errors are for invalid UTF-8 and for
// comments, strings and «names» without an end.
func Tokens(src string) ([]Token, error) { return tokensUpTo(src, math.MaxInt) }

// tokensUpTo fails where there are more than a number of tokens.
func tokensUpTo(src string, limit int) ([]Token, error) {
	l := &lexer{src: src, tokens: make([]Token, 0, min(len(src)/2, 4096)+1)}
	for {
		if len(l.tokens) > limit {
			return nil, l.fail(l.pos, fmt.Sprintf("a text of more than %d tokens", limit))
		}
		token, err := l.next()
		if err != nil {
			return nil, err
		}
		l.tokens = append(l.tokens, token)
		if token.Kind == EOF {
			return l.tokens, nil
		}
	}
}

type lexer struct {
	src    string
	pos    int
	tokens []Token
	depth  int // of interpolated strings
}

const maxInterpolation = 100

func (l *lexer) fail(at int, reason string) *Error {
	return errorAt(l.src, at, Error{Reason: reason})
}

func (l *lexer) rune() rune {
	r, _ := utf8.DecodeRuneInString(l.src[l.pos:])
	return r
}

func (l *lexer) has(prefix string) bool { return strings.HasPrefix(l.src[l.pos:], prefix) }

func (l *lexer) next() (Token, error) {
	for l.pos < len(l.src) && strings.IndexByte(" \t\r\n", l.src[l.pos]) >= 0 {
		l.pos++
	}
	start := l.pos
	kind, err := l.scan()
	if err != nil {
		return Token{}, err
	}
	text := l.src[start:l.pos]
	if i := firstInvalid(text); i >= 0 {
		return Token{}, l.fail(start+i, "invalid UTF-8")
	}
	return Token{Kind: kind, Text: text, Span: Span{start, l.pos}}, nil
}

func firstInvalid(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func (l *lexer) scan() (Kind, error) {
	if l.pos == len(l.src) {
		return EOF, nil
	}
	switch r := l.rune(); {
	case l.has("--"):
		if end := strings.IndexByte(l.src[l.pos:], '\n'); end >= 0 {
			l.pos += end
		} else {
			l.pos = len(l.src)
		}
		return Comment, nil
	case l.has("/-"):
		return l.block()
	case r == '"':
		return String, l.str(false)
	case r == 'r' && l.raw():
		return String, l.rawString()
	case r == '\'' && l.char():
		return Char, nil
	case isDigit(r):
		return l.number(), nil
	case isNameStart(r):
		return l.name()
	case r == '.' && afterTerm(l.tokens, l.pos) && l.field():
		return Field, nil
	}
	l.symbol()
	return Symbol, nil
}

// block scans a comment that may hold others.
func (l *lexer) block() (Kind, error) {
	start, kind, depth := l.pos, Comment, 0
	if l.has("/--/") {
		return kind, l.fail(start, `"/--/", which may or may not begin a doc comment`)
	}
	if l.has("/--") || l.has("/-!") {
		kind = Doc
	}
	for l.pos < len(l.src) {
		switch {
		case l.has("/-"):
			depth++
			l.pos += 2
		case l.has("-/"):
			depth--
			l.pos += 2
			if depth == 0 {
				return kind, nil
			}
		default:
			l.pos++
		}
	}
	return kind, l.fail(start, "a comment without its end")
}

// name scans an identifier, or the prefix and body of an interpolated string, or one of
// the type names that end in a sign.
func (l *lexer) name() (Kind, error) {
	start := l.pos
	for {
		if err := l.part(); err != nil {
			return Name, err
		}
		rest := l.src[l.pos:]
		if !strings.HasPrefix(rest, ".") {
			break
		}
		r, _ := utf8.DecodeRuneInString(rest[1:])
		if !isNameStart(r) {
			break
		}
		l.pos++
	}
	switch text := l.src[start:l.pos]; text {
	case "s!", "m!", "f!":
		if l.has(`"`) {
			return Interpolated, l.str(true)
		}
	case "ℕ", "ℝ":
		for _, sign := range typeSigns[text] {
			if l.has(sign) {
				l.pos += len(sign)
				break
			}
		}
	case "Type", "Sort":
		if l.has("*") {
			l.pos++
		}
	}
	return Name, nil
}

// typeSigns are what makes the name of another type of a type's name.
var typeSigns = map[string][]string{"ℕ": {"+", "∞"}, "ℝ": {"≥0∞", "≥0"}}

func (l *lexer) part() error {
	if l.has("«") {
		end := strings.Index(l.src[l.pos:], "»")
		if end < 0 {
			return l.fail(l.pos, "a «name without its end")
		}
		l.pos += end + len("»")
		return nil
	}
	for l.pos < len(l.src) {
		r, size := utf8.DecodeRuneInString(l.src[l.pos:])
		if !isNameRest(r) {
			break
		}
		l.pos += size
	}
	// A server shows names that cannot be written as `n✝` and `n✝¹`.
	if l.has("✝") {
		l.pos += len("✝")
		for strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹", l.rune()) {
			l.pos += utf8.RuneLen(l.rune())
		}
	}
	return nil
}

// afterTerm reports whether the text right before pos is the end of a term, the tokens
// before which are given.
func afterTerm(tokens []Token, pos int) bool {
	for n := len(tokens); n > 0 && tokens[n-1].Span.End == pos; n-- {
		last := tokens[n-1]
		switch last.Kind {
		case Name, Field, String, Char:
			return true
		case Number:
			return n < len(tokens) // `5!.foo`, while `5.` is none
		case Symbol:
			if !last.is("!", "?") { // which stand behind a term or before one
				return termEnds[last.Text]
			}
		default:
			return false
		}
		pos = last.Span.Start
	}
	return false
}

var termEnds = set(")", "]", "}", "⟩", "⌋", "⌉", "⌋₊", "⌉₊", "‖", "‖₊", "‖ₑ", "⟫", "|", "·", "⁻¹", "ᵀ", "ᴴ", "ᶜ", "ˣ",
	"∅", "⊤", "⊥", "∞", "‼")

// field scans `.name` or `.1`.
func (l *lexer) field() bool {
	r, _ := utf8.DecodeRuneInString(l.src[l.pos+1:])
	switch {
	case isDigit(r):
		l.pos++
		for l.pos < len(l.src) && isDigit(rune(l.src[l.pos])) {
			l.pos++
		}
		return true
	case isNameStart(r) && r != '«':
		l.pos++
		return l.part() == nil
	}
	return false
}

func (l *lexer) symbol() {
	r, size := utf8.DecodeRuneInString(l.src[l.pos:])
	for _, s := range symbols[r] {
		if !l.has(s) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(l.src[l.pos+len(s):])
		if len(s) > 1 && s[0] == '[' && isNameRest(next) {
			continue // `[MODULE]` is no `[MOD`
		}
		l.pos += len(s)
		return
	}
	l.pos += size
}
