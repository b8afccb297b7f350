package audit

import "strings"

// entry is one line of a list: a word and why it stands there.
type entry struct{ word, why string }

// allowedCommands are all the commands that a file may hold besides what the trusted file
// holds. Everything else that begins a command is refused.
var allowedCommands = []entry{
	{"import", "of the trusted file's modules, first in the file"},
	{"open", "changes names where it is in scope; the context of a trusted statement is compared"},
	{"namespace", "as open; closed at the end"},
	{"section", "a scope; closed at the end"},
	{"end", "closes a scope of the file's own"},
	{"theorem", "adds a proof that the kernel checks"},
	{"lemma", "Mathlib's theorem"},
	{"def", "adds a constant under a new name"},
	{"abbrev", "a def that is unfolded"},
	{"structure", "a new type; its names are compared"},
	{"inductive", "a new type; its names are compared"},
	{"instance", "of a new type, or of a class whose instances are propositions"},
	{"example", "adds nothing"},
	{"variable", "out of scope at every trusted statement: the context is compared"},
	{"universe", "as variable"},
	{"include", "as variable"},
	{"omit", "as variable"},
	{"set_option", "of the options listed below"},
	{"attribute", "of the attributes listed below"},
}

// allowedModifiers may stand before a declaration.
var allowedModifiers = []entry{
	{"private", "a name that others cannot see; never at a trusted theorem that has none"},
	{"protected", "a name that open does not shorten"},
	{"noncomputable", "makes no code"},
	{"nonrec", "no recursion"},
}

