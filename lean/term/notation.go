package term

import (
	"cmp"
	"slices"
)

// Lean's named precedences.
const (
	precMax  = 1024 // atoms, function position
	precArg  = 1023 // arguments
	precLead = 1022 // applications, binders
	precBang = 10000
	closed   = 1 << 20 // the right end of a term that takes in nothing that follows
)

// infix is an infix notation: what it binds as, and the least precedences of its sides.
type infix struct {
	prec, left, right int
	op                string // the canonical spelling
}

var infixes = map[string]infix{}

func init() {
	left := func(prec int, ops ...string) {
		for _, op := range ops {
			infixes[op] = infix{prec, prec, prec + 1, op}
		}
	}
	right := func(prec int, ops ...string) {
		for _, op := range ops {
			infixes[op] = infix{prec, prec + 1, prec, op}
		}
	}
	none := func(prec int, ops ...string) {
		for _, op := range ops {
			infixes[op] = infix{prec, prec + 1, prec + 1, op}
		}
	}
	loose := func(prec int, ops ...string) { // any left side
		for _, op := range ops {
			infixes[op] = infix{prec, 0, prec, op}
		}
	}
	// Lean: Init/Core, Init/Notation, Parser/Term.
	loose(10, "<|")
	infixes["|>"] = infix{10, 0, 11, "|>"}
	right(20, "<|>")
	none(20, "↔")
	loose(25, "→")
	right(30, "∨")
	left(30, "||")
	right(35, "∧", "×", "×'")
	left(35, "&&")
	none(50, "=", "≠", "<", "≤", ">", "≥", "∣", "==", "!=", "≍", "≈", "⊆", "⊂", "⊇", "⊃")
	for _, op := range []string{"∈", "∉"} { // they do chain: `a ∈ s = t` is `a ∈ (s = t)`
		infixes[op] = infix{50, 50, 50, op}
	}
	left(55, "|||")
	left(58, "^^^")
	left(60, "&&&")
	left(65, "+", "-", "++", "∪")
	right(67, "::")
	left(70, "*", "/", "%", "∩")
	none(70, "\\")
	right(73, "•")
	left(75, "<<<", ">>>")
	loose(75, "▸")
	right(80, "^")
	right(90, "∘")
	right(30, "⊕")
	// Mathlib: Logic/Equiv/Defs, Logic/Embedding/Basic, Algebra/*/Equiv, Algebra/*/Hom/Defs,
	// Order/Hom/Basic, Data/Finsupp/Defs, Order/Cover, Order/Notation, Algebra/AddTorsor,
	// Data/Matrix/Mul, Data/Set/Operations, Data/SProd, Order/SymmDiff.
	left(25, "≃", "≃+*", "≃+", "≃*", "≃o", "↪o")
	right(25, "↪", "→+*", "→+", "→*", "→o", "→₀")
	left(50, "⋖", "⩿")
	right(60, "⇨")
	left(65, "-ᵥ")
	right(65, "+ᵥ")
	left(68, "⊔")
	left(69, "⊓")
	left(72, "⬝ᵥ")
	right(73, "*ᵥ")
	left(73, "ᵥ*")
	left(80, "''", "⁻¹'")
	right(82, "×ˢ")
	left(100, "∆")
	for spelling, op := range map[string]string{
		"<=": "≤", ">=": "≥", "->": "→", "<->": "↔", "/\\": "∧", "\\/": "∨", "$": "<|",
	} {
		in := infixes[op]
		infixes[spelling] = in
	}
}

// homs are the arrows with a ring in brackets, and what they bind as; their right sides
// reach as far as they can. Mathlib: Topology/Algebra/Module, Algebra/Module/LinearMap/Defs.
var homs = map[string]int{"→L[": 25, "→ₗ[": 25, "≃L[": 50}

// prefixes are the prefix notations: what each binds as and the least precedence of its
// operand.
var prefixes = map[string]struct{ prec, operand int }{
	"-":  {75, 75},
	"¬":  {precMax, 40},
	"!":  {precMax, 40},
	"↑":  {precMax, precMax},
	"⇑":  {precMax, precMax},
	"↥":  {precMax, precMax},
	"√":  {precMax, precMax},
	"#":  {precArg, precArg},
	"⋃₀": {110, 110},
	"⋂₀": {110, 110},
	"𝒫":  {100, 100},
}

// postfixes are the postfix notations: what each binds as and the least precedence of its
// operand.
var postfixes = map[string]struct{ prec, operand int }{
	"!":  {precBang, 0},
	"‼":  {precBang, 0},
	"⁻¹": {precMax, precMax},
	"ᵀ":  {precMax, precMax},
	"ᴴ":  {precMax, precMax},
	"ᶜ":  {precMax, precMax},
	"ˣ":  {precMax, precMax},
}

