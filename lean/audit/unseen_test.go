package audit

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestUnseen keeps the list of what level 1 cannot see honest: each file passes it, and is
// refused once the second level says what it would say of it.
func TestUnseen(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/unseen.txtar")
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := ReadTrusted(string(archive.Files[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files[1:] {
		if !strings.HasPrefix(string(f.Data), "-- needs: ") {
			t.Errorf("%s does not say what it needs", f.Name)
		}
		if findings := Commands(string(f.Data), trusted); len(findings) > 0 {
			t.Errorf("%s is seen: move it to the cheats: %v", f.Name, findings)
		}
	}
	t.Logf("%d files that only the second level can refuse; not tested without Lean", len(archive.Files)-1)
}