// refusedCommands are the other words that begin a command, or stand before one, in Lean, in
// Batteries, Aesop and Mathlib. They end what stands before them, wherever they occur.
var refusedCommands = []entry{
	{"axiom", "assumes without proof"},
	{"opaque", "hides a value"},
	{"class", "its instances take part in reading later text"},
	{"coinductive", "not on the list"},
	{"mutual", "its declarations are not read apart"},
	{"partial", "need not end"},
	{"unsafe", "may prove anything"},
	{"public", "the module system hides bodies"},
	{"meta", "code that runs while Lean reads"},
	{"module", "the module system hides bodies"},
	{"prelude", "redefines Lean's core"},
	{"local", "makes notation or an instance of the file's own"},
	{"scoped", "makes notation that open switches on"},
	{"export", "puts names into other namespaces"},
	{"alias", "puts a name where a reader does not see it"},
	{"notation", "changes how text is read"},
	{"notation3", "changes how text is read"},
	{"infix", "changes how text is read"},
	{"infixl", "changes how text is read"},
	{"infixr", "changes how text is read"},
	{"prefix", "changes how text is read"},
	{"postfix", "changes how text is read"},
	{"macro", "changes how text is read"},
	{"macro_rules", "changes how text is read"},
	{"syntax", "changes how text is read"},
	{"declare_syntax_cat", "changes how text is read"},
	{"binder_predicate", "changes how text is read"},
	{"binder_predicates", "changes how text is read"},
	{"elab", "code that runs while Lean reads"},
	{"elab_rules", "code that runs while Lean reads"},
	{"run_cmd", "code that runs while Lean reads"},
	{"run_elab", "code that runs while Lean reads"},
	{"run_meta", "code that runs while Lean reads"},
	{"initialize", "code that runs on import"},
	{"builtin_initialize", "code that runs on import"},
	{"simproc", "code that runs while Lean reads"},
	{"dsimproc", "code that runs while Lean reads"},
	{"simproc_decl", "code that runs while Lean reads"},
	{"dsimproc_decl", "code that runs while Lean reads"},
	{"simproc_pattern%", "code that runs while Lean reads"},
	{"builtin_simproc", "code that runs while Lean reads"},
	{"builtin_dsimproc", "code that runs while Lean reads"},
	{"builtin_simproc_decl", "code that runs while Lean reads"},
	{"builtin_dsimproc_decl", "code that runs while Lean reads"},
	{"register_option", "code that runs on import"},
	{"register_builtin_option", "code that runs on import"},
	{"register_simp_attr", "code that runs on import"},
	{"register_grind_attr", "code that runs on import"},
	{"register_label_attr", "code that runs on import"},
	{"register_error_explanation", "not on the list"},
	{"register_linter_set", "not on the list"},
	{"register_parser_alias", "code that runs on import"},
	{"register_hint", "not on the list"},
	{"register_try?_tactic", "code that runs while Lean reads"},
	{"register_tactic_tag", "not on the list"},
	{"tactic_extension", "not on the list"},
	{"recommended_spelling", "not on the list"},
	{"declare_config_elab", "code that runs while Lean reads"},
	{"declare_command_config_elab", "code that runs while Lean reads"},
	{"declare_config_getter", "code that runs while Lean reads"},
	{"declare_simp_like_tactic", "changes how text is read"},
	{"declare_aesop_rule_sets", "code that runs on import"},
	{"declare_uint_theorems", "not on the list"},
	{"add_aesop_rules", "not on the list"},
	{"erase_aesop_rules", "not on the list"},
	{"add_decl_doc", "not on the list"},
	{"extend_docs", "not on the list"},
	{"library_note", "not on the list"},
	{"assert_not_exists", "not on the list"},
	{"assert_exists", "not on the list"},
	{"assert_not_imported", "not on the list"},
	{"assert_no_sorry", "not on the list"},
	{"variable?", "not on the list"},
	{"pp_extended_field_notation", "changes how terms are shown"},
	{"declare_ext_theorems_for", "declares more than its name"},
	{"grind_annotated", "not on the list"},
	{"cbv_simproc", "code that runs while Lean reads"},
	{"cbv_simproc_decl", "code that runs while Lean reads"},
	{"library_note2", "not on the list"},
	{"initialize_simps_projections?", "not on the list"},
	{"compile_inductive", "compiled code apart from the definition"},
	{"compile_def", "compiled code apart from the definition"},
	{"suppress_compilation", "not on the list"},
	{"unsuppress_compilation", "not on the list"},
	{"irreducible_def", "declares more than its name"},
	{"mk_iff_of_inductive_prop", "declares more than its name"},
	{"initialize_simps_projections", "not on the list"},
	{"restate_axiom", "declares more than its name"},
	{"proof_wanted", "not on the list"},
	{"theorem_wanted", "not on the list"},
	{"recall", "not on the list"},
	{"seal", "not on the list"},
	{"unseal", "not on the list"},
	{"unif_hint", "changes how text is elaborated"},
	{"unification_hint", "changes how text is elaborated"},
	{"gen_injective_theorems%", "declares more than its name"},
	{"grind_pattern", "not on the list"},
	{"init_grind_norm", "not on the list"},
	{"init_quot", "redefines Lean's core"},
	{"deprecated_module", "not on the list"},
	{"deprecated_syntax", "not on the list"},
	{"deprecate", "not on the list"},
	{"whatsnew", "not on the list"},
	{"sudo", "sets any option"},
	{"count_heartbeats", "not on the list"},
	{"guard_min_heartbeats", "not on the list"},
	{"with_weak_namespace", "changes scopes"},
	{"def_replacer", "declares more than its name"},
	{"delab_rule", "changes how text is shown"},
	{"set_premise_selector", "not on the list"},
	{"set_library_suggestions", "not on the list"},
	{"show_panel_widgets", "code that runs while Lean reads"},
	{"declare_bitwise_uint_theorems", "not on the list"},
	{"declare_int_theorems", "not on the list"},
	{"docs_to_verso", "not on the list"},
	{"get_elem_tactic_extensible", "changes how text is elaborated"},
	{"insert_to_additive_translation", "not on the list"},
	{"to_additive_reorder", "not on the list"},
	{"to_dual_insert_cast", "not on the list"},
	{"to_dual_insert_cast_fun", "not on the list"},
	{"elementwise_of%", "declares more than its name"},
	{"grind_propagator", "code that runs while Lean reads"},
	{"norm_cast_add_elim", "changes what norm_cast does"},
	{"reset_grind_attrs%", "not on the list"},
	{"test_extern", "runs compiled code"},
	{"cbv_simproc_pattern%", "code that runs while Lean reads"},
	{"unset_option", "takes back options of the project"},
}

