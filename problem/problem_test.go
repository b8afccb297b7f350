package problem

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"cosita/internal/testdata"
)

const amgm = `---
id: amgm
source: "a textbook: chapter 1"
tags: [inequality, algebra]
---
# Means

For reals the product is at most the square of the mean:

` + "```" + `
a b <= ((a + b)/2)^2
` + "```" + `

` + "```lean" + `
import Mathlib

theorem amgm (a b : ℝ) : a * b ≤ ((a + b) / 2) ^ 2 := by sorry
` + "```" + `

## Proof

Expand.

### The difference
It is a square, as in ` + "`sq_nonneg`" + `.

` + "```lean" + `
#check sq_nonneg
` + "```" + `

## Chain
It is enough to look at the difference.

` + "```lean" + `
a b : ℝ
⊢ 0 ≤ ((a + b) / 2) ^ 2 - a * b
` + "```" + `
Now split it.
` + "~~~lean" + `
case left
a b : ℝ
⊢ 0 ≤ (a - b) ^ 2

case right
⊢
  True
` + "~~~" + `

## Notes
none of this is kept
`

func TestRead(t *testing.T) {
	want := &Problem{
		File: "dir/x.md", ID: "amgm", Source: "a textbook: chapter 1", Tags: []string{"inequality", "algebra"},
		Informal:  "# Means\n\nFor reals the product is at most the square of the mean:\n\n```\na b <= ((a + b)/2)^2\n```",
		Statement: Block{"import Mathlib\n\ntheorem amgm (a b : ℝ) : a * b ≤ ((a + b) / 2) ^ 2 := by sorry", 15},
		Proof:     "Expand.\n\n### The difference\nIt is a square, as in `sq_nonneg`.\n\n```lean\n#check sq_nonneg\n```",
		Chain: []State{
			{"It is enough to look at the difference.", Block{"a b : ℝ\n⊢ 0 ≤ ((a + b) / 2) ^ 2 - a * b", 35}},
			{"Now split it.", Block{"case left\na b : ℝ\n⊢ 0 ≤ (a - b) ^ 2\n\ncase right\n⊢\n  True", 40}},
		},
	}
	for name, text := range map[string]string{
		"LF": amgm, "CRLF": strings.ReplaceAll(amgm, "\n", "\r\n"), "byte order mark": "\ufeff" + amgm,
		"underlined heading":       strings.Replace(amgm, "## Proof\n\nE", "Proof\n-----\nE", 1),
		"other spelling":           strings.Replace(strings.Replace(amgm, "## Chain", "## chain ##", 1), "```lean\nimport", "``` Lean4 x\nimport", 1),
		"no line break at the end": strings.TrimRight(strings.Split(amgm, "\n## Notes")[0], "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read("dir/x.md", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %#v\nwant %#v", got, want)
			}
		})
	}
	if got := want.Statement.LineOf(strings.Index(want.Statement.Text, "theorem")); got != 17 {
		t.Errorf("the theorem is on line %d, want 17", got)
	}
	if got, want := strings.Split(amgm, "\n")[17-1], "theorem amgm"; !strings.HasPrefix(got, want) {
		t.Errorf("line 17 is %q", got)
	}
}

func TestReadLeast(t *testing.T) {
	p, err := Read("dir/two.md", []byte("```lean\ntheorem two : 1 + 1 = 2\n```\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Problem{File: "dir/two.md", Statement: Block{"theorem two : 1 + 1 = 2", 2}}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %#v, want %#v", p, want)
	}
	if p.Name() != "two" {
		t.Errorf("name %q, want two", p.Name())
	}
}

