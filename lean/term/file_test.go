package term

import (
	"strings"
	"testing"
)

// TestTokensOfFiles cuts whole files with every kind of token, nested and in odd places.
func TestTokensOfFiles(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"nested comments", "a /- b /- c -/ -- -/ d", "a|/- b /- c -/ -- -/|d"},
		{"a comment in a doc comment", "/-- a /- b -/ -/ def", "/-- a /- b -/ -/|def"},
		{"a module comment", "/-! # A -/\nimport B", "/-! # A -/|import|B"},
		{"a comment that begins with a slash", "a /-/ -/ b /- -/", "a|/-/ -/|b|/- -/"},
		{"a line comment at the end", "x --", "x|--"},
		{"two minus", "a --b\n- -c", "a|--b|-|-|c"},
		{"strings", `"a \" b" "\\" "/- -/" x`, `"a \" b"|"\\"|"/- -/"|x`},
		{"a string of several lines", "\"a\nb \\\n  c\" d", "\"a\nb \\\n  c\"|d"},
		{"raw strings", `r"\" r#"a " b"# r##"a "# b"## r`, `r"\"|r#"a " b"#|r##"a "# b"##|r`},
		{"interpolated strings", `s!"a {f "}" {x}} \{ b" m!"{s!"{y}"}" z`, `s!"a {f "}" {x}} \{ b"|m!"{s!"{y}"}"|z`},
		{"characters", `'a' '\'' '\\' '\x41' '\u03b1' '"' f' x'' 'α'`, `'a'|'\''|'\\'|'\x41'|'\u03b1'|'"'|f'|x''|'α'`},
		{"names", "«a b».«c» x.y.«z».w _x x✝¹ 𝓝 αβ h₁' n!", "«a b».«c»|x.y.«z».w|_x|x✝¹|𝓝|αβ|h₁'|n!"},
		{"quotations", "`(tactic| simp) `foo ``bar.baz", "`|(|tactic|||simp|)|`|foo|`|`|bar.baz"},
		{"attributes", "@[simp, norm_cast] theorem", "@[|simp|,|norm_cast|]|theorem"},
		{"tactics", "by\n  · simp <;> rfl\n  exact ⟨h.1, h.2.symm⟩", "by|·|simp|<;>|rfl|exact|⟨|h|.1|,|h|.2|.symm|⟩"},
		{"numbers", "0x1F 1_000 1.5e-3 2e10 0b101 1..2", "0x1F|1_000|1.5e-3|2e10|0b101|1|..|2"},
		{"commands", "#print axioms t\n#eval 1", "#|print|axioms|t|#|eval|1"},
		{"line ends", "a\r\n\tb", "a|b"},
	} {
		tokens, err := Tokens(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var texts []string
		for _, token := range tokens[:len(tokens)-1] {
			texts = append(texts, token.Text)
		}
		if got := strings.Join(texts, "|"); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestRecordedFiles cuts every file that was opened on a recorded server.
func TestRecordedFiles(t *testing.T) {
	files := 0
	recorded(t, func(v map[string]any) {
		doc, ok := v["textDocument"].(map[string]any)
		text, open := doc["text"].(string)
		if !ok || !open {
			return
		}
		files++
		tokens, err := Tokens(text)
		if err != nil {
			t.Errorf("%v\nin %s", err, text)
			return
		}
		at := 0
		for _, token := range tokens {
			if strings.Trim(text[at:token.Span.Start], " \t\r\n") != "" {
				t.Errorf("%q is left between tokens", text[at:token.Span.Start])
			}
			at = token.Span.End
		}
	})
	if files < 9 {
		t.Errorf("%d files, want 9 at least", files)
	}
}
