package term

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosita/internal/testdata"
)

// TestRecordedGoals reads every type that recorded servers showed in goals. What is left out
// is not Lean's syntax: metavariables, omitted terms and the goals of conv.
func TestRecordedGoals(t *testing.T) {
	read, all := 0, 0
	for _, text := range recordedGoals(t) {
		for _, typ := range goalTypes(text) {
			all++
			if strings.Contains(typ, "?") || strings.Contains(typ, "⋯") || strings.HasPrefix(typ, "|") {
				continue
			}
			x, err := ParseTerm(typ)
			if err != nil {
				t.Errorf("%s: %v", typ, err)
				continue
			}
			roundTrip(t, x)
			read++
		}
	}
	t.Logf("%d of %d types read", read, all)
	if read < 150 || read*10 < all*9 {
		t.Errorf("%d of %d types read", read, all)
	}
}

// goalTypes is what stands after the colons and the `⊢` of a goal.
func goalTypes(goal string) []string {
	var types []string
	for line := range strings.SplitSeq(strings.ReplaceAll(goal, "\n  ", " "), "\n") {
		if strings.HasPrefix(line, "case ") || strings.TrimSpace(line) == "" {
			continue
		}
		typ, ok := strings.CutPrefix(line, "⊢ ")
		if !ok {
			_, typ, ok = strings.Cut(line, " : ")
		}
		if !ok {
			typ = line
		}
		typ, value, defined := strings.Cut(typ, " := ")
		types = append(types, typ)
		if defined {
			types = append(types, value)
		}
	}
	return types
}

// recordedGoals is the goals in all recordings, each once.
func recordedGoals(t *testing.T) []string {
	t.Helper()
	goals := map[string]bool{}
	recorded(t, func(v map[string]any) {
		if goal, ok := v["goal"].(string); ok {
			goals[goal] = true
		}
		list, _ := v["goals"].([]any)
		for _, x := range list {
			if goal, ok := x.(string); ok {
				goals[goal] = true
			}
		}
	})
	return slices.Sorted(maps.Keys(goals))
}

// recorded calls visit on every object in the recordings.
func recorded(t *testing.T, visit func(map[string]any)) {
	t.Helper()
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				collect(x)
			}
		case map[string]any:
			visit(v)
			for _, x := range v {
				collect(x)
			}
		}
	}
	root := filepath.Join(testdata.Dir(t), "lean-transcripts")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<24)
		for lines.Scan() {
			var v any
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				return err
			}
			collect(v)
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
}