func TestReadErrors(t *testing.T) {
	const s = "```lean\ntheorem t : p := by sorry\n```\n"
	tests := []struct{ name, text, want string }{
		{"empty", "", "x.md:1: no statement: no fenced `lean` block"},
		{"no statement", "words\n\n# Proof\n" + s, "x.md:3: no statement"},
		{"statement not marked as Lean", "words\n```\nt\n```\n", "x.md:4: no statement: no fenced `lean` block before the first heading `Proof` or `Chain`; if the block on line 2 is it"},
		{"two statements", s + "and\n" + s, "x.md:5: a second statement; the first is on line 1; keep one"},
		{"empty statement", "```lean\n\n```\n", "x.md:1: the `lean` block of the statement is empty"},
		{"not UTF-8", "ab\nα\xff\n", "x.md:2: the byte 0xff at column 2 is not UTF-8; save"},
		{"open fence", "words\n```lean\nt\n", "x.md:2: the fenced block that begins here is not closed"},
		{"open empty fence", "words\n```lean", "x.md:2: the fenced block that begins here is not closed"},
		{"open fence in the proof", s + "# Proof\n```\nt\n\n# Chain\n", "x.md:5: the fenced block that begins here is not closed"},
		{"fence left open by its list", "- a\n\n  ```lean\n  t\n\nwords\n", "x.md:3: the fenced block that begins here is not closed"},
		{"two proofs", s + "# Proof\na\n# Proof\nb\n", "x.md:6: a second section `Proof`; the first is on line 4"},
		{"state that is a theorem", s + "# Chain\n```lean\nx : ℝ\n\ntheorem u : p\n```\n", "x.md:6: the state has a goal without a line that begins with `⊢`; write"},
		{"second goal bad", s + "# Chain\n```lean\n⊢ p\n---\nx : ℝ\n```\n", "x.md:8: the state has a goal without"},
		{"goals run together", s + "# Chain\n```lean\n⊢ p\n⊢ q\n```\n", "x.md:7: a second `⊢` in one goal; put an empty line"},
		{"empty state", s + "# Chain\n```lean\n```\n", "x.md:5: the state is empty"},
		{"front matter open", "---\nid: a\n" + s, "x.md:1: the front matter is not closed"},
		{"front matter key", "---\nid: a\nname: b\n---\n" + s, "x.md:3: front matter: field name not found in a problem; it is YAML and may hold"},
		{"front matter type", "---\nid: a\ntags: {a: b}\n---\n" + s, "x.md:3: front matter: cannot unmarshal"},
		{"front matter syntax", "---\nid: a\nsource: \"b\n---\n" + s, "front matter: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Read("x.md", []byte(tt.text))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %#v, %v; want an *Error", p, err)
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || e.Fix == "" {
				t.Errorf("got %q (fix %q), want one line with %q", err, e.Fix, tt.want)
			}
		})
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.b.md")
	if _, err := ReadFile(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
	if err := os.WriteFile(path, []byte(amgm), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := ReadFile(path); err != nil || p.Name() != "amgm" || p.File != path {
		t.Errorf("got %#v, %v", p, err)
	}
}

func TestMarkdown(t *testing.T) {
	p, err := Read("x.md", []byte(amgm))
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.Markdown()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read("y.md", data)
	if err != nil || !p.same(again) {
		t.Errorf("read again: %#v, %v\nfrom %s", again, err, data)
	}
	if data2, err := again.Markdown(); err != nil || string(data2) != string(data) {
		t.Errorf("written again: %s, %v; want %s", data2, err, data)
	}
	fenced := &Problem{ID: "f", Statement: Block{Text: "theorem f : s = \"\n````\n\""}}
	if _, err := fenced.Markdown(); err != nil {
		t.Errorf("a fence within a block: %v", err)
	}
	for name, p := range map[string]*Problem{
		"no statement":         {ID: "a"},
		"heading in the proof": {Statement: Block{Text: "t"}, Proof: "a\n\n## Chain\n\nb"},
		"heading above":        {Statement: Block{Text: "t"}, Proof: "a\n\n# Lemma\n\nb"},
		"statement in words":   {Statement: Block{Text: "t"}, Informal: "```lean\nu\n```"},
		"spaces at the end":    {Statement: Block{Text: "t"}, Proof: "a  "},
		"state without goal":   {Statement: Block{Text: "t"}, Chain: []State{{Block: Block{Text: "x : ℝ"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if data, err := p.Markdown(); err == nil {
				t.Errorf("written as %s", data)
			}
		})
	}
}

// Every miniF2F problem can be kept in a problem file.
func TestMiniF2F(t *testing.T) {
	f, err := os.Open(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	count := 0
	for ; dec.More(); count++ {
		var row struct {
			ID                string `json:"id"`
			Split             string `json:"split"`
			Header            string `json:"header"`
			Statement         string `json:"statement"`
			InformalStatement string `json:"informal_statement"`
			InformalProof     string `json:"informal_proof"`
		}
		if err := dec.Decode(&row); err != nil {
			t.Fatal(err)
		}
		p := &Problem{
			ID: row.ID, Source: "miniF2F", Tags: []string{row.Split},
			Informal:  strings.TrimSpace(row.InformalStatement),
			Statement: Block{Text: strings.Trim(row.Header+"\n"+row.Statement, "\n")},
			Proof:     strings.TrimSpace(row.InformalProof),
		}
		data, err := p.Markdown()
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
			continue
		}
		crlf := strings.ReplaceAll(string(data), "\n", "\r\n")
		if again, err := Read("x.md", []byte(crlf)); err != nil || !p.same(again) {
			t.Errorf("%s: with CRLF: %#v, %v", row.ID, again, err)
		}
	}
	if count != 488 {
		t.Errorf("%d problems, want 488", count)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(amgm))
	f.Add([]byte("---\n---\n> ```lean\n> t\n> ```\n\nProof\n===\n# Chain\n\t```lean\n"))
	f.Add([]byte("```lean\nt"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read("x.md", data)
		if err != nil {
			var e *Error
			lines := 1 + strings.Count(string(data), "\n")
			if !errors.As(err, &e) || e.Line < 1 || e.Line > lines || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %#v", data, err)
			}
			return
		}
		lines := strings.Split(string(data), "\n")
		first, _, _ := strings.Cut(p.Statement.Text, "\n")
		if !strings.Contains(lines[p.Statement.Line-1], strings.TrimSpace(first)) {
			t.Errorf("%q: the statement is not on line %d", data, p.Statement.Line)
		}
	})
}

func Example() {
	p, err := Read("two.md", []byte("One and one.\n\n```lean\ntheorem two : 1 + 1 = 2 := by sorry\n```\n\n# Proof\nCount.\n"))
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(p.Name() + ": " + p.Informal + " " + p.Statement.Text + "\n")
	// Output: two: One and one. theorem two : 1 + 1 = 2 := by sorry
}
