package lean

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrGoal is wrapped by every error of [ParseGoal] and [ParseGoals].
var ErrGoal = errors.New("not the text of a goal")

// Goal is one goal of a proof state, in the text form in which the server prints it:
//
//	case succ
//	n✝ : Nat
//	y : Nat := n✝ + 1
//	⊢ n✝ + 1 = y
//
// [ParseGoal] reads this form and [Goal.String] gives it back byte for byte: the texts keep
// their line breaks and indentation, and one that stands on lines of its own begins with "\n".
type Goal struct {
	Case   string // its tag, without the word `case`
	Hyps   []Hyp
	Target string // what is to be shown
	Mark   string // what stands before the target: empty for `⊢`, "|" in conv mode
}

// Hyp is one entry of a goal's context: a hypothesis, or variables that share a type.
type Hyp struct {
	Names []string // as shown, with ✝ where inaccessible; none for `: T`
	Type  string
	Value string // for `x : T := v`; empty otherwise
}

const turnstile = "⊢"

// ParseGoal reads the text of one goal, without a line break at its end.
func ParseGoal(text string) (Goal, error) {
	var g Goal
	lines := strings.Split(text, "\n")
	fail := func(i int, format string, args ...any) (Goal, error) {
		return Goal{}, fmt.Errorf("%w: line %d: %s", ErrGoal, i+1, fmt.Sprintf(format, args...))
	}
	first := 0
	if tag, ok := strings.CutPrefix(lines[0], "case "); ok {
		if strings.TrimSpace(tag) == "" || len(splitNames(tag)) != 1 {
			return fail(0, "the tag after `case` is one name")
		}
		g.Case, first = tag, 1
	}
	target := targetLine(lines, first)
	if target < 0 {
		return fail(len(lines)-1, "no line begins with `⊢`")
	}
	for i := first; i < target; {
		end := i + 1
		for end < target && continues(lines[end]) {
			end++
		}
		h, err := parseHyp(strings.Join(lines[i:end], "\n"))
		if err != nil {
			return fail(i, "%v", err)
		}
		g.Hyps = append(g.Hyps, h)
		i = end
	}
	for i := target + 1; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) == "" || !isIndented(lines[i]) {
			return fail(i, "only indented lines may follow the target (an empty line separates goals)")
		}
	}
	mark := markOf(lines[target])
	if mark != turnstile {
		g.Mark = mark
	}
	var ok bool
	g.Target, ok = shownText(strings.TrimPrefix(strings.Join(lines[target:], "\n"), mark))
	if !ok {
		return fail(target, "a space or an indented line, then the target, follow `%s`", mark)
	}
	return g, nil
}

// String is the goal's text form, without a line break at its end.
func (g Goal) String() string {
	var b strings.Builder
	if g.Case != "" {
		b.WriteString("case " + g.Case + "\n")
	}
	for _, h := range g.Hyps {
		b.WriteString(h.String() + "\n")
	}
	mark := g.Mark
	if mark == "" {
		mark = turnstile
	}
	b.WriteString(mark + spaced(g.Target))
	return b.String()
}

// String is the entry's text form, such as `a b : Nat` or `x : Nat := 2`.
func (h Hyp) String() string {
	text := ":" + spaced(h.Type)
	if len(h.Names) > 0 {
		text = strings.Join(h.Names, " ") + " " + text
	}
	if h.Value != "" {
		text += " :=" + spaced(h.Value)
	}
	return text
}

// Inaccessible are the names of h that no tactic can mention, those shown with ✝.
func (h Hyp) Inaccessible() []string {
	var names []string
	for _, n := range h.Names {
		if strings.Contains(n, "✝") {
			names = append(names, n)
		}
	}
	return names
}

// Metavariables are the unassigned parts of the goal, such as `?m.12` and the universe `?u`,
// each once, in order. A goal that has some is no statement of its own.
func (g Goal) Metavariables() []string {
	var found []string
	collect := func(text string) {
		prev := ' '
		for i, r := range text {
			// `xs[i]?` and `xs.head?` are not metavariables.
			if r == '?' && !isNameRune(prev) && !strings.ContainsRune(")]}»⟩?", prev) {
				if name := metavariable(text[i:]); name != "" && !slices.Contains(found, name) {
					found = append(found, name)
				}
			}
			prev = r
		}
	}
	for _, h := range g.Hyps {
		collect(h.Type)
		collect(h.Value)
	}
	collect(g.Target)
	return found
}

func metavariable(text string) string {
	end := len("?")
	for i, r := range text[end:] {
		if !isNameRune(r) && r != '.' || i == 0 && !unicode.IsLetter(r) && r != '_' {
			break
		}
		end = len("?") + i + utf8.RuneLen(r)
	}
	return strings.TrimRight(text[:end], ".?")
}

func isNameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.No, r) ||
		strings.ContainsRune("_'!?✝", r)
}

// targetLine is the index of the line where the target begins, or -1. A line that begins with
// `|` may be an arm of a `match`, so it counts only where there is no turnstile.
func targetLine(lines []string, first int) int {
	conv := -1
	for i := first; i < len(lines); i++ {
		switch markOf(lines[i]) {
		case turnstile:
			return i
		case "|":
			if conv < 0 {
				conv = i
			}
		}
	}
	return conv
}

