package numerics_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/internal/testdata"
	"cosita/lean/term"
	"cosita/numerics"
	"cosita/numerics/falsify"
)

// reallyFalse are the statements of miniF2F that are false in Lean as they stand, each
// checked by hand, with the reason.
var reallyFalse = map[string]string{
	"aime_1984_p5": "log x is log |x|: a = 64 and b = -8 satisfy both equations, and a * b = -512",
	"aime_1988_p3": "log 0 = 0: at x = 1 both sides of the equation are 0, and (log₂ 1)² is not 27",
	"algebra_cubrtrp1oncubrtreq3_rcubp1onrcubeq5778": "x ^ (1/3) is |x| ^ (1/3) * cos (π/3) for x < 0: " +
		"r = -(72 + 32√5) has r ^ (1/3) = (3 + √5)/2, whose sum with its inverse is 3, and r ^ 3 is negative",
	"amc12a_2020_p13":   "1 / c, 1 / b, 1 / a and 1 / 36 are 0 in ℕ, so that the equation is 1 = 1 for any b",
	"imo_1967_p3":       "∏ ends before the minus: the right side is c 4 * c 5 - c 1 = 598 at k = 1, m = 3, n = 2, and 12 does not divide it",
	"mathd_algebra_208": "the exponent 1/3 is 0 in ℕ: 1000 - 1 is not 900",
	"mathd_algebra_282": "the exponent 1/3 is 0 in ℕ: f 1 is 1, and the sum is 78",
	"mathd_algebra_433": "f 8 = 3 * 3 - 8 = 1",
	"amc12a_2002_p21":   "the recursion begins at u 4: u 2 = 100000 and u 3 = 0 are allowed, and the sum is over 10000 at n = 4",
	"imo_1962_p4":       "0 = π/6 + (-1) * π/6 is in the set on the right, and no solution",
}

// No statement of miniF2F is refuted but those that are known to be false.
func TestMiniF2F(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: about a minute")
	}
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	counts := map[string]int{}
	tolerated, evaluable := 0, 0
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
		judge.Searcher.Points = 2000
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		ev := judge.Screen(ctx, st)
		if ev.Verdict == evidence.Consistent || ev.Verdict == evidence.Refuted {
			evaluable++
		} else if ok, err := falsify.Evaluable(ctx, st); ok && err == nil {
			evaluable++
		} else {
			t.Logf("not evaluable: %s: %s", row.ID, ev.Reason)
		}
		cancel()
		if err := ev.Check(); err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		counts[ev.Verdict.String()+" "+string(ev.Code)]++
		if _, known := reallyFalse[row.ID]; ev.Verdict == evidence.Refuted && !known {
			t.Errorf("%s was refuted at %s", row.ID, ev.Witness)
		}
		if strings.HasPrefix(ev.Reason, falsify.WithinTolerance) {
			tolerated++
		}
		if ev.Code == evidence.CodePerhapsVacuous || ev.Code == evidence.CodeType {
			t.Errorf("%s: %s", row.ID, ev.Reason)
		}
	}
	t.Logf("%d evaluable", evaluable)
	t.Logf("%d statements in %v: %v; %d of the consistent ones within tolerance only", total, time.Since(begin).Round(100*time.Millisecond), counts, tolerated)
	if total != 488 {
		t.Errorf("%d statements, want 488", total)
	}
	if counts["consistent "] < 385 {
		t.Errorf("%d consistent, want at least 385", counts["consistent "])
	}
	if evaluable < 440 {
		t.Errorf("%d evaluable, want at least 440", evaluable)
	}
	if counts["refuted "] < 8 {
		t.Errorf("%d refuted, want at least 8", counts["refuted "])
	}
}
