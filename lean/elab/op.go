package elab

// Op is an operation, relation, connective, binder or library function. The comment of each
// gives its arguments where the name leaves a doubt; α is any type.
type Op uint8

// Arithmetic. Both arguments have the type of the result; the exponent of Pow has its own:
// ℕ, ℤ (in a field), or the base's type ℝ, ℂ or NNReal (rpow, cpow).
const (
	Add Op = iota
	Sub
	Mul
	Div
	Mod
	Pow
	Neg
	Inv
	Abs
	Min
	Max
	Smul // Smul (a : α) (x : β) : β, for numbers α ⊆ β

	// Relations. Eq and Ne compare values of any type; Lt … Ge numbers; Le, Lt also sets.
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Dvd
	ModEq // ModEq n a b is `a ≡ b [MOD n]`, or ZMOD
	Even
	Odd

	// Connectives.
	And
	Or
	Not
	Imp
	Iff
	True
	False

	// Binders: the last argument is a Lambda.
	Forall       // Forall (λ x : α, P)
	Exists       // Exists (λ x : α, P)
	ExistsUnique // ExistsUnique (λ x : α, P)
	Sum          // Sum (s : Finset α) (λ x : α, f)
	Prod         // Prod (s : Finset α) (λ x : α, f)
	SetOf        // SetOf (λ x : α, P) : Set α
	Filter       // Filter (s : Finset α) (λ x : α, P) : Finset α
	Ite          // Ite (c : Prop) (a b : α)

	// Sets and finsets; the type of the result says which. A finset meets a set through Cast.
	Mem    // Mem (x : α) (s : Set α or Finset α)
	Subset // s ⊆ t
	StrictSubset
	Union
	Inter
	SetDiff
	Compl
	Enum // {a, b, …}, and ∅ without arguments
	Univ // Set.univ or Finset.univ of T
	Icc  // Icc a b …
	Ico
	Ioc
	Ioo
	Ici
	Ioi
	Iic
	Iio
	Range    // Finset.range n
	Image    // f '' s, Finset.image f s: Image f s
	Preimage // f ⁻¹' t: Preimage f t
	SetRange // Set.range f
	Powerset
	Product    // s ×ˢ t
	Card       // of a finset, in ℕ
	NCard      // Set.ncard: 0 for infinite sets
	Finite     // Set.Finite s
	ToFinset   // s.toFinset
	IsLeast    // IsLeast s a
	IsGreatest // IsGreatest s a
	IsLUB      // IsLUB s a
	IsGLB      // IsGLB s a
	SSup       // sSup s
	SInf       // sInf s

	// Functions.
	Injective
	Surjective
	Bijective
	Monotone
	StrictMono
	Antitone
	StrictAnti
	Comp   // Comp g f is g ∘ f
	ToFun  // ToFun (e : α ≃ β) : α → β
	InvFun // InvFun (e : α ≃ β) : β → α

	// Pairs and lists.
	Pair
	Fst
	Snd
	List
	ListSum
	ListProd
	Length

	// ℕ and ℤ.
	Factorial
	Choose
	Gcd // of ℕ or ℤ arguments, in ℕ
	Lcm
	Coprime
	Prime // Nat.Prime, Int primes are unsupported
	Divisors
	ProperDivisors
	PrimeFactors
	MinFac
	Totient
	Fib
	Squarefree
	IsSquare
	NatSqrt
	NatLog // NatLog b n
	Digits // Digits b n : List ℕ
	OfDigits
	Succ
	Pred
	NatAbs
	ToNat
	Sign // Int.sign
	Val  // of Fin n and ZMod n, in ℕ

	// ℚ.
	Num
	Den

	// ℝ.
	Sqrt // of ℝ or NNReal
	Exp  // of ℝ or ℂ
	Log  // of ℝ
	Logb // Logb b x
	Sin  // of ℝ or ℂ, as Cos
	Cos
	Tan
	Arcsin
	Arccos
	Arctan
	Sinh
	Cosh
	Tanh
	Pi
	Floor // of ℚ or ℝ, in ℤ
	Ceil
	NatFloor
	NatCeil
	Fract
	Round
	Irrational
	ToNNReal

	// ℂ.
	ImaginaryUnit
	Re
	Im
	NormSq
	Norm // ‖z‖ of ℝ or ℂ, in ℝ
	Conj

	Pairwise // Pairwise (r : α → α → Prop) (l : List α)

	numOps
)

