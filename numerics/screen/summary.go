package screen

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cosita/evidence"
)

// Summary counts outcomes. Its zero value has counted none.
type Summary struct {
	Total    int
	Verdicts map[evidence.Verdict]int
	Codes    map[evidence.Code]int // of the unknown ones
	Missing  map[string]int        // constructs without a meaning here
	Warned   int                   // statements with warnings
	Refuted  []Outcome
}

// Add counts an outcome.
func (s *Summary) Add(o Outcome) {
	if s.Verdicts == nil {
		s.Verdicts, s.Codes, s.Missing = map[evidence.Verdict]int{}, map[evidence.Code]int{}, map[string]int{}
	}
	s.Total++
	s.Verdicts[o.Evidence.Verdict]++
	if o.Evidence.Verdict == evidence.Unknown {
		s.Codes[o.Evidence.Code]++
	}
	for _, name := range o.Evidence.Unsupported {
		s.Missing[name]++
	}
	if len(o.Evidence.Warnings) > 0 {
		s.Warned++
	}
	if o.Evidence.Verdict == evidence.Refuted {
		s.Refuted = append(s.Refuted, o)
	}
}

// mostMissing is the number of unsupported constructs that a summary names.
const mostMissing = 12

// String is the summary as a table.
func (s *Summary) String() string {
	var b strings.Builder
	row := func(indent string, count int, name string) {
		fmt.Fprintf(&b, "%6d  %s%s\n", count, indent, name)
	}
	for v := evidence.Unknown; v <= evidence.Audited; v++ {
		if s.Verdicts[v] == 0 {
			continue
		}
		row("", s.Verdicts[v], v.String())
		if v == evidence.Unknown {
			for _, c := range byCount(s.Codes) {
				row("  ", s.Codes[c], string(c))
			}
		}
	}
	row("", s.Total, "in all")
	if s.Warned > 0 {
		row("", s.Warned, "with readings that may surprise")
	}
	if names := byCount(s.Missing); len(names) > 0 {
		b.WriteString("not supported, by the number of statements:\n")
		for _, name := range names[:min(len(names), mostMissing)] {
			row("", s.Missing[name], name)
		}
	}
	return b.String()
}

func byCount[K cmp.Ordered](counts map[K]int) []K {
	return slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
}