func markOf(line string) string {
	for _, mark := range []string{turnstile, "|"} {
		if rest, ok := strings.CutPrefix(line, mark); ok && (rest == "" || rest[0] == ' ') {
			return mark
		}
	}
	return ""
}

// continues reports whether a line belongs to the entry above it. Lean indents continuations,
// except in the type of a let-variable, whose lines cannot be told by their indentation.
func continues(line string) bool {
	_, _, entry := cutNames(line)
	return isIndented(line) || !entry
}

func isIndented(line string) bool { return strings.HasPrefix(line, " ") }

func parseHyp(text string) (Hyp, error) {
	names, rest, ok := cutNames(text)
	if !ok {
		return Hyp{}, errors.New("neither `names : type` nor the target after `⊢`")
	}
	h := Hyp{Names: names}
	typ, value := rest, ""
	if at := valueAt(rest); at >= 0 {
		typ, value = rest[:at], rest[at+len(" :="):]
		if h.Value, ok = shownText(value); !ok {
			return Hyp{}, errors.New("no value after `:=`")
		}
	}
	if h.Type, ok = shownText(typ); !ok {
		return Hyp{}, errors.New("no type after `:`")
	}
	loose := value
	if value == "" {
		loose = typ
	}
	_, rest, more := strings.Cut(loose, "\n")
	for line := range strings.SplitSeq(rest, "\n") {
		if more && (strings.TrimSpace(line) == "" || !isIndented(line)) {
			return Hyp{}, fmt.Errorf("the line `%s` is neither an entry `names : type` nor indented", line)
		}
	}
	return h, nil
}

// cutNames splits an entry after its colon. ok is false where the text does not begin one.
func cutNames(text string) (names []string, rest string, ok bool) {
	line, _, _ := strings.Cut(text, "\n")
	if rest, nameless := strings.CutPrefix(text, ":"); nameless && (line == ":" || line[1] == ' ') {
		return nil, rest, true
	}
	at := 0
	for {
		i := strings.Index(line[at:], " :")
		if i < 0 {
			return nil, "", false
		}
		at += i
		after := line[at+len(" :"):]
		if (after == "" || after[0] == ' ') && strings.Count(line[:at], "«") == strings.Count(line[:at], "»") {
			break
		}
		at += len(" :")
	}
	names = splitNames(line[:at])
	return names, text[at+len(" :"):], names != nil
}

// splitNames splits at the spaces outside `«»`. It is nil if a part can be no name.
func splitNames(text string) []string {
	names := make([]string, 0, 1+strings.Count(text, " "))
	quoted := false
	start := 0
	for i, r := range text + " " {
		switch {
		case r == '«':
			quoted = true
		case r == '»':
			quoted = false
		case quoted:
		case r == ' ':
			name := text[start:i]
			if name == "" || markOf(name) != "" {
				return nil
			}
			names = append(names, name)
			start = i + 1
		case unicode.IsSpace(r), strings.ContainsRune("(){}⟨⟩,;:", r):
			return nil
		}
	}
	if quoted {
		return nil
	}
	return names
}

// valueAt is where ` :=` begins the value of a let-variable, or -1: the first one outside
// brackets and strings that no `let` or `have` of the type has a claim to.
func valueAt(text string) int {
	if !strings.Contains(text, " :=") {
		return -1
	}
	depth, bound := 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '"':
			size = stringLen(text[i:])
		case r == '\'' && strings.HasPrefix(text[i+1:], "\"'"):
			size = len(`'"'`)
		case strings.ContainsRune("([{⟨«", r):
			depth++
		case strings.ContainsRune(")]}⟩»", r):
			depth--
		case depth <= 0 && strings.HasPrefix(text[i:], " :=") && endsWord(text[i+len(" :="):]):
			if bound == 0 {
				return i
			}
			bound--
		case depth <= 0 && isNameRune(r):
			word := text[i:]
			if end := strings.IndexFunc(word, func(r rune) bool { return !isNameRune(r) && r != '.' }); end >= 0 {
				word = word[:end]
			}
			if slices.Contains([]string{"let", "have", "let_fun", "letI", "haveI"}, word) {
				bound++
			}
			size = len(word)
		}
		i += size
	}
	return -1
}

func endsWord(rest string) bool { return rest == "" || rest[0] == ' ' || rest[0] == '\n' }

// stringLen is the length of the string literal at the beginning of text.
func stringLen(text string) int {
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

// shownText undoes spaced.
func shownText(text string) (string, bool) {
	rest, sameLine := strings.CutPrefix(text, " ")
	if strings.TrimSpace(text) == "" || sameLine == strings.HasPrefix(rest, "\n") {
		return "", false
	}
	return rest, true
}

// spaced puts a space before a text that does not begin on a line of its own.
func spaced(text string) string {
	if strings.HasPrefix(text, "\n") {
		return text
	}
	return " " + text
}
