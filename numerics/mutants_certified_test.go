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
	"cosita/numerics/certify/verify"
	"cosita/numerics/mutate"
)

// No certified statement, and no certified mutant of one, is refuted.
func TestMutantsCertified(t *testing.T) {
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	certified := func(st *term.Statement) *evidence.Certificate {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		return certify.Certifier{Pivots: 1000}.Certify(ctx, st).Certificate
	}
	statements, mutants, refuted := 0, 0, 0
	var judge numerics.Judge
	tried := 0
	for rows := json.NewDecoder(file); ; tried++ {
		var row struct{ Header, Statement string }
		if err := rows.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !sampled(tried, 32) {
			continue
		}
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil {
			continue
		}
		own := certified(st)
		if own == nil {
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
			if certified(st) != nil {
				t.Errorf("refuted and certified: %s", term.PrintStatement(st))
			}
			if verify.Check(term.PrintStatement(st), own) == nil {
				t.Errorf("refuted, and proved by the certificate of what it is a mutant of: %s", term.PrintStatement(st))
			}
		}
	}
	t.Logf("%d certified, %d mutants, %d refuted", statements, mutants, refuted)
	if 2*statements < tried/32 || 2*refuted < statements {
		t.Errorf("no fair trial")
	}
}
