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
			t.Fatalf("another tree after printing: %s\nthen:    %s\nthen:    %s", text, Print(again), PrintFull(again))
		}
	}
}
