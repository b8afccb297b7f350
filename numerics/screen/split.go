package screen

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
)

// command is a command of a Lean file: the text from its keyword in the first column to the
// next such keyword.
type command struct {
	word string // its keyword, modifiers skipped
	text string
	line int
}

// split reads the theorems, lemmas and examples of a Lean file.
func split(path, src string) []Row {
	var rows []Row
	var s scopes
	for _, c := range commands(src) {
		switch c.word {
		case "theorem", "lemma", "example":
			name := declared(c)
			id := name
			if id == "" {
				id = fmt.Sprintf("%s:%d", filepath.Base(path), c.line)
			}
			rows = append(rows, Row{ID: id, Header: s.header(), Text: c.text, Refusal: s.refusal(c.text)})
		case "import", "open", "variable", "universe", "set_option":
			// `open … in` and the like belong to the next command alone; to keep them longer
			// could change the meaning of what follows, so they are kept with a refusal.
			if fields := strings.Fields(c.text); fields[len(fields)-1] == "in" {
				s.blocked = "`" + c.word + " … in`"
				continue
			}
			s.add(c.text)
		case "namespace":
			s.open(strings.TrimSpace(c.text))
		case "section", "mutual":
			s.open("")
		case "end":
			s.close()
		case "def", "abbrev", "structure", "class", "inductive", "opaque", "axiom", "alias", "export":
			if name := declared(c); name != "" {
				s.names = append(s.names, name)
			}
		case "#eval", "#check", "#print", "#reduce", "":
		default:
			// notation, macros, instances, attributes: the words below may mean anything.
			s.blocked = "`" + c.word + "`"
		}
	}
	return rows
}

// scopes are the sections and namespaces that are open, with the commands inside them.
type scopes struct {
	lines   []string
	marks   []int // len(lines) where each scope began
	names   []string
	blocked string
}

func (s *scopes) add(line string) { s.lines = append(s.lines, strings.TrimSpace(line)) }

func (s *scopes) open(line string) {
	s.marks = append(s.marks, len(s.lines))
	if line != "" {
		s.add(line)
	}
}

func (s *scopes) close() {
	if n := len(s.marks); n > 0 {
		s.lines, s.marks = s.lines[:s.marks[n-1]], s.marks[:n-1]
	}
}

func (s *scopes) header() string { return strings.Join(s.lines, "\n") }

// refusal names the file's own definition or notation that a statement may depend on.
func (s *scopes) refusal(text string) string {
	if s.blocked != "" {
		return s.blocked + " above the statement"
	}
	for _, name := range s.names {
		last := name[strings.LastIndexByte(name, '.')+1:]
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !nameRune(r) }) {
			if word == last {
				return "the file's own " + name
			}
		}
	}
	return ""
}

func nameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '\'' || r == '!' || r == '?' ||
		r >= '₀' && r <= '₉'
}

// keywords begin a command in the first column.
var keywords = words(`theorem lemma example def abbrev structure class inductive opaque axiom
	alias export instance import open variable universe set_option namespace section mutual end
	notation infix infixl infixr prefix postfix macro macro_rules syntax elab elab_rules attribute
	deriving local scoped initialize run_cmd register_simp_attr simproc #eval #check #print
	#reduce @[ private protected noncomputable nonrec partial unsafe public`)

var modifiers = words("private protected noncomputable nonrec partial unsafe public")

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// commands cuts a file where a keyword stands in the first column, outside comments.
func commands(src string) []command {
	var all []command
	depth, pending := 0, false
	for number, line := range strings.Split(src, "\n") {
		word := leadingWord(line)
		outside := depth == 0
		var bare string
		bare, depth = uncommented(line, depth)
		if outside && keywords[word] && bare != "" {
			modifier := word == "@[" || modifiers[word]
			if !pending {
				all = append(all, command{line: number + 1})
			}
			last := &all[len(all)-1]
			last.word = commandWord(bare)
			pending = modifier && last.word == ""
			last.text += line + "\n"
			continue
		}
		if len(all) == 0 {
			continue
		}
		last := &all[len(all)-1]
		if pending && strings.TrimSpace(bare) != "" {
			last.word = commandWord(bare)
			pending = last.word == ""
		}
		if strings.HasPrefix(line, "/--") && outside && !pending {
			// A doc comment belongs to the next command.
			continue
		}
		last.text += line + "\n"
	}
	return all
}

func leadingWord(line string) string {
	if strings.HasPrefix(line, "@[") {
		return "@["
	}
	end := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' && r != '#' })
	if end < 0 {
		end = len(line)
	}
	return line[:end]
}

// commandWord is the keyword of a command behind its attributes and modifiers.
func commandWord(line string) string {
	for {
		line = strings.TrimSpace(line)
		word := leadingWord(line)
		switch {
		case word == "@[":
			end := strings.IndexByte(line, ']')
			if end < 0 {
				return "attribute"
			}
			line = line[end+1:]
		case modifiers[word]:
			line = line[len(word):]
			if rest := strings.TrimSpace(line); word == "noncomputable" && strings.HasPrefix(rest, "section") {
				return "section"
			}
		case word == "" && line != "":
			return "?"
		default:
			return word
		}
	}
}

// uncommented is a line without its comments, with the depth of block comments at its end.
func uncommented(line string, depth int) (string, int) {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		rest := line[i:]
		switch {
		case strings.HasPrefix(rest, "/-"):
			depth++
			i++
		case strings.HasPrefix(rest, "-/") && depth > 0:
			depth--
			i++
		case depth > 0:
		case strings.HasPrefix(rest, "--"):
			return b.String(), depth
		default:
			b.WriteByte(line[i])
		}
	}
	return b.String(), depth
}

// declared is the name of a declaration.
func declared(c command) string {
	var code strings.Builder
	depth := 0
	for line := range strings.SplitSeq(c.text, "\n") {
		var bare string
		bare, depth = uncommented(line, depth)
		code.WriteString(bare + "\n")
	}
	tokens := strings.Fields(code.String())
	for i, word := range tokens {
		if word != c.word || i+1 == len(tokens) || c.word == "example" {
			continue
		}
		name := tokens[i+1]
		if end := strings.IndexAny(name, ":({[⦃"); end >= 0 {
			name = name[:end]
		}
		return strings.TrimSuffix(name, ".")
	}
	return ""
}
