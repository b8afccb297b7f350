package certify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/internal/testdata"
	"cosita/lean/term"
	"cosita/numerics/certify"
	"cosita/numerics/certify/verify"
)

var allAltered = flag.Bool("altered", false, "alter every certificate of miniF2F, not one in twenty")

// alterations calls try with each number of a decoded certificate altered in turn: where a
// number stands as text, it is increased by 1; the certificate is as it was afterwards. A
// number is known by the rule of its step and its field.
func alterations(node any, rule string, try func(where string)) {
	next := func(v any) (any, bool) {
		switch v := v.(type) {
		case json.Number:
			if n, ok := new(big.Int).SetString(v.String(), 10); ok {
				return json.Number(n.Add(n, big.NewInt(1)).String()), true
			}
		case string:
			if r, ok := new(big.Rat).SetString(v); ok {
				return r.Add(r, big.NewRat(1, 1)).RatString(), true
			}
		}
		return nil, false
	}
	switch n := node.(type) {
	case map[string]any:
		if r, ok := n["rule"].(string); ok {
			rule = r
		}
		for key, v := range n {
			if changed, ok := next(v); ok {
				n[key] = changed
				try(rule + " " + key)
				n[key] = v
			} else {
				alterations(v, rule, try)
			}
		}
	case []any:
		for i, v := range n {
			if changed, ok := next(v); ok {
				n[i] = changed
				try(rule + " fact")
				n[i] = v
			} else {
				alterations(v, rule, try)
			}
		}
	}
}

// altered counts the alterations of a certificate that are rejected, and those that prove the
// statement too.
func altered(t *testing.T, text string, c *evidence.Certificate, rejected, valid map[string]int) {
	t.Helper()
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var whole map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	alterations(whole["payload"], "", func(where string) {
		changed, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		var c evidence.Certificate
		if json.Unmarshal(changed, &c) != nil || verify.Check(text, &c) != nil {
			rejected[where]++
			return
		}
		valid[where]++
		// It must be no proof of what is false.
		if err := verify.Check("theorem t : (0 : ℝ) = 1", &c); err == nil {
			t.Errorf("%s: with %s altered it proves 0 = 1: %s", text, where, changed)
		}
	})
}

// A certificate's multipliers are determined by the statement: no other number will do.
func TestAltered(t *testing.T) {
	const truth = "theorem t (x y : ℝ) (h : x + y = 3) (k : x * y = 2) : x ^ 2 + y ^ 2 = 5"
	e := certified(t, truth)
	rejected, valid := map[string]int{}, map[string]int{}
	altered(t, truth, e.Certificate, rejected, valid)
	if len(valid) > 0 || rejected["combination coef"]+rejected["combination c"] < 3 {
		t.Errorf("rejected %v, accepted %v", rejected, valid)
	}
	if err := verify.Check("theorem t (x y : ℝ) (h : x + y = 3) (k : x * y = 2) : x ^ 2 + y ^ 2 = 6", e.Certificate); err == nil {
		t.Error("the certificate proves another statement too")
	}
}

// Every number of the certificates of miniF2F is altered in turn. Coefficients of sums are
// rejected but where a term that is not negative may be larger or smaller; what is accepted
// else are wider bounds of an enumeration, other moduli and other facts.
func TestMiniF2FAltered(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: a minute")
	}
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rejected, valid := map[string]int{}, map[string]int{}
	certificates, number := 0, 0
	for rows := json.NewDecoder(file); ; number++ {
		var row struct{ Header, Statement string }
		if err := rows.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !*allAltered && number%20 != 0 {
			continue
		}
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		e := certify.Certifier{Pivots: 1000}.Certify(ctx, st)
		cancel()
		if e.Certificate == nil {
			continue
		}
		certificates++
		altered(t, st.Header.Text+"\n"+term.PrintStatement(st), e.Certificate, rejected, valid)
	}
	t.Logf("%d certificates: rejected %v, other proofs of the same statement %v", certificates, rejected, valid)
	if certificates < 5 || len(rejected) == 0 {
		t.Error("no fair trial")
	}
}
