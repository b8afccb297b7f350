package lean

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"cosita/lean/term"
)

// ErrStatement is wrapped by every error of [Goal.Statement]: the goal cannot be stated so that
// it means the same.
var ErrStatement = errors.New("not a statement of its own")

// Statement is a goal as a theorem.
type Statement struct {
	// Text is the theorem up to its target, without `:=`.
	Text string
	// Parsed is Text under the header that it was made for.
	Parsed *term.Statement
	// Args are the names of the explicit binders of Text, in order; after Rename,
	// `exact NAME ARGS` closes the goal that the statement was made of.
	Args []string
	// Intro is the tactic that brings what Text has in its target, from the first let-value on,
	// back into the context; empty where there is no let-value.
	Intro string
	// Renamed are the names that inaccessible ones have in Text.
	Renamed map[string]string
	// Rename is the tactic that gives the goal's inaccessible names those of Text; empty where
	// it has none.
	Rename string
}

// Statement is the goal as a theorem of that name, to stand below the header (imports, opens,
// universes), which may be empty: hypotheses become binders in their order, instances without a
// name instance binders, let-values `let`, universe levels that the header does not declare are
// declared, and inaccessible names get new ones, which occur nowhere else.
//
// A goal is refused, with an error that wraps ErrStatement, where its text does not say what it
// means: metavariables, `⋯` or `_` for what was not printed, `sorry`, the goals of conv mode,
// inaccessible names that are not of the goal's context or that something in it binds again,
// two names alike, a hypothesis before what it mentions, and text that is not read here. What a
// text leaves out by Lean's rules (types of numerals, casts) is in it only if the server was
// told to print it: see [PrintFaithfully]. So a statement is to be elaborated again, best with
// `exact` at the original goal, before it is called the goal's.
func (g Goal) Statement(name, header string) (Statement, error) {
	return restate(g, func(i int) bool {
		return len(g.Hyps[i].Names) > 0 && !slices.ContainsFunc(g.Hyps[i].Names, func(n string) bool { return !strings.HasPrefix(n, "inst✝") })
	}, name, header)
}

// Statement is Goal.Statement for a goal whose instances are marked.
func (g *InteractiveGoal) Statement(name, header string) (Statement, error) {
	return restate(g.Goal(), func(i int) bool {
		return g.Hyps[i].Instance && g.Hyps[i].Value == nil
	}, name, header)
}

// restater makes one statement.
type restater struct {
	goal     Goal
	instance func(i int) bool
	header   string
	entries  []entry // one a hypothesis, then the target
	declared map[string]int
	renamed  map[string]string
	taken    map[string]bool // names that stand anywhere
}

// entry is a hypothesis or the target, as terms.
type entry struct {
	typ, value piece
}

// piece is one term and its text.
type piece struct {
	text   string
	term   term.Term
	tokens []term.Token
	names  map[string]bool // roots of the identifiers in it
	bound  map[string]bool // names that it binds
}

func restate(g Goal, instance func(int) bool, name, header string) (Statement, error) {
	r := &restater{goal: g, instance: instance, header: header, declared: map[string]int{}, renamed: map[string]string{}, taken: map[string]bool{name: true}}
	var s Statement
	for _, step := range []func() error{r.read, r.scopes, r.rename} {
		if err := step(); err != nil {
			return s, fmt.Errorf("%w: %w", ErrStatement, err)
		}
	}
	levels, err := r.levels()
	if err != nil {
		return s, fmt.Errorf("%w: %w", ErrStatement, err)
	}
	s.Text, s.Args = r.write(name, levels)
	s.Renamed, s.Rename, s.Intro = r.renamed, r.tactic(), r.intro()
	if s.Parsed, err = r.check(name, s.Text); err != nil {
		return Statement{}, fmt.Errorf("%w: %w", ErrStatement, err)
	}
	return s, nil
}

// read turns the goal's texts into terms.
func (r *restater) read() error {
	if r.goal.Mark != "" {
		return errors.New("a goal of conv mode")
	}
	if found := r.goal.Metavariables(); len(found) > 0 {
		return fmt.Errorf("metavariables: %s", strings.Join(found, ", "))
	}
	for _, h := range slices.Concat(r.goal.Hyps, []Hyp{{Type: r.goal.Target}}) {
		e := entry{}
		var err error
		if h.Value != "" && len(h.Names) != 1 {
			return errors.New("a let-value without a name")
		}
		if e.typ, err = readPiece(h.Type); err == nil && h.Value != "" {
			e.value, err = readPiece(h.Value)
		}
		if err != nil {
			return err
		}
		r.entries = append(r.entries, e)
	}
	return nil
}

func readPiece(text string) (piece, error) {
	p := piece{text: strings.TrimSpace(text), names: map[string]bool{}, bound: map[string]bool{}}
	if strings.Contains(p.text, "⋯") {
		return p, errors.New("`⋯` stands for what the server did not print")
	}
	var err error
	if p.tokens, err = term.Tokens(p.text); err != nil {
		return p, fmt.Errorf("parse: %w", err)
	}
	for _, t := range p.tokens {
		switch {
		case t.Kind == term.Comment, t.Kind == term.Doc:
			return p, errors.New("a comment stands in it")
		case t.Text == "sorry", t.Text == "sorryAx":
			return p, fmt.Errorf("`%s` stands in it", t.Text)
		}
	}
	if p.term, err = term.ParseTerm(p.text); err != nil {
		return p, fmt.Errorf("parse: %w", err)
	}
	return p, p.collect(p.term, false)
}

