package leantest

import (
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// offset is where a line and a UTF-16 character are in a text. Past the end of a line or of the
// text it is that end.
func offset(text string, at position) int {
	start := 0
	for range at.Line {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			return len(text)
		}
		start += end + 1
	}
	units := 0
	for i, r := range text[start:] {
		if units >= at.Character || r == '\n' {
			return start + i
		}
		units += utf16.RuneLen(r)
	}
	return len(text)
}

// at is the position of an offset: the inverse of offset.
func at(text string, offset int) position {
	before := text[:offset]
	line := strings.LastIndexByte(before, '\n') + 1
	units := 0
	for _, r := range before[line:] {
		units += utf16.RuneLen(r)
	}
	return position{Line: strings.Count(before, "\n"), Character: units}
}

// span is the range between two offsets.
func span(text string, from, to int) textRange {
	return textRange{Start: at(text, from), End: at(text, to)}
}

// lastLine is the range of the last line that is not blank.
func lastLine(text string) textRange {
	end := len(strings.TrimRight(text, " \t\r\n"))
	return span(text, strings.LastIndexByte(text[:end], '\n')+1, end)
}

var (
	// declaration is the keyword of what may use sorry, wherever it stands, and its name; or,
	// without these, another command at the left edge, which ends what is before it.
	declaration = regexp.MustCompile(`(?m)(?:^|[^\pL\pN_.'!?])(theorem|lemma|def|abbrev|example|instance|opaque)\b[ \t]*([^\s:({\[]*)` +
		`|^(?:axiom|structure|class|inductive|namespace|section|end|open|variable|universe|import|set_option|attribute|export|notation|macro|syntax|mutual|#[a-z_]+)\b`)
	sorry = regexp.MustCompile(`(?:^|[^\pL\pN_.'!?])sorry(?:$|[^\pL\pN_.'!?])`)
)

// sorries are the messages about the declarations of a text that use sorry: each at the
// declaration's name, or its keyword if it has none.
func sorries(text string) []Message {
	code := blank(text)
	var messages []Message
	heads := declaration.FindAllStringSubmatchIndex(code, -1)
	for i, head := range heads {
		end := len(code)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		if head[2] < 0 || !sorry.MatchString(code[head[3]:end]) {
			continue
		}
		from, to := head[4], head[5]
		if from == to {
			from, to = head[2], head[3]
		}
		r := span(text, from, to)
		messages = append(messages, Message{
			Severity: 2,
			Start:    [2]int{r.Start.Line, r.Start.Character},
			End:      [2]int{r.End.Line, r.End.Character},
			Text:     "declaration uses 'sorry'",
		})
	}
	return messages
}

// blank replaces the comments and the strings of a text by spaces, byte for byte; the ends of
// lines stay.
func blank(text string) string {
	out := []byte(text)
	erase := func(from, to int) {
		for i := from; i < to; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	for i := 0; i < len(text); {
		rest := text[i:]
		end := 0
		switch {
		case strings.HasPrefix(rest, "--"):
			if end = strings.IndexByte(rest, '\n'); end < 0 {
				end = len(rest)
			}
		case strings.HasPrefix(rest, "/-"):
			end = blockComment(rest)
		case strings.HasPrefix(rest, `'"'`):
			end = len(`'"'`)
		case rest[0] == '"':
			end = stringLiteral(rest)
		}
		if end > 0 {
			erase(i, i+end)
			i += end
			continue
		}
		_, size := utf8.DecodeRuneInString(rest)
		i += size
	}
	return string(out)
}

// blockComment is the length of the comment, with those nested in it, that a text begins with.
func blockComment(text string) int {
	depth := 0
	for i := 0; i < len(text); {
		switch {
		case strings.HasPrefix(text[i:], "/-"):
			depth++
			i += 2
		case strings.HasPrefix(text[i:], "-/"):
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(text)
}

// stringLiteral is the length of the string that a text begins with.
func stringLiteral(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
