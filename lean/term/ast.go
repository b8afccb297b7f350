package term

import "math/big"

// Term is a node of the tree. The kinds are the pointer types of this file; a switch over
// them is how a tree is read. Parentheses are not in the tree: the printer puts back those
// that are needed.
type Term interface {
	// Span is where the node stands in the text that was parsed: byte offsets, end excluded.
	Span() Span
	depth() int
	term()
}

// Span is a half-open range of byte offsets in the parsed text.
type Span struct{ Start, End int }

// node carries what every Term has. The height is that of the parsed tree, kept so that
// the parser can bound the depth of every walk; it is 0 in trees that were not parsed.
type node struct {
	span   Span
	height int
}

func (n node) Span() Span { return n.span }
func (n node) depth() int { return n.height }
func (node) term()        {}

// Ident is a name as written, dots included: `x`, `h₀`, `Real.sqrt`, `x.divisors`, `«a b»`.
// Whether a dot selects a namespace or a field is for elaboration to find. Levels are the
// universe levels of `f.{u, v+1}`, as written.
type Ident struct {
	node
	Name   string
	Levels string
}

// Num is a natural-number literal.
type Num struct {
	node
	Value *big.Int
}

// Scientific is a decimal literal such as `2.5` or `1e3`, kept as written.
type Scientific struct {
	node
	Text string
}

// Str is a string literal, unquoted.
type Str struct {
	node
	Value string
}

// Hole is `_` (Name empty), or `?name`.
type Hole struct {
	node
	Name string
}

// Dot is the `·` of a section `(· + 1)`.
type Dot struct{ node }

// Section is a parenthesized term in which each Dot is an argument, in order.
type Section struct {
	node
	Body Term
}

// Sort is `Prop`, `Type`, `Sort`, with a universe level as written when there is one.
type Sort struct {
	node
	Kind  string
	Level string
}

// App is a function applied to arguments.
type App struct {
	node
	Fn   Term
	Args []Arg
}

// Arg is one argument; Name is set for `(name := value)`.
type Arg struct {
	Name  string
	Value Term
}

// Explicit is `@f`.
type Explicit struct {
	node
	X Term
}

// DotIdent is `.name`, resolved by the expected type.
type DotIdent struct {
	node
	Name string
}

// Proj is `x.field` or `x.1` where x is not an identifier, or where the field is a number.
type Proj struct {
	node
	X     Term
	Field string
}

// Unary is a prefix operator: `-`, `¬`, `!`, `↑`, `⇑`, `↥`, `√`, `#`, `𝒫`, `⋃₀`, `⋂₀`.
type Unary struct {
	node
	Op string
	X  Term
}

// Postfix is `!`, `‼`, `⁻¹`, `ᵀ` and their like.
type Postfix struct {
	node
	Op string
	X  Term
}

// Binary is an infix operator; Op is the canonical spelling (`≤` for `<=`, `→` for `->`).
type Binary struct {
	node
	Op   string
	L, R Term
}

// Congruence is `a ≡ b [MOD n]`; Kind is "MOD", "ZMOD", "PMOD" or "SMOD".
type Congruence struct {
	node
	Kind    string
	L, R, N Term
}

// Hom is a type of linear maps: `E →L[R] F`, `E →ₗ[R] F`, `E ≃L[R] F`. Kind is "→L", "→ₗ" or
// "≃L".
type Hom struct {
	node
	Kind       string
	L, Ring, R Term
}

// Ascription is `(x : T)`. Type is nil for `(x :)`.
type Ascription struct {
	node
	X    Term
	Type Term
}

// Style is how a binder group is bracketed.
type Style uint8

// The styles of binders.
const (
	Bare           Style = iota // no bracket
	Parens                      // (x : T)
	Implicit                    // {x : T}
	StrictImplicit              // ⦃x : T⦄
	Instance                    // [C x]; Names may be empty
)

// Binder is one group of binders: `x y`, `(x y : T)`, `{x}`, `[C α]`, `x > 0`, `x ∈ s`,
// `⟨a, b⟩`.
type Binder struct {
	Span    Span
	Style   Style
	Names   []string // "_" where nameless; empty for a nameless instance or a Pattern
	Type    Term     // nil when not written
	Rel     string   // relation of a bounded binder: "<", "≤", ">", "≥", "≠", "∈", "∉", "⊆" …
	Bound   Term     // its right side
	Pattern Term     // for `fun ⟨a, b⟩ ↦ …`
	Default Term     // `(x : T := v)`
}

