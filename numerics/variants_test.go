package numerics_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics"
)

// values are those of a witness, by the name of the variable.
type values map[string]*big.Rat

// variant is a statement whose truth is known by construction. breaks says in plain math/big
// whether a point satisfies the hypotheses and fails the conclusion.
type variant struct {
	family string
	text   string
	truth  bool
	breaks func(v values) bool
}

// maker makes variants of one family of statements.
type maker struct{ *rand.Rand }

const (
	variantCount = 300
	variantSeed  = 20261123
)

// No true variant is refuted, nine of ten false ones are, and each witness stands by a
// reckoning that shares no code with the search.
func TestVariants(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(variantSeed, 1))}
	families := []func() variant{
		m.square, m.parabola, m.product, m.corner, m.system, m.residue, m.parity, m.truncation,
		m.rounding, m.threeSquares, m.triangle, m.scaling,
	}
	type tally struct{ count, refuted int }
	var truths, falsehoods tally
	missed := map[string]int{}
	for i := range variantCount {
		v := families[i%len(families)]()
		st, err := term.ParseStatement(v.text)
		if err != nil {
			t.Fatalf("%s: %v", v.text, err)
		}
		var judge numerics.Judge
		ev := judge.Screen(t.Context(), st)
		if err := ev.Check(); err != nil {
			t.Errorf("%s: %v", v.text, err)
		}
		if ev.Verdict != evidence.Refuted && ev.Verdict != evidence.Consistent {
			t.Errorf("%s: %s, %s", v.text, ev.Verdict, ev.Reason)
		}
		refuted := ev.Verdict == evidence.Refuted
		if refuted && !v.breaks(read(t, ev.Witness)) {
			t.Errorf("%s: the witness %s does not break it", v.text, ev.Witness)
		}
		of := &falsehoods
		if v.truth {
			of = &truths
			if refuted {
				t.Errorf("%s is true and was refuted at %s", v.text, ev.Witness)
			}
		} else if !refuted {
			missed[v.family]++
			t.Logf("not refuted: %s", v.text)
		}
		of.count++
		if refuted {
			of.refuted++
		}
	}
	t.Logf("true: %d, refuted %d; false: %d, refuted %d (%.1f %%); missed by family: %v",
		truths.count, truths.refuted, falsehoods.count, falsehoods.refuted,
		100*float64(falsehoods.refuted)/float64(falsehoods.count), missed)
	if truths.count < variantCount/4 || falsehoods.count < variantCount/4 {
		t.Errorf("%d true and %d false variants are no fair trial", truths.count, falsehoods.count)
	}
	if 10*falsehoods.refuted < 9*falsehoods.count {
		t.Errorf("%d of %d false variants refuted, want nine of ten", falsehoods.refuted, falsehoods.count)
	}
}

// read takes the values of a witness from its text, and checks that they are of their types.
func read(t *testing.T, w evidence.Witness) values {
	t.Helper()
	v := values{}
	for _, b := range w {
		x, ok := new(big.Rat).SetString(b.Value)
		integral := b.Type == "ℕ" || b.Type == "ℤ"
		if !ok || integral && !x.IsInt() || b.Type == "ℕ" && x.Sign() < 0 {
			t.Fatalf("%s := %s is no value of %s", b.Name, b.Value, b.Type)
		}
		v[b.Name] = x
	}
	return v
}

func rat(n, d int64) *big.Rat             { return big.NewRat(n, d) }
func add(xs ...*big.Rat) *big.Rat         { return fold((*big.Rat).Add, xs) }
func mul(xs ...*big.Rat) *big.Rat         { return fold((*big.Rat).Mul, xs) }
func sub(x, y *big.Rat) *big.Rat          { return new(big.Rat).Sub(x, y) }
func abs(x *big.Rat) *big.Rat             { return new(big.Rat).Abs(x) }
func remainder(x *big.Rat, m int64) int64 { return new(big.Int).Mod(x.Num(), big.NewInt(m)).Int64() }

func fold(op func(z, x, y *big.Rat) *big.Rat, xs []*big.Rat) *big.Rat {
	z := new(big.Rat).Set(xs[0])
	for _, x := range xs[1:] {
		op(z, z, x)
	}
	return z
}

// relation is a relation and its meaning.
type relation struct {
	sign  string
	holds func(cmp int) bool
}

var (
	atLeast = relation{"≥", func(c int) bool { return c >= 0 }}
	above   = relation{">", func(c int) bool { return c > 0 }}
	atMost  = relation{"≤", func(c int) bool { return c <= 0 }}
)

