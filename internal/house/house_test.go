// Package house_test holds the plan of the house: which package may import which.
package house_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms names for each package the packages of this module that it may import. A package
// that is not listed fails the test; tests and examples may import more.
var rooms = map[string]string{
	"evidence":                "",
	"event":                   "evidence",
	"problem":                 "lean/term",
	"lean/term":               "",
	"lean/elab":               "lean/term evidence",
	"lean/lsp":                "",
	"lean/project":            "",
	"lean/leantest":           "",
	"lean/sandbox":            "",
	"lean/audit":              "lean lean/term lean/project lean/sandbox evidence",
	"lean":                    "lean/lsp lean/term lean/project lean/sandbox",
	"llm":                     "",
	"llm/llmtest":             "llm",
	"numerics/exact":          "",
	"numerics/certify/sos":    "numerics/exact",
	"numerics/certify":        "lean/term lean/elab numerics/certify/verify numerics/certify/sos numerics/eval numerics/exact evidence",
	"numerics/certify/verify": "lean/term lean/elab numerics/eval numerics/exact evidence",
	"numerics/eval":           "lean/term lean/elab numerics/exact",
	"numerics/falsify":        "lean/term lean/elab numerics/eval numerics/exact evidence",
	"numerics/screen":         "lean/term lean/elab evidence internal/batch",
	"numerics/mutate":         "lean/term",
	"numerics/smt":            "lean/term lean/elab numerics/eval",
	"numerics":                "lean/term lean/elab numerics/falsify numerics/certify numerics/eval evidence",
	"cos":                     "lean lean/audit lean/term llm problem event evidence",
	"examples":                "",
	"internal/batch":          "",
	"internal/config":         "",
	"internal/testdata":       "",
	"internal/app":            "*",
	"internal/house":          "",
	"cmd/cosita":              "*",
}

func TestImports(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room := strings.TrimPrefix(pkg.ImportPath, "cosita/")
		allowed, ok := rooms[room]
		if !ok {
			t.Errorf("%s stands in no row of the plan", room)
			continue
		}
		seen++
		for _, path := range pkg.Imports {
			other, ours := strings.CutPrefix(path, "cosita/")
			if ours && allowed != "*" && !slices.Contains(strings.Fields(allowed), other) {
				t.Errorf("%s imports %s, which its row does not name", room, other)
			}
			if ours && (other == "cmd/cosita" || other == "internal/app" && room != "cmd/cosita") {
				t.Errorf("%s imports %s, which nobody may", room, other)
			}
		}
	}
	if seen < 3 {
		t.Fatalf("only %d packages were seen", seen)
	}
}
