package problem

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"
)

// Read reads the problem in data; name is the file's, for errors, which are all *[Error].
func Read(name string, data []byte) (*Problem, error) {
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	r := reader{source: data, p: &Problem{File: name}}
	for _, step := range []func() error{r.checkUTF8, r.readFront, r.parse, r.readStatement, r.readSections} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.p, nil
}

type reader struct {
	source   []byte // with the front matter blanked once it is read
	p        *Problem
	fences   []fence
	headings []heading
}

// fence is a fenced block; offsets are those of whole lines.
type fence struct {
	start, end int
	language   string
	text       string
}

type heading struct {
	start, end int
	level      int
	section    string // Proof, Chain, or empty for any other
}

func (r *reader) errorf(offset int, fix, format string, args ...any) error {
	return &Error{File: r.p.File, Line: r.lineOf(offset), What: fmt.Sprintf(format, args...), Fix: fix}
}

func (r *reader) lineOf(offset int) int { return 1 + bytes.Count(r.source[:offset], []byte("\n")) }

func (r *reader) lineStart(offset int) int { return bytes.LastIndexByte(r.source[:offset], '\n') + 1 }

// lineEnd is where the next line starts.
func (r *reader) lineEnd(offset int) int {
	if i := bytes.IndexByte(r.source[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(r.source)
}

func (r *reader) trimmed(start, end int) string {
	return strings.Trim(string(r.source[start:end]), " \t\n")
}

func (r *reader) checkUTF8() error {
	for i := 0; i < len(r.source); {
		c, size := utf8.DecodeRune(r.source[i:])
		if c == utf8.RuneError && size == 1 {
			column := 1 + utf8.RuneCount(r.source[r.lineStart(i):i])
			return r.errorf(i, "save the file as UTF-8", "the byte 0x%02x at column %d is not UTF-8", r.source[i], column)
		}
		i += size
	}
	return nil
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?line (\d+): `)

// readFront reads the front matter and blanks it, so that offsets stay what they are.
func (r *reader) readFront() error {
	first := r.lineEnd(0)
	if strings.TrimRight(string(r.source[:first]), " \t\n") != "---" {
		return nil
	}
	at := first
	for ; at < len(r.source); at = r.lineEnd(at) {
		if line := strings.TrimRight(string(r.source[at:r.lineEnd(at)]), " \t\n"); line == "---" || line == "..." {
			break
		}
	}
	if at == len(r.source) {
		return r.errorf(0, "end it with a line `---`", "the front matter is not closed")
	}
	var front frontMatter
	dec := yaml.NewDecoder(bytes.NewReader(r.source[first:at]))
	dec.KnownFields(true)
	if err := dec.Decode(&front); err != nil && at > first && strings.TrimSpace(string(r.source[first:at])) != "" {
		what, line := err.Error(), 1
		if m := yamlLine.FindStringSubmatch(what); m != nil {
			line, _ = strconv.Atoi(m[1])
			what = what[len(m[0]):]
		}
		what, _, _ = strings.Cut(what, "\n")
		what = strings.ReplaceAll(what, "in type problem.frontMatter", "in a problem")
		return &Error{File: r.p.File, Line: line + 1, What: "front matter: " + strings.TrimPrefix(what, "yaml: "),
			Fix: "it is YAML and may hold id, source (texts) and tags (a list of texts)"}
	}
	r.p.ID, r.p.Source, r.p.Tags = front.ID, front.Source, front.Tags
	blanked := bytes.Clone(r.source)
	for i := range r.lineEnd(at) {
		if blanked[i] != '\n' {
			blanked[i] = ' '
		}
	}
	r.source = blanked
	return nil
}

func (r *reader) parse() error {
	doc := goldmark.DefaultParser().Parse(text.NewReader(r.source))
	return ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, r.addFence(n)
		case *ast.Heading:
			if n.Parent() == doc {
				r.addHeading(n)
			}
		}
		return ast.WalkContinue, nil
	})
}

func (r *reader) addFence(n *ast.FencedCodeBlock) error {
	f := fence{
		start:    r.lineStart(n.Pos()),
		language: strings.ToLower(string(n.Language(r.source))),
		text:     strings.TrimSuffix(string(n.Lines().Value(r.source)), "\n"),
	}
	// A parser of CommonMark closes a forgotten fence at the end of the file.
	closing := r.lineEnd(f.start)
	for range n.Lines().Len() {
		closing = r.lineEnd(closing)
	}
	f.end = r.lineEnd(closing)
	last := strings.TrimLeft(string(r.source[closing:f.end]), " \t>")
	if !strings.HasPrefix(last, "```") && !strings.HasPrefix(last, "~~~") {
		return r.errorf(f.start, "end it with a line ```", "the fenced block that begins here is not closed")
	}
	r.fences = append(r.fences, f)
	return nil
}

func (r *reader) addHeading(n *ast.Heading) {
	h := heading{start: r.lineStart(n.Pos()), level: n.Level}
	h.end = r.lineEnd(h.start)
	if lines := n.Lines(); lines.Len() > 0 {
		title := strings.TrimSpace(string(lines.Value(r.source)))
		for _, section := range []string{"Proof", "Chain"} {
			if strings.EqualFold(title, section) {
				h.section = section
			}
		}
		if !strings.HasPrefix(r.trimmed(h.start, h.end), "#") {
			// Underlined.
			h.end = r.lineEnd(r.lineEnd(r.lineStart(lines.At(lines.Len() - 1).Start)))
		}
	}
	r.headings = append(r.headings, h)
}

func (f fence) isLean() bool { return f.language == "lean" || f.language == "lean4" }

func (r *reader) block(f fence) Block {
	return Block{Text: f.text, Line: r.lineOf(f.start) + 1}
}

func (r *reader) readStatement() error {
	end := len(r.source)
	for _, h := range r.headings {
		if h.section != "" {
			end = h.start
			break
		}
	}
	var statement *fence
	fix := "state the theorem in a block that begins with a line ```lean"
	for i, f := range r.fences {
		switch {
		case f.start >= end:
		case !f.isLean():
			fix = fmt.Sprintf("if the block on line %d is it, begin that with ```lean", r.lineOf(f.start))
		case statement != nil:
			return r.errorf(f.start, "keep one of them before the first heading `Proof` or `Chain`",
				"a second statement; the first is on line %d", r.lineOf(statement.start))
		default:
			statement = &r.fences[i]
		}
	}
	if statement == nil {
		return r.errorf(min(end, max(len(r.source)-1, 0)), fix,
			"no statement: no fenced `lean` block before the first heading `Proof` or `Chain`")
	}
	if strings.TrimSpace(statement.text) == "" {
		return r.errorf(statement.start, "state the theorem in it", "the `lean` block of the statement is empty")
	}
	r.p.Informal = r.trimmed(0, statement.start)
	r.p.Statement = r.block(*statement)
	return nil
}

func (r *reader) readSections() error {
	seen := map[string]heading{}
	for i, h := range r.headings {
		if h.section == "" {
			continue
		}
		if first, ok := seen[h.section]; ok {
			return r.errorf(h.start, "join them", "a second section `%s`; the first is on line %d",
				h.section, r.lineOf(first.start))
		}
		seen[h.section] = h
		end := len(r.source)
		for _, next := range r.headings[i+1:] {
			if next.section != "" || next.level <= h.level {
				end = next.start
				break
			}
		}
		if h.section == "Proof" {
			r.p.Proof = r.trimmed(h.end, end)
		} else if err := r.readChain(h.end, end); err != nil {
			return err
		}
	}
	return nil
}

// ParseChain reads the states of a text in the form of a section Chain, such as a model's
// answer. Lines in errors are those of the text.
func ParseChain(text []byte) ([]State, error) {
	r := &reader{source: bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), p: &Problem{File: "chain"}}
	if err := r.checkUTF8(); err != nil {
		return nil, err
	}
	if err := r.parse(); err != nil {
		return nil, err
	}
	if err := r.readChain(0, len(r.source)); err != nil {
		return nil, err
	}
	return r.p.Chain, nil
}

