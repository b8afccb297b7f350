package elab

import (
	"strings"
	"sync"

	"cosita/lean/term"
)

// entry is a function of the library: the operation that it is, and its type.
type entry struct {
	name   string
	op     Op
	params []Type
	result Type
}

// parameter is a type variable of an entry.
type parameter string

func (p parameter) String() string { return string(p) }
func (parameter) isType()          {}

// signatures are the names with their types. Of the names of one operation that have the
// same types the first is printed. A result after ⇒ is one that is itself a function.
const signatures = `
Not: Prop → Prop: ¬
And: Prop → Prop → Prop: ∧
Or: Prop → Prop → Prop: ∨
Imp: Prop → Prop → Prop: →
Iff: Prop → Prop → Prop: ↔
True: Prop: True
False: Prop: False
Dvd.dvd: α → α → Prop: ∣
Nat.ModEq: ℕ → ℕ → ℕ → Prop: ≡
Int.ModEq: ℤ → ℤ → ℤ → Prop: ≡
Even: α → Prop: Even
Odd: α → Prop: Odd
IsSquare: α → Prop: IsSquare
Squarefree: α → Prop: Squarefree
Inv.inv: α → α: ⁻¹
abs: α → α: |·|
min: α → α → α: min
max: α → α → α: max

Finset.sum: Finset α → (α → β) → β: ∑
Finset.prod: Finset α → (α → β) → β: ∏
Finset.filter: (α → Prop) → Finset α → Finset α: Finset.filter
HasCompl.compl: Set α → Set α: ᶜ
Set.image: (α → β) → Set α → Set β: ''
Finset.image: (α → β) → Finset α → Finset β: ''
Set.preimage: (α → β) → Set β → Set α: ⁻¹'
Set.range: (α → β) → Set β: Set.range
Set.univ: Set α: univ
Finset.univ: Finset α: univ
Finset.range: ℕ → Finset ℕ: Finset.range
Finset.powerset: Finset α → Finset (Finset α): powerset
Set.powerset: Set α → Set (Set α): powerset
SProd: Finset α → Finset β → Finset (α × β): ×ˢ
Finset.product: Finset α → Finset β → Finset (α × β): ×ˢ
Finset.card: Finset α → ℕ: Finset.card
Set.ncard: Set α → ℕ: Set.ncard
Set.Finite: Set α → Prop: Set.Finite
Set.toFinset: Set α → Finset α: toFinset
List.toFinset: List α → Finset α: toFinset
IsLeast: Set α → α → Prop: IsLeast
IsGreatest: Set α → α → Prop: IsGreatest
IsLUB: Set α → α → Prop: IsLUB
IsGLB: Set α → α → Prop: IsGLB
sSup: Set α → α: sSup
sInf: Set α → α: sInf

Function.Injective: (α → β) → Prop: Function.Injective
Function.Surjective: (α → β) → Prop: Function.Surjective
Function.Bijective: (α → β) → Prop: Function.Bijective
Monotone: (α → β) → Prop: Monotone
StrictMono: (α → β) → Prop: StrictMono
Antitone: (α → β) → Prop: Antitone
StrictAnti: (α → β) → Prop: StrictAnti
Function.comp: (β → γ) → (α → β) ⇒ α → γ: ∘
Equiv.toFun: (α ≃ β) ⇒ α → β: Equiv.toFun
Equiv.invFun: (α ≃ β) ⇒ β → α: Equiv.invFun

Prod.fst: α × β → α: Prod.fst
Prod.snd: α × β → β: Prod.snd
List.sum: List α → α: List.sum
List.prod: List α → α: List.prod
List.length: List α → ℕ: List.length
List.Pairwise: (α → α → Prop) → List α → Prop: List.Pairwise

Nat.factorial: ℕ → ℕ: Nat.factorial
Nat.choose: ℕ → ℕ → ℕ: Nat.choose
Nat.gcd: ℕ → ℕ → ℕ: gcd
Int.gcd: ℤ → ℤ → ℕ: gcd
Nat.lcm: ℕ → ℕ → ℕ: lcm
Int.lcm: ℤ → ℤ → ℕ: lcm
Nat.Coprime: ℕ → ℕ → Prop: Nat.Coprime
Nat.Prime: ℕ → Prop: Nat.Prime
Nat.divisors: ℕ → Finset ℕ: Nat.divisors
Nat.properDivisors: ℕ → Finset ℕ: Nat.properDivisors
Nat.primeFactors: ℕ → Finset ℕ: Nat.primeFactors
Nat.minFac: ℕ → ℕ: Nat.minFac
Nat.totient: ℕ → ℕ: Nat.totient
Nat.fib: ℕ → ℕ: Nat.fib
Nat.sqrt: ℕ → ℕ: Nat.sqrt
Nat.log: ℕ → ℕ → ℕ: Nat.log
Nat.digits: ℕ → ℕ → List ℕ: Nat.digits
Nat.ofDigits: α → List ℕ → α: Nat.ofDigits
Nat.succ: ℕ → ℕ: Nat.succ
Nat.pred: ℕ → ℕ: Nat.pred
Int.natAbs: ℤ → ℕ: Int.natAbs
Int.toNat: ℤ → ℕ: Int.toNat
Int.sign: ℤ → ℤ: Int.sign

Rat.num: ℚ → ℤ: Rat.num
Rat.den: ℚ → ℕ: Rat.den

Real.sqrt: ℝ → ℝ: Real.sqrt
NNReal.sqrt: NNReal → NNReal: Real.sqrt
Real.exp: ℝ → ℝ: Real.exp
Complex.exp: ℂ → ℂ: Real.exp
Real.log: ℝ → ℝ: Real.log
Real.logb: ℝ → ℝ → ℝ: Real.logb
Real.sin: ℝ → ℝ: Real.sin
Complex.sin: ℂ → ℂ: Real.sin
Real.cos: ℝ → ℝ: Real.cos
Complex.cos: ℂ → ℂ: Real.cos
Real.tan: ℝ → ℝ: Real.tan
Real.arcsin: ℝ → ℝ: Real.arcsin
Real.arccos: ℝ → ℝ: Real.arccos
Real.arctan: ℝ → ℝ: Real.arctan
Real.sinh: ℝ → ℝ: Real.sinh
Real.cosh: ℝ → ℝ: Real.cosh
Real.tanh: ℝ → ℝ: Real.tanh
Real.pi: ℝ: Real.pi
Real.toNNReal: ℝ → NNReal: Real.toNNReal
Int.floor: α → ℤ: Int.floor
Int.ceil: α → ℤ: Int.ceil
Int.fract: α → α: Int.fract
Nat.floor: α → ℕ: Nat.floor
Nat.ceil: α → ℕ: Nat.ceil
round: α → ℤ: round
Irrational: ℝ → Prop: Irrational

Complex.I: ℂ: Complex.I
Complex.re: ℂ → ℝ: Complex.re
Complex.im: ℂ → ℝ: Complex.im
Complex.normSq: ℂ → ℝ: Complex.normSq
Norm.norm: α → ℝ: ‖·‖
norm: α → ℝ: ‖·‖
`