var opNames = [numOps]string{
	Add: "+", Sub: "-", Mul: "*", Div: "/", Mod: "%", Pow: "^", Neg: "-", Inv: "⁻¹", Abs: "|·|",
	Min: "min", Max: "max", Smul: "•", Eq: "=", Ne: "≠", Lt: "<", Le: "≤", Gt: ">", Ge: "≥", Dvd: "∣",
	ModEq: "≡", Even: "Even", Odd: "Odd", And: "∧", Or: "∨", Not: "¬", Imp: "→", Iff: "↔",
	True: "True", False: "False", Forall: "∀", Exists: "∃", ExistsUnique: "∃!", Sum: "∑", Prod: "∏",
	SetOf: "{… | …}", Filter: "Finset.filter", Ite: "if", Mem: "∈", Subset: "⊆", StrictSubset: "⊂",
	Union: "∪", Inter: "∩", SetDiff: "\\", Compl: "ᶜ", Enum: "{…}", Univ: "univ", Icc: "Icc", Ico: "Ico",
	Ioc: "Ioc", Ioo: "Ioo", Ici: "Ici", Ioi: "Ioi", Iic: "Iic", Iio: "Iio", Range: "Finset.range",
	Image: "''", Preimage: "⁻¹'", SetRange: "Set.range", Powerset: "powerset", Product: "×ˢ",
	Card: "Finset.card", NCard: "Set.ncard", Finite: "Set.Finite", ToFinset: "toFinset",
	IsLeast: "IsLeast", IsGreatest: "IsGreatest", IsLUB: "IsLUB", IsGLB: "IsGLB", SSup: "sSup",
	SInf: "sInf", Injective: "Function.Injective", Surjective: "Function.Surjective",
	Bijective: "Function.Bijective", Monotone: "Monotone", StrictMono: "StrictMono",
	Antitone: "Antitone", StrictAnti: "StrictAnti", Comp: "∘", ToFun: "Equiv.toFun",
	InvFun: "Equiv.invFun", Pair: "(…, …)", Fst: "Prod.fst", Snd: "Prod.snd", List: "[…]",
	ListSum: "List.sum", ListProd: "List.prod", Length: "List.length", Factorial: "Nat.factorial",
	Choose: "Nat.choose", Gcd: "gcd", Lcm: "lcm", Coprime: "Nat.Coprime", Prime: "Nat.Prime",
	Divisors: "Nat.divisors", ProperDivisors: "Nat.properDivisors", PrimeFactors: "Nat.primeFactors",
	MinFac: "Nat.minFac", Totient: "Nat.totient", Fib: "Nat.fib", Squarefree: "Squarefree",
	IsSquare: "IsSquare", NatSqrt: "Nat.sqrt", NatLog: "Nat.log", Digits: "Nat.digits",
	OfDigits: "Nat.ofDigits", Succ: "Nat.succ", Pred: "Nat.pred", NatAbs: "Int.natAbs",
	ToNat: "Int.toNat", Sign: "Int.sign", Val: "val", Num: "Rat.num", Den: "Rat.den",
	Sqrt: "Real.sqrt", Exp: "Real.exp", Log: "Real.log", Logb: "Real.logb", Sin: "Real.sin",
	Cos: "Real.cos", Tan: "Real.tan", Arcsin: "Real.arcsin", Arccos: "Real.arccos",
	Arctan: "Real.arctan", Sinh: "Real.sinh", Cosh: "Real.cosh", Tanh: "Real.tanh", Pi: "Real.pi",
	Floor: "Int.floor", Ceil: "Int.ceil", NatFloor: "Nat.floor", NatCeil: "Nat.ceil",
	Fract: "Int.fract", Round: "round", Irrational: "Irrational", ToNNReal: "Real.toNNReal",
	ImaginaryUnit: "Complex.I", Re: "Complex.re", Im: "Complex.im", NormSq: "Complex.normSq",
	Norm: "‖·‖", Conj: "conj",
	Pairwise: "List.Pairwise",
}

func (o Op) String() string { return opNames[o] }

// Relation reports whether o compares two numbers.
func (o Op) Relation() bool { return o >= Eq && o <= Ge }

// Binds reports whether the last argument of o is always a Lambda.
func (o Op) Binds() bool { return o >= Forall && o <= Filter }

var binaryOps = map[string]Op{
	"+": Add, "-": Sub, "*": Mul, "/": Div, "%": Mod, "^": Pow, "=": Eq, "≠": Ne, "<": Lt,
	"≤": Le, ">": Gt, "≥": Ge, "∣": Dvd, "∧": And, "∨": Or, "→": Imp, "↔": Iff,
	"•": Smul,
}