// collect notes which names a term mentions and which it binds. Those in patterns are bound.
func (p *piece) collect(t term.Term, pattern bool) error {
	var err error
	term.Walk(t, func(t term.Term) bool {
		switch t := t.(type) {
		case *term.Ident:
			if p.names[root(t.Name)] = true; pattern {
				p.bound[root(t.Name)] = true
			}
		case *term.Hole:
			if !pattern && err == nil {
				err = errors.New("`_` stands for what is not said")
			}
		case *term.Quant:
			p.bind(t.Binders...)
		case *term.Big:
			p.bind(t.Binders...)
		case *term.SetBuilder:
			p.bind(t.Binders...)
		case *term.Subtype:
			p.bind(t.Binder)
		case *term.If:
			p.bound[t.Name] = true
		case *term.Let:
			p.bound[t.Name] = true
			p.bind(t.Binders...)
		case *term.Match:
			for _, s := range t.Scrutinees {
				err = cmp.Or(err, p.collect(s, pattern))
			}
			for _, alt := range t.Alts {
				for _, x := range alt.Patterns {
					err = cmp.Or(err, p.collect(x, true))
				}
				err = cmp.Or(err, p.collect(alt.Body, pattern))
			}
			return false
		}
		return true
	})
	return err
}

func (p *piece) bind(binders ...term.Binder) {
	for _, b := range binders {
		for _, n := range b.Names {
			p.bound[n] = true
		}
		if b.Pattern != nil {
			_ = p.collect(b.Pattern, true) // holes are no matter in patterns
		}
	}
}

// root is the first part of a name with dots.
func root(name string) string {
	if strings.HasPrefix(name, "«") {
		if i := strings.Index(name, "»"); i >= 0 {
			return name[:i+len("»")]
		}
	}
	first, _, _ := strings.Cut(name, ".")
	return first
}

func inaccessible(name string) bool { return strings.Contains(name, "✝") }

// pieces are all terms of an entry.
func (e *entry) pieces() []*piece {
	if e.value.term == nil {
		return []*piece{&e.typ}
	}
	return []*piece{&e.typ, &e.value}
}

// scopes finds out whether each name in the texts can mean one thing only.
func (r *restater) scopes() error {
	all := map[string]int{} // where each name is declared, the first time
	for i, h := range r.goal.Hyps {
		for _, n := range h.Names {
			if _, twice := all[n]; !twice {
				all[n] = i
			} else if n != "_" && (!inaccessible(n) || r.mentioned(n)) {
				return fmt.Errorf("two hypotheses are named %s", n)
			}
			if !isName(n) {
				return fmt.Errorf("%s cannot name a variable", n)
			}
		}
	}
	for i := range r.entries {
		for _, p := range r.entries[i].pieces() {
			for _, n := range slices.Sorted(maps.Keys(p.names)) {
				at, declared := all[n]
				switch {
				case p.bound[n] && declared && inaccessible(n):
					return fmt.Errorf("inaccessible name %s means a hypothesis and something bound in its scope", n)
				case p.bound[n]:
				case declared && at >= i:
					return fmt.Errorf("%s is mentioned before it is introduced", n)
				case !declared && inaccessible(n):
					return fmt.Errorf("inaccessible name %s is not of this goal", n)
				}
			}
		}
	}
	return nil
}

func (r *restater) mentioned(name string) bool {
	return slices.ContainsFunc(r.entries, func(e entry) bool { return e.typ.names[name] || e.value.names[name] })
}

// isName reports whether a text is one name without dots, as variables have.
func isName(text string) bool {
	tokens, err := term.Tokens(text)
	return err == nil && len(tokens) == 2 && tokens[0].Kind == term.Name && tokens[0].Text == text && root(text) == text
}

// rename finds new names for the inaccessible ones.
func (r *restater) rename() error {
	for _, e := range r.entries {
		for _, p := range e.pieces() {
			for _, t := range p.tokens {
				r.taken[t.Text], r.taken[root(t.Text)] = true, true
			}
			maps.Copy(r.taken, p.bound)
		}
	}
	for _, h := range r.goal.Hyps {
		for _, n := range h.Names {
			r.taken[n] = true
		}
	}
	for i, h := range r.goal.Hyps {
		for _, n := range h.Names {
			if inaccessible(n) && (!r.instance(i) || r.mentioned(n)) {
				r.fresh(n)
			}
		}
	}
	for _, e := range r.entries {
		for _, p := range e.pieces() {
			for _, n := range slices.Sorted(maps.Keys(p.bound)) {
				if inaccessible(n) {
					r.fresh(n)
				}
			}
		}
	}
	return nil
}

// fresh gives an inaccessible name a new one.
func (r *restater) fresh(name string) {
	if r.renamed[name] != "" {
		return
	}
	base, _, _ := strings.Cut(name, "✝")
	if !isName(base) || strings.ContainsFunc(base, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		base = "x"
	}
	for i := 1; ; i++ {
		if n := fmt.Sprintf("%s_%d", base, i); !r.taken[n] {
			r.taken[n], r.renamed[name] = true, n
			return
		}
	}
}
