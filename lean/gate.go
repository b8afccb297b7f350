package lean

import (
	"strings"

	"cosita/lean/term"
)

// wildWords begin or make what runs code of a text's own while it is elaborated.
var wildWords = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`run_cmd run_tac run_meta run_elab by_elab eval initialize builtin_initialize elab elab_rules
		macro macro_rules simproc simproc_decl dsimproc dsimproc_decl attribute unsafe implemented_by extern export init
		builtin_init native_decide bv_decide ofReduceBool reduceBool ofReduceNat reduceNat trustCompiler lcProof
		unsafeIO unsafeBaseIO unsafeEIO unsafeCast dbg_trace IO EIO BaseIO CoreM MetaM TermElabM TacticM CommandElabM
		include_str compile_inductive test_extern deriving register_simp_attr register_option`) {
		wildWords[w] = true
	}
}

// wild reports whether a text may run code of its own while it is elaborated. What such a text
// did to its worker would meet the next text there, so the worker is not used again. Texts that
// cannot be read are wild.
func wild(text string) bool {
	tokens, err := term.Tokens(text)
	if err != nil {
		return true
	}
	for _, t := range tokens {
		switch t.Kind {
		case term.Name, term.Field, term.Symbol:
		default:
			continue
		}
		for part := range strings.SplitSeq(t.Text, ".") {
			if wildWords[strings.Trim(part, "«»")] {
				return true
			}
		}
	}
	return false
}