// Quant binds variables: Kind is "∀", "∃", "∃!", "∀ᵉ", "∃ᵉ", "fun", "Σ", "Σ'", "Π" (the dependent arrow
// `(x : A) → B`), "×" or "×'" (the dependent pair `(x : A) × B`), "∀ᶠ" or "∃ᶠ", whose one
// binder has the filter as its Bound and "in" as its Rel.
type Quant struct {
	node
	Kind    string
	Binders []Binder
	Body    Term
}

// Big is a big operator: `∑`, `∏`, `∑'`, `∏'`, `⨆`, `⨅`, `⋃`, `⋂`, `∫`. Cond is the filter
// after `with`. From, To and Measure belong to `∫`.
type Big struct {
	node
	Op      string
	Binders []Binder
	Cond    Term
	From    Term
	To      Term
	Measure Term
	Body    Term
}

// SetBuilder is `{x | p}`, `{x : T | p}`, `{x ∈ s | p}`; for `{f x y | (x) (y) (h)}` Elem is
// the element term and Binders are those after the bar; for `{(a, b) | p}` Elem is the
// pattern, Binders are empty and Pred is p; for `{(a, b) : T | p}` Elem is an Ascription.
type SetBuilder struct {
	node
	Binders []Binder
	Elem    Term
	Pred    Term
}

// Subtype is `{x : T // p}`.
type Subtype struct {
	node
	Binder Binder
	Pred   Term
}

// Index is `x[i]`, written without a space; `R[X]` for polynomials has this form too. Mark is
// "!" for `x[i]!`, "?" for `x[i]?`.
type Index struct {
	node
	X, I Term
	Mark string
}

// Iterate is `f^[n]`, the function f applied n times.
type Iterate struct {
	node
	F, N Term
}

// SetLit is `{a, b, c}` or `∅` written `{}`.
type SetLit struct {
	node
	Elems []Term
}

// ListLit is `[a, b]` (Kind "[") , `#[a, b]` (Kind "#[") or `![a, b]` (Kind "![").
type ListLit struct {
	node
	Kind  string
	Elems []Term
}

// Matrix is `!![a, b; c, d]`, by rows.
type Matrix struct {
	node
	Rows [][]Term
}

// Tuple is `(a, b, …)` with two or more elements, or `()`.
type Tuple struct {
	node
	Elems []Term
}

// Anon is the anonymous constructor `⟨a, b⟩`.
type Anon struct {
	node
	Elems []Term
}

// Bracket is a term between fences: Kind is "|" (`|x|`), "‖" (`‖x‖`), "‖‖₊", "‖‖ₑ", "⌊⌋",
// "⌈⌉", "⌊⌋₊" or "⌈⌉₊".
type Bracket struct {
	node
	Kind string
	X    Term
}

// Inner is the inner product `⟪x, y⟫_𝕜`; Field is nil for `⟪x, y⟫`.
type Inner struct {
	node
	L, R  Term
	Field Term
}

// Struct is a structure instance: `{ x := 1, y := 2 : T }`, `{ s with x := 1 }`. A field
// without a value has the variable of its name.
type Struct struct {
	node
	Sources []Term
	Fields  []Arg
	Type    Term
}

// Show is `show T from x`.
type Show struct {
	node
	Type, X Term
}

// If is `if c then a else b`, with Name for `if h : c`.
type If struct {
	node
	Name             string
	Cond, Then, Else Term
}

// Let is `let x := v; b` or `have h : T := v; b` (Kind "let" or "have").
type Let struct {
	node
	Kind    string
	Name    string
	Binders []Binder
	Type    Term
	Value   Term
	Body    Term
}

// Match is `match e, … with | p, … => b | …`; without Scrutinees it is `fun | p, … => b | …`.
// `let (a, b) := v; x` is read as the match that it stands for.
type Match struct {
	node
	Scrutinees []Term
	Alts       []Alt
}

// Alt is one alternative of a Match.
type Alt struct {
	Patterns []Term
	Body     Term
}

// Statement is the header of a theorem: everything up to its `:=`.
type Statement struct {
	Kind    string   // "theorem", "lemma", "example", "def" …
	Name    string   // empty for an example
	Levels  []string // the universe names of `theorem t.{u, v}`
	Binders []Binder
	Goal    Term
	Header  Header
	Source  string // the text that the spans refer to
}

// Header is what stands above a statement and takes part in its meaning.
type Header struct {
	Imports   []string
	Opens     []string // namespaces opened, in order
	Scoped    []string // namespaces of which only the notation was opened: `open scoped N`
	OpenNames []string // single names opened: "N.a" for `open N (a)`
	Namespace string   // the namespace the statement stands in; empty for none
	Universes []string
	Variables []Binder
	Text      string // as written
}