// floor is a relation `e ≥ bound + shift` or `>`, sometimes `≤`, where bound is the smallest
// value of e, which e takes, and e has no upper bound; with the truth of it.
func (m maker) floor(shift *big.Rat) (relation, bool) {
	switch m.IntN(5) {
	case 0:
		return atMost, false
	case 1, 2:
		return above, shift.Sign() < 0
	default:
		return atLeast, shift.Sign() <= 0
	}
}

func (m maker) names(n int) []string {
	pool := strings.Fields("a b c d p q r s u v w x y z x₁ y' αβ t₀")
	m.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	return pool[:n]
}

func (m maker) pick(xs ...string) string { return xs[m.IntN(len(xs))] }

// shift is a small number, rational for a field, as likely negative as positive.
func (m maker) shift(typ string) *big.Rat {
	if typ == "ℕ" || typ == "ℤ" {
		return rat(m.Int64N(5)-2, 1)
	}
	return rat(m.Int64N(7)-3, []int64{1, 2, 10, 1000}[m.IntN(4)])
}

// both writes a shift to the side where it is not negative: left + l REL right + r.
func both(shift *big.Rat) (l, r string) {
	switch shift.Sign() {
	case 1:
		return "", " + " + shift.RatString()
	case -1:
		return " + " + new(big.Rat).Neg(shift).RatString(), ""
	}
	return "", ""
}

// statement joins binders, hypotheses in random order, and the goal.
func (m maker) statement(binders string, hyps []string, goal string) string {
	hyps = slices.Clone(hyps)
	m.Shuffle(len(hyps), func(i, j int) { hyps[i], hyps[j] = hyps[j], hyps[i] })
	var b strings.Builder
	fmt.Fprintf(&b, "theorem t %s", binders)
	for i, h := range hyps {
		fmt.Fprintf(&b, " (h%d : %s)", i, h)
	}
	return b.String() + " : " + goal
}

// a² + b² ≥ 2ab + shift.
func (m maker) square() variant {
	typ := m.pick("ℝ", "ℚ", "ℤ", "ℕ")
	n := m.names(2)
	shift := m.shift(typ)
	rel, truth := m.floor(shift)
	l, r := both(shift)
	text := m.statement(fmt.Sprintf("(%s %s : %s)", n[0], n[1], typ), nil,
		fmt.Sprintf("%[1]s^2 + %[2]s^2%[3]s %[4]s 2*%[1]s*%[2]s%[5]s", n[0], n[1], l, rel.sign, r))
	return variant{"square", text, truth, func(v values) bool {
		d := sub(v[n[0]], v[n[1]])
		return !rel.holds(mul(d, d).Cmp(shift))
	}}
}

// x² - 2cx + c² + depth ≥ 0, with its lowest point at an odd place c.
func (m maker) parabola() variant {
	n := m.names(1)
	c := rat(m.Int64N(100)-50, 1+m.Int64N(20))
	shift := m.shift("ℝ")
	rel, truth := m.floor(shift)
	text := m.statement(fmt.Sprintf("(%s : ℝ)", n[0]), nil, fmt.Sprintf("%[1]s^2 - (%[2]s) * %[1]s + (%[3]s) %[4]s 0",
		n[0], mul(rat(2, 1), c).RatString(), sub(mul(c, c), shift).RatString(), rel.sign))
	return variant{"parabola", text, truth, func(v values) bool {
		d := sub(v[n[0]], c)
		return !rel.holds(mul(d, d).Cmp(shift))
	}}
}

// x + y = s → xy ≤ s²/4 - shift.
func (m maker) product() variant {
	n := m.names(2)
	s := rat(m.Int64N(21)-10, 1+m.Int64N(7))
	shift := m.shift("ℝ")
	rel, truth := m.floor(shift)
	text := m.statement(fmt.Sprintf("{%s %s : ℝ}", n[0], n[1]), []string{fmt.Sprintf("%s + %s = %s", n[0], n[1], s.RatString())},
		fmt.Sprintf("%s %s %s * %s", sub(mul(s, s, rat(1, 4)), shift).RatString(), rel.sign, n[0], n[1]))
	return variant{"product", text, truth, func(v values) bool {
		x, y := v[n[0]], v[n[1]]
		return add(x, y).Cmp(s) == 0 && !rel.holds(sub(mul(s, s, rat(1, 4)), mul(x, y)).Cmp(shift))
	}}
}

