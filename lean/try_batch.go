package lean

import (
	"context"
	"strings"

	"cosita/lean/term"
)

// batches divides the scripts into those that may share texts, in groups, and the others.
func (t *try) batches() (shared [][]int, alone []int) {
	unnamed := t.state.unnamed()
	var group []int
	for i := range t.trials {
		switch {
		case t.opts.Batch < 2, unnamed == "", confined(t.trials[i].Script, t.state.Theorem) != "":
			alone = append(alone, i)
		default:
			if group = append(group, i); len(group) == t.opts.Batch {
				shared, group = append(shared, group), nil
			}
		}
	}
	switch {
	case len(group) == 1:
		alone = append(alone, group[0])
	case len(group) > 1:
		shared = append(shared, group)
	}
	return shared, alone
}

// unnamed is the theorem as an `example`, of which Lean keeps nothing that the next one could
// use; "" where that might be another statement, or what is around it might be no part of it.
func (s State) unnamed() string {
	tokens, err := term.Tokens(s.Theorem)
	if err != nil || len(tokens) < 4 || tokens[0].Text != "theorem" && tokens[0].Text != "lemma" ||
		tokens[1].Kind != term.Name || strings.HasPrefix(tokens[2].Text, ".{") {
		return ""
	}
	for _, t := range tokens[2:] {
		if refused[t.Text] != "" || t.Text == ":=" {
			return ""
		}
	}
	// A variable that only the proof mentions belongs to an example, and not to a theorem.
	before, err := term.Tokens(s.Before)
	if err != nil {
		return ""
	}
	for _, t := range before {
		if t.Text == "variable" || t.Text == "include" || t.Text == "omit" {
			return ""
		}
	}
	if strings.TrimSpace(s.After) != "" && confined(s.After, s.Theorem) != "" {
		return ""
	}
	return s.Theorem[:tokens[0].Span.Start] + "example" + s.Theorem[tokens[1].Span.End:]
}

// fence stands below each script of a batch: where a script ends too early, Lean complains of
// what comes next, which then is not the next script's.
const fence = "\nsection\nend\n\n"

// batch tries scripts in one text, one `example` for each. A script with an error there has
// failed. One without is checked alone, and so are all where anything is unclear.
func (t *try) batch(ctx context.Context, which []int) {
	scripts := make([]string, len(which))
	for k, i := range which {
		scripts[k] = t.trials[i].Script
	}
	src, places := t.state.shared(scripts)
	report, err := t.check(ctx, src)
	if err != nil {
		for _, i := range which {
			t.record(i, Trial{Report: report}, err)
		}
		return
	}
	failed := failures(&report, places)
	for k, i := range which {
		if failed[k] {
			alone := t.state.placed(t.trials[i].Script, t.state.Before+t.state.Theorem+" := by\n")
			own := report.moved(places, k, alone, len(t.state.Theorem)-len(t.state.unnamed()))
			t.record(i, alone.trial(own), nil)
			continue
		}
		t.mu.Lock()
		needless := t.needless(&unit{which: []int{i}})
		t.mu.Unlock()
		if needless {
			t.record(i, Trial{}, errNotNeeded)
			continue
		}
		t.alone(ctx, []int{i})
	}
}

// shared is one text for several scripts, and the place of each in it.
func (s State) shared(scripts []string) (Source, []place) {
	src := Source{Text: s.Before}
	head := s.unnamed() + " := by\n"
	places := make([]place, len(scripts))
	for k, script := range scripts {
		places[k] = s.placed(script, src.Text+head)
		src.Goals = append(src.Goals, places[k].end())
		src.Text += head + s.body(script) + fence
	}
	return src, places
}

// failures says which scripts of a batch have an error of their own; none where the report is not
// Finished, or speaks of what is above the first of them.
func failures(r *Report, places []place) []bool {
	failed := make([]bool, len(places))
	if r.Outcome != Finished {
		return failed
	}
	for _, m := range r.Messages {
		if m.Severity != Error && m.Severity != 0 {
			continue
		}
		k := owner(places, m.Range.Start.Line)
		if k < 0 {
			return make([]bool, len(places))
		}
		failed[k] = true
	}
	return failed
}

// owner is the script of a batch that a line belongs to; -1 above the first.
func owner(places []place, line int) int {
	k := -1
	for k+1 < len(places) && line >= places[k+1].theorem {
		k++
	}
	return k
}

// moved is a batch's report as that on script k alone. named is by how much the theorem's first
// line is longer with its name.
func (r Report) moved(places []place, k int, alone place, named int) Report {
	own := Report{Outcome: r.Outcome, Reason: r.Reason, Server: r.Server, Elapsed: r.Elapsed}
	up := places[k].theorem - alone.theorem
	move := func(p *Position) {
		if p.Line == places[k].theorem && p.Character >= len("example") {
			p.Character += named
		}
		p.Line -= up
	}
	for _, m := range r.Messages {
		switch owner(places, m.Range.Start.Line) {
		case -1:
		case k:
			move(&m.Range.Start)
			move(&m.Range.End)
		default:
			continue
		}
		own.Messages = append(own.Messages, m)
	}
	own.Sorry = usesSorry(own.Messages)
	if k < len(r.Goals) {
		g := r.Goals[k]
		move(&g.Position)
		own.Goals = []GoalsAt{g}
	}
	return own
}