func (r *reader) readChain(at, end int) error {
	for _, f := range r.fences {
		if f.start < at || f.start >= end || !f.isLean() {
			continue
		}
		s := State{Note: r.trimmed(at, f.start), Block: r.block(f)}
		if err := r.checkState(s.Block); err != nil {
			return err
		}
		r.p.Chain = append(r.p.Chain, s)
		at = f.end
	}
	return nil
}

// checkState looks for the target of each goal; the rest is for who parses the goals.
func (r *reader) checkState(b Block) error {
	const form = "write hypotheses `h : P`, one a line, then `⊢ G`"
	goals, targets, first := 0, 0, 0
	lines := append(strings.Split(b.Text, "\n"), "")
	for i, line := range lines {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || trimmed == "---":
			if first < i {
				goals++
			}
			if goals > targets {
				return &Error{File: r.p.File, Line: b.Line + first, Fix: form,
					What: "the state has a goal without a line that begins with `⊢`"}
			}
			first = i + 1
		case strings.HasPrefix(line, "⊢"):
			targets++
			if targets > goals+1 {
				return &Error{File: r.p.File, Line: b.Line + i, What: "a second `⊢` in one goal",
					Fix: "put an empty line between the goals of a state"}
			}
		}
	}
	if goals == 0 {
		return &Error{File: r.p.File, Line: b.Line - 1, What: "the state is empty", Fix: form}
	}
	return nil
}
