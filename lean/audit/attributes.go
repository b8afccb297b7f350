package audit

import (
	"fmt"

	"cosita/lean/term"
)

// inner looks at attributes, derived classes and options inside a declaration.
func (f *file) inner(c command) {
	for _, a := range c.attributes {
		f.note(f.attributeList(a[0], a[1]))
	}
	for i := c.at; i < c.end; i++ {
		switch word := f.word(i); {
		case word == "@[":
			quiet := &text{src: f.src, tokens: f.tokens, feeds: f.feeds}
			if end := quiet.bracket(i); end > 0 {
				f.note(f.attributeList(i+1, end-1))
			}
		case word == "set_option" && f.tokens[i].Kind == term.Name:
			if i+1 < c.end && !allowedOption(plain(f.tokens[i+1].Text)) {
				f.refuseAt(ruleOption, i, "set_option %s", f.show(i+1))
			}
		case word == "deriving" && f.tokens[i].Kind == term.Name:
			f.deriving(c, i)
		}
	}
}

func (f *file) deriving(c command, i int) {
	if c.kind != "structure" && c.kind != "inductive" {
		f.refuseAt(ruleDeriving, i, "deriving for a %s", c.kind)
		return
	}
	for i++; i < c.end; i++ {
		if word := f.word(i); word != "," && derived[word] == "" {
			f.refuseAt(ruleDeriving, i, "deriving %s", f.show(i))
			return
		}
	}
}

// attributesOf says what is wrong with the command `attribute [a, …] names`, or nil.
func (f *file) attributesOf(c command) *Finding {
	found := func(why string) *Finding {
		return &Finding{ruleAttribute, f.line(f.tokens[c.at].Span.Start), why}
	}
	quiet := &text{src: f.src, tokens: f.tokens, feeds: f.feeds}
	if f.word(c.at+1) != "[" {
		return found("an attribute command that is not of its plain form")
	}
	end := quiet.bracket(c.at + 1)
	if end < 0 || end >= c.end {
		return found("an attribute command that is not of its plain form")
	}
	for i := end; i < c.end; i++ {
		if f.tokens[i].Kind != term.Name {
			return found("an attribute command that is not of its plain form")
		}
	}
	return f.attributeList(c.at+2, end-1)
}

// attributeList says what is wrong with the attributes in a range of tokens, or nil.
func (f *file) attributeList(i, end int) *Finding {
	refuse := func(format string, args ...any) *Finding {
		return &Finding{ruleAttribute, f.line(f.tokens[i].Span.Start), fmt.Sprintf(format, args...)}
	}
	for i < end {
		for f.word(i) == "local" || f.word(i) == "scoped" || f.word(i) == "-" {
			i++
		}
		if attributes[f.word(i)] == "" {
			return refuse("the attribute %s", f.show(i))
		}
		depth := 0
		for i++; i < end && (depth > 0 || f.word(i) != ","); i++ {
			switch word := f.word(i); {
			case word == "(":
				depth++
			case word == ")":
				depth--
			case f.tokens[i].Kind == term.Name && !beginsCommand(word), f.tokens[i].Kind == term.Number, word == ":=", word == "↓", word == "←":
			default:
				return refuse("%s in an attribute", f.show(i))
			}
		}
		i++
	}
	return nil
}
