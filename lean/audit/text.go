package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cosita/lean/term"
)

// Finding is one reason to refuse a file.
type Finding struct {
	Rule string `json:"rule"`
	Line int    `json:"line"` // from 1; 0 where no line is to blame
	Text string `json:"text"` // what stands there and why it is refused, in one line
}

// String is the finding as `RULE, line N: TEXT`.
func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.Rule, f.Text)
	}
	return fmt.Sprintf("%s, line %d: %s", f.Rule, f.Line, f.Text)
}

// The rules that a text can break before its commands are looked at.
const (
	ruleBytes   = "bytes"   // not UTF-8, or characters that no editor shows
	ruleScript  = "script"  // letters that look like others
	ruleSize    = "size"    // too long to be looked at
	ruleLexical = "lexical" // no sequence of tokens, or one that Lean versions cut in different ways
)

// maxText is how many bytes a file may have.
const maxText = 1 << 20

// text is a file as tokens without comments; the last is EOF.
type text struct {
	src      string
	feeds    []int // offsets of the line feeds
	tokens   []term.Token
	findings []Finding
}

// read cuts a text into tokens. Where it can't, or nothing that follows would mean what it
// seems to, there are findings and no tokens.
func read(src string) *text {
	t := &text{src: src}
	if len(src) > maxText {
		t.findings = append(t.findings, Finding{ruleSize, 0, fmt.Sprintf("more than %d bytes", maxText)})
		return t
	}
	for i := range len(src) {
		if src[i] == '\n' {
			t.feeds = append(t.feeds, i)
		}
	}
	if !t.bytes() {
		return t
	}
	all, err := term.Tokens(src)
	if err != nil {
		line, why := 1, err.Error()
		if place, ok := errors.AsType[*term.Error](err); ok {
			line, why = place.Line, place.Reason
		}
		t.findings = append(t.findings, Finding{ruleLexical, line, why})
		return t
	}
	for _, token := range all {
		if token.Kind != term.Comment && token.Kind != term.Doc {
			t.tokens = append(t.tokens, token)
		}
	}
	t.headerComments(all)
	for i := range t.tokens {
		t.lexical(i)
	}
	return t
}

// line is the line of an offset, from 1.
func (t *text) line(offset int) int {
	n, _ := slices.BinarySearch(t.feeds, offset)
	return n + 1
}

// lastLine is the line of the last token.
func (t *text) lastLine() int {
	if len(t.tokens) < 2 {
		return 1
	}
	return t.line(t.tokens[len(t.tokens)-2].Span.End)
}

func (t *text) refuse(rule string, offset int, format string, args ...any) {
	t.findings = append(t.findings, Finding{rule, t.line(offset), fmt.Sprintf(format, args...)})
}

// refuseAt is refuse at a token.
func (t *text) refuseAt(rule string, i int, format string, args ...any) {
	t.refuse(rule, t.tokens[i].Span.Start, format, args...)
}

// bytes looks for what does not show: it could make a reader see another file than Lean.
func (t *text) bytes() bool {
	for i, r := range t.src {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(t.src[i:], "\uFFFD"):
			t.refuse(ruleBytes, i, "not UTF-8")
		case r == '\r' && !strings.HasPrefix(t.src[i:], "\r\n"):
			t.refuse(ruleBytes, i, "a carriage return without a line feed")
		case r != '\n' && r != '\t' && r != '\r' && unicode.IsControl(r):
			t.refuse(ruleBytes, i, "a control character, U+%04X", r)
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Bidi_Control, r):
			t.refuse(ruleBytes, i, "an invisible character, U+%04X", r)
		}
	}
	return len(t.findings) == 0
}

// headerComments refuses block comments before the end of the imports whose end is not the
// same for Lean and for Lake's reader of imports, which passes over the sign after a dash.
func (t *text) headerComments(all []term.Token) {
	last := 0
	for i, token := range t.tokens {
		if token.Text == "import" && token.Kind == term.Name {
			last = t.tokens[i].Span.End
		}
	}
	for _, token := range all {
		if token.Span.Start > last {
			return
		}
		if strings.HasPrefix(token.Text, "/-") && lakeCommentEnd(token.Text) != len(token.Text) {
			t.refuse(ruleLexical, token.Span.Start, "a comment above an import that ends elsewhere for Lake than for Lean")
		}
	}
}