// lacking are names of the library that have no meaning here but that an opened namespace
// may give to a bare name.
var lacking = func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(`gcd lcm Prime IsCoprime Rat.floor Rat.ceil Int.sqrt Nat.cast
		Complex.log Complex.abs Complex.sinh Complex.cosh Complex.tan Complex.tanh Nat.card Set.card
		NNReal.log`) {
		names[name] = true
	}
	return names
}()

// protected are names that opening their namespace does not make bare.
var protected = map[string]bool{"Finset.sum": true, "Finset.prod": true, "List.sum": true, "List.prod": true}

// library maps each name to its entries.
var library = sync.OnceValue(func() map[string][]*entry {
	lib := map[string][]*entry{}
	for _, en := range entries() {
		lib[en.name] = append(lib[en.name], en)
	}
	return lib
})

// entries are all entries in the order of the signatures.
var entries = sync.OnceValue(func() []*entry {
	ops := map[string]Op{}
	for op := range numOps {
		ops[op.String()] = op
	}
	var list []*entry
	for line := range strings.Lines(signatures) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		typ, op, _ := strings.Cut(rest, ": ")
		list = append(list, newEntry(name, ops[op], typ))
	}
	for _, op := range []Op{Icc, Ico, Ioc, Ioo, Ici, Ioi, Iic, Iio} {
		arguments := "α → "
		if op <= Ioo {
			arguments = "α → α → "
		}
		for _, kind := range []string{"Finset", "Set"} {
			list = append(list, newEntry(kind+"."+op.String(), op, arguments+kind+" α"))
		}
	}
	return append(list, &entry{name: "Fin.val", op: Val, params: []Type{Fin{}}, result: Nat},
		&entry{name: "ZMod.val", op: Val, params: []Type{ZMod{}}, result: Nat})
})

