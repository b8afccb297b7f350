package audit

import (
	"slices"
	"strings"
	"testing"

	"cosita/lean/term"
)

// FuzzCommands demands of every file that passes what can be said of its tokens without the
// reader of commands: no refused word, no hash or quotation at all where a command could
// begin, and the trusted theorem's statement in one piece.
func FuzzCommands(f *testing.F) {
	for _, dir := range []string{"cheats", "honest"} {
		for _, s := range samples(f, dir) {
			f.Add(s.trusted.Text, s.text)
		}
	}
	f.Fuzz(func(t *testing.T, statement, file string) {
		trusted, err := ReadTrusted(statement)
		if err != nil {
			return
		}
		if len(Commands(file, trusted)) > 0 {
			return
		}
		tokens, err := term.Tokens(file)
		if err != nil {
			t.Fatalf("passes, and is no sequence of tokens: %v", err)
		}
		own, err := term.Tokens(statement)
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{} // the trusted file may hold what it likes
		for _, token := range own {
			known[token.Text] = true
		}
		var theorems []string
		for i, token := range tokens {
			if token.Kind != term.Name {
				continue
			}
			if found, bad := words[token.Text]; bad && token.Text != "trace" && token.Text != "unsafe" {
				t.Errorf("passes with %s, which %s", token.Text, found.why)
			}
			if why := refusal(token.Text); why != "" && !known[token.Text] && !slices.Contains([]string{"scoped", "local", "unsafe"}, token.Text) {
				t.Errorf("passes with %s, which %s", token.Text, why)
			}
			if token.Text == "theorem" || token.Text == "lemma" {
				theorems = append(theorems, tokens[i+1].Text)
			}
		}
		for _, name := range trusted.Theorems {
			if !slices.ContainsFunc(theorems, func(s string) bool { return strings.HasSuffix("."+name, "."+plain(s)) || plain(s) == "_root_."+name }) {
				t.Errorf("passes without %s", name)
			}
		}
	})
}
