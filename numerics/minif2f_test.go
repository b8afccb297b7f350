package numerics_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/internal/testdata"
	"cosita/lean/term"
	"cosita/numerics"
)

// reallyFalse are the statements of miniF2F that are false in Lean as they stand, each
// checked by hand, with the reason.
var reallyFalse = map[string]string{}

// No statement of miniF2F is refuted but those that are known to be false.
func TestMiniF2F(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: about 20 s")
	}
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	counts := map[string]int{}
	begin, total := time.Now(), 0
	for rows := json.NewDecoder(file); ; {
		var row struct{ ID, Header, Statement string }
		if err := rows.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		total++
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
			continue
		}
		var judge numerics.Judge
		ev := judge.Screen(t.Context(), st)
		if err := ev.Check(); err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		counts[ev.Verdict.String()+" "+string(ev.Code)]++
		if _, known := reallyFalse[row.ID]; ev.Verdict == evidence.Refuted && !known {
			t.Errorf("%s was refuted at %s", row.ID, ev.Witness)
		}
		if ev.Code == evidence.CodeFailed || ev.Code == evidence.CodePerhapsVacuous || ev.Code == evidence.CodeElaboration || ev.Code == evidence.CodeType {
			t.Errorf("%s: %s", row.ID, ev.Reason)
		}
	}
	t.Logf("%d statements in %v: %v", total, time.Since(begin).Round(100*time.Millisecond), counts)
	if total != 488 {
		t.Errorf("%d statements, want 488", total)
	}
	if counts["consistent "] < 175 {
		t.Errorf("%d consistent, want at least 175", counts["consistent "])
	}
}
