package audit

import (
	"slices"
	"strings"
	"testing"
)

// tenHonest are the honest files that cheats are planted in, chosen for their variety.
func tenHonest(t *testing.T) []sample {
	t.Helper()
	names := []string{"words/plain", "words/interpolated_string", "commands/by_induction", "commands/section_with_variables",
		"commands/where", "commands/inductive_that_derives", "commands/helper_in_a_namespace", "shapes/with_helpers_between",
		"more/as_models_write_it", "more/long_calculation"}
	var ten []sample
	for _, s := range samples(t, "honest") {
		if slices.Contains(names, s.name) {
			ten = append(ten, s)
		}
	}
	if len(ten) != len(names) {
		t.Fatalf("found %d of %d files", len(ten), len(names))
	}
	return ten
}

// places are where a text can be planted in a file: before its first declaration, and at its
// end.
func places(s sample) []int {
	f := parse(s.text)
	first := f.items[0]
	at := f.tokens[first.start].Span.Start
	for _, p := range first.prefixes {
		at = min(at, f.tokens[p.start].Span.Start)
	}
	return []int{at, len(s.text)}
}

// TestPlantedCheats plants what each cheating file holds besides its header in each of ten
// honest files, under another theorem's name. It has to be refused for the same rule, or for
// another in the same text, wherever it stands.
func TestPlantedCheats(t *testing.T) {
	ten := tenHonest(t)
	planted := 0
	for _, cheat := range samples(t, "cheats") {
		group, name, _ := strings.Cut(cheat.name, "/")
		if group == "statements" || group == "definitions" || group == "namespaces" || group == "binders" {
			continue // they cheat by what they say of their own trusted theorem
		}
		if slices.Contains([]string{"byte_order_mark", "comment_that_lake_reads_on", "text_before_the_first_command"}, name) {
			continue // they cheat by where they stand
		}
		_, body, ok := strings.Cut(cheat.text, "import Mathlib\n")
		if !ok {
			t.Fatalf("%s has no header", cheat.name)
		}
		body = "\n" + strings.ReplaceAll(body, cheat.trusted.Theorems[0], "planted") + "\n"
		for _, s := range ten {
			for _, at := range places(s) {
				planted++
				if findings := Commands(s.text[:at]+body+s.text[at:], s.trusted); len(findings) == 0 {
					t.Errorf("%s passes in %s, planted at %d", cheat.name, s.name, at)
				}
			}
		}
	}
	if planted < 1000 {
		t.Errorf("only %d were planted", planted)
	}
	t.Logf("%d planted", planted)
}

// TestWordsThatMeanNothing writes each word of the lists into comments, strings and, where it is
// a keyword and no constant, «» names of ten honest files, which still pass.
func TestWordsThatMeanNothing(t *testing.T) {
	keywords := slices.Concat(allowedCommands, refusedCommands, allowedModifiers)
	for _, list := range refusedWords {
		keywords = append(keywords, list...)
	}
	names := slices.Concat(refusedConstants, codeNames)
	for _, s := range tenHonest(t) {
		try := func(word, text string) {
			t.Helper()
			for _, at := range places(s) {
				if findings := Commands(s.text[:at]+text+s.text[at:], s.trusted); len(findings) > 0 {
					t.Errorf("%s in %s: %v", word, s.name, findings)
				}
			}
		}
		for _, e := range slices.Concat(keywords, names) {
			try(e.word, "\n-- "+e.word+"\n/- "+e.word+" x -/\n/-! #"+e.word+" -/\n"+
				"def planted_text : String := \""+e.word+" x\\n"+e.word+"\" ++ r\""+e.word+"\"\n\n")
		}
		for _, e := range keywords {
			try(e.word, "\nlemma planted (n «"+e.word+"» : Nat) («"+e.word+"'» : n = «"+e.word+"») : «"+e.word+"» = n := «"+e.word+"'».symm\n\n")
		}
	}
}
