package lean

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cosita/lean/lsp"
)

// Action is an edit that Lean offers, such as "Try this: simp only [h]".
type Action struct {
	Title     string
	Preferred bool
	// Edits all stand at positions of the present text, and do not overlap. They are empty
	// where the server finds them on demand: Resolve asks for them.
	Edits []Edit

	lazy *lsp.CodeAction
}

// CodeActions are the actions that touch the range. Of a server without code actions they are
// read from its messages "Try this: …", as far as these have come.
func (d *Document) CodeActions(ctx context.Context, r Range) ([]Action, error) {
	s, err := d.client.current(ctx)
	if err != nil {
		return nil, err
	}
	if !s.can.CodeActions {
		return suggested(d.Messages(), r), nil
	}
	var answer []lsp.CodeAction
	params := lsp.CodeActionParams{
		TextDocument: lsp.DocumentID{URI: d.uri}, Range: r,
		Context: lsp.CodeActionContext{Diagnostics: []lsp.Diagnostic{}},
	}
	if err := d.request(ctx, "textDocument/codeAction", params, &answer); err != nil {
		return nil, err
	}
	actions := make([]Action, len(answer))
	for i, a := range answer {
		actions[i] = d.action(a)
	}
	return actions, nil
}

// Resolve finds the edits of an action that came without them. Others it gives back.
func (d *Document) Resolve(ctx context.Context, a Action) (Action, error) {
	if a.lazy == nil {
		return a, nil
	}
	var answer lsp.CodeAction
	if err := d.request(ctx, "codeAction/resolve", a.lazy, &answer); err != nil {
		return a, err
	}
	if answer.Edit == nil {
		return a, fmt.Errorf("codeAction/resolve: %w: %q still has no edit", lsp.ErrProtocol, a.Title)
	}
	return d.action(answer), nil
}

func (d *Document) action(a lsp.CodeAction) Action {
	action := Action{Title: a.Title, Preferred: a.IsPreferred}
	for _, e := range a.Edit.Edits(d.uri) {
		action.Edits = append(action.Edits, Edit{Range: e.Range, Text: e.NewText})
	}
	if a.Edit == nil && len(a.Data) > 0 {
		action.lazy = &a
	}
	return action
}

// Apply makes the action's edits in text. Edits that overlap are refused.
func (a Action) Apply(text string) (string, error) {
	edits := slices.Clone(a.Edits)
	slices.SortStableFunc(edits, func(x, y Edit) int {
		if y.Range.Start.Before(x.Range.Start) {
			return -1
		}
		if x.Range.Start.Before(y.Range.Start) {
			return 1
		}
		return 0
	})
	changes := make([]lsp.ContentChange, len(edits))
	for i, e := range edits {
		if i > 0 && edits[i-1].Range.Start.Before(e.Range.End) {
			return "", fmt.Errorf("apply %q: its edits overlap", a.Title)
		}
		changes[i] = lsp.ContentChange{Range: &e.Range, Text: e.Text}
	}
	text, err := lsp.Apply(text, changes)
	if err != nil {
		return "", fmt.Errorf("apply %q: %w", a.Title, err)
	}
	return text, nil
}

// suggested turns messages into actions, each in place of what its message is about.
func suggested(messages []Message, r Range) []Action {
	var actions []Action
	for _, m := range messages {
		if m.Range.End.Before(r.Start) || r.End.Before(m.Range.Start) {
			continue
		}
		for _, s := range m.Suggestions() {
			actions = append(actions, Action{Title: "Try this: " + s, Edits: []Edit{{Range: m.Range, Text: s}}})
		}
	}
	return actions
}

// Suggestions are the texts that a message "Try this: …" or "Try these: …" offers instead of
// what it is about, with `[apply]` before them as since Lean 4.25, or bullets, or nothing.
// Lines after the first keep their indentation where it goes beyond the list's own. Remaining
// subgoals, which some tactics add, are no part of a suggestion.
func (m Message) Suggestions() []string {
	body, list := strings.CutPrefix(m.Text, "Try these:")
	if !list {
		var ok bool
		if body, ok = strings.CutPrefix(m.Text, "Try this:"); !ok {
			return nil
		}
	}
	var found []string
	for line := range strings.Lines(strings.TrimLeft(body, " \n")) {
		line = strings.TrimRight(line, " \r\n")
		trimmed := strings.TrimLeft(line, " ")
		marked, item := strings.CutPrefix(trimmed, "[apply] ")
		if !item {
			marked, item = strings.CutPrefix(trimmed, "• ")
		}
		switch {
		case strings.HasPrefix(strings.TrimPrefix(trimmed, "-- "), "Remaining subgoals:"):
			return trimAll(found)
		case item:
			found = append(found, marked)
		case len(found) == 0:
			found = append(found, trimmed)
		default:
			found[len(found)-1] += "\n" + line
		}
	}
	return trimAll(found)
}

func trimAll(texts []string) []string {
	for i, t := range texts {
		texts[i] = strings.TrimRight(t, " \n")
	}
	return slices.DeleteFunc(texts, func(t string) bool { return t == "" })
}
