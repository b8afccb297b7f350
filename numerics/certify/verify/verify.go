// Package verify checks certificates exactly, without the code that finds them.
//
//	err := verify.Check("theorem t (x : ℝ) : x ^ 2 + 1 > 0", certificate)
//
// A certificate is a tree of [Node]s. Each applies one rule to a [Sequent], facts and a goal,
// and leaves the sequents of its children; the leaves close by an identity between
// polynomials with rational coefficients, by exact evaluation, or by a fact that is the goal.
// Everything that a rule speaks of is derived here from the statement's text: the
// certificate names facts by number and terms by their printed form, and brings only
// multipliers, cuts, cases, bounds, moduli and witnesses. No number in it is trusted.
//
// The polynomials are over ℚ. Terms that are no polynomials are atoms, known by their
// printed typed form. Casts between ℕ, ℤ, ℚ and ℝ disappear: each embeds its numbers and
// their order in those of the next. ℕ subtraction and the division of integers are atoms.
package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
)

// Limits of one certificate.
const (
	MaxNodes = 4096
	MaxDepth = 64
	MaxBytes = 4 << 20
)

// ErrRejected is what every certificate that does not prove its statement is answered with.
var ErrRejected = errors.New("certificate rejected")

func reject(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRejected, fmt.Sprintf(format, args...))
}

// Node is one step of a proof: a rule, what it needs, and the proofs of what it leaves. The
// goals that a rule leaves stand in the order named here, each with the facts of the sequent
// and, after them, those that are added, in this order. p, q are polynomials, v atoms.
//
// On the goal:
//
//	intro        P → Q: P ⊢ Q; ¬P: P ⊢ False; ∀ x, P: P for a fresh variable named like x
//	split        P ∧ Q: P, then Q; P ↔ Q: P → Q, then Q → P
//	left, right  P ∨ Q: P, or Q
//	contra       P: ¬P, pushed inwards by [Negate] ⊢ False
//	witness      ∃ x, P: P at the term that Factors[0] is, sums of products from left to right
//
// On the fact At:
//
//	and          P ∧ Q: P, Q; P ↔ Q: P → Q, Q → P; ¬P: [Negate] P; ∃ x, P: P for a fresh variable
//	or           P ∨ Q: P; Q. P → Q: ¬P; Q. a ≠ b: a < b; a > b
//	instantiate  ∀ x, P: P at the argument With, or at the term Factors[0]; f = fun x ↦ t: f a = t
//	rewrite      a = b: nothing is added; b stands for a in the goal and in the other facts, each in
//	             its place; a for b where With is "back"
//
// On terms and polynomials:
//
//	inverse      With is the key of σ⁻¹ t or σ t: σ (σ⁻¹ t) = t or σ⁻¹ (σ t) = t
//	imaginary    I * I = -1
//	atom         With is the key of v; one goal for each case of its definition
//	reciprocal   With is the key of v = p⁻¹: p ≠ 0, p·v - 1 = 0; p = 0, v = 0
//	have         the sum of Sum: = 0, ≥ 0 or > 0
//	product      the product of Factors is the combination Sum of equations: p = 0 for each factor
//	sign         Factors[0]: p ≥ 0; -p > 0
//	branch       Factors[0], of integers: -1 - p ≥ 0; p ≥ 0
//
// What leaves nothing:
//
//	ground       the goal holds, or the fact At-1 fails, by evaluation without any values
//	evaluate     the same with the values that Defs give, or the goal follows from the facts for
//	             all values of the other variables
//	cases        for all values of variables within Bounds a fact fails or the goal holds
//	residues     the same modulo Modulus, numbers of ℕ below From being told apart
//	sum          Sum is a negative constant, or 0 with a positive part
//	combination  the goal is an equation, the combination Sum of equations
//	nonzero      the fact At is p ≠ 0, and p is the combination Sum of equations
type Node struct {
	Rule    string   `json:"rule"`
	At      int      `json:"at,omitempty"`      // the fact that the rule is applied to
	With    string   `json:"with,omitempty"`    // a term, by its printed form
	Sum     []Term   `json:"sum,omitempty"`     // multipliers
	Factors []Poly   `json:"factors,omitempty"` // polynomials whose product is 0
	Bounds  []Bounds `json:"bounds,omitempty"`  // of the variables that are enumerated
	Defs    []Def    `json:"defs,omitempty"`    // facts that evaluation takes as definitions
	Modulus int64    `json:"mod,omitempty"`     // of residues
	From    int64    `json:"from,omitempty"`    // numbers below are told apart
	Then    []*Node  `json:"then,omitempty"`
}

