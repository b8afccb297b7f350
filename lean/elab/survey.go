package elab

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"cosita/lean/term"
)

// survey refuses a header that may change the meaning of a statement, and names the library
// functions of the statement that have no meaning here.
func survey(st *term.Statement) *Error {
	s := &surveyor{names: map[string]bool{}}
	for _, ns := range slices.Concat(st.Header.Opens, st.Header.Scoped) {
		if !safeOpens[ns] {
			s.add("open " + ns)
		}
	}
	for _, name := range st.Header.OpenNames {
		s.add("open " + name)
	}
	if ns := st.Header.Namespace; ns != "" && !safeOpens[ns] {
		s.add("namespace " + ns)
	}
	s.header(st.Header.Text)
	w := walker{s.visit}
	binders := slices.Concat(st.Header.Variables, st.Binders)
	w.term(st.Goal, w.binders(binders, nil))
	if len(s.names) > 0 {
		return unsupported(slices.Sorted(maps.Keys(s.names))...)
	}
	return nil
}

// safeOpens are the namespaces that do not change the meaning of what is supported here.
var safeOpens = map[string]bool{
	"BigOperators": true, "Real": true, "Nat": true, "Int": true, "Rat": true, "Topology": true,
	"Finset": true, "Set": true, "Complex": true, "Function": true, "Filter": true,
	"Polynomial": true, "Classical": true, "NNReal": true, "ENNReal": true, "Matrix": true,
}

// commands are those that a header may hold.
var commands = map[string]bool{
	"import": true, "open": true, "set_option": true, "variable": true, "universe": true,
	"section": true, "noncomputable": true, "end": true, "namespace": true,
}

type surveyor struct{ names map[string]bool }

func (s *surveyor) add(name string) { s.names[name] = true }

// header refuses a header with commands that could redefine notation or names.
func (s *surveyor) header(text string) {
	for line := range strings.Lines(text) {
		if line == "" || line[0] == ' ' || line[0] == '\n' || strings.HasPrefix(line, "--") {
			continue
		}
		word := strings.Fields(line)
		if len(word) > 0 && !commands[word[0]] {
			s.add("header " + word[0])
		}
	}
}

// visit adds a name of the library that has no meaning here, and notation that has none.
func (s *surveyor) visit(t term.Term, bound map[string]bool) {
	switch t := t.(type) {
	case *term.Ident:
		root, _, dotted := strings.Cut(t.Name, ".")
		if dotted && !bound[root] && !understood(t.Name) && unicode.IsUpper([]rune(root)[0]) {
			s.add(t.Name)
		}
	case *term.Big:
		if t.Op != "∑" && t.Op != "∏" {
			s.add(t.Op)
		}
	case *term.Let, *term.Match, *term.Matrix, *term.Subtype, *term.Index, *term.Explicit, *term.Str:
		s.add(describe(t))
	}
}

// understood reports whether a name is a function or a type that has a meaning here. A name
// that an opened namespace completes is left to elaboration.
func understood(name string) bool {
	_, scalar := scalarOf[name]
	_, former := typeFormers[name]
	return scalar || former || bareNames[name] || name == "π" || name == "∅" || name == "id" || len(library()[name]) > 0
}

// bareNames are names of Mathlib that are met without their namespace.
var bareNames = func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(`Prop Type Polynomial Matrix sqrt log logb exp sin cos tan
		arcsin arccos arctan sinh cosh floor ceil gcd lcm choose factorial Prime Coprime card digits
		fib totient divisors Injective Surjective Bijective MonotoneOn StrictMonoOn Continuous
		ContinuousOn Differentiable Icc Ico Ioc Ioo Iic Iio Ici Ioi range sum prod Summable HasSum
		Tendsto deriv I dist succ pred sign sq cbrt Perfect Bool Fintype Finite Nonempty Units Subtype`) {
		names[name] = true
	}
	return names
}()

// describe names a construct in one or two words.
func describe(t term.Term) string {
	switch t := t.(type) {
	case *term.Ident:
		return t.Name
	case *term.App:
		if id, ok := t.Fn.(*term.Ident); ok {
			return id.Name
		}
		return describe(t.Fn)
	case *term.Explicit:
		return "@" + describe(t.X)
	case *term.Binary:
		return t.Op
	case *term.Unary:
		return t.Op
	case *term.Postfix:
		return t.Op
	case *term.Quant:
		return t.Kind
	case *term.Big:
		return t.Op
	case *term.Bracket:
		return t.Kind
	case *term.Congruence:
		return "≡ [" + t.Kind + "]"
	case *term.Ascription:
		if t.Type == nil {
			return "(… :)"
		}
		return "(… : " + describe(t.Type) + ")"
	case *term.Proj:
		return "." + t.Field
	case *term.SetBuilder:
		return "{… | …}"
	case *term.SetLit:
		return "{…}"
	case *term.ListLit:
		return t.Kind + "…]"
	case *term.Matrix:
		return "!![…]"
	case *term.Tuple:
		return "(…, …)"
	case *term.Anon:
		return "⟨…⟩"
	case *term.If:
		return "if"
	case *term.Let:
		return t.Kind
	case *term.Match:
		return "match"
	case *term.Hole:
		return "_"
	case *term.Section, *term.Dot:
		return "(· …)"
	case *term.Sort:
		return t.Kind
	case *term.Str:
		return "string"
	case *term.Subtype:
		return "{… // …}"
	case *term.Index:
		return "…[…]"
	case *term.Num, *term.Scientific:
		return "numeral"
	case *term.DotIdent:
		return "." + t.Name
	default:
		return "term"
	}
}