// x ≥ a, y ≥ b → px + qy ≥ pa + qb + shift.
func (m maker) corner() variant {
	typ := m.pick("ℝ", "ℚ", "ℤ", "ℕ")
	n := m.names(2)
	a, b := rat(m.Int64N(50), 1), rat(m.Int64N(50), 1)
	p, q := rat(1+m.Int64N(9), 1), rat(1+m.Int64N(9), 1)
	shift := m.shift(typ)
	rel, truth := m.floor(shift)
	l, r := both(shift)
	least := add(mul(p, a), mul(q, b))
	text := m.statement(fmt.Sprintf("(%s %s : %s)", n[0], n[1], typ), []string{
		fmt.Sprintf("%s ≥ %s", n[0], a.RatString()), fmt.Sprintf("%s ≤ %s", b.RatString(), n[1])},
		fmt.Sprintf("%s * %s + %s * %s%s %s %s%s", p.RatString(), n[0], q.RatString(), n[1], l, rel.sign, least.RatString(), r))
	return variant{"corner", text, truth, func(v values) bool {
		x, y := v[n[0]], v[n[1]]
		return x.Cmp(a) >= 0 && y.Cmp(b) >= 0 && !rel.holds(sub(add(mul(p, x), mul(q, y)), least).Cmp(shift))
	}}
}

// Two linear equations, and the value of one unknown.
func (m maker) system() variant {
	typ := m.pick("ℝ", "ℚ", "ℤ")
	n := m.names(2)
	x0, y0 := rat(m.Int64N(41)-20, 1), rat(m.Int64N(41)-20, 1)
	var c [4]int64
	for c[0]*c[3] == c[1]*c[2] {
		for i := range c {
			c[i] = m.Int64N(19) - 9
		}
	}
	shift := m.shift(typ)
	if m.IntN(2) == 0 {
		shift = new(big.Rat)
	}
	side := func(i int) *big.Rat { return add(mul(rat(c[i], 1), x0), mul(rat(c[i+1], 1), y0)) }
	equation := func(i int) string {
		return fmt.Sprintf("(%d) * %s + (%d) * %s = %s", c[i], n[0], c[i+1], n[1], side(i).RatString())
	}
	claimed := add(x0, shift)
	text := m.statement(fmt.Sprintf("(%s %s : %s)", n[0], n[1], typ), []string{equation(0), equation(2)},
		fmt.Sprintf("%s = (%s)", n[0], claimed.RatString()))
	return variant{"system", text, shift.Sign() == 0, func(v values) bool {
		x, y := v[n[0]], v[n[1]]
		for _, i := range []int{0, 2} {
			if add(mul(rat(c[i], 1), x), mul(rat(c[i+1], 1), y)).Cmp(side(i)) != 0 {
				return false
			}
		}
		return x.Cmp(claimed) != 0
	}}
}

// n % p = r → (kn + c) % p is what it is, or not.
func (m maker) residue() variant {
	typ := m.pick("ℕ", "ℤ")
	n := m.names(1)
	p := 2 + m.Int64N(30)
	r, k, c := m.Int64N(p), 1+m.Int64N(20), m.Int64N(40)
	claimed := (k*r + c) % p
	truth := m.IntN(2) == 0
	if !truth {
		claimed = (claimed + 1) % p
	}
	text := m.statement(fmt.Sprintf("(%s : %s)", n[0], typ), []string{fmt.Sprintf("%s %% %d = %d", n[0], p, r)},
		fmt.Sprintf("(%d * %s + %d) %% %d = %d", k, n[0], c, p, claimed))
	return variant{"residue", text, truth, func(v values) bool {
		x := v[n[0]]
		return remainder(x, p) == r && remainder(add(mul(rat(k, 1), x), rat(c, 1)), p) != claimed
	}}
}

// n² + n + c is even, odd, divisible by 2.
func (m maker) parity() variant {
	typ := m.pick("ℕ", "ℤ")
	n := m.names(1)
	c := m.Int64N(100)
	form, even := m.pick("Even (%s)", "2 ∣ %s", "¬ Even (%s)", "Odd (%s)"), true
	if strings.HasPrefix(form, "Odd") || strings.HasPrefix(form, "¬") {
		even = false
	}
	text := m.statement(fmt.Sprintf("(%s : %s)", n[0], typ), nil, fmt.Sprintf(form, fmt.Sprintf("%[1]s ^ 2 + %[1]s + %[2]d", n[0], c)))
	return variant{"parity", text, (c%2 == 0) == even, func(v values) bool {
		x := v[n[0]]
		return (remainder(add(mul(x, x), x, rat(c, 1)), 2) == 0) != even
	}}
}

