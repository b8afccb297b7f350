package cos

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
	"cosita/lean"
)

// lineRange is a range of lines, both included, counted from 0.
type lineRange struct{ first, last int }

// stepState is what a script of one part has to prove, to be checked alone: below the theorems
// that it ends in, left sorry. With it comes where these and the script stand.
func (proof *Proof) stepState(s *Step, part *Part, script string) (lean.State, layout) {
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
	state := proof.theorem(s, part)
	state.Before = b.String()
	first := strings.Count(state.Before+state.Theorem, "\n") + 1
	return state, layout{stubs, &lineRange{first, first + strings.Count(script, "\n")}}
}

// theorem is the theorem of one part: its goal's statement, and the next state's theorems
// applied to what the tactics left.
func (proof *Proof) theorem(s *Step, part *Part) lean.State {
	var uses []string
	for _, k := range part.Next {
		g := proof.States[s.Index+1].Goals[k]
		uses = append(uses, "exact "+strings.Join(append([]string{g.Name}, g.args...), " "))
	}
	return lean.State{Theorem: proof.States[s.Index].Goals[part.Goal].Statement, After: strings.Join(uses, "\n")}
}

// source is a part's text with a script in it. To skip is to write nothing.
func source(state lean.State, tactics string) string {
	if strings.TrimSpace(tactics) == "skip" {
		tactics = ""
	}
	return state.Source(tactics)
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
		if by, ok := statedBy[proof.States[i].Origin]; ok {
			fmt.Fprintf(&b, "-- state %d: stated by %s\n", i, by)
		}
		for j := range s.Parts {
			part := &s.Parts[j]
			g := proof.States[i].Goals[part.Goal]
			switch {
			case g.Statement == "":
				fmt.Fprintf(&b, "-- state %d has no theorem: %s\n", i, spaceless(g.Reason))
			case part.Carried:
				b.WriteString(source(proof.theorem(s, part), "skip"))
			case part.Tactics != "" && proof.stated(i+1, part.Next):
				fmt.Fprintf(&b, "-- step %d: script from %s", i, scriptFrom[part.Origin])
				if !part.Proved {
					b.WriteString("; not checked by Lean")
				}
				b.WriteString("\n")
				b.WriteString(source(proof.theorem(s, part), part.Tactics))
			default:
				fmt.Fprintf(&b, "%s := by\n  sorry -- step %d, %s: %s\n", g.Statement, i, part.word(), spaceless(part.Reason))
			}
			b.WriteString("\n")
		}
	}
	proof.File = strings.TrimRight(b.String(), "\n") + "\n"
}

// Who stated a state and wrote a script, as the file and the report name them.
var (
	statedBy = map[Origin]string{FromPerson: "a person", FromModel: "a model", FromRecording: "a recorded completion"}

	scriptFrom = map[Origin]string{FromCommon: "the common tactics", FromCertificate: "a certificate",
		FromModel: "a model", FromRecording: "a recorded completion"}
)

func (proof *Proof) stated(state int, goals []int) bool {
	for _, k := range goals {
		if proof.States[state].Goals[k].Statement == "" {
			return false
		}
	}
	return true
}

// openReason is why the theorem of a file without steps has no proof there.
func openReason(proof *Proof) string {
	if proof.Whole.Verdict == evidence.Refuted {
		return "refuted: the statement is false at " + proof.Whole.Witness.String()
	}
	return "not tried: " + cmp.Or(spaceless(proof.Whole.Reason), "no chain")
}

func headerText(header string) string {
	if strings.TrimSpace(header) == "" {
		return ""
	}
	return strings.TrimRight(header, " \n") + "\n\n"
}
