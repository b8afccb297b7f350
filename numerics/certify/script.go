package certify

import (
	"fmt"
	"regexp"
	"strings"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/certify/verify"
)

// Script is the Lean proof that replays a certificate, with the statement and its header
// above it, and how much of it is left to search. It is empty where a step has no Lean form
// here. Only tactics and declarations that Mathlib has had since 2024 are used.
func Script(st *elab.Statement, root *verify.Node, vacuous bool) (string, evidence.Class) {
	s, err := verify.Open(st)
	if err != nil {
		return "", ""
	}
	names, opening, ok := open(st)
	if !ok {
		return "", ""
	}
	p := &printer{prefix: unusedPrefix(st)}
	facts := make([]given, len(s.Facts))
	for i, h := range st.Hyps {
		facts[i] = given{names[i], h.Prop}
	}
	if vacuous {
		opening = append(opening, "exfalso")
		s.Goal = falsity
	}
	body, ok := p.node(s, root, facts)
	if !ok {
		return "", ""
	}
	class := evidence.Explicit
	if body.search {
		class = evidence.Search
	}
	lines := append(opening, body.lines...)
	return theorem(st.Source, term.PrintStatement(st.Source)) + " := by\n" + strings.Join(indented(lines), "\n") + "\n", class
}

// theorem is a statement below the header of st. Without a header Mathlib is imported, and
// `π` is the number, as elaboration reads it.
func theorem(st *term.Statement, text string) string {
	header := st.Header.Text
	if header == "" {
		header = "import Mathlib"
		if strings.Contains(text, "π") {
			header += "\n\nopen scoped Real"
		}
	}
	return header + "\n\n" + text
}

var falsity = &elab.Apply{Op: elab.False, T: elab.Prop}

// given is a fact of a sequent as Lean knows it: its name there and its proposition.
type given struct {
	name string
	prop elab.Term
}

// block is a piece of a tactic script: its lines, the names of the facts that they use, and
// whether anything in it is left to search.
type block struct {
	lines  []string
	uses   map[string]bool
	search bool
}

func newBlock(lines ...string) block { return block{lines: lines, uses: map[string]bool{}} }

func (b *block) add(format string, args ...any) {
	b.lines = append(b.lines, fmt.Sprintf(format, args...))
}

func (b *block) use(names ...string) {
	for _, name := range names {
		b.uses[name] = true
	}
}

// then puts the lines of c below those of b.
func (b *block) then(c block) {
	b.lines = append(b.lines, c.lines...)
	b.joined(c)
}

// bullet puts c below b as the proof of a goal of its own.
func (b *block) bullet(c block) {
	for i, line := range c.lines {
		if i == 0 {
			b.lines = append(b.lines, "· "+line)
		} else {
			b.lines = append(b.lines, "  "+line)
		}
	}
	b.joined(c)
}

func (b *block) joined(c block) {
	for name := range c.uses {
		b.uses[name] = true
	}
	b.search = b.search || c.search
}

func (b *block) usesAny(facts []given) bool {
	for _, f := range facts {
		if b.uses[f.name] {
			return true
		}
	}
	return false
}

func indented(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = "  " + line
	}
	return out
}

// printer makes the names of what a script introduces.
type printer struct {
	prefix string
	fresh  int
}

func (p *printer) name() string {
	p.fresh++
	return fmt.Sprintf("%s%d", p.prefix, p.fresh)
}

// unusedPrefix begins no name of the statement.
func unusedPrefix(st *elab.Statement) string {
	text := term.PrintStatement(st.Source)
	for prefix := "c"; ; prefix += "c" {
		if !regexp.MustCompile(`(^|[^\pL])` + prefix + `\d`).MatchString(text) {
			return prefix
		}
	}
}
