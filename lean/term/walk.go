package term

import (
	"fmt"
	"strconv"
	"strings"
)

// Walk calls visit on t and on every term in it, outermost first and from left to right,
// the terms in binders included; below a term for which visit returns false it does not go.
func Walk(t Term, visit func(Term) bool) {
	if t == nil || !visit(t) {
		return
	}
	for _, kid := range Children(t) {
		Walk(kid, visit)
	}
}

// Equal reports whether two terms are the same tree, wherever they stand in their texts.
func Equal(a, b Term) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	label, kids := shape(a)
	label2, kids2 := shape(b)
	if label != label2 || len(kids) != len(kids2) {
		return false
	}
	for i := range kids {
		if !Equal(kids[i], kids2[i]) {
			return false
		}
	}
	return true
}

// EqualBinders reports whether two lists of binders are the same.
func EqualBinders(a, b []Binder) bool {
	return Equal(&Quant{Binders: a, Body: &Hole{}}, &Quant{Binders: b, Body: &Hole{}})
}

// Children is the terms right below t, in the order of the text, those in binders included.
func Children(t Term) []Term {
	s := shaper{quiet: true}
	s.node(t)
	return s.kids
}

// shape splits a node into its terms and a label that tells all the rest.
func shape(t Term) (string, []Term) {
	var s shaper
	s.node(t)
	return s.label.String(), s.kids
}

// shaper collects a shape; each word and each term leaves a mark in the label, a term that
// is nil another one.
type shaper struct {
	label strings.Builder
	kids  []Term
	quiet bool // no label is wanted
}

func (s *shaper) node(t Term) {
	switch t := t.(type) {
	case *Ident:
		s.word("ident", t.Name, t.Levels)
	case *Num:
		s.word("num", t.Value.String())
	case *Scientific:
		s.word("scientific", t.Text)
	case *Str:
		s.word("str", t.Value)
	case *Hole:
		s.word("hole", t.Name)
	case *Dot:
		s.word("dot")
	case *Section:
		s.word("section").add(t.Body)
	case *Sort:
		s.word("sort", t.Kind, t.Level)
	case *App:
		s.word("app").add(t.Fn)
		for _, a := range t.Args {
			s.word(a.Name).add(a.Value)
		}
	case *Explicit:
		s.word("explicit").add(t.X)
	case *DotIdent:
		s.word("dotident", t.Name)
	case *Proj:
		s.word("proj", t.Field).add(t.X)
	case *Unary:
		s.word("unary", t.Op).add(t.X)
	case *Postfix:
		s.word("postfix", t.Op).add(t.X)
	case *Binary:
		s.word("binary", t.Op).add(t.L, t.R)
	case *Congruence:
		s.word("congruence", t.Kind).add(t.L, t.R, t.N)
	case *Hom:
		s.word("hom", t.Kind).add(t.L, t.Ring, t.R)
	case *Ascription:
		s.word("ascription").add(t.X, t.Type)
	case *Quant:
		s.word("quant", t.Kind).binders(t.Binders).add(t.Body)
	case *Big:
		s.word("big", t.Op).binders(t.Binders).add(t.From, t.To, t.Cond, t.Body, t.Measure)
	case *SetBuilder:
		s.word("setbuilder").add(t.Elem).binders(t.Binders).add(t.Pred)
	case *Subtype:
		s.word("subtype").binders([]Binder{t.Binder}).add(t.Pred)
	case *Index:
		s.word("index", t.Mark).add(t.X, t.I)
	case *Iterate:
		s.word("iterate").add(t.F, t.N)
	case *SetLit:
		s.word("setlit").add(t.Elems...)
	case *ListLit:
		s.word("listlit", t.Kind).add(t.Elems...)
	case *Matrix:
		s.word("matrix")
		for _, row := range t.Rows {
			s.word("row").add(row...)
		}
	case *Tuple:
		s.word("tuple").add(t.Elems...)
	case *Anon:
		s.word("anon").add(t.Elems...)
	case *Bracket:
		s.word("bracket", t.Kind).add(t.X)
	case *Inner:
		s.word("inner").add(t.L, t.R, t.Field)
	case *Struct:
		s.word("struct").add(t.Sources...).mark('/')
		for _, f := range t.Fields {
			s.word(f.Name).add(f.Value)
		}
		s.add(t.Type)
	case *Show:
		s.word("show").add(t.Type, t.X)
	case *If:
		s.word("if", t.Name).add(t.Cond, t.Then, t.Else)
	case *Let:
		s.word("let", t.Kind, t.Name).binders(t.Binders).add(t.Type, t.Value, t.Body)
	case *Match:
		s.word("match").add(t.Scrutinees...)
		for _, alt := range t.Alts {
			s.word("alt").add(alt.Patterns...).add(alt.Body)
		}
	default:
		panic(fmt.Sprintf("term: a node of unknown kind %T", t))
	}
}

func (s *shaper) word(words ...string) *shaper {
	if s.quiet {
		return s
	}
	for _, w := range words {
		s.label.WriteString(strconv.Itoa(len(w)))
		s.label.WriteByte(':')
		s.label.WriteString(w)
	}
	return s
}

func (s *shaper) add(terms ...Term) *shaper {
	for _, t := range terms {
		if t == nil {
			s.mark('-')
			continue
		}
		s.mark('+')
		s.kids = append(s.kids, t)
	}
	return s
}

func (s *shaper) mark(c byte) {
	if !s.quiet {
		s.label.WriteByte(c)
	}
}

func (s *shaper) binders(binders []Binder) *shaper {
	for _, b := range binders {
		s.mark('0' + byte(b.Style))
		s.word(b.Names...).mark('/')
		s.word(b.Rel)
		s.add(b.Pattern, b.Type, b.Bound, b.Default)
	}
	return s
}
