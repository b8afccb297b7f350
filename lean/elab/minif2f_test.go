package elab_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"cosita/internal/testdata"
	"cosita/lean/elab"
	"cosita/lean/term"
)

func TestMiniF2F(t *testing.T) {
	f, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	understood, all := 0, 0
	for lines.Scan() {
		var row struct{ ID, Header, Statement string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		all++
		typed, err := elab.Elaborate(parse(t, row.Header+"\n\n"+row.Statement))
		if err != nil {
			t.Logf("%s: %v", row.ID, err)
			var e *elab.Error
			if !errors.As(err, &e) || e.Kind == elab.IllTyped || e.Kind == elab.Unbound {
				t.Errorf("%s is well typed in Lean: %v", row.ID, err)
			}
			continue
		}
		understood++
		again(t, row.ID, typed)
	}
	t.Logf("%d of %d statements are understood", understood, all)
	if understood < 460 {
		t.Errorf("%d statements are understood, want 460", understood)
	}
}

// again elaborates what is printed, which must be the same statement.
func again(t *testing.T, id string, typed *elab.Statement) {
	t.Helper()
	text := typed.String()
	st, err := term.ParseStatement(text)
	if err != nil {
		t.Errorf("%s is printed %s: %v", id, text, err)
		return
	}
	retyped, err := elab.Elaborate(st)
	if err != nil {
		t.Errorf("%s is printed %s: %v", id, text, err)
		return
	}
	if got := retyped.String(); got != text {
		t.Errorf("%s is printed\n%s\nand that again\n%s", id, text, got)
	}
	if retyped.Slots != typed.Slots {
		t.Errorf("%s has %d slots, printed and read again %d", id, typed.Slots, retyped.Slots)
	}
}
