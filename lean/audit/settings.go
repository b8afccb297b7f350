package audit

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// maxSettings is how many tokens the settings of a tactic may have, and maxDepth how deep their
// records may lie in each other.
const maxSettings, maxDepth = 500, 4

// configuration looks at the settings behind a word that may be a tactic: Lean evaluates them
// by compiled code while it reads, so that only listed settings with literal values pass.
func (t *text) configuration(i int) {
	word := strings.TrimRight(t.word(i), "!?")
	known, grouped := configured[word] != "", grouping[word] != ""
	if t.tokens[i].Kind != term.Name || beginsCommand(word) {
		return
	}
	// A word of no list is a tactic where it stands like one; else `f (x := e)` is an argument.
	anywhere := known || grouped || !strings.ContainsAny(word, ".«") && t.leads(i)
	for i++; t.tokens[i].Kind != term.EOF; {
		switch sign := t.word(i); {
		case sign == "!" || sign == "?" || known && sign == "only":
			i++
		case known && (sign == "+" || sign == "-") && t.tokens[i+1].Kind == term.Name && t.tokens[i].Span.End == t.tokens[i+1].Span.Start:
			if settings[t.word(i+1)] == "" {
				t.refuseAt(ruleCode, i+1, "%s is no setting on the list", t.show(i+1))
				return
			}
			i += 2
		case sign == "(" && t.tokens[i+1].Kind == term.Name && t.word(i+2) == ":=" && anywhere:
			if i = t.group(word, i); i < 0 {
				return
			}
		case sign == "(" && word == "aesop": // its clauses stand among its settings
			end := t.within(i)
			if end < 0 {
				return
			}
			i = end + 1
		default:
			return
		}
	}
}

// group is behind `(name := value)`, for a tactic; -1 with a finding where that is not allowed.
func (t *text) group(tactic string, i int) int {
	var end int
	var ok bool
	if slices.Contains(tacticSettings[t.word(i+1)], tactic) {
		end = t.within(i)
		ok = end > 0
	} else {
		end, ok = t.setting(i+1, 0)
	}
	switch {
	case !ok:
		return -1
	case t.word(end) != ")":
		t.refuseAt(ruleCode, end, "%s in the settings of a tactic, which Lean runs", t.show(end))
		return -1
	}
	return end + 1
}

// setting is behind `name := value`. Where that is not allowed there is a finding.
func (t *text) setting(i, depth int) (end int, ok bool) {
	name := t.word(i)
	if settings[name] == "" || t.word(i+1) != ":=" {
		t.refuseAt(ruleCode, i, "%s is no setting on the list", t.show(i))
		return 0, false
	}
	return t.value(name, i+2, depth)
}

// value is behind a literal: a number, true, false, none, a listed constructor with numbers, or
// for a whole configuration a record of settings.
func (t *text) value(name string, i, depth int) (end int, ok bool) {
	refuse := func(i int) (int, bool) {
		t.refuseAt(ruleCode, i, "%s in the settings of a tactic, which Lean runs", t.show(i))
		return 0, false
	}
	word := t.word(i)
	switch {
	case t.tokens[i].Kind == term.Number || slices.Contains(literals, word):
		return i + 1, true
	case word == "{" && depth < maxDepth:
		for i++; t.word(i) != "}"; {
			if i, ok = t.setting(i, depth+1); !ok {
				return 0, false
			}
			switch t.word(i) {
			case ",":
				i++
			case "}":
			default:
				return refuse(i)
			}
		}
		return i + 1, true
	case t.tokens[i].Kind == term.Field && slices.Contains(constructors[name], strings.TrimPrefix(t.tokens[i].Text, ".")):
		i++
	case word == "." && slices.Contains(constructors[name], t.word(i+1)):
		i += 2
	default:
		return refuse(i)
	}
	if t.word(i) != "[" {
		return i, true
	}
	for i++; t.word(i) != "]"; i++ {
		if t.tokens[i].Kind != term.Number && t.word(i) != "," {
			return refuse(i)
		}
	}
	return i + 1, true
}

// within is the bracket that closes the one at i; -1 with a finding where that is far off.
func (t *text) within(i int) int {
	depth := 1
	i++
	for n := 0; n < maxSettings && t.tokens[i].Kind != term.EOF; n++ {
		switch t.word(i) {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i
			}
		}
		i++
	}
	t.refuseAt(ruleSize, i, "settings without an end, or with more than %d tokens", maxSettings)
	return -1
}

// leads reports whether a word stands where a tactic may begin.
func (t *text) leads(i int) bool {
	for ; i > 0; i-- {
		before := t.word(i - 1)
		if slices.Contains(leaders, before) || t.line(t.tokens[i-1].Span.Start) != t.line(t.tokens[i].Span.Start) {
			return true
		}
		if before != "(" {
			return false
		}
	}
	return true
}

// literal refuses a declaration named like the literals of settings, which would then mean it: a
// def, or a definition behind where or rec.
func (t *text) literal(i int) {
	if t.tokens[i].Kind != term.Name || !slices.Contains(literals, last(t.tokens[i].Text)) || i == 0 {
		return
	}
	before := t.word(i - 1)
	begins := t.line(t.tokens[i-1].Span.Start) != t.line(t.tokens[i].Span.Start) || before == "]"
	if named[before] || before == "rec" || before == "where" || begins && slices.Contains([]string{":", ":=", "{", "[", "(", "⦃"}, t.word(i+1)) {
		t.refuseAt(ruleShadow, i, "%s is named like a value of settings", t.show(i))
	}
}
