package eval_test

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	. "cosita/lean/elab"
	"cosita/numerics/eval"
)

// grower makes typed terms from bytes.
type grower struct {
	data  []byte
	slots []*Var
	next  int
}

func (g *grower) byte() int {
	if len(g.data) == 0 {
		return 0
	}
	b := g.data[0]
	g.data = g.data[1:]
	return int(b)
}

func (g *grower) pick(n int) int { return g.byte() % n }

var growTypes = []Type{Nat, Int, Rat, Real, Complex, NNReal, PNat, Fin{N: 5}, ZMod{N: 6}}

func (g *grower) scalar() Type { return growTypes[g.pick(len(growTypes))] }

// bind gives a new variable of type t to make(x).
func (g *grower) bind(t Type, make func(x *Var) Term) *Lambda {
	x := &Var{Index: g.next, Name: "x", T: t}
	g.next++
	g.slots = append(g.slots, x)
	body := make(x)
	g.slots = g.slots[:len(g.slots)-1]
	return &Lambda{Param: x, Body: body}
}

// term is a term of a number type.
func (g *grower) term(t Type, depth int) Term {
	k := g.byte()
	if depth <= 0 || len(g.data) == 0 {
		k %= 3
	}
	switch k % 16 {
	case 0, 1:
		n := int64(g.byte()) - 100
		if t == Type(Nat) || t == Type(NNReal) {
			n = max(n, 0)
		} else if t == Type(PNat) {
			n = max(n, 1)
		}
		r := big.NewRat(n, 1)
		if t == Type(Real) || t == Type(Rat) {
			r = big.NewRat(n, int64(1+g.pick(7)))
		}
		return &Lit{Value: r, T: t}
	case 2:
		for i := range g.slots {
			if x := g.slots[len(g.slots)-1-i]; x.T == t {
				return x
			}
		}
		return lit(2, t)
	case 3:
		return ap(Ite, t, g.prop(depth-1), g.term(t, depth-1), g.term(t, depth-1))
	case 4:
		body := func(x *Var) Term { return g.term(t, depth-1) }
		return ap([]Op{Sum, Prod}[g.pick(2)], t, g.finset(depth-1), g.bind(Nat, body))
	case 5:
		return ap(Pow, t, g.term(t, depth-1), g.term(Nat, depth-2))
	case 6:
		return &Call{F: g.bind(Nat, func(x *Var) Term { return g.term(t, depth-1) }), Arg: g.term(Nat, depth-1), T: t}
	}
	switch t {
	case Type(Nat):
		switch k % 7 {
		case 0:
			return ap([]Op{Factorial, NatSqrt, MinFac, Totient, Fib, Succ, Pred}[g.pick(7)], Nat, g.term(Nat, depth-1))
		case 1:
			return ap([]Op{Choose, Gcd, Lcm, NatLog, Mod, Div, Sub}[g.pick(7)], Nat, g.term(Nat, depth-1), g.term(Nat, depth-1))
		case 2:
			return ap(Card, Nat, g.finset(depth-1))
		case 3:
			return ap([]Op{NatFloor, NatCeil}[g.pick(2)], Nat, g.term(Real, depth-1))
		case 4:
			return ap([]Op{ListSum, Length, ListProd}[g.pick(3)], Nat, ap(Digits, ListOf{Elem: Nat}, g.term(Nat, depth-1), g.term(Nat, depth-1)))
		case 5:
			return ap([]Op{NCard, SInf, SSup}[g.pick(3)], Nat, set(v(g.next, Nat), g.bind(Nat, func(x *Var) Term { return g.prop(depth - 1) }).Body))
		}
	case Type(Int):
		switch k % 4 {
		case 0:
			return ap([]Op{Div, Mod, Sub}[g.pick(3)], Int, g.term(Int, depth-1), g.term(Int, depth-1))
		case 1:
			return ap([]Op{Floor, Ceil, Round}[g.pick(3)], Int, g.term(Real, depth-1))
		case 2:
			return cast(g.term(Nat, depth-1), Int)
		}
	case Type(Real):
		switch k % 6 {
		case 0, 1:
			ops := []Op{Sqrt, Exp, Log, Sin, Cos, Tan, Arcsin, Arccos, Arctan, Sinh, Cosh, Tanh, Fract, Abs}
			return ap(ops[g.pick(len(ops))], Real, g.term(Real, depth-1))
		case 2:
			return ap([]Op{Pow, Logb}[g.pick(2)], Real, g.term(Real, depth-1), g.term(Real, depth-1))
		case 3:
			return ap([]Op{NormSq, Norm, Re, Im}[g.pick(4)], Real, g.term(Complex, depth-1))
		case 4:
			return ap(Pi, Real)
		}
	case Type(Complex):
		switch k % 4 {
		case 0:
			return ap([]Op{Exp, Conj, Inv, Neg}[g.pick(4)], Complex, g.term(Complex, depth-1))
		case 1:
			return ap(ImaginaryUnit, Complex)
		}
		return ap([]Op{Add, Sub, Mul, Div}[g.pick(4)], t, g.term(t, depth-1), g.term(t, depth-1))
	}
	return ap([]Op{Add, Sub, Mul, Min, Max, Div}[g.pick(6)], t, g.term(t, depth-1), g.term(t, depth-1))
}

