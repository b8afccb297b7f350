package numerics_test

import (
	"math/rand/v2"
	"testing"

	"cosita/lean/term"
	"cosita/numerics/certify"
)

// No false variant is certified.
func TestVariantsCertified(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(variantSeed, 1))}
	families := []func() variant{
		m.square, m.parabola, m.product, m.corner, m.system, m.residue, m.parity, m.truncation,
		m.rounding, m.threeSquares, m.triangle, m.scaling,
	}
	truths, certified := 0, 0
	for i := range variantCount {
		v := families[i%len(families)]()
		st, err := term.ParseStatement(v.text)
		if err != nil {
			t.Fatalf("%s: %v", v.text, err)
		}
		e := certify.Certifier{Pivots: 1000}.Certify(t.Context(), st)
		if v.truth {
			truths++
		}
		if e.Certificate == nil {
			continue
		}
		if !v.truth {
			t.Errorf("%s is false and was certified by %s", v.text, e.Certificate.Kind)
		}
		certified++
	}
	t.Logf("%d of %d true variants certified", certified, truths)
	if 2*certified < truths {
		t.Errorf("%d of %d true variants certified, want half", certified, truths)
	}
}