func lakeCommentEnd(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch {
		case text[i] == '/' && text[i+1] == '-':
			depth++
			i++
		case text[i] == '-':
			if text[i+1] == '/' {
				depth--
			}
			if depth == 0 {
				return i + 2
			}
			i++
		}
	}
	return -1
}

// lexical refuses a token that Lean may cut or read in another way.
func (t *text) lexical(i int) {
	token := t.tokens[i]
	switch token.Kind {
	case term.Name, term.Field:
		t.name(i, token.Text)
	case term.String:
		body, raw := rawBody(token.Text)
		switch {
		case raw && strings.ContainsAny(body, `"\\`):
			t.refuseAt(ruleLexical, i, "a raw string that holds a quote or a backslash: old versions end it elsewhere")
		case strings.Contains(token.Text, "{"):
			t.refuseAt(ruleLexical, i, "a string with a brace: where it is read as an interpolated one it holds code")
		}
	case term.Interpolated:
		for _, word := range strings.FieldsFunc(token.Text, func(r rune) bool { return !isWordRune(r) }) {
			if _, bad := words[word]; bad || beginsCommand(word) || constants[word] != "" || runs[word] != "" {
				t.refuseAt(ruleLexical, i, "an interpolated string that holds the word %s", word)
			}
		}
	case term.Symbol:
		r, _ := utf8.DecodeRuneInString(token.Text)
		switch {
		case token.Text == "`":
			t.refuseAt(ruleLexical, i, "a quotation: it holds syntax, not mathematics")
		case token.Text == "'":
			t.refuseAt(ruleLexical, i, "a quote that begins no character")
		case token.Text == "»":
			t.refuseAt(ruleLexical, i, "a » without its «")
		case strings.HasPrefix(t.src[token.Span.Start:], "-/"):
			t.refuseAt(ruleLexical, i, "a comment's end without its beginning")
		case unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Common, unicode.Inherited):
			t.refuseAt(ruleScript, i, "a letter that Lean's names do not have: %s (U+%04X)", token.Text, r)
		case unicode.IsSpace(r):
			t.refuseAt(ruleBytes, i, "a space that is none for Lean, U+%04X", r)
		}
	}
}

// rawBody is what stands between the quotes of a raw string.
func rawBody(token string) (body string, raw bool) {
	body, raw = strings.CutPrefix(token, "r")
	body = strings.Trim(body, "#")
	return strings.TrimSuffix(strings.TrimPrefix(body, `"`), `"`), raw
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_'!?%", r)
}

// lookalikes are Greek letters, and signs for units, that most fonts draw as Latin letters.
const lookalikes = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ\u212A\u212B"

// name refuses a name that does not show what it is.
func (t *text) name(i int, name string) {
	if strings.Contains(name, "✝") {
		t.refuseAt(ruleLexical, i, "%s can be shown, not written", name)
	}
	for _, part := range components(name) {
		if strings.ContainsAny(part, "\n\r\t") {
			t.refuseAt(ruleLexical, i, "a «name» over more than one line")
			return
		}
		latin, odd := false, rune(0)
		for _, r := range part {
			switch {
			case r < utf8.RuneSelf:
				latin = latin || unicode.IsLetter(r)
			case strings.ContainsRune(lookalikes, r):
				odd = r
			case unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Common, unicode.Inherited):
				odd = r
				latin = latin || unicode.In(r, unicode.Cyrillic, unicode.Armenian, unicode.Cherokee, unicode.Lisu)
			case 0xFF00 <= r && r <= 0xFFEF:
				odd, latin = r, true
			case unicode.IsSpace(r):
				odd, latin = r, true
			}
		}
		if odd != 0 && latin {
			t.refuseAt(ruleScript, i, "%s: %c (U+%04X) looks like another letter", name, odd, odd)
		}
	}
}

// components are the parts of a name without their «»; a field's leading dot is none.
func components(name string) []string {
	var parts []string
	for name != "" {
		name = strings.TrimPrefix(name, ".")
		if rest, quoted := strings.CutPrefix(name, "«"); quoted {
			part, after, _ := strings.Cut(rest, "»")
			parts, name = append(parts, part), after
			continue
		}
		end := strings.IndexByte(name, '.')
		if end < 0 {
			return append(parts, name)
		}
		parts, name = append(parts, name[:end]), name[end:]
	}
	return parts
}
