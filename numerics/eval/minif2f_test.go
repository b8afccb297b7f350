package eval_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cosita/internal/testdata"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// Of the statements of miniF2F that are elaborated, nearly all are evaluable: at some point
// each hypothesis and the goal has a truth value.
func TestMiniF2F(t *testing.T) {
	file, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	typed, evaluable := 0, 0
	begin := time.Now()
	for rows := json.NewDecoder(file); ; {
		var row struct{ ID, Header, Statement string }
		if err := rows.Decode(&row); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		st, err := term.ParseStatement(row.Header + "\n" + row.Statement)
		if err != nil {
			continue
		}
		s, err := elab.Elaborate(st)
		if err != nil {
			continue
		}
		typed++
		start := time.Now()
		if reasons := evaluate(s); len(reasons) == 0 {
			evaluable++
		} else {
			t.Logf("%s: %v", row.ID, reasons)
		}
		if took := time.Since(start); took > time.Second {
			t.Logf("%s took %v", row.ID, took)
		}
	}
	t.Logf("%d of %d elaborated statements are evaluable, in %v", evaluable, typed, time.Since(begin))
	if evaluable < typed-10 {
		t.Errorf("%d of %d elaborated statements are evaluable", evaluable, typed)
	}
}

// evaluate tries a few points and gives the parts that have no truth value at any of them.
func evaluate(s *elab.Statement) (reasons []string) {
	props := []elab.Term{s.Goal}
	for _, h := range s.Hyps {
		props = append(props, h.Prop)
	}
	last := make([]error, len(props))
	for k := range int64(8) {
		env := make(eval.Env, s.Slots)
		for i, v := range s.Vars {
			env[i] = sample(v.Type, k, int64(i))
		}
		for i, p := range props {
			_, err := eval.Holds(p, env)
			if k == 0 || err == nil || last[i] != nil && !errors.Is(err, eval.ErrUndecided) {
				if last[i] != nil || k == 0 {
					last[i] = err
				}
			}
		}
		if !slices.ContainsFunc(last, func(err error) bool { return err != nil }) {
			return nil
		}
	}
	for i, err := range last {
		if err != nil {
			reasons = append(reasons, elab.Print(props[i])+": "+err.Error())
		}
	}
	return reasons
}

// sample is the k-th value of a type for the i-th variable.
func sample(t elab.Type, k, i int64) eval.Value {
	switch t := t.(type) {
	case elab.Scalar:
		switch t {
		case elab.Prop:
			return eval.Bool(k%2 == 0)
		case elab.Complex:
			return eval.Complex{Re: exact.RealInt(k + i), Im: exact.RealInt(k)}
		case elab.Real, elab.Rat, elab.NNReal:
			return eval.Rational(exact.Frac(k*k+i+1, 1+k%3))
		}
		return eval.Int(k + i + 1)
	case elab.Fin:
		return eval.Int((k + i) % int64(t.N))
	case elab.ZMod:
		return eval.Int((k + i) % int64(t.N))
	case elab.Fun:
		x := &elab.Var{Index: 0, Name: "x", T: t.Dom}
		env := eval.Env{nil, sample(t.Cod, k, i)}
		body := elab.Term(&elab.Var{Index: 1, Name: "c", T: t.Cod})
		if t.Dom == t.Cod && k%2 == 0 {
			body = x
		}
		return &eval.Function{Lambda: &elab.Lambda{Param: x, Body: body}, Env: env}
	case elab.Set:
		return &eval.Set{Elems: eval.Finset{sample(t.Elem, k, i)}}
	case elab.Finset:
		return eval.Finset{sample(t.Elem, k, i)}
	case elab.ListOf:
		return eval.List{sample(t.Elem, k, i)}
	case elab.Times:
		return eval.Pair{First: sample(t.A, k, i), Second: sample(t.B, k, i+1)}
	case elab.EquivOf:
		f, _ := sample(elab.Fun{Dom: t.A, Cod: t.B}, 0, i).(*eval.Function)
		return &eval.Equiv{To: f, Inv: f}
	}
	return nil
}
