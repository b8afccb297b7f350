package lean

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is one thing in which two reports on the same text differ.
type Difference struct {
	What   string `json:"what"`  // outcome, clean, sorry, errors or warnings
	First  string `json:"first"` // what each says of it
	Second string `json:"second"`
}

func (d Difference) String() string {
	return fmt.Sprintf("%s: %s, against %s", d.What, d.First, d.Second)
}

// Compare says in what two reports on the same text differ: how the checks ended, whether they
// are clean, whether sorry is used, and the places of errors and warnings. Wording, order,
// information and time do not count. Reports that did not both finish differ in that, and
// nothing else is compared. None means that they agree.
func Compare(a, b Report) []Difference {
	var found []Difference
	differ := func(what, first, second string) {
		if first != second {
			found = append(found, Difference{What: what, First: first, Second: second})
		}
	}
	if a.Outcome != Finished || b.Outcome != Finished {
		ending := func(r Report) string {
			if r.Outcome == Finished {
				return "finished"
			}
			return "not finished: " + r.Reason
		}
		found = append(found, Difference{What: "outcome", First: ending(a), Second: ending(b)})
		return found
	}
	differ("clean", yesNo(a.Clean()), yesNo(b.Clean()))
	differ("sorry", yesNo(a.Sorry), yesNo(b.Sorry))
	differ("errors", places(a, Error), places(b, Error))
	differ("warnings", places(a, Warning), places(b, Warning))
	return found
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// places are where messages of a severity start, in order and from 1, as editors count.
func places(r Report, s Severity) string {
	var at []Position
	for _, m := range r.Messages {
		if m.Severity == s {
			at = append(at, m.Range.Start)
		}
	}
	slices.SortFunc(at, func(p, q Position) int {
		switch {
		case p.Before(q):
			return -1
		case q.Before(p):
			return 1
		}
		return 0
	})
	var texts []string
	for _, p := range at {
		texts = append(texts, fmt.Sprintf("%d:%d", p.Line+1, p.Character+1))
	}
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, " ")
}
