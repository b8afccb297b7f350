package lean

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// faithful are the options under which Lean prints goals so that they elaborate again as the
// same: types of binders, numerals and casts, full names, proofs, nothing left out. Servers from
// 2023 on know them all; to older ones some are errors.
var faithful = []string{
	"set_option pp.funBinderTypes true",
	"set_option pp.numericTypes true",
	"set_option pp.coercions.types true",
	"set_option pp.fullNames true",
	"set_option pp.proofs true",
	"set_option pp.deepTerms true",
	"set_option pp.maxSteps 1000000",
}

// PrintFaithfully is a file in which goals are printed so that Goal.Statement means the same,
// and how many lines further down its text stands after the imports. The options change nothing
// but what Lean prints, and not the texts before them; ask such a file for goals, and the file
// itself for its messages.
func PrintFaithfully(file string) (text string, lines int) {
	at := importsEnd(file)
	options := strings.Join(faithful, "\n") + "\n"
	lines = len(faithful)
	if at > 0 && file[at-1] != '\n' {
		options = "\n" + options
		lines++
	}
	return file[:at] + options + file[at:], lines
}

// importsEnd is where the line after the imports begins, 0 where there are none.
func importsEnd(file string) int {
	tokens, _ := term.Tokens(file) // what comes before an error is enough, or else nothing
	end, name := 0, false
	for _, t := range tokens {
		switch {
		case t.Kind == term.Comment:
			continue
		case name && t.Text == "all":
		case name && t.Kind == term.Name:
			end, name = t.Span.End, false
		case slices.Contains([]string{"module", "prelude", "public", "meta"}, t.Text):
			end = t.Span.End
		case t.Text == "import":
			name = true
		default:
			return lineAfter(file, end)
		}
	}
	return lineAfter(file, end)
}

func lineAfter(file string, end int) int {
	if end == 0 {
		return 0
	}
	if i := strings.IndexByte(file[end:], '\n'); i >= 0 {
		return end + i + 1
	}
	return len(file)
}
