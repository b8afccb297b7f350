package elab

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// survey names every construct of the statement that has no typed form yet, and reports the
// first identifier that nothing binds.
func survey(st *term.Statement) *Error {
	s := &surveyor{names: map[string]bool{}}
	// Complex.abs, of older versions of Mathlib, makes a bare abs ambiguous.
	s.complex = st.Header.Namespace == "Complex" || slices.Contains(st.Header.Opens, "Complex")
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
	for _, b := range binders {
		s.binder(b)
	}
	s.front = st.Goal
	w.term(st.Goal, w.binders(binders, nil))
	if len(s.names) > 0 {
		var names []string
		for name := range s.names {
			names = append(names, name)
		}
		slices.Sort(names)
		return unsupported(names...)
	}
	if s.unbound != "" {
		return errorf(Unbound, "%s", s.unbound)
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

type surveyor struct {
	names   map[string]bool
	unbound string
	complex bool      // whether Complex is open
	front   term.Term // the part of the goal at whose front `∀` is still read
}

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

func (s *surveyor) binder(b term.Binder) {
	if b.Style == term.Instance || b.Pattern != nil || b.Default != nil {
		s.add("binder " + binderName(b))
	}
}

func (s *surveyor) visit(t term.Term, bound map[string]bool) {
	switch t := t.(type) {
	case *term.Ident:
		s.ident(t.Name, bound)
	case *term.Num, *term.Scientific, *term.Ascription:
	case *term.App:
		if id, ok := t.Fn.(*term.Ident); ok && !bound[id.Name] {
			if _, ok := functions[id.Name]; ok && !(s.complex && id.Name == "abs") {
				return
			}
		}
		s.add(describe(t))
	case *term.Unary:
		if t.Op != "-" && t.Op != "¬" && t.Op != "↑" {
			s.add(t.Op)
		}
	case *term.Postfix:
		if t.Op != "⁻¹" {
			s.add(t.Op)
		}
	case *term.Binary:
		if _, ok := binaryOps[t.Op]; !ok {
			s.add(t.Op)
		}
		if t.Op == "→" && t == s.front {
			s.front = t.R
		}
		if t.Op == "→" {
			if _, ok := typeOf(t.L); ok {
				s.add("function type")
			}
		}
	case *term.Congruence:
		if t.Kind != "MOD" && t.Kind != "ZMOD" {
			s.add("≡ [" + t.Kind + "]")
		}
	case *term.Bracket:
		if t.Kind != "|" {
			s.add(t.Kind)
		}
	case *term.Quant:
		if term.Term(t) == s.front && (t.Kind == "∀" || t.Kind == "Π") {
			s.front = t.Body
			for _, b := range t.Binders {
				s.binder(b)
				if b.Rel != "" && !binaryOps[b.Rel].Relation() {
					s.add(b.Rel)
				}
			}
			return
		}
		s.add(t.Kind)
	default:
		s.add(describe(t))
	}
}

func (s *surveyor) ident(name string, bound map[string]bool) {
	switch {
	case bound[name] || name == "True" || name == "False":
		return
	case s.isOurs(name):
		return
	}
	root, _, dotted := strings.Cut(name, ".")
	switch {
	case dotted && bound[root]:
		s.add(strings.TrimPrefix(name, root))
	case dotted || library[name]:
		s.add(name)
	case s.unbound == "":
		s.unbound = name
	}
}

func (s *surveyor) isOurs(name string) bool {
	_, function := functions[name]
	_, typ := scalarOf[name]
	return function || typ
}

// library are names of Mathlib that are met without their namespace.
var library = func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(`π ℂ ℕ+ Prop Type Fin ZMod Set Finset List NNReal Complex
		Polynomial Matrix sqrt log logb exp sin cos tan arcsin arccos arctan sinh cosh floor ceil
		gcd lcm choose factorial Prime Coprime Irrational card digits fib totient divisors
		Injective Surjective Bijective Monotone StrictMono Antitone StrictAnti MonotoneOn
		StrictMonoOn Continuous ContinuousOn Differentiable IsLeast IsGreatest IsSquare Squarefree
		Icc Ico Ioc Ioo Iic Iio Ici Ioi range sum prod Summable HasSum Tendsto deriv I id dist
		succ pred sign sq cbrt Perfect Bool Fintype Finite Nonempty Equiv Units Subtype`) {
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