func (g *grower) finset(depth int) Term {
	s := Finset{Elem: Nat}
	switch k := g.pick(8); {
	case depth <= 0 || k < 3:
		return rng(int64(g.pick(12)))
	case k == 3:
		return ap(Icc, s, g.term(Nat, depth-1), g.term(Nat, depth-1))
	case k == 4:
		return ap(Filter, s, g.finset(depth-1), g.bind(Nat, func(*Var) Term { return g.prop(depth - 1) }))
	case k == 5:
		return ap([]Op{Union, Inter, SetDiff}[g.pick(3)], s, g.finset(depth-1), g.finset(depth-1))
	case k == 6:
		return ap([]Op{Divisors, ProperDivisors, PrimeFactors, Range}[g.pick(4)], s, g.term(Nat, depth-1))
	default:
		return ap(Image, s, g.bind(Nat, func(*Var) Term { return g.term(Nat, depth-1) }), g.finset(depth-1))
	}
}

func (g *grower) prop(depth int) Term {
	k := g.byte()
	if depth <= 0 {
		k = 0
	}
	t := g.scalar()
	switch k % 10 {
	case 1:
		return prop([]Op{And, Or, Imp, Iff}[g.pick(4)], g.prop(depth-1), g.prop(depth-1))
	case 2:
		return not(g.prop(depth - 1))
	case 3, 4:
		return prop([]Op{Forall, Exists, ExistsUnique}[g.pick(3)], g.bind(t, func(*Var) Term { return g.prop(depth - 1) }))
	case 5:
		return prop([]Op{Prime, Even, Odd, Squarefree, IsSquare}[g.pick(5)], g.term(Nat, depth-1))
	case 6:
		return prop([]Op{Dvd, Coprime}[g.pick(2)], g.term(Nat, depth-1), g.term(Nat, depth-1))
	case 7:
		return prop(Mem, g.term(Nat, depth-1), g.finset(depth-1))
	case 8:
		l := g.bind(t, func(*Var) Term { return g.prop(depth - 1) })
		s := ap(SetOf, Set{Elem: t}, l)
		if g.pick(2) == 0 {
			return prop([]Op{IsLeast, IsGreatest, IsLUB, IsGLB}[g.pick(4)], s, g.term(t, depth-1))
		}
		return eq(s, ap(Enum, Set{Elem: t}, g.term(t, depth-1)))
	default:
		return prop([]Op{Eq, Ne, Lt, Le, Gt, Ge}[g.pick(6)], g.term(t, depth-1), g.term(t, depth-1))
	}
}

// check evaluates a grown proposition: nothing panics or takes long, a proposition and its
// negation never have the same value, and a real number lies in all its enclosures.
func check(t *testing.T, data []byte) (decided bool) {
	g := &grower{data: data}
	p := g.prop(5)
	start := time.Now()
	x, errX := eval.Holds(p, nil)
	y, errY := eval.Holds(not(p), nil)
	if errX == nil && errY == nil && x == y {
		t.Fatalf("p and ¬p are both %v: %s", x, show(p))
	}
	for _, err := range []error{errX, errY} {
		if err != nil && !errors.Is(err, eval.ErrTooLarge) && !errors.Is(err, eval.ErrUndecided) && !errors.Is(err, eval.ErrUnsupported) {
			t.Fatalf("%s: %v", show(p), err)
		}
	}
	if again, err := eval.Holds(p, nil); again != x || (err == nil) != (errX == nil) {
		t.Fatalf("%s is %v, then %v", show(p), x, again)
	}
	g = &grower{data: data}
	term := g.term(Real, 5)
	if x, err := eval.Number(term, nil); err == nil {
		low, okLow := x.Interval(64)
		high, okHigh := x.Interval(200)
		if okLow && okHigh && (low.Lo.Cmp(high.Hi) > 0 || high.Lo.Cmp(low.Hi) > 0) {
			t.Fatalf("%s is in [%v, %v] and in [%v, %v]", show(term), low.Lo, low.Hi, high.Lo, high.Hi)
		}
		if s, ok := x.Sign(); ok && okHigh && (s > 0 && high.Hi.Sign() <= 0 || s < 0 && high.Lo.Sign() >= 0) {
			t.Fatalf("%s has sign %d and is in [%v, %v]", show(term), s, high.Lo, high.Hi)
		}
	}
	if took := time.Since(start); took > 60*time.Second {
		t.Fatalf("%s took %v", show(p), took)
	} else if took > 2*time.Second {
		t.Logf("%v: %s", took, show(p))
	}
	return errX == nil
}

func FuzzEval(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		f.Add(bytes(rng))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 400 {
			return
		}
		check(t, data)
	})
}

func bytes(rng *rand.Rand) []byte {
	data := make([]byte, 10+rng.IntN(120))
	for i := range data {
		data[i] = byte(rng.Uint32())
	}
	return data
}

// Grown propositions keep their promises, and many are decided.
func TestGrown(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	n, decided := 600, 0
	if testing.Short() {
		n = 100
	}
	for range n {
		if check(t, bytes(rng)) {
			decided++
		}
	}
	if decided < n/3 {
		t.Errorf("%d of %d are decided", decided, n)
	}
	t.Logf("%d of %d are decided", decided, n)
}
