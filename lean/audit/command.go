package audit

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// The rules that the shape of a file can break.
const (
	ruleCommand   = "command"   // a command that is not on the list
	ruleMalformed = "malformed" // no sequence of commands
	ruleBrackets  = "brackets"  // brackets that do not fit together
	ruleOpen      = "open"      // an open that is more than names
	ruleOption    = "option"    // an option that is not on the list
	ruleAttribute = "attribute" // an attribute that is not on the list
	ruleDeriving  = "deriving"  // a class that is not derived on the list's terms
)

// command is one command of a file, as a range of its tokens.
type command struct {
	kind       string    // its keyword, such as theorem
	start      int       // the first token, prefixes apart
	at         int       // the keyword
	end        int       // behind the last token
	prefixes   []command // what stands before it with `in`: open X in
	modifiers  []string  // private, noncomputable …; local and scoped too
	attributes [][2]int  // the tokens in each @[…]
	name       string    // as it is written; empty where there is none
}

// split cuts a text into commands. Any word that begins a command in Lean ends the command
// before it, wherever it stands, as it does for Lean. ok is false where the rest of the text could
// not be read.
func (t *text) split() (commands []command, ok bool) {
	i := 0
	for t.tokens[i].Kind != term.EOF {
		c, next, ok := t.head(i)
		if !ok {
			return commands, false
		}
		c.end = t.body(&c, next)
		if c.end < 0 {
			if allowed[c.kind] == "" {
				c.end = next
				commands = append(commands, c) // it says more than that its end is wrong
			}
			return commands, false
		}
		commands = append(commands, c)
		i = c.end
	}
	return commands, true
}

// word is the text of a name's token, else of a sign's; other tokens have none.
func (t *text) word(i int) string {
	if i >= len(t.tokens) || t.tokens[i].Kind != term.Name && t.tokens[i].Kind != term.Symbol {
		return ""
	}
	return t.tokens[i].Text
}

func (t *text) isName(i int) bool {
	return i < len(t.tokens) && t.tokens[i].Kind == term.Name && !beginsCommand(t.tokens[i].Text)
}

// starts reports whether a command, its attributes or its modifiers begin here.
func (t *text) starts(i int) bool {
	token := t.tokens[i]
	switch {
	case token.Kind == term.Symbol && token.Text == "#" || token.Text == "@[":
		return token.Text == "@[" || t.hash(i)
	case token.Kind != term.Name:
		return false
	case token.Text == "deriving":
		return t.word(i+1) == "instance"
	case token.Text == "instance" && i > 0 && t.word(i-1) == "deriving":
		return false
	case token.Text == "unsafe" && i > 1 && t.word(i-1) == "add" && t.word(i-2) == "(":
		return false // a rule for aesop
	}
	return beginsCommand(t.keyword(i))
}

// keyword is a name with the % that some keywords end in, which the lexer cuts off.
func (t *text) keyword(i int) string {
	word := t.tokens[i].Text
	if next := t.tokens[i+1]; next.Text == "%" && next.Span.Start == t.tokens[i].Span.End {
		if _, listed := words[word+"%"]; listed || beginsCommand(word+"%") {
			return word + "%"
		}
	}
	return word
}

// hash reports whether a # begins a command such as #eval: Lean takes the longest that fits,
// so that #evalfoo is #eval foo. Else it is Mathlib's sign for a number of elements.
func (t *text) hash(i int) bool {
	if t.tokens[i+1].Span.Start != t.tokens[i].Span.End || t.tokens[i+1].Kind != term.Name {
		return false
	}
	first := components(t.tokens[i+1].Text)[0]
	return first != "univ" && len(first) > 2 && first[0] >= 'a' && first[0] <= 'z' || i == 0 || t.line(t.tokens[i-1].Span.Start) != t.line(t.tokens[i].Span.Start)
}

