package certify_test

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cosita/internal/testdata"
	"cosita/lean/term"
	"cosita/numerics/certify"
)

var whole = flag.Bool("whole", false, "certify all statements of miniF2F, not one in eight")

// The figures of README.md: how many statements of miniF2F are certified, by kind and half.
func TestMiniF2F(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: minutes")
	}
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	kinds, halves := map[string]int{}, map[string]int{}
	scripts, classes := map[string]int{}, map[string]int{}
	var times []time.Duration
	begin := time.Now()
	for rows, number := json.NewDecoder(file), 0; ; number++ {
		var row struct{ ID, Header, Statement, Split string }
		if err := rows.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !*whole && number%8 != 0 {
			continue
		}
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		start := time.Now()
		e := certify.Certifier{}.Certify(ctx, st)
		times = append(times, time.Since(start))
		cancel()
		if err := e.Check(); err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		if e.Certificate != nil {
			t.Logf("%s: %s by %s", row.ID, e.Verdict, e.Certificate.Kind)
			kinds[e.Certificate.Kind]++
			halves[row.Split]++
			class := "none"
			if e.Script != "" {
				class = string(e.Class)
				readable(t, row.ID, e.Script)
			}
			scripts[class]++
			classes[e.Certificate.Kind+", "+class]++
		}
	}
	slices.Sort(times)
	certified := halves["valid"] + halves["test"]
	t.Logf("scripts, not compiled by Lean: %v", classes)
	t.Logf("%d of %d certified %v, %v, scripts %v; median %v, all %v", certified, len(times),
		halves, kinds, scripts, times[len(times)/2], time.Since(begin).Round(time.Second))
	if 2*certified < len(times) {
		t.Errorf("%d of %d certified, want half", certified, len(times))
	}
}
