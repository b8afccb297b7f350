package audit

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// instance refuses an instance that a trusted statement may pick up: all but those whose
// class is a proposition, and those of a type that the file itself makes.
func (f *file) instance(it item, trusted *Trusted) {
	start, end := f.instanceType(it)
	if start < 0 {
		f.refuseAt(ruleInstance, it.at, "an instance whose class is not plain to see")
		return
	}
	class := f.word(start)
	if f.tokens[start].Kind != term.Name || trusted.used[last(class)] {
		f.refuseAt(ruleInstance, it.at, "an instance of %s", f.show(start))
		return
	}
	if propClasses[class] != "" && f.declared()[class] == "" && !f.local(class) {
		return
	}
	if coercions[last(class)] {
		f.refuseAt(ruleInstance, it.at, "an instance of %s is used where none is written", class)
		return
	}
	if name, ok := f.argument(start+1, end); ok && !trusted.used[last(name)] && !f.binds(it, start, name) && f.times(last(name)) == 1 {
		switch kind := f.kindOf(it, name); {
		case kind == "structure", kind == "inductive", kind == "def" && decidable[class]:
			return
		}
	}
	f.refuseAt(ruleInstance, it.at, "an instance of %s for what is no new type of the file", class)
}

// argument is the name that an instance's first argument begins with: `Point`, `(Point n)`. Any
// other form is refused, since it may come to mean another type.
func (f *file) argument(i, end int) (name string, ok bool) {
	if i >= end {
		return "", false
	}
	if f.isName(i) {
		return f.word(i), true
	}
	if f.word(i) != "(" || !f.isName(i+1) {
		return "", false
	}
	depth := 0
	for k := i; k < end; k++ {
		switch word := f.word(k); {
		case word == "(":
			depth++
		case word == ")":
			if depth--; depth == 0 {
				return f.word(i + 1), true
			}
		case f.isName(k) && !danglers[word], f.tokens[k].Kind == term.Number:
		default:
			return "", false
		}
	}
	return "", false
}

// binds reports whether a name may be a variable at an instance's class: it occurs in the
// instance's binders or in those of a variable command.
func (f *file) binds(it item, start int, name string) bool {
	for i := it.at + 1; i < start; i++ {
		if f.tokens[i].Kind == term.Name && plain(f.word(i)) == plain(name) {
			return true
		}
	}
	for _, c := range it.context {
		tokens, err := term.Tokens(c)
		for _, token := range tokens {
			if token.Kind == term.Name && plain(token.Text) == plain(name) && strings.HasPrefix(c, "variable") {
				return true
			}
		}
		if err != nil {
			return true
		}
	}
	return false
}

// local reports whether a name may be that of a definition behind a where or a let rec.
func (f *file) local(name string) bool {
	if f.locals == nil {
		f.locals = map[string]bool{}
		for i := 1; i < len(f.tokens); i++ {
			before := f.word(i - 1)
			if f.tokens[i].Kind == term.Name && (before == "where" || before == "rec" || before == "]" ||
				f.line(f.tokens[i-1].Span.Start) != f.line(f.tokens[i].Span.Start)) {
				f.locals[last(f.tokens[i].Text)] = true
			}
		}
	}
	return f.locals[name]
}

// times is how many declarations of the file have a name that ends in a part: `open` may make any
// of them meant.
func (f *file) times(part string) int {
	if f.counts == nil {
		f.counts = map[string]int{}
		for _, it := range f.items {
			if it.name != "" {
				f.counts[last(it.name)]++
			}
		}
	}
	return f.counts[part]
}

// kindOf is the kind of the declaration above an item that a name refers to there: in the namespaces
// round it, the innermost first; empty where the file declares none.
func (f *file) kindOf(it item, name string) string {
	var spaces []string
	for _, c := range it.context {
		if space, ok := strings.CutPrefix(c, "namespace "); ok {
			spaces = append(spaces, space)
		}
	}
	first := f.firstItems()
	for n := len(spaces); n >= 0; n-- {
		full := strings.Join(append(slices.Clone(spaces[:n]), plain(name)), ".")
		if other, ok := first[full]; ok && other.at < it.at {
			return other.kind
		}
		// A namespace of the library may hold a type of that name.
		if _, own := first[strings.Join(spaces[:min(1, len(spaces))], "")]; !own {
			return ""
		}
	}
	return ""
}

// firstItems are the declarations by their full names.
func (f *file) firstItems() map[string]item {
	if f.firsts == nil {
		f.firsts = map[string]item{}
		for _, it := range f.items {
			if _, twice := f.firsts[it.full]; !twice && it.full != "" {
				f.firsts[it.full] = it
			}
		}
	}
	return f.firsts
}

// decidable are the classes that may have an instance for a new proposition, too, since a def is not
// unfolded when instances are looked for.
var decidable = map[string]bool{"Decidable": true, "DecidablePred": true, "DecidableRel": true, "DecidableEq": true}

// declared is the kind of what the file declares, by the last part of its name.
func (f *file) declared() map[string]string {
	if f.kinds == nil {
		f.kinds = map[string]string{}
		for _, it := range f.items {
			if it.full != "" {
				f.kinds[last(it.full)] = it.kind
			}
		}
	}
	return f.kinds
}

// coercions are the classes that Lean looks up where a text names no operation.
var coercions = map[string]bool{"Coe": true, "CoeTail": true, "CoeHead": true, "CoeTC": true, "CoeOut": true, "CoeOTC": true, "CoeHTC": true,
	"CoeHTCT": true, "CoeT": true, "CoeDep": true, "CoeFun": true, "CoeSort": true, "NatCast": true, "IntCast": true, "RatCast": true,
	"NNRatCast": true, "MonadLift": true, "MonadLiftT": true, "FunLike": true, "DFunLike": true, "SetLike": true}

func last(name string) string {
	parts := components(name)
	if len(parts) == 0 {
		return ""
	}
	return parts[len(parts)-1]
}

// instanceType is the range of an instance's class and arguments: what stands behind the
// colon that follows its binders.
func (f *file) instanceType(it item) (start, end int) {
	var open []rune
	start = -1
	for i := it.at + 1; i < it.end; i++ {
		if !f.nest(&open, i) {
			return -1, 0
		}
		if len(open) > 0 {
			continue
		}
		switch word := f.word(i); {
		case word == ":" && start < 0:
			start = i + 1
		case start >= 0 && (word == ":=" || word == "where" || word == "|"):
			if start == i {
				return -1, 0
			}
			return start, i
		case start >= 0 && slices.Contains([]string{"→", "->", "∀", "fun", "λ", "let", "have", "@"}, word):
			return -1, 0
		}
	}
	return -1, 0
}
