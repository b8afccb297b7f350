package term

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"cosita/internal/testdata"
)

// problem is a row of the miniF2F file.
type problem struct {
	ID        string `json:"id"`
	Header    string `json:"header"`
	Statement string `json:"statement"`
}

func problems(tb testing.TB) []problem {
	tb.Helper()
	f, err := os.Open(filepath.Join(testdata.Dir(tb), "minif2f", "minif2f.jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var rows []problem
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var row problem
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			tb.Fatal(err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return rows
}

func TestMiniF2FRoundTrip(t *testing.T) {
	rows := problems(t)
	if len(rows) != 488 {
		t.Fatalf("%d statements, want 488", len(rows))
	}
	for _, row := range rows {
		s, err := ParseStatement(row.Header + "\n\n" + row.Statement)
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
			continue
		}
		if s.Name == "" || len(s.Header.Opens) != 5 || s.Header.Opens[1] != "Real" {
			t.Errorf("%s: name %q, opens %q", row.ID, s.Name, s.Header.Opens)
		}
		for _, full := range []bool{false, true} {
			text := printStatement(s, full)
			again, err := ParseStatement(text)
			if err != nil {
				t.Errorf("%s: printed (full parentheses: %v): %v\n%s", row.ID, full, err, text)
				continue
			}
			if !EqualBinders(s.Binders, again.Binders) || !Equal(s.Goal, again.Goal) {
				t.Errorf("%s: another tree (full parentheses: %v)\n%s\n%s", row.ID, full, row.Statement, text)
			}
		}
	}
}
