package term

import (
	"strings"
	"testing"
)

const wholeFile = `import Mathlib
/- theorem t : False := sorry -/
namespace A
lemma helper (x : ℕ := 3) : x = x := rfl
/-- The one. -/
theorem t (x : ℕ) -- a comment
    (h : 0 < x) : x ≠ 0 := by
  have : "theorem t" = r#"theorem "t""# := sorry
  omega
end A
`

func TestSameSignature(t *testing.T) {
	statement := "theorem t (x : ℕ) (h : 0 < x) : x ≠ 0 := by sorry"
	for _, c := range []struct {
		name, file, statement string
		want                  bool
		err                   string
	}{
		{"t", wholeFile, statement, true, ""},
		{"t", wholeFile, strings.TrimSuffix(statement, ":= by sorry"), true, ""},
		{"t", wholeFile, strings.Replace(statement, "0 < x", "0 ≤ x", 1), false, ""},
		{"t", wholeFile, strings.Replace(statement, "theorem", "lemma", 1), false, ""},
		{"u", wholeFile, statement, false, "declares no u"},
		{"t", wholeFile + wholeFile, statement, false, "more than once"},
		{"t", "theorem t : let x := 1; x = 2 := by simp", "theorem t : let x := 1; x = 2 :=", true, ""},
		{"t", "theorem t : let x := 2; x = 2 := by simp", "theorem t : let x := 1; x = 2", false, ""},
		{"t", "theorem t : (let x := 1; x) = have y := 1; y := rfl", "theorem t : (let x := 1; x) = have y := 2; y", false, ""},
		{"t", "theorem t : p /- ", statement, false, "without its end"},
	} {
		got, err := SameSignature(c.file, c.statement, c.name)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, %v, want %v, %q", c.statement, got, err, c.want, c.err)
		}
	}
	tokens, err := Signature(wholeFile, "A.helper")
	if err != nil || len(tokens) != 13 || tokens[12].Text != "x" {
		t.Errorf("the default value's := ends the signature: %v %v", tokens, err)
	}
}

func TestSameTokens(t *testing.T) {
	for _, pair := range [][2]string{
		{"a+b -- c", "a /- d /- e -/ -/ +\n b"},
		{"f (-x)^2", "f ( - x ) ^ 2"},
		{"(h:a∣b)", "( h : a ∣ b )"},
		{"a [i] |x|", "a  [ i ] |x|"},
	} {
		if !SameTokens(pair[0], pair[1]) {
			t.Errorf("%q and %q are not the same", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{
		{"a b", "ab"}, {"n !", "n!"}, {`"a b"`, `"a  b"`}, {"a", "a b"}, {"a \xff", "a \xff"}, {"a[i]", "a [i]"},
		{"(n)! k", "(n) ! k"}, {"x.1", "x .1"}, {"x.y", "x .y"}, {"a |b| c", "a | b | c"}, {"f ‖x‖", "f ‖ x ‖"},
		{"f =o[l] g", "f = o[l] g"}, {"E →ₗ[R] F", "E → ₗ[R] F"}, {"@f x", "@ f x"}, {"a <-b", "a < -b"},
	} {
		if SameTokens(pair[0], pair[1]) {
			t.Errorf("%q and %q are the same", pair[0], pair[1])
		}
	}
}

func TestTokens(t *testing.T) {
	src := `«a b».c x.1.2 s!"{f "}"} \"" r#"a"b"# '\n' 'a' f '' s f⁻¹' t 2.5e-3 0..1 h₀' n! /-- d -/ ℝ≥0∞ [MOD n]`
	want := "name:«a b».c name:x field:.1 field:.2 interpolated string:s!\"{f \"}\"} \\\"\" string:r#\"a\"b\"# character:'\\n' character:'a' " +
		"name:f symbol:'' name:s name:f symbol:⁻¹' name:t decimal:2.5e-3 number:0 symbol:.. number:1 name:h₀' name:n! doc comment:/-- d -/ name:ℝ≥0∞ symbol:[MOD name:n symbol:] end of text:"
	tokens, err := Tokens(src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, token := range tokens {
		got = append(got, token.Kind.String()+":"+token.Text)
		if src[token.Span.Start:token.Span.End] != token.Text {
			t.Errorf("%q does not stand at %v", token.Text, token.Span)
		}
	}
	if s := strings.Join(got, " "); s != want {
		t.Errorf("tokens\n%s\nwant\n%s", s, want)
	}
}
