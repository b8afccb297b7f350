package cos

import (
	"fmt"
	"strings"

	"cosita/lean"
)

// closers are the tactics that are tried on every goal before a model is asked, cheapest
// first. Those of Mathlib need its import in the header.
func closers(g lean.Goal, mathlib bool) []string {
	if !mathlib {
		return []string{"rfl", "assumption", "omega", "simp", "decide"}
	}
	list := []string{"norm_num", "linarith", "positivity", "ring", "omega"}
	if hints := squares(g); hints != "" {
		list = append(list, "nlinarith ["+hints+"]")
	}
	return append(list, "simp")
}

// squares lists sq_nonneg facts for the variables of a goal and their differences, at most
// eight of them.
func squares(g lean.Goal) string {
	var vars, facts []string
	for _, h := range g.Hyps {
		switch spaceless(h.Type) {
		case "ℝ", "ℚ", "ℤ":
			vars = append(vars, h.Names...)
		}
	}
	for i, v := range vars {
		for _, w := range vars[i+1:] {
			facts = append(facts, fmt.Sprintf("sq_nonneg (%s - %s)", v, w))
		}
	}
	for _, v := range vars {
		facts = append(facts, fmt.Sprintf("sq_nonneg %s", v))
	}
	return strings.Join(facts[:min(len(facts), 8)], ", ")
}

// commonTactics are the scripts that may lead from a goal to the next one without a model:
// the goal is closed, or each new hypothesis is shown, or the new target is shown to
// suffice. next is nil where no goal is left.
func commonTactics(now lean.Goal, next *lean.Goal, mathlib bool) []string {
	if next == nil {
		return closers(now, mathlib)
	}
	fresh := newHyps(now, *next)
	sameTarget := canonical(now.Target) == canonical(next.Target)
	var scripts []string
	switch {
	case len(fresh) == 0 && sameTarget:
		return []string{"skip"}
	case len(fresh) == 0:
		for _, c := range closers(now, mathlib) {
			scripts = append(scripts, fmt.Sprintf("suffices hnext : %s by %s", spaceless(next.Target), c))
		}
	case sameTarget && len(fresh) == 1:
		for _, c := range closers(now, mathlib) {
			scripts = append(scripts, haves(fresh, c))
		}
	case sameTarget:
		scripts = append(scripts, haves(fresh, firstOf(closers(now, mathlib))))
	}
	return scripts
}

// firstOf is the first of the tactics that closes its goal; some make progress and stop.
func firstOf(tactics []string) string {
	var text strings.Builder
	text.WriteString("first")
	for _, t := range tactics {
		text.WriteString(" | (" + t + "; done)")
	}
	return text.String()
}

func haves(fresh []lean.Hyp, tactic string) string {
	var lines []string
	for _, h := range fresh {
		for _, n := range h.Names {
			lines = append(lines, fmt.Sprintf("have %s : %s := by %s", n, spaceless(h.Type), tactic))
		}
	}
	return strings.Join(lines, "\n")
}
