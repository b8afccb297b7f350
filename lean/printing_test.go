package lean

import (
	"strings"
	"testing"
)

func TestPrintFaithfully(t *testing.T) {
	for _, tt := range []struct{ file, before string }{
		{"theorem t : True := trivial\n", ""},
		{"import Mathlib\n\ntheorem t : True := trivial\n", "import Mathlib\n"},
		{"/- import X -/\nmodule\npublic import A.B -- import C\nmeta import all «D»\nopen Nat\n", "/- import X -/\nmodule\npublic import A.B -- import C\nmeta import all «D»\n"},
		{"import A", "import A"},
		{"def public := 1\nimport A\n", ""},
		{"", ""},
	} {
		text, lines := PrintFaithfully(tt.file)
		after, ok := strings.CutPrefix(text, tt.before)
		after, ok2 := strings.CutSuffix(after, strings.TrimPrefix(tt.file, tt.before))
		if !ok || !ok2 || strings.TrimSpace(after) != strings.Join(faithful, "\n") || strings.Count(after, "\n") != lines {
			t.Errorf("%q: %q, %d lines", tt.file, text, lines)
		}
	}
}