// head reads prefixes, attributes and modifiers up to the keyword. next is behind it.
func (t *text) head(i int) (c command, next int, ok bool) {
	c.start = i
	for {
		word := t.word(i)
		switch {
		case word == "@[":
			end := t.bracket(i)
			if end < 0 {
				return c, 0, false
			}
			c.attributes = append(c.attributes, [2]int{i + 1, end - 1})
			i = end
		case t.prefixed(word):
			end := t.arguments(word, i+1)
			if end < 0 {
				return c, 0, false
			}
			if t.word(end) == "in" {
				c.prefixes = append(c.prefixes, command{kind: word, start: i, at: i, end: end})
				i = end + 1
				c.start = i
				continue
			}
			c.kind, c.at = word, i
			return c, end, true
		case t.tokens[i].Kind == term.Name && (modifiers[word] != "" || slices.Contains(refusedModifiers, word)):
			c.modifiers = append(c.modifiers, word)
			i++
		case t.tokens[i].Kind == term.Name && (beginsCommand(t.keyword(i)) || word == "deriving"):
			c.kind, c.at = t.keyword(i), i
			return c, i + 1, true
		case word == "#" && t.hash(i):
			c.kind, c.at = "#"+t.word(i+1), i
			return c, i + 2, true
		default:
			t.refuseAt(ruleMalformed, i, "%s where a command should begin", t.show(i))
			return c, 0, false
		}
	}
}

var refusedModifiers = []string{"local", "scoped", "partial", "unsafe", "public", "meta"}

func (t *text) show(i int) string {
	if t.tokens[i].Kind == term.EOF {
		return "the end of the file"
	}
	text := strings.Join(strings.Fields(t.tokens[i].Text), " ")
	if runes := []rune(text); len(runes) > 40 {
		text = string(runes[:40]) + "…"
	}
	return text
}

// prefixed reports whether a command may stand before another with `in`.
func (t *text) prefixed(word string) bool {
	return slices.Contains([]string{"open", "set_option", "variable", "universe", "include", "omit", "attribute"}, word)
}

// arguments reads what follows one of the prefixed words; -1 where that is not of its form.
func (t *text) arguments(word string, i int) int {
	start := i
	names := func() {
		for t.isName(i) && t.word(i) != "in" {
			i++
		}
	}
	switch word {
	case "open":
		if t.word(i) == "scoped" {
			i++
			start++
		}
		names()
		if i == start+1 && t.word(i) == "(" {
			i++
			inner := i
			names()
			if i == inner || t.word(i) != ")" {
				t.refuseAt(ruleOpen, i, "%s in an open", t.show(i))
				return -1
			}
			i++
		}
		for k := start; k < i; k++ {
			if word := t.word(k); word == "hiding" || word == "renaming" {
				t.refuseAt(ruleOpen, k, "open … %s", word)
				return -1
			}
		}
		if i == start && t.word(i) == "private" {
			t.refuseAt(ruleOpen, i, "open private reaches hidden constants")
			return -1
		}
	case "set_option":
		if t.isName(i) {
			i++
			start++
			if k := t.tokens[i].Kind; k == term.Number || k == term.String || t.word(i) == "true" || t.word(i) == "false" {
				i++
			}
		}
	case "universe":
		names()
	case "attribute":
		if t.word(i) != "[" {
			break
		}
		if i = t.bracket(i); i < 0 {
			return -1
		}
		start++
		names()
	case "variable", "include", "omit":
		for {
			if word != "variable" && t.isName(i) && t.word(i) != "in" {
				i++
				continue
			}
			if !slices.Contains([]string{"(", "{", "[", "⦃"}, t.word(i)) {
				break
			}
			if i = t.bracket(i); i < 0 {
				return -1
			}
		}
	}
	if i == start {
		t.refuseAt(ruleMalformed, i, "%s %s", word, t.show(i))
		return -1
	}
	return i
}

// bracket is behind the bracket that closes the one here; -1 where none does.
func (t *text) bracket(i int) int {
	var open []rune
	for k := i; t.tokens[k].Kind != term.EOF; k++ {
		if !t.nest(&open, k) {
			return -1
		}
		if len(open) == 0 {
			return k + 1
		}
	}
	t.refuseAt(ruleBrackets, i, "%s is not closed", t.show(i))
	return -1
}

var closing = map[rune]rune{'(': ')', '[': ']', '{': '}', '⟨': '⟩', '⦃': '⦄', '⟦': '⟧', '⟪': '⟫', '⟮': '⟯', '‹': '›'}