// matches reports whether t is the type p for some values of its parameters, which it adds
// to bound.
func matches(p, t Type, bound map[parameter]Type) bool {
	switch p := p.(type) {
	case parameter:
		if bound[p] == nil {
			bound[p] = t
		}
		return bound[p] == t
	case Fun:
		t, ok := t.(Fun)
		return ok && matches(p.Dom, t.Dom, bound) && matches(p.Cod, t.Cod, bound)
	case Times:
		t, ok := t.(Times)
		return ok && matches(p.A, t.A, bound) && matches(p.B, t.B, bound)
	case EquivOf:
		t, ok := t.(EquivOf)
		return ok && matches(p.A, t.A, bound) && matches(p.B, t.B, bound)
	case Set:
		t, ok := t.(Set)
		return ok && matches(p.Elem, t.Elem, bound)
	case Finset:
		t, ok := t.(Finset)
		return ok && matches(p.Elem, t.Elem, bound)
	case ListOf:
		t, ok := t.(ListOf)
		return ok && matches(p.Elem, t.Elem, bound)
	}
	return p == t
}

func newEntry(name string, op Op, typ string) *entry {
	head, tail, function := strings.Cut(typ, " ⇒ ")
	read := func(text string) Type {
		t, err := term.ParseTerm(text)
		if err != nil {
			panic(name + ": " + err.Error())
		}
		return parametric(t)
	}
	en := &entry{name: name, op: op}
	if function {
		// The last type before ⇒ is a parameter too.
		head += " → Prop"
	}
	en.result = read(head)
	for {
		f, ok := en.result.(Fun)
		if !ok {
			break
		}
		en.params = append(en.params, f.Dom)
		en.result = f.Cod
	}
	if function {
		en.result = read(tail)
	}
	return en
}

// parametric reads a type in which α, β and γ are parameters.
func parametric(t term.Term) Type {
	switch t := t.(type) {
	case *term.Ident:
		if s, ok := scalarOf[t.Name]; ok {
			return s
		}
		return parameter(t.Name)
	case *term.Binary:
		a, b := parametric(t.L), parametric(t.R)
		switch t.Op {
		case "→":
			return Fun{a, b}
		case "×":
			return Times{a, b}
		}
		return EquivOf{a, b}
	case *term.App:
		a := parametric(t.Args[0].Value)
		switch t.Fn.(*term.Ident).Name {
		case "Set":
			return Set{a}
		case "Finset":
			return Finset{a}
		}
		return ListOf{a}
	}
	return Prop
}

// instance is an entry with fresh types for its parameters.
type instance struct {
	params []Type
	result Type
}

func (e *elaborator) instance(en *entry) instance {
	fresh := map[parameter]Type{}
	var with func(t Type) Type
	with = func(t Type) Type {
		switch t := t.(type) {
		case parameter:
			if fresh[t] == nil {
				fresh[t] = e.fresh()
			}
			return fresh[t]
		case Fun:
			return Fun{with(t.Dom), with(t.Cod)}
		case Times:
			return Times{with(t.A), with(t.B)}
		case EquivOf:
			return EquivOf{with(t.A), with(t.B)}
		case Set:
			return Set{with(t.Elem)}
		case Finset:
			return Finset{with(t.Elem)}
		case ListOf:
			return ListOf{with(t.Elem)}
		}
		return t
	}
	var in instance
	for _, p := range en.params {
		in.params = append(in.params, with(p))
	}
	in.result = with(en.result)
	return in
}
