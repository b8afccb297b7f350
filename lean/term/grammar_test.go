package term

import (
	"fmt"
	"strings"
	"testing"
)

// grammar is one term at least for each form that the parser reads.
var grammar = []string{
	"{x | |x| < 1}", "{x : ℝ | 0 < x ∧ x < 1}", "{x ∈ s | p x}", "{x ^ 2 | (x : ℝ) (h : 0 < x)}", "{(a, b) | a * b = 2}", "{(a, b) : ℕ × ℕ | a < b}", "{(x : ℝ) | 0 < x}",
	"{x : ℕ // 0 < x}", "{1, 2, x}", "{}", "{x}", "{x ∈ s, y}", "{n : ℕ | n ∣ 4}", "{x : ℕ} → p x", "⦃x : ℕ⦄ → p x", "[Fintype α] → p", "[h : Fintype α] → p",
	"Set.Icc 0 1 ×ˢ Set.univ", "∑ x ∈ s with 0 < x, x", "∑ (i, j) ∈ s, i * j", "∑ x : Fin 3, f x", "∑ x, f x", "∏ x in s, x", "∑' n : ℕ, f n",
	"⨆ (i) (h : i ∈ s), f i", "∫ x in a..b, f x ∂μ", "∫ x, f x", "∫ x in s, f x", "![1, -2, x]", "!![1, 2; 3, 4]", "[a, b]", "#[a]", "(a, b, c)", "()", "⟨a, b⟩",
	"‖x‖ ≤ ‖y‖₊", "⌊x⌋₊ + ⌈y⌉ + ⌈z⌉₊", "|(|x|)|", "| x", "if h : p then a else b", "let x := 3; x + 1", "let x : ℕ := 3\nx + 1", "let f (x : ℕ) := x; f 2", "have h : p := q; r",
	"match n with | 0 => a | k + 1 => b", "match a, b with\n| 0, _ => 1\n| _, 0 => match c with\n  | 1 => 2\n  | _ => 3", "fun | 0 => a | n + 1 => b",
	"fun ⟨a, b⟩ ↦ a", "fun (x y : ℝ) {z} => x", "fun x y : ℝ => x", "fun _ ↦ 1", "λ x, x + 1", "λ x => x", "∀ (x : ℝ) (h : 0 < x), p", "∀ x y, p", "∀ x ≥ 2, p", "∀ ⟨a, b⟩ ∈ s, p",
	"∃ x ∈ s, p", "∃ (x : ℕ) (_ : x ≠ 0), p", "∃ x y : ℕ, p", "forall x, x = x", "@f _ x", "f (n := 3) x", "x.1.2", "h.2.1", "(f x).foo.1", ".inl x", "(· ≠ ·)", "(·.1)", "(f · (· + 1))", "(· : ℝ)", "(x :)",
	"ℕ+ → ℝ≥0 → ℝ≥0∞", "Type u → Type*", "Sort (max u v)", "x[i] + R[X]", "?x", "?_", "f |>.g", "a |> f", "p && q || r", "a \\/ b /\\ c -> d <-> e", "a <= b", "⋃₀ s", "#s + 1", "f '' s", "f⁻¹' {0}", "x⁻¹ * y", "- -x", "\"a\\nb\"", "r#\"a\"b\"#", "0xff", "1.5e3", "∅ ∪ ⊤", "(1 : ℝ).foo", "∀ x, ¬∃ y, p", "¬(p → q)", "(∀ x, p) ∧ q", "(fun x ↦ x) y", "(∑ x, x) * 2", "(-x) ^ 2", "(a = b) = c", "((x : ℕ)) → p", "(x.1 : ℝ)", "f (-1) ↑x √y",
	"f.{u, max u v} x", "Sort (max u (v + 1))", "(f.{u}).foo", "x |>.foo.bar y |>.1", "h ▸ h' ▸ x", "!p && !(q = r)", "show p from h", "{ x := 1 }", "{ s, t with a.b := fun x ↦ x, c }", "{ x := 1 : T }.x",
	"⟪x, ⟪y, z⟫_𝕜⟫_(f K)", "⟪x, y⟫", "‖x‖ₑ", "∇ f x", "𝒫 s", "Σ' x, p", "(x : α) ×' β x", "((x : α)) × β", "∃ᶠ x in f, p", "(· !)", "(·.foo !)", "x.foo !", "x.1 !", "5!", "(5 !)⁻¹", "∑ x with p, f x", "∫ x in a..b, f x", "⋂₀ s", "(fun x ↦ x) = f",
}

func TestGrammarRoundTrip(t *testing.T) {
	bad := map[string]bool{"| x": true}
	for _, src := range grammar {
		x, err := ParseTerm(src)
		if (err != nil) != bad[src] {
			t.Errorf("%s: %v", src, err)
		}
		if err == nil {
			roundTrip(t, x)
		}
	}
}

func TestSpansCoverTheText(t *testing.T) {
	for _, c := range readings() {
		x, err := ParseTerm(c.src)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.src[x.Span().Start:x.Span().End]; got != c.src {
			t.Errorf("%s: the span is of %q", c.src, got)
		}
		Walk(x, func(y Term) bool {
			for _, kid := range Children(y) {
				if kid.Span().Start < y.Span().Start || kid.Span().End > y.Span().End {
					t.Errorf("%s: %s stands outside %s", c.src, Print(kid), Print(y))
				}
			}
			return true
		})
	}
}

func TestStatement(t *testing.T) {
	s, err := ParseStatement(`import Mathlib
set_option maxHeartbeats 400000 in
open BigOperators Real
open scoped Topology
open Nat (choose)
universe u
variable {α : Type u} [Fintype α] (n : ℕ)
noncomputable section
namespace A

/-- Doc. -/
@[simp] private lemma t.{v} (x : ℝ) /- c -/ (h : 0 < x) (h : x < 1) [Fact p] : x ^ 2 < 1 := by
  nonsense )`)
	if err != nil {
		t.Fatal(err)
	}
	h := s.Header
	got := fmt.Sprint(s.Kind, s.Name, s.Levels, h.Imports, h.Opens, h.Scoped, h.OpenNames, h.Universes, len(h.Variables), h.Namespace)
	if want := "lemmat[v] [Mathlib] [BigOperators Real] [Topology] [Nat.choose] [u] 3 A"; strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(want), "") {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := PrintStatement(s), "lemma t.{v} (x : ℝ) (h : 0 < x) (h : x < 1) [Fact p] : x ^ 2 < 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func ExampleParseStatement() {
	s, err := ParseStatement("theorem t (x : ℝ) (h : 0 < x) : x^2 + 1 > 2*x - 1 := by sorry")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Binders[1].Names, Print(s.Binders[1].Type))
	fmt.Println(PrintFull(s.Goal))
	// Output:
	// [h] 0 < x
	// ((x ^ 2) + 1) > ((2 * x) - 1)
}