// bigs are the big operators, with the least precedence of the body.
var bigs = map[string]int{
	"∑": 67, "∏": 67, "∑'": 67, "∏'": 67, "⨆": 60, "⨅": 60, "⋃": 60, "⋂": 60, "∫": 60,
}

// relations of bounded binders.
var boundRelations = map[string]string{
	"<": "<", "≤": "≤", "<=": "≤", ">": ">", "≥": "≥", ">=": "≥", "≠": "≠",
	"∈": "∈", "∉": "∉", "⊆": "⊆", "⊂": "⊂", "⊇": "⊇", "⊃": "⊃", "∣": "∣",
}

// fences are the brackets that stand round one term, by their opening.
var fences = map[string]map[string]string{
	"⌊": {"⌋": "⌊⌋", "⌋₊": "⌊⌋₊"},
	"⌈": {"⌉": "⌈⌉", "⌉₊": "⌈⌉₊"},
	"‖": {"‖": "‖", "‖₊": "‖‖₊", "‖ₑ": "‖‖ₑ"},
}

// reserved are the words that are no identifiers in a term.
var reserved = set("fun", "forall", "exists", "if", "then", "else", "let", "have", "match", "with", "by",
	"show", "from", "in", "do", "where", "theorem", "lemma", "example", "def", "abbrev", "instance",
	"axiom", "end", "namespace", "section", "open", "import", "variable", "universe", "set_option",
	"structure", "class", "inductive", "noncomputable", "private", "protected", "deriving", "mutual",
	"macro", "syntax", "notation", "infixl", "infixr", "infix", "prefix", "postfix", "suffices",
	"nomatch", "return", "calc", "letI", "haveI", "termination_by", "decreasing_by", "at", "attribute",
	"export", "extends", "hiding", "renaming", "local", "scoped", "opaque", "partial", "unsafe", "for", "unless",
	"try", "catch", "finally", "mut", "omit", "include", "nonrec", "initialize", "elab", "macro_rules", "𝒫")

// argumentSigns begin a term that can be an argument; startSigns begin one that cannot.
var (
	argumentSigns = set("(", "[", "{", "⟨", "⌊", "⌈", "![", "!![", "#[", "·", "@", "?", "λ", "¬",
		"↑", "⇑", "↥", "√", "#", "∅", "⊤", "⊥", "∞", "∇", "⟪")
	startSigns = set("∀", "∃", "∃!", "∀ᶠ", "∃ᶠ", "∀ᵉ", "∃ᵉ", "Σ", "Σ'")
	startWords = set("fun", "forall", "exists", "if", "let", "have", "match", "show", "by", "do", "suffices", "nomatch")
)

func set(words ...string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

// symbols are the tokens made of signs, by first rune, the longest first.
var symbols = map[rune][]string{}

func init() {
	all := []string{
		"(", ")", "[", "]", "{", "}", "⟨", "⟩", "⦃", "⦄", "⌊", "⌋", "⌋₊", "⌈", "⌉", "⌉₊", "‖", "‖₊", "‖ₑ", "|",
		"![", "!![", "#[", "#v[", ",", ":", ":=", ";", "..", "...", ".", ".{", ".(", "=>", "↦", "·", "@", "@[", "?",
		"∀", "∃", "∃!", "λ", "Π", "Σ", "//", "∂", "∅", "⊤", "⊥", "∞", "$", "'", "`", "∃ᶠ", "∀ᶠ", "∃ᵉ", "∀ᵉ", "Σ'", "⟪", "⟫", "⟫_", "∇",
		"|>.", "^[", "∘L", "∘SL", "∘A", "∘r", "/.", "<;>", "<$>", ">>=", "≡", "[MOD", "[ZMOD", "[PMOD", "[SMOD", "←", "<-", "~~~", "⊢", "⋯", "‹", "›",
	}
	for op := range infixes {
		all = append(all, op)
	}
	for op := range prefixes {
		all = append(all, op)
	}
	for op := range postfixes {
		all = append(all, op)
	}
	for op := range homs {
		all = append(all, op)
	}
	for op := range bigs {
		all = append(all, op)
	}
	seen := map[string]bool{}
	for _, s := range all {
		r := []rune(s)[0]
		if !seen[s] {
			seen[s] = true
			symbols[r] = append(symbols[r], s)
		}
	}
	for _, list := range symbols {
		slices.SortFunc(list, func(a, b string) int {
			return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
		})
	}
}
