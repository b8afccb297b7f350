package lean

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"cosita/lean/term"
)

// refuse says why a tactic script may not stand in a text with others, or "": it leaves the goal
// open, runs code, trusts compiled code, or holds a command, which would end the proof and begin
// something else. It goes by a list of words: what a script is worth is for lean/audit to say.
func refuse(script string) string {
	if strings.TrimSpace(script) == "" {
		return "empty script"
	}
	tokens, err := term.Tokens(script)
	if err != nil {
		return "not Lean: " + err.Error()
	}
	for i, t := range tokens {
		parts := strings.Split(t.Text, ".")
		if t.Kind == term.Interpolated { // terms stand in it
			parts = strings.FieldsFunc(t.Text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		}
		for _, part := range parts {
			if why, ok := refused[part]; ok {
				return fmt.Sprintf("`%s` %s", t.Text, why)
			}
		}
		if hashed(tokens, i) {
			return fmt.Sprintf("`#%s` may be a command, not a tactic", t.Text)
		}
	}
	return ""
}

// hashed reports whether tokens[i] is a word right after a `#`, as in `#eval`.
func hashed(tokens []term.Token, i int) bool {
	return i > 0 && tokens[i-1].Text == "#" && tokens[i].Kind == term.Name && tokens[i-1].Span.End == tokens[i].Span.Start
}

// Reasons to refuse a word.
const (
	leavesOpen     = "leaves the goal open"
	trustsCompiled = "trusts compiled code"
	provesAnything = "proves anything"
	runsCode       = "runs code"
	isCommand      = "is a command, not a tactic"
)

// refused are the words that a script may not hold, with the reason.
var refused = reasons(map[string]string{
	leavesOpen:     `sorry admit sorryAx stop`,
	trustsCompiled: `native_decide bv_decide ofReduceBool reduceBool trustCompiler implemented_by`,
	provesAnything: `lcProof unsafe`,
	runsCode:       `by_elab run_tac run_cmd include_str initialize`,
	isCommand: `theorem lemma def abbrev axiom opaque instance structure class inductive example macro macro_rules
		syntax notation infix infixl infixr prefix postfix elab elab_rules attribute namespace section end open export
		universe variable import set_option mutual private protected noncomputable partial scoped local
		declare_syntax_cat builtin_initialize deriving extern module public meta`,
})

// coding are the words besides that begin, make or type code which runs while a text is
// elaborated.
var coding = reasons(map[string]string{
	runsCode: `run_meta run_elab builtin_initialize elab elab_rules macro macro_rules simproc simproc_decl dsimproc
		dsimproc_decl extern builtin_init reduceNat ofReduceNat unsafeIO unsafeBaseIO unsafeEIO unsafeCast dbg_trace IO
		EIO BaseIO CoreM MetaM TermElabM TacticM CommandElabM MacroM Tactic TermElab CommandElab Macro Simproc
		compile_inductive test_extern register_simp_attr register_option`,
})

func reasons(words map[string]string) map[string]string {
	byWord := map[string]string{}
	for why, list := range words {
		for w := range strings.FieldsSeq(list) {
			byWord[w] = why
		}
	}
	return byWord
}

// wildWords are the words that make a text wild.
var wildWords = slices.Concat(slices.Collect(maps.Keys(coding)), slices.DeleteFunc(slices.Collect(maps.Keys(refused)), func(w string) bool {
	return refused[w] == leavesOpen || refused[w] == isCommand
}))

// wild reports whether a text may run code of its own while it is elaborated. What such a text
// did to its worker would meet the next text there, so the worker is not used again.
func wild(text string) bool {
	text = text[len(header(text)):]
	holdsWord := func(text string) bool {
		return slices.ContainsFunc(wildWords, func(word string) bool { return strings.Contains(text, word) })
	}
	if !strings.Contains(text, "#") && !holdsWord(text) {
		return false // as nearly all are, without reading them closely
	}
	tokens, err := term.Tokens(text)
	if err != nil {
		return true
	}
	for i, t := range tokens {
		switch t.Kind {
		case term.Name, term.Field, term.Symbol:
		case term.Interpolated: // terms stand in it
			if holdsWord(t.Text) {
				return true
			}
			continue
		default:
			continue
		}
		if hashed(tokens, i) && t.Text != "check" && t.Text != "print" {
			return true
		}
		for part := range strings.SplitSeq(t.Text, ".") {
			if slices.Contains(wildWords, strings.Trim(part, "«»")) {
				return true
			}
		}
	}
	return false
}

// exitLine is the line, from 1, of the first `#exit` in a text outside of comments and strings, or
// 0. In a text that cannot be cut into tokens it is that of any.
func exitLine(text string) int {
	const exit = "#exit"
	first := strings.Index(text, exit)
	if first < 0 {
		return 0
	}
	lineAt := func(offset int) int { return 1 + strings.Count(text[:offset], "\n") }
	tokens, err := term.Tokens(text)
	if err != nil {
		return lineAt(first)
	}
	for i, t := range tokens {
		if hashed(tokens, i) && t.Text == exit[1:] {
			return lineAt(t.Span.Start)
		}
	}
	return 0
}

// harmless are the words that tactics and their terms are made of. Each is known to begin no
// command, in Lean or Mathlib.
var harmless = reasons(map[string]string{"": `
	rfl assumption omega simp simpa dsimp decide norm_num linarith nlinarith positivity ring ring_nf field_simp simp_all
	aesop tauto exact apply intro intros constructor cases rcases obtain induction rw rewrite have show suffices refine
	exists use left right ext funext congr gcongr norm_cast push_cast exact_mod_cast linear_combination interval_cases
	contradiction exfalso by_contra by_cases push_neg split trivial unfold subst specialize calc zify qify grind
	infer_instance fin_cases abel group bound field nth_rewrite rename_i all_goals any_goals try first done skip repeat
	at with only using from by fun let this match then else True False Nat Int Rat Real rotate_left swap symm trans
	sq_nonneg mul_self_nonneg mul_nonneg mul_pos add_pos pow_pos pow_nonneg div_pos sub_nonneg sub_pos abs_nonneg
	le_refl le_antisymm mul_comm add_comm mul_assoc add_assoc two_mul sq_abs sq_sqrt div_le_div_iff mul_le_mul
	add_sq sub_sq mul_sub sub_mul mul_add add_mul exp`})

// confined says why a script might reach beyond its theorem when others stand below it in the
// same text, or "". Since nobody knows all commands that a text's imports define, it takes only
// words that are known to be none, or are in the statement, or too short for one.
func confined(script, statement string) string {
	if why := refuse(script); why != "" {
		return why
	}
	known, err := term.Tokens(statement)
	if err != nil {
		return "its statement is not Lean: " + err.Error()
	}
	tokens, err := term.Tokens(script)
	if err != nil {
		return "not Lean: " + err.Error()
	}
	var open []rune // what closes the brackets that are open
	for _, t := range tokens {
		switch t.Kind {
		case term.Doc:
			return "a doc comment may begin a declaration"
		case term.Interpolated:
			return "an interpolated string may hold anything"
		case term.Symbol:
			if strings.ContainsAny(t.Text, "#`") || t.Text == "@[" {
				return fmt.Sprintf("`%s` may begin a command or quote one", t.Text)
			}
			for _, r := range t.Text { // brackets may have signs before them, as in `![`
				if close, ok := closing[r]; ok {
					open = append(open, close)
				} else if strings.ContainsRune(")]}⟩⦄", r) {
					if len(open) == 0 || open[len(open)-1] != r {
						return fmt.Sprintf("`%s` closes nothing", t.Text)
					}
					open = open[:len(open)-1]
				}
			}
		case term.Name:
			_, isHarmless := harmless[t.Text]
			stated := slices.ContainsFunc(known, func(k term.Token) bool { return k.Kind == term.Name && k.Text == t.Text })
			if !isHarmless && !stated && !strings.Contains(t.Text, ".") && len([]rune(t.Text)) > 2 {
				return fmt.Sprintf("`%s` may be a command", t.Text)
			}
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("a bracket is not closed by `%c`", open[len(open)-1])
	}
	return ""
}

var closing = map[rune]rune{'(': ')', '[': ']', '{': '}', '⟨': '⟩', '⦃': '⦄'}