// refusedBeginnings and refusedEndings are of words that are taken for commands, since versions
// of Lean and Mathlib add such commands.
var refusedBeginnings = []entry{
	{"builtin_", "commands of Lean's own sources, which register code"},
	{"register_", "commands that register code"},
	{"declare_", "commands that declare more than a name"},
	{"unset_", "commands that take back options"},
	{"assert_not_", "commands about the environment"},
}

var refusedEndings = []entry{
	{"simproc", "code that runs while Lean reads"},
	{"simproc_decl", "code that runs while Lean reads"},
	{"_propagator", "code that runs while Lean reads"},
	{"_config_elab", "code that runs while Lean reads"},
}

// The rules that a word can break.
const (
	ruleHole     = "hole"     // leaves something unproved
	ruleCompiled = "compiled" // trusts compiled code, which the kernel does not check
	ruleCode     = "code"     // runs code while Lean reads
	ruleConstant = "constant" // a constant of Lean that proves too much
)

// refusedWords are keywords of terms and tactics. In «» or as part of a longer name they are
// names like others.
var refusedWords = map[string][]entry{
	ruleHole: {
		{"sorry", "leaves the goal open"},
		{"admit", "leaves the goal open"},
		{"stop", "leaves the goal open"},
		{"apply?", "leaves the goal open, and some versions hid it"},
		{"rw?", "leaves the goal open"},
		{"have?", "leaves the goal open"},
		{"plausible", "leaves the goal open"},
		{"slim_check", "leaves the goal open"},
		{"sorry_if_sorry", "leaves the goal open"},
	},
	ruleCompiled: {
		{"native_decide", "trusts compiled code"},
		{"bv_decide", "trusts compiled code"},
		{"bv_decide?", "trusts compiled code"},
		{"bv_check", "trusts compiled code"},
		{"decide!", "an old spelling that may trust compiled code"},
	},
	ruleCode: {
		{"by_elab", "runs code while Lean reads"},
		{"run_tac", "runs code while Lean reads"},
		{"eval%", "runs code while Lean reads"},
		{"include_str", "reads files"},
		{"unsafe", "may prove anything"},
		{"tactic", "a rule for aesop that is code"},
		{"polyrith", "asks a server on the network"},
		{"dbg_trace", "prints what it likes"},
		{"dbg_stop", "stops or waits"},
		{"dbg_sleep", "stops or waits"},
		{"trace", "prints what it likes"},
		{"throwError", "its string holds code"},
		{"private_decl%", "names hidden constants"},
		{"decl_name%", "reads the file's own name"},
		{"compile_time_search_path%", "reads the machine"},
	},
}

// allowedAttributes change how later proofs are found, and no statement.
var allowedAttributes = []entry{
	{"simp", "simp uses the lemma"},
	{"ext", "ext uses the lemma, or makes one"},
	{"refl", "rfl uses the lemma"},
	{"symm", "symm uses the lemma"},
	{"trans", "trans uses the lemma"},
	{"gcongr", "gcongr uses the lemma"},
	{"norm_cast", "norm_cast uses the lemma"},
	{"elab_as_elim", "how the motive of an eliminator is found"},
}

// allowedOptions are names, or where they end in a dot, what a name begins with.
var allowedOptions = []entry{
	{"maxHeartbeats", "how long Lean may work"},
	{"synthInstance.maxHeartbeats", "how long Lean may work"},
	{"maxRecDepth", "how deep Lean may go"},
	{"pp.", "how terms are shown"},
	{"linter.", "what Lean warns of"},
}

// propositionClasses are classes whose instances are proofs, any two of which are equal.
var propositionClasses = []entry{
	{"Fact", "a proposition"},
	{"NeZero", "a proposition"},
	{"Nonempty", "a proposition"},
	{"Finite", "a proposition"},
	{"Infinite", "a proposition"},
	{"Nontrivial", "a proposition"},
	{"Countable", "a proposition"},
	{"Subsingleton", "a proposition"},
	{"IsEmpty", "a proposition"},
}

