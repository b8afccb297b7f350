package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// str scans a string; in an interpolated one `{…}` holds tokens.
func (l *lexer) str(interpolated bool) error {
	start := l.pos
	l.pos++
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case c == '\\':
			l.pos += 2
		case c == '"':
			l.pos++
			return nil
		case c == '{' && interpolated:
			l.pos++
			if err := l.interpolation(); err != nil {
				return err
			}
		default:
			l.pos++
		}
	}
	l.pos = min(l.pos, len(l.src))
	return l.fail(start, "a string without its end")
}

// interpolation scans the tokens up to the `}` of an interpolated string.
func (l *lexer) interpolation() error {
	start, depth := l.pos, 0
	if l.depth == maxInterpolation {
		return l.fail(start, "interpolated strings nested too deeply")
	}
	inner := &lexer{src: l.src, pos: l.pos, depth: l.depth + 1}
	for {
		token, err := inner.next()
		if err != nil {
			return err
		}
		inner.tokens = append(inner.tokens, token)
		switch {
		case token.Kind == EOF:
			return l.fail(start, "an interpolation without its end")
		case token.is("{"):
			depth++
		case token.is("}"):
			if depth == 0 {
				l.pos = inner.pos
				return nil
			}
			depth--
		}
	}
}

func (l *lexer) raw() bool {
	rest := strings.TrimLeft(l.src[l.pos+1:], "#")
	return strings.HasPrefix(rest, `"`)
}

func (l *lexer) rawString() error {
	start := l.pos
	rest := l.src[l.pos+1:]
	hashes := len(rest) - len(strings.TrimLeft(rest, "#"))
	body := l.pos + 1 + hashes + 1
	end := strings.Index(l.src[body:], `"`+strings.Repeat("#", hashes))
	if end < 0 {
		return l.fail(start, "a raw string without its end")
	}
	l.pos = body + end + 1 + hashes
	return nil
}

// char scans a character literal if there is one here; `'` also begins `”`.
func (l *lexer) char() bool {
	rest := l.src[l.pos+1:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case size == 0 || r == '\'':
		return false
	case r == '\\':
		if n := escape(rest); n > 0 && strings.HasPrefix(rest[n:], "'") {
			l.pos += 1 + n + 1
			return true
		}
		return false
	case strings.HasPrefix(rest[size:], "'"):
		l.pos += 1 + size + 1
		return true
	}
	return false
}

// escape is the length of the escape sequence that a text begins with; 0 where there is none.
func escape(text string) int {
	if len(text) < 2 {
		return 0
	}
	hex := 0
	switch text[1] {
	case '\\', '"', '\'', 'r', 'n', 't':
	case 'x':
		hex = 2
	case 'u':
		hex = 4
	default:
		return 0
	}
	if len(text) < 2+hex || strings.Trim(text[2:2+hex], "0123456789abcdefABCDEF") != "" {
		return 0
	}
	return 2 + hex
}

func (l *lexer) digits(ok func(rune) bool) bool {
	start := l.pos
	for l.pos < len(l.src) {
		r := l.rune()
		if !ok(r) && (r != '_' || l.pos == start || l.pos+1 >= len(l.src) || !ok(rune(l.src[l.pos+1]))) {
			break
		}
		l.pos++
	}
	return l.pos > start
}

func (l *lexer) number() Kind {
	if len(l.src) > l.pos+2 && l.src[l.pos] == '0' {
		var ok func(rune) bool
		switch l.src[l.pos+1] {
		case 'x', 'X':
			ok = func(r rune) bool { return unicode.Is(unicode.ASCII_Hex_Digit, r) }
		case 'b', 'B':
			ok = func(r rune) bool { return r == '0' || r == '1' }
		case 'o', 'O':
			ok = func(r rune) bool { return '0' <= r && r <= '7' }
		}
		if ok != nil && ok(rune(l.src[l.pos+2])) {
			l.pos += 2
			l.digits(ok)
			return Number
		}
	}
	l.digits(isDigit)
	kind := Number
	if l.pos+1 < len(l.src) && l.src[l.pos] == '.' && isDigit(rune(l.src[l.pos+1])) {
		kind = Decimal
		l.pos++
		l.digits(isDigit)
	}
	if l.pos < len(l.src) && (l.src[l.pos] == 'e' || l.src[l.pos] == 'E') {
		exponent := strings.TrimPrefix(strings.TrimPrefix(l.src[l.pos+1:], "+"), "-")
		if exponent != "" && isDigit(rune(exponent[0])) && len(l.src[l.pos+1:])-len(exponent) < 2 {
			kind = Decimal
			l.pos = len(l.src) - len(exponent)
			l.digits(isDigit)
		}
	}
	return kind
}
