package lean

import (
	"fmt"
	"strings"
)

const noGoals = "no goals"

// FormatGoals is the text form of a whole state: its goals with an empty line between them,
// as in Lean's messages, or `no goals`.
func FormatGoals(goals []Goal) string {
	if len(goals) == 0 {
		return noGoals
	}
	texts := make([]string, len(goals))
	for i, g := range goals {
		texts[i] = g.String()
	}
	return strings.Join(texts, "\n\n")
}

// ParseGoals reads the text form of a state: goals with empty lines or lines `---` between
// them, fenced as in the server's `rendered` or not, or `no goals`. Empty lines around the goals
// and CRLF line ends are passed over. What [FormatGoals] writes reads back as the same goals.
func ParseGoals(text string) ([]Goal, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.EqualFold(strings.TrimSpace(text), noGoals) {
		return nil, nil
	}
	var goals []Goal
	lines := append(strings.Split(text, "\n"), "")
	start := 0
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if trimmed != "" && trimmed != "---" && !strings.HasPrefix(line, "```") {
			continue
		}
		if start < i {
			g, err := ParseGoal(strings.Join(lines[start:i], "\n"))
			if err != nil {
				return nil, fmt.Errorf("goal %d, which begins on line %d: %w", len(goals)+1, start+1, err)
			}
			goals = append(goals, g)
		}
		start = i + 1
	}
	if len(goals) == 0 {
		return nil, fmt.Errorf("%w: no goal in it", ErrGoal)
	}
	return goals, nil
}

// UnsolvedGoals reads the goals that a message `unsolved goals` lists. ok is false for any
// other message.
func UnsolvedGoals(message string) (goals []Goal, ok bool) {
	text, ok := strings.CutPrefix(message, "unsolved goals\n")
	if !ok {
		return nil, false
	}
	goals, err := ParseGoals(text)
	return goals, err == nil
}