// derivable are the classes that a new type may derive.
var derivable = []entry{
	{"DecidableEq", "of the new type only"},
	{"BEq", "of the new type only"},
	{"Repr", "of the new type only"},
	{"Inhabited", "of the new type only"},
	{"Nonempty", "of the new type only"},
	{"Ord", "of the new type only"},
	{"Hashable", "of the new type only"},
	{"Fintype", "of the new type only"},
}

// spellings name the constants behind a notation, for the comparison with new names.
var spellings = map[string]string{
	"ℕ": "Nat", "ℤ": "Int", "ℚ": "Rat", "ℝ": "Real", "ℂ": "Complex", "ℝ≥0": "NNReal", "ℝ≥0∞": "ENNReal", "ℕ+": "PNat",
	"∑": "sum", "∏": "prod", "∑'": "tsum", "∏'": "tprod", "√": "sqrt", "‖": "norm", "|": "abs", "!": "factorial", "⌊": "floor", "⌈": "ceil",
	"⌋₊": "floor", "⌉₊": "ceil", "∫": "integral", "π": "pi", "∞": "Top", "⊤": "Top", "⊥": "Bot", "∅": "EmptyCollection", "⁻¹": "Inv",
	"+": "HAdd Add", "-": "HSub Sub Neg", "*": "HMul Mul", "/": "HDiv Div", "%": "HMod Mod", "^": "HPow Pow Monoid.Pow", "•": "HSMul SMul",
	"=": "Eq", "≠": "Ne Eq", "<": "LT", ">": "LT GT", "≤": "LE", "≥": "LE GE", "∣": "Dvd", "∈": "Membership", "∉": "Membership",
	"∧": "And", "∨": "Or", "¬": "Not", "↔": "Iff", "∃": "Exists", "∃!": "ExistsUnique Exists", "⊆": "HasSubset", "⊂": "HasSSubset",
	"∪": "Union", "∩": "Inter", "≡": "ModEq", "×": "Prod", "∘": "Function comp", "#": "card",
}

func index(lists ...[]entry) map[string]string {
	m := map[string]string{}
	for _, list := range lists {
		for _, e := range list {
			m[e.word] = e.why
		}
	}
	return m
}

var (
	allowed     = index(allowedCommands)
	modifiers   = index(allowedModifiers)
	refused     = index(refusedCommands)
	constants   = index(refusedConstants)
	runs        = index(codeNames)
	configured  = index(configuredTactics)
	grouping    = index(groupingTactics)
	settings    = index(allowedSettings)
	attributes  = index(allowedAttributes)
	derived     = index(derivable)
	propClasses = index(propositionClasses)
	words       = map[string]finding{}
)

type finding struct{ rule, why string }

func init() {
	for rule, list := range refusedWords {
		for _, e := range list {
			words[e.word] = finding{rule, e.why}
		}
	}
}

// beginsCommand reports whether a word begins a command or stands before one.
func beginsCommand(word string) bool {
	_, yes := allowed[word]
	_, modifier := modifiers[word]
	return yes || modifier || refusal(word) != ""
}

// refusal is why a word may not begin a command; empty where it is on no list of refused ones.
func refusal(word string) string {
	if why := refused[word]; why != "" {
		return why
	}
	for _, e := range refusedBeginnings {
		if strings.HasPrefix(word, e.word) && !strings.Contains(word, ".") {
			return e.why
		}
	}
	for _, e := range refusedEndings {
		if strings.HasSuffix(word, e.word) && !strings.Contains(word, ".") {
			return e.why
		}
	}
	return ""
}

func allowedOption(name string) bool {
	for _, e := range allowedOptions {
		if name == e.word || strings.HasSuffix(e.word, ".") && strings.HasPrefix(name, e.word) {
			return true
		}
	}
	return false
}
