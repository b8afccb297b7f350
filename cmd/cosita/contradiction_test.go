package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics"
	"cosita/numerics/screen"
)

// certifiesAll certifies everything, true or not.
type certifiesAll struct{}

func (certifiesAll) Certify(context.Context, *term.Statement) evidence.Evidence {
	return evidence.Evidence{Verdict: evidence.Certified, Certificate: &evidence.Certificate{Kind: "planted"}}
}

// A statement that is refuted and certified ends the run; both sides are printed.
func TestContradictionStops(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		var out bytes.Buffer
		c := newCLI(nil, &out, &discard{})
		c.json = asJSON
		judge := numerics.Judge{Certifier: certifiesAll{}}
		run := screen.Run{Screener: screen.ScreenerFunc(judge.Certify), Workers: 1}
		rows := []screen.Row{{ID: "a", Text: "theorem a (n : ℕ) : n - 1 + 1 = n"}, {ID: "b", Text: "theorem b : 1 = 1"}}
		err := run.All(t.Context(), rows, c.checked)
		if !errors.Is(err, evidence.ErrContradiction) || !strings.Contains(err.Error(), "refuted at n := 0, and certified by planted") {
			t.Errorf("json %t: %v", asJSON, err)
		}
		text := out.String()
		if strings.Contains(text, "theorem b") {
			t.Errorf("json %t: the run went on:\n%s", asJSON, text)
		}
		if asJSON && (!strings.Contains(text, `"witness":[{"name":"n"`) || !strings.Contains(text, `"certificate":{"kind":"planted"`)) {
			t.Errorf("the line lacks a side:\n%s", text)
		}
		if !asJSON && !strings.Contains(text, "refuted at n := 0, and certified by planted") {
			t.Errorf("the text lacks a side:\n%s", text)
		}
	}
}
