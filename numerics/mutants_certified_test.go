package numerics_test

import (
	"context"
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
	"cosita/numerics/certify"
	"cosita/numerics/mutate"
)

// No certified statement, and no certified mutant of one, is refuted.
func TestMutantsCertified(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: minutes")
	}
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	certified := func(st *term.Statement) bool {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		return certify.Certifier{Pivots: 1000}.Certify(ctx, st).Certificate != nil
	}
	statements, mutants, refuted := 0, 0, 0
	var judge numerics.Judge
	for rows := json.NewDecoder(file); ; {
		var row struct{ Header, Statement string }
		if err := rows.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil || !certified(st) {
			continue
		}
		statements++
		all := []*term.Statement{st}
		for _, m := range mutate.Sample(st, 3, 1) {
			if changed, err := term.ParseStatement(m.Text); err == nil {
				mutants++
				all = append(all, changed)
			}
		}
		for _, st := range all {
			if judge.Screen(t.Context(), st).Verdict != evidence.Refuted {
				continue
			}
			refuted++
			if certified(st) {
				t.Errorf("refuted and certified: %s", term.PrintStatement(st))
			}
		}
	}
	t.Logf("%d certified, %d mutants, %d refuted", statements, mutants, refuted)
	if statements < 150 || refuted < 100 {
		t.Errorf("no fair trial")
	}
}
