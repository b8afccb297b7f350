package lean

import (
	"strings"
	"testing"
)

// The order in which a queue is served.
func TestPoolQueueOrder(t *testing.T) {
	p := &Pool{}
	lane := func(priority Priority) *Lane { return &Lane{pool: p, priority: priority} }
	person, first, second, batch := lane(Person), lane(Normal), lane(Normal), lane(Batch)
	add := func(l *Lane, n int, text string) {
		for range n {
			p.queue.add(newJob(t.Context(), l, Source{Text: text}, 0))
		}
	}
	order := func(warm *key) string {
		var b strings.Builder
		for j := p.queue.next(); j != nil; j = p.queue.next() {
			if warm != nil {
				if w := p.queue.warm(*warm); w != nil {
					j = w
				}
			}
			p.queue.take(j)
			b.WriteString(map[*Lane]string{person: "p", first: "1", second: "2", batch: "b"}[j.lane])
			if j.key.header == "import B" {
				b.WriteString("'")
			}
		}
		if p.queue.length != 0 {
			t.Errorf("the queue is empty and has length %d", p.queue.length)
		}
		return b.String()
	}
	add(first, 4, "")
	add(second, 2, "")
	if got := order(nil); got != "121211" {
		t.Errorf("lanes take turns: %s", got)
	}
	add(batch, 2, "")
	add(first, 1, "")
	add(person, 20, "")
	if got := order(nil); got != "ppppppppb1pppppppbppppp" {
		t.Errorf("priorities: %s", got)
	}
	add(first, 1, "import A")
	add(first, 20, "import B")
	add(first, 1, "import A")
	if got := order(&key{header: "import B"}); got != strings.Repeat("1'", 16)+"11'1'1'1'1" {
		t.Errorf("loaded imports first: %s", got)
	}
}

func TestHeader(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"theorem t : True":       "",
		"-- c\ntheorem t : True": "",
		"import A":               "import A",
		"import A\n\nopen Nat":   "import A",
		"import A -- c\nimport B.C\n-- d\ntheorem":                                      "import A -- c\nimport B.C",
		"/- a /- b -/ import X -/ import A\ndef":                                        "/- a /- b -/ import X -/ import A",
		"module\n\npublic import A\npublic meta import B\nimport all C\npublic section": "module\n\npublic import A\npublic meta import B\nimport all C",
		"prelude\nimport A\r\nmeta def x":                                               "prelude\nimport A",
		"/-- doc -/ import A":                                                           "",
		"import":                                                                        "",
		"import A /- not closed":                                                        "import A",
		"importA B":                                                                     "",
		"import Mathlib\nimport «x y».z\n":                                              "import Mathlib\nimport «x",
	} {
		if got := header(text); got != want {
			t.Errorf("header(%q) = %q, want %q", text, got, want)
		}
	}
}
