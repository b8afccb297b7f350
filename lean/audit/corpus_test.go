package audit

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// sample is one file of the corpus.
type sample struct {
	name, text string
	trusted    *Trusted
	rule       string // what it has to be refused for; empty for an honest file
	line       int
}

// samples reads the archives of a folder. Each archive begins with trusted.lean; the first line
// of every other file says what it must get.
func samples(t testing.TB, dir string) []sample {
	t.Helper()
	archives, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives in %s: %v", dir, err)
	}
	var all []sample
	seen := map[string]bool{}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		trusted, err := ReadTrusted(string(archive.Files[0].Data))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, f := range archive.Files[1:] {
			s := sample{name: strings.TrimSuffix(filepath.Base(path), ".txtar") + "/" + f.Name, text: string(f.Data), trusted: trusted}
			if seen[s.name] {
				t.Fatalf("%s stands twice in the corpus", s.name)
			}
			seen[s.name] = true
			first, _, _ := strings.Cut(s.text, "\n")
			want, ok := strings.CutPrefix(first, "-- want: ")
			if !ok {
				t.Fatalf("%s does not say what it must get", s.name)
			}
			if want != "pass" {
				if n, err := fmt.Sscanf(want, "%s %d", &s.rule, &s.line); n != 2 {
					t.Fatalf("%s: %q: %v", s.name, want, err)
				}
			}
			all = append(all, s)
		}
	}
	return all
}

// TestCheats demands that each cheating file is refused for its rule in its line, and that
// this is the first finding.
func TestCheats(t *testing.T) {
	all := samples(t, "cheats")
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			findings := Commands(s.text, s.trusted)
			if len(findings) == 0 {
				t.Fatalf("passed; want %s in line %d", s.rule, s.line)
			}
			if f := findings[0]; f.Rule != s.rule || f.Line != s.line {
				t.Errorf("%v, want %s in line %d", findings, s.rule, s.line)
			}
		})
	}
	if len(all) < 80 {
		t.Errorf("only %d files", len(all))
	}
	t.Logf("%d cheating files", len(all))
}

// TestHonest demands that no honest file is refused.
func TestHonest(t *testing.T) {
	all := samples(t, "honest")
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			if findings := Commands(s.text, s.trusted); len(findings) > 0 {
				t.Errorf("refused: %v", findings)
			}
		})
	}
	if len(all) < 80 {
		t.Errorf("only %d files", len(all))
	}
	t.Logf("%d honest files", len(all))
}
