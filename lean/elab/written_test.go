package elab_test

import (
	"os"
	"strings"
	"testing"

	"cosita/lean/elab"
)

// Each statement of the file is elaborated to what is written below it, which is elaborated
// to the same again.
func TestWrittenOut(t *testing.T) {
	data, err := os.ReadFile("testdata/written.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if len(lines) < 300 {
		t.Errorf("%d statements, want 150 at least", len(lines)/2)
	}
	for i := 0; i+1 < len(lines); i += 2 {
		in, want := lines[i], lines[i+1]
		typed, err := elab.Elaborate(parse(t, "example "+in))
		if text, isError := strings.CutPrefix(want, "error: "); isError {
			if err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("%s\ngives %v, want an error with %q", in, err, text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := strings.TrimPrefix(typed.String(), "example "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want)
		}
		again(t, in, typed)
	}
}
