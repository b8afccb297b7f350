package term

import (
	"slices"
	"strings"
	"testing"
)

func readings() []reading { return slices.Concat(operatorReadings, extentReadings) }

func TestPrecedence(t *testing.T) {
	for _, c := range readings() {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseTerm(c.src)
			if err != nil {
				t.Fatal(err)
			}
			if full := PrintFull(got); full != c.full {
				t.Errorf("%s: %s, want %s", c.src, full, c.full)
			}
			roundTrip(t, got)
		})
	}
}

func roundTrip(t *testing.T, x Term) {
	t.Helper()
	for _, text := range []string{Print(x), PrintFull(x)} {
		again, err := ParseTerm(text)
		if err != nil {
			if strings.Contains(err.Error(), "nested too deeply") {
				continue // full parentheses nest deeper than the tree
			}
			t.Fatalf("%v\nprinted: %s", err, text)
		}
		if !Equal(x, again) {
			was, is := difference(x, again)
			t.Fatalf("another tree after printing: %s\nwhere %#v\nis    %#v", text, was, is)
		}
	}
}

// difference is the smallest parts, each at the same place of its tree, that are not the same.
func difference(a, b Term) (Term, Term) {
	label, kids := shape(a)
	label2, kids2 := shape(b)
	if label != label2 {
		return a, b
	}
	for i := range kids {
		if !Equal(kids[i], kids2[i]) {
			return difference(kids[i], kids2[i])
		}
	}
	return a, b
}
