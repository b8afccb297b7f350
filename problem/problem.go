// Package problem reads and writes problem files: the Markdown in which a person states a
// theorem, informally and in Lean, with an informal proof and perhaps a chain of states.
//
// A file looks like this; the front matter and the sections are optional:
//
//	---
//	id: amgm
//	tags: [inequality]
//	---
//	For positive reals the product is at most the square of the mean.
//
//	```lean
//	theorem amgm (a b : ℝ) : a * b ≤ ((a + b) / 2) ^ 2 := by sorry
//	```
//
//	# Proof
//	Expand; the difference is ((a - b) / 2)².
//
//	# Chain
//	It is enough to see that the difference is not negative.
//
//	```lean
//	a b : ℝ
//	⊢ 0 ≤ ((a + b) / 2) ^ 2 - a * b
//	```
//
// It is read and used so:
//
//	p, err := problem.ReadFile("amgm.md")
//	if err != nil { … } // *problem.Error: one line with file, line and what to do
//	statement, err := term.ParseStatement(p.Statement.Text)
//	if err != nil { … p.Statement.LineOf(offset) … }
//
// The blocks of Lean are kept as text: that they parse is for the caller to find, and
// [Block.LineOf] says where in the file an offset stands. The structure of blocks follows
// CommonMark (https://spec.commonmark.org/0.31.2/).
package problem

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Problem is what a problem file holds. Text between the statement and the first section, and
// sections of other names, are not kept.
type Problem struct {
	File      string   // as given to Read
	ID        string   // from the front matter; see Name
	Source    string   // where the problem is from
	Tags      []string // free words
	Informal  string   // the statement in words, as Markdown
	Statement Block    // imports, opens and one theorem, ending in `:= by sorry`, `:=` or nothing
	Proof     string   // the informal proof, as Markdown
	Chain     []State  // states 1 to n-1 as the person wrote them
}

// Block is the text of a fenced block, without the line break at its end.
type Block struct {
	Text string
	Line int // of the file, from 1, where Text begins; 0 when it was not read
}

// LineOf is the line of the file, from 1, on which the byte of Text at offset stands.
func (b Block) LineOf(offset int) int {
	return b.Line + strings.Count(b.Text[:min(max(offset, 0), len(b.Text))], "\n")
}

// State is one state of a chain: goals in the text form of Lean's own, with empty lines or
// lines `---` between them.
type State struct {
	Note string // the text before the block, as Markdown
	Block
}

// Name is the problem's id or, where it has none, the name of its file.
func (p *Problem) Name() string {
	if p.ID != "" {
		return p.ID
	}
	base := filepath.Base(p.File)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// Error is what is wrong with a problem file, in one line.
type Error struct {
	File string
	Line int // from 1
	What string
	Fix  string // what to do about it
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What)
	if e.Fix != "" {
		text += "; " + e.Fix
	}
	return text
}

// ReadFile reads the problem in a file.
func ReadFile(path string) (*Problem, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read problem: %w", err)
	}
	return Read(path, data)
}

type frontMatter struct {
	ID     string   `yaml:"id,omitempty"`
	Source string   `yaml:"source,omitempty"`
	Tags   []string `yaml:"tags,omitempty,flow"`
}

// Markdown is the problem as a file, which reads back as the same problem. The error is for
// a problem that no file can hold, such as one whose proof has the heading `Chain` in it.
func (p *Problem) Markdown() ([]byte, error) {
	var b bytes.Buffer
	if p.ID != "" || p.Source != "" || len(p.Tags) > 0 {
		b.WriteString("---\n")
		enc := yaml.NewEncoder(&b)
		if err := enc.Encode(frontMatter{p.ID, p.Source, p.Tags}); err != nil {
			return nil, fmt.Errorf("write problem %s: front matter: %w", p.Name(), err)
		}
		b.WriteString("---\n")
	}
	text := func(s string) {
		if s != "" {
			b.WriteString(s + "\n\n")
		}
	}
	block := func(s string) {
		fence := "```"
		for strings.Contains(s, fence) {
			fence += "`"
		}
		b.WriteString(fence + "lean\n" + s + "\n" + fence + "\n\n")
	}
	text(p.Informal)
	block(p.Statement.Text)
	// Headings of level 1, so that those within the sections are below them.
	if p.Proof != "" {
		text("# Proof")
		text(p.Proof)
	}
	if len(p.Chain) > 0 {
		text("# Chain")
		for _, s := range p.Chain {
			text(s.Note)
			block(s.Text)
		}
	}
	data := append(bytes.TrimRight(b.Bytes(), "\n"), '\n')
	again, err := Read(p.Name(), data)
	if err != nil {
		return nil, fmt.Errorf("write problem: what was written does not read back: %w", err)
	}
	if !p.same(again) {
		return nil, fmt.Errorf("write problem %s: its texts do not read back as they are", p.Name())
	}
	return data, nil
}

// same compares all but the places in files.
func (p *Problem) same(q *Problem) bool {
	return p.ID == q.ID && p.Source == q.Source && slices.Equal(p.Tags, q.Tags) &&
		p.Informal == q.Informal && p.Statement.Text == q.Statement.Text && p.Proof == q.Proof &&
		slices.EqualFunc(p.Chain, q.Chain, func(a, b State) bool { return a.Note == b.Note && a.Text == b.Text })
}
