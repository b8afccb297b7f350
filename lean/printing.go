package lean

import "strings"

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
	at := lineAfter(file, len(header(file)))
	options := strings.Join(faithful, "\n") + "\n"
	lines = len(faithful)
	if at > 0 && file[at-1] != '\n' {
		options = "\n" + options
		lines++
	}
	return file[:at] + options + file[at:], lines
}

// lineAfter is where the line after a header begins, 0 where there is no header.
func lineAfter(file string, end int) int {
	if end == 0 {
		return 0
	}
	if i := strings.IndexByte(file[end:], '\n'); i >= 0 {
		return end + i + 1
	}
	return len(file)
}
