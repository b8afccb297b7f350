package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The edge cases of 64-bit words and random numbers of all sizes agree with math/big.
func TestRatAgreesWithBig(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pool := []*big.Rat{
		big.NewRat(0, 1), big.NewRat(1, 1), big.NewRat(-1, 1), big.NewRat(math.MaxInt64, 1),
		big.NewRat(math.MinInt64, 1), big.NewRat(1, math.MaxInt64), big.NewRat(math.MinInt64, math.MaxInt64),
		big.NewRat(1<<32, 1), big.NewRat(-1<<32, 3),
	}
	for range 40 {
		pool = append(pool, big.NewRat(rng.Int64N(1<<33)-1<<32, 1+rng.Int64N(1<<rng.IntN(33))))
	}
	for range 40 {
		n := new(big.Int).SetUint64(rng.Uint64() >> rng.IntN(64))
		n.Mul(n, new(big.Int).SetUint64(rng.Uint64()>>rng.IntN(64)))
		if rng.IntN(2) == 0 {
			n.Neg(n)
		}
		pool = append(pool, new(big.Rat).SetFrac(n, big.NewInt(1+rng.Int64N(1<<rng.IntN(50)))))
	}
	for _, a := range pool {
		for _, b := range pool {
			x, y := FromBig(a), FromBig(b)
			check := func(op string, got Rat, want *big.Rat) {
				if got.Big().Cmp(want) != 0 || got.String() != want.RatString() {
					t.Errorf("%s %s %s = %s, want %s", x, op, y, got, want)
				}
			}
			check("+", x.Add(y), new(big.Rat).Add(a, b))
			check("-", x.Sub(y), new(big.Rat).Sub(a, b))
			check("*", x.Mul(y), new(big.Rat).Mul(a, b))
			if b.Sign() == 0 {
				check("/", x.Quo(y), new(big.Rat))
			} else {
				check("/", x.Quo(y), new(big.Rat).Quo(a, b))
			}
			if x.Cmp(y) != a.Cmp(b) || x.Sign() != a.Sign() || x.IsInt() != a.IsInt() {
				t.Errorf("order, sign or integrality of %s and %s", x, y)
			}
		}
	}
}

func TestDivMod(t *testing.T) {
	// Lean: 7/(-2) = -3, (-7)/2 = -4, (-7)%(-2) = 1, a/0 = 0, a%0 = a.
	for _, c := range []struct{ a, b, q, m int64 }{
		{7, 2, 3, 1}, {7, -2, -3, 1}, {-7, 2, -4, 1}, {-7, -2, 4, 1}, {5, 0, 0, 5}, {-5, 0, 0, -5},
		{0, 3, 0, 0}, {math.MinInt64, 1, math.MinInt64, 0},
	} {
		q, m := DivMod(Int(c.a), Int(c.b))
		if q.Cmp(Int(c.q)) != 0 || m.Cmp(Int(c.m)) != 0 {
			t.Errorf("%d divided by %d: %s rest %s, want %d rest %d", c.a, c.b, q, m, c.q, c.m)
		}
	}
	if q, _ := DivMod(Int(math.MinInt64), Int(-1)); q.String() != "9223372036854775808" {
		t.Errorf("-2^63 / -1 = %s", q)
	}
}

func TestPoly(t *testing.T) {
	x, y := X(0), X(1)
	sum := x.Add(y)
	square, ok := sum.Pow(2)
	if !ok || len(square.Terms()) != 3 {
		t.Fatalf("(x+y)^2 has terms %v", square.Terms())
	}
	xx, _ := x.Pow(2)
	yy, _ := y.Pow(2)
	xy, _ := x.Mul(y)
	rest := square.Add(xx.Scale(Int(-1))).Add(yy.Scale(Int(-1))).Add(xy.Scale(Int(-2)))
	if len(rest.Terms()) != 0 {
		t.Errorf("(x+y)^2 - x^2 - y^2 - 2xy = %v", rest.Terms())
	}
	if len(sum.Terms()) != 2 {
		t.Errorf("an operand changed: %v", sum.Terms())
	}
	// y = x² + 1 put into x*y + y.
	line := xx.Add(Const(Int(1))).Add(y.Scale(Int(-1)))
	solved, ok := line.Solve(1)
	if !ok {
		t.Fatal("x² + 1 - y was not solved for y")
	}
	put, ok := xy.Add(y).Substitute(1, solved)
	cube, _ := x.Pow(3)
	want := cube.Add(xx).Add(x).Add(Const(Int(1)))
	if !ok || len(put.Add(want.Scale(Int(-1))).Terms()) != 0 {
		t.Errorf("x*y + y at y = x² + 1 is %v", put.Terms())
	}
	if _, ok := xy.Solve(1); ok {
		t.Error("x*y was solved for y")
	}
	if _, ok := x.Add(y).Add(Const(Int(1))).Pow(100); ok {
		t.Error("a power with thousands of terms was not refused")
	}
}