// a - b + b = a, which fails in ℕ where it truncates.
func (m maker) truncation() variant {
	typ := m.pick("ℕ", "ℕ", "ℤ", "ℝ")
	n := m.names(2)
	var hyps []string
	gap := m.Int64N(5) - 2
	guarded := m.IntN(2) == 0
	if guarded {
		l, r := both(rat(gap, 1))
		hyps = append(hyps, fmt.Sprintf("%s%s ≤ %s%s", n[1], l, n[0], r))
	}
	text := m.statement(fmt.Sprintf("(%s %s : %s)", n[0], n[1], typ), hyps, fmt.Sprintf("%[1]s - %[2]s + %[2]s = %[1]s", n[0], n[1]))
	return variant{"truncation", text, typ != "ℕ" || guarded && gap <= 0, func(v values) bool {
		a, b := v[n[0]], v[n[1]]
		return typ == "ℕ" && a.Cmp(b) < 0 && (!guarded || b.Cmp(add(a, rat(gap, 1))) <= 0)
	}}
}

// x / k * k = x, which rounding and division by 0 spoil.
func (m maker) rounding() variant {
	typ := m.pick("ℕ", "ℤ", "ℝ", "ℚ")
	integral := typ == "ℕ" || typ == "ℤ"
	n := m.names(2)
	var hyps []string
	guarded := m.IntN(2) == 0
	if guarded {
		hyps = append(hyps, n[1]+" ≠ 0")
		if integral {
			hyps = append(hyps, fmt.Sprintf("%s ∣ %s", n[1], n[0]))
		}
	}
	text := m.statement(fmt.Sprintf("(%s : %s) (%s : %s)", n[0], typ, n[1], typ), hyps,
		fmt.Sprintf("%[1]s / %[2]s * %[2]s = %[1]s", n[0], n[1]))
	return variant{"rounding", text, guarded, func(v values) bool {
		x, k := v[n[0]], v[n[1]]
		switch {
		case guarded:
			return false
		case k.Sign() == 0:
			return x.Sign() != 0
		}
		return integral && new(big.Int).Mod(x.Num(), new(big.Int).Abs(k.Num())).Sign() != 0
	}}
}

// x² + y² + z² ≥ xy + yz + zx + shift.
func (m maker) threeSquares() variant {
	typ := m.pick("ℝ", "ℚ", "ℤ", "ℕ")
	n := m.names(3)
	shift := m.shift(typ)
	rel, truth := m.floor(shift)
	l, r := both(shift)
	text := m.statement(fmt.Sprintf("(%s : %s)", strings.Join(n, " "), typ), nil, fmt.Sprintf(
		"%[1]s^2 + %[2]s*%[2]s + %[3]s^2%[4]s %[5]s %[1]s*%[2]s + %[2]s*%[3]s + %[3]s*%[1]s%[6]s", n[0], n[1], n[2], l, rel.sign, r))
	return variant{"three squares", text, truth, func(v values) bool {
		x, y, z := v[n[0]], v[n[1]], v[n[2]]
		squares := add(mul(x, x), mul(y, y), mul(z, z))
		return !rel.holds(sub(squares, add(mul(x, y), mul(y, z), mul(z, x))).Cmp(shift))
	}}
}

// |x| + |y| ≥ |x + y| + shift.
func (m maker) triangle() variant {
	typ := m.pick("ℝ", "ℚ", "ℤ")
	n := m.names(2)
	shift := m.shift(typ)
	rel, truth := m.floor(shift)
	l, r := both(shift)
	text := m.statement("", nil, fmt.Sprintf("∀ %[1]s %[2]s : %[3]s, |%[1]s| + |%[2]s|%[4]s %[5]s |%[1]s + %[2]s|%[6]s",
		n[0], n[1], typ, l, rel.sign, r))
	return variant{"triangle", text, truth, func(v values) bool {
		x, y := v[n[0]], v[n[1]]
		return !rel.holds(sub(add(abs(x), abs(y)), abs(add(x, y))).Cmp(shift))
	}}
}

// x < y → cx < cy, by the sign of c.
func (m maker) scaling() variant {
	typ := m.pick("ℝ", "ℚ", "ℤ")
	n := m.names(2)
	c := m.Int64N(11) - 5
	arrow := m.pick("→", "↔")
	text := m.statement(fmt.Sprintf("(%s %s : %s)", n[0], n[1], typ), nil,
		fmt.Sprintf("%[1]s < %[2]s %[3]s (%[4]d) * %[1]s < (%[4]d) * %[2]s", n[0], n[1], arrow, c))
	return variant{"scaling", text, c > 0, func(v values) bool {
		x, y := v[n[0]], v[n[1]]
		before, after := x.Cmp(y) < 0, mul(rat(c, 1), x).Cmp(mul(rat(c, 1), y)) < 0
		return before && !after || arrow == "↔" && before != after
	}}
}