// Term is Coef · Π facts · Π atoms · Π squares², with Coef ≥ 0; where By is given, it is
// By · fact, for an equation.
type Term struct {
	Coef    string   `json:"coef,omitempty"`
	Facts   []int    `json:"facts,omitempty"`
	Atoms   []string `json:"atoms,omitempty"` // atoms of ℕ, which are ≥ 0
	Squares []Poly   `json:"squares,omitempty"`
	By      Poly     `json:"by,omitempty"`
}

// Poly is a polynomial: the sum of its monomials.
type Poly []Mono

// Mono is a coefficient times powers of atoms.
type Mono struct {
	Coef   string         `json:"c"`
	Powers map[string]int `json:"m,omitempty"`
}

// Bounds are the least and the largest value of an integer variable, each proved by a sum.
type Bounds struct {
	Name  string `json:"name"`
	Low   int64  `json:"low"`
	High  int64  `json:"high"`
	Below []Term `json:"below"` // refutes Name < Low
	Above []Term `json:"above"` // refutes Name > High
}

// Check reads a statement and says why its certificate does not prove it; nil when it does.
func Check(text string, c *evidence.Certificate) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = reject("it cannot be read: %v", p)
		}
	}()
	st, err := term.ParseStatement(text)
	if err != nil {
		return fmt.Errorf("reading the statement: %w", err)
	}
	if c == nil {
		return reject("there is none")
	}
	root, err := decode(c)
	if err != nil {
		return err
	}
	typed, err := elab.Elaborate(st)
	if err != nil {
		return fmt.Errorf("elaborating the statement: %w", err)
	}
	seq, err := Open(typed)
	if err != nil {
		return err
	}
	if c.Kind == "vacuous" {
		seq.Goal = falsity
	} else if kind := Kind(root); kind != c.Kind {
		return reject("its kind is %s, not %s", kind, c.Kind)
	}
	nodes := 0
	return seq.check(root, 0, &nodes)
}

func decode(c *evidence.Certificate) (*Node, error) {
	raw, err := json.Marshal(c.Payload)
	if err != nil || len(raw) > MaxBytes {
		return nil, reject("its payload is no JSON of at most %d bytes", MaxBytes)
	}
	var root Node
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&root); err != nil {
		return nil, reject("%v", err)
	}
	return &root, nil
}

func (s *Sequent) check(n *Node, depth int, nodes *int) error {
	if *nodes++; n == nil || *nodes > MaxNodes || depth > MaxDepth {
		return reject("it has a missing step, or is too large")
	}
	subs, err := s.Apply(n)
	if err != nil {
		return err
	}
	if len(subs) != len(n.Then) {
		return reject("rule %s leaves %d goals, not %d", n.Rule, len(subs), len(n.Then))
	}
	for i, sub := range subs {
		if err := sub.check(n.Then[i], depth+1, nodes); err != nil {
			return err
		}
	}
	return nil
}

// kinds are the names of proofs, by their strongest leaf or split.
var kinds = []string{
	"ring", "ground", "evaluation", "linear", "linear_combination", "cases", "residues", "split", "omega", "nonlinear",
}

// Kind names a proof by the strongest of its leaves.
func Kind(n *Node) string {
	best := 0
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		if n == nil || depth > MaxDepth {
			return
		}
		best = max(best, slices.Index(kinds, n.kind()))
		for _, c := range n.Then {
			walk(c, depth+1)
		}
	}
	walk(n, 0)
	return kinds[best]
}

func (n *Node) kind() string {
	switch n.Rule {
	case "ground", "cases", "residues":
		return n.Rule
	case "evaluate":
		return "evaluation"
	case "sum":
		for _, t := range n.Sum {
			if len(t.Facts)+len(t.Atoms)+2*len(t.Squares) > 1 {
				return "nonlinear"
			}
		}
		return "linear"
	case "combination":
		if len(n.Sum) > 0 {
			return "linear_combination"
		}
	case "branch":
		return "omega"
	case "or", "product", "atom":
		if len(n.Then) > 1 {
			return "split"
		}
	}
	return "ring"
}
