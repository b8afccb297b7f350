package cos

import (
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
)

// lineRange is a range of lines, both included, counted from 0.
type lineRange struct{ first, last int }

// stepFile is the text that checks one part alone: the theorems that it ends in, left
// sorry, then its own. The lines of the former are returned.
func (proof *Proof) stepFile(s *Step, part *Part, tactics string) (string, []lineRange) {
	var b strings.Builder
	b.WriteString(headerText(proof.Header))
	var stubs []lineRange
	next := proof.States[s.Index+1]
	for _, k := range part.Next {
		first := strings.Count(b.String(), "\n")
		b.WriteString(next.Goals[k].Statement + " := by\n  sorry\n")
		stubs = append(stubs, lineRange{first, strings.Count(b.String(), "\n") - 1})
		b.WriteString("\n")
	}
	b.WriteString(proof.theorem(s, part, tactics))
	return b.String(), stubs
}

// theorem is the theorem of one part: its goal's statement, the tactics, and the next
// state's theorems applied to what the tactics left.
func (proof *Proof) theorem(s *Step, part *Part, tactics string) string {
	var b strings.Builder
	b.WriteString(proof.States[s.Index].Goals[part.Goal].Statement + " := by\n")
	if strings.TrimSpace(tactics) != "skip" {
		b.WriteString(indent(tactics) + "\n")
	}
	next := proof.States[s.Index+1]
	for _, k := range part.Next {
		g := next.Goals[k]
		b.WriteString("  exact " + strings.Join(append([]string{g.Name}, g.args...), " ") + "\n")
	}
	return b.String()
}

// assemble writes the whole file: the states' theorems from the last to the first, and the
// problem's own at the end. What is open holds one marked sorry; what Lean has not seen is
// marked too.
func (proof *Proof) assemble() {
	var b strings.Builder
	b.WriteString(headerText(proof.Header))
	if len(proof.Steps) == 0 {
		b.WriteString(proof.States[0].Goals[0].Statement + " := by\n  sorry -- " + openReason(proof) + "\n")
		proof.File = b.String()
		return
	}
	for i, s := range slices.Backward(proof.Steps) {
		if proof.States[i].Origin == FromRecording {
			fmt.Fprintf(&b, "-- state %d: stated by a recorded completion\n", i)
		}
		for j := range s.Parts {
			part := &s.Parts[j]
			g := proof.States[i].Goals[part.Goal]
			switch {
			case g.Statement == "":
				fmt.Fprintf(&b, "-- state %d has no theorem: %s\n", i, spaceless(g.Reason))
			case part.Carried:
				b.WriteString(proof.theorem(s, part, "skip"))
			case part.Tactics != "" && proof.stated(i+1, part.Next):
				var marks []string
				if part.Origin == FromRecording {
					marks = append(marks, "script from a recorded completion")
				}
				if !part.Proved {
					marks = append(marks, "not checked by Lean")
				}
				if len(marks) > 0 {
					fmt.Fprintf(&b, "-- step %d: %s\n", i, strings.Join(marks, "; "))
				}
				b.WriteString(proof.theorem(s, part, part.Tactics))
			default:
				fmt.Fprintf(&b, "%s := by\n  sorry -- open: step %d, %s\n", g.Statement, i, spaceless(part.Reason))
			}
			b.WriteString("\n")
		}
	}
	proof.File = strings.TrimRight(b.String(), "\n") + "\n"
}

func (proof *Proof) stated(state int, goals []int) bool {
	for _, k := range goals {
		if proof.States[state].Goals[k].Statement == "" {
			return false
		}
	}
	return true
}

func openReason(proof *Proof) string {
	if proof.Whole.Verdict == evidence.Refuted {
		return "refuted: the statement is false at " + proof.Whole.Witness.String()
	}
	if r := spaceless(proof.Whole.Reason); r != "" {
		return "open: " + r
	}
	return "open: no chain"
}

func headerText(header string) string {
	if strings.TrimSpace(header) == "" {
		return ""
	}
	return strings.TrimRight(header, " \n") + "\n\n"
}

func indent(script string) string {
	lines := strings.Split(script, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = "  " + l
		}
	}
	return strings.Join(lines, "\n")
}