// nest follows the brackets; false where one closes what is not open.
func (t *text) nest(open *[]rune, i int) bool {
	if t.tokens[i].Kind != term.Symbol {
		return true
	}
	for _, r := range t.tokens[i].Text {
		if _, opens := closing[r]; opens {
			*open = append(*open, closing[r])
			continue
		}
		if !strings.ContainsRune(")]}⟩⦄⟧⟫⟯›", r) {
			continue
		}
		if n := len(*open); n == 0 || (*open)[n-1] != r {
			t.refuseAt(ruleBrackets, i, "%s closes nothing", t.show(i))
			return false
		}
		*open = (*open)[:len(*open)-1]
	}
	return true
}

// body reads what follows a command's keyword and returns where the next command begins; -1
// where the rest of the file cannot be read.
func (t *text) body(c *command, i int) int {
	if named[c.kind] && t.isName(i) {
		c.name = t.tokens[i].Text
	}
	var open []rune
	first := i
	for ; t.tokens[i].Kind != term.EOF; i++ {
		if !t.nest(&open, i) {
			return -1
		}
		if !t.starts(i) {
			continue
		}
		word := t.word(i)
		if word == "@[" && !t.declares(i) {
			continue
		}
		if next := t.inTerm(i); next > i {
			i = next - 1
			continue
		}
		if word == "@[" {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			t.refuseAt(ruleBrackets, i, "%s inside brackets that are not closed", t.show(i))
			return -1
		}
		break
	}
	if len(open) > 0 {
		t.refuseAt(ruleBrackets, first-1, "brackets that are not closed before the end of the file")
		return -1
	}
	if i > first && t.dangling(i-1) {
		t.refuseAt(ruleMalformed, i-1, "%s right before %s", t.show(i-1), t.show(i))
		return -1
	}
	if t.tokens[i].Kind != term.EOF && i > 0 && t.tokens[i-1].Span.End == t.tokens[i].Span.Start && t.word(i) != "@[" {
		t.refuseAt(ruleMalformed, i, "%s without a space before it", t.show(i))
		return -1
	}
	return i
}

var named = map[string]bool{"theorem": true, "lemma": true, "def": true, "abbrev": true, "structure": true, "inductive": true,
	"instance": true, "axiom": true, "opaque": true, "class": true, "coinductive": true}

// declares reports whether the attributes here stand before a declaration, and not before
// a field, a constructor or a local definition.
func (t *text) declares(i int) bool {
	quiet := &text{src: t.src, tokens: t.tokens, feeds: t.feeds}
	end := quiet.bracket(i)
	return end < 0 || t.tokens[end].Kind == term.EOF || t.starts(end)
}

// inTerm is behind the `in` of an open or set_option that is part of a term or tactic, such
// as `open X in e`; 0 where there is none.
func (t *text) inTerm(i int) int {
	quiet := &text{src: t.src, tokens: t.tokens, feeds: t.feeds}
	for quiet.word(i) == "open" || quiet.word(i) == "set_option" {
		end := quiet.arguments(quiet.word(i), i+1)
		if end < 0 || quiet.word(end) != "in" {
			return 0
		}
		i = end + 1
	}
	if t.tokens[i].Kind == term.EOF || t.starts(i) {
		return 0
	}
	return i
}

// danglers cannot be the last token of a command. (`simp at *` and `rintro -` can.)
var danglers = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq(`by fun λ then else from do have show calc let in forall exists if match suffices using at extends
		: := , => ↦ + / % ^ • = ≠ < > ≤ ≥ ∣ ∈ ∉ ∧ ∨ ¬ ↔ → ← <| |> $ <;> ∀ ∃ ∃! ∑ ∏ ∫ @ . ▸ ∘ × ⊆ ⊂ ∪ ∩ == != && ||
		-> <- ≃ ≡ # √ ↑`) {
		danglers[word] = true
	}
}

func (t *text) dangling(i int) bool {
	word := t.word(i)
	if word == "|" { // the second of two bars is glued to what it closes
		return i == 0 || t.tokens[i-1].Span.End != t.tokens[i].Span.Start
	}
	return danglers[word]
}
