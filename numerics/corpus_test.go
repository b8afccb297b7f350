package numerics_test

import (
	"os"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/numerics"
)

// corpusLine is a statement of a file, open where it stands behind a question mark: no search
// here settles it yet.
type corpusLine struct {
	text string
	open bool
}

func corpus(t *testing.T, path string) []corpusLine {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []corpusLine
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, open := strings.CutPrefix(line, "? ")
		lines = append(lines, corpusLine{"theorem t " + text, open})
	}
	return lines
}

func judged(t *testing.T, text string) evidence.Evidence {
	t.Helper()
	st, err := elab.Close(text, "")
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var judge numerics.Judge
	judge.Searcher.Points = 600
	ev := judge.Screen(t.Context(), st)
	if err := ev.Check(); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return ev
}

// No true statement is refuted, nor called ill-typed.
func TestTrueStatements(t *testing.T) {
	counts := map[string]int{}
	all := corpus(t, "testdata/true.txt")
	for _, line := range all {
		ev := judged(t, line.text)
		counts[ev.Verdict.String()+" "+string(ev.Code)]++
		if ev.Verdict == evidence.Refuted {
			t.Errorf("this is true and was refuted at %s: %s", ev.Witness, line.text)
		}
		if ev.Code == evidence.CodeType || ev.Code == evidence.CodeParse {
			t.Errorf("%s: %s", line.text, ev.Reason)
		}
	}
	t.Logf("%d true statements: %v", len(all), counts)
	if counts["consistent "] < 450 {
		t.Errorf("%v, want at least 450 consistent", counts)
	}
}

// Each false statement is refuted, but for those that are marked as open.
func TestFalseStatements(t *testing.T) {
	all := corpus(t, "testdata/false.txt")
	refuted, open := 0, 0
	for _, line := range all {
		ev := judged(t, line.text)
		switch found := ev.Verdict == evidence.Refuted; {
		case found && line.open:
			t.Errorf("this is marked as open, and refuted: %s", line.text)
		case line.open:
			open++
		case found:
			refuted++
		default:
			t.Errorf("not refuted: %s: %s", line.text, ev.Reason)
		}
	}
	t.Logf("%d false statements: %d refuted, %d open", len(all), refuted, open)
}
