package elab_test

import (
	"os"
	"strings"
	"testing"

	"cosita/lean/elab"
	"cosita/lean/term"
)

// What is understood is printed in a form that is elaborated to the same again, and its
// warnings are found without a fault.
func FuzzElaborate(f *testing.F) {
	data, err := os.ReadFile("testdata/written.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "error") {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		st, err := term.ParseStatement("example " + text)
		if err != nil {
			t.Skip()
		}
		typed, err := elab.Elaborate(st)
		if err != nil {
			return
		}
		for _, w := range typed.Warnings() {
			if w.Rule == "" || w.Text == "" {
				t.Errorf("warning %+v", w)
			}
		}
		again(t, text, typed)
	})
}
