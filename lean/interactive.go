package lean

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cosita/lean/lsp"
)

// InteractiveState is the structured tactic state at one position.
type InteractiveState struct {
	Position Position
	Tactic   bool // whether there is a tactic state at all
	Goals    []InteractiveGoal
	// Plain says that the server has no structured goals, so that these were read from their
	// text: what they hold has no tags, and no marks are set.
	Plain bool
}

// InteractiveGoal is a goal whose terms know what they consist of.
type InteractiveGoal struct {
	Case     string // its tag
	Hyps     []InteractiveHyp
	Target   Code
	Prefix   string // what stands before the target: "⊢ ", and "| " in conv mode
	ID       string // of its metavariable; old servers do not say
	Inserted bool   // it is not in the state before
	Removed  bool   // it is not in the state after
	Context  Ref    // what the server knows of it
}

// InteractiveHyp is a hypothesis, or variables that share a type.
type InteractiveHyp struct {
	Names    []string // with ✝ where inaccessible; none for a nameless one
	IDs      []string // of the variables; old servers do not say
	Type     Code
	Value    *Code // of a let-variable
	Instance bool  // its type is a class
	IsType   bool  // its type is a sort
	Inserted bool  // it is not in the state before
	Removed  bool  // it is not in the state after
}

// InteractiveTermGoal is the goal of a term, and the term's range.
type InteractiveTermGoal struct {
	InteractiveGoal
	Range Range
	Term  Ref  // the term itself
	Plain bool // as in InteractiveState
}

// Goals is the tactic state at a position, as Document.PlainGoal means it. A server without
// structured goals is asked for plain ones.
func (s *Session) Goals(ctx context.Context, p Position) (InteractiveState, error) {
	const method = "Lean.Widget.getInteractiveGoals"
	at := InteractiveState{Position: p}
	raw, l, err := s.call(ctx, p, method, s.doc.at(p), Ref{})
	if errors.Is(err, ErrUnsupported) {
		return s.plainState(ctx, p)
	} else if err != nil {
		return at, err
	}
	var answer *struct {
		Goals *[]InteractiveGoal `json:"goals"`
	}
	if err := decode(method, raw, &answer); err != nil || answer == nil {
		return at, err
	}
	if answer.Goals == nil {
		return at, fmt.Errorf("%s: %w: an answer without goals", method, lsp.ErrProtocol)
	}
	at.Tactic, at.Goals = true, *answer.Goals
	for i := range at.Goals {
		at.Goals[i].bind(l, p)
	}
	return at, nil
}

func (s *Session) plainState(ctx context.Context, p Position) (InteractiveState, error) {
	plain, err := s.doc.PlainGoal(ctx, p)
	at := InteractiveState{Position: p, Tactic: plain.Tactic, Plain: true}
	for _, g := range plain.Goals {
		at.Goals = append(at.Goals, g.interactive())
	}
	return at, err
}

// TermGoal is the expected type and context of the term at a position; nil where there is
// none.
func (s *Session) TermGoal(ctx context.Context, p Position) (*InteractiveTermGoal, error) {
	const method = "Lean.Widget.getInteractiveTermGoal"
	raw, l, err := s.call(ctx, p, method, s.doc.at(p), Ref{})
	if errors.Is(err, ErrUnsupported) {
		plain, err := s.doc.PlainTermGoal(ctx, p)
		if err != nil || plain == nil {
			return nil, err
		}
		return &InteractiveTermGoal{InteractiveGoal: plain.Goal.interactive(), Range: plain.Range, Plain: true}, nil
	} else if err != nil {
		return nil, err
	}
	var answer *InteractiveTermGoal
	if err := decode(method, raw, &answer); err != nil || answer == nil {
		return nil, err
	}
	answer.bind(l, p)
	answer.Term.bind(l, p)
	return answer, nil
}

// Location is a place in a file, and the part of it that is the name.
type Location = lsp.LocationLink

// LocationKind says which place of a thing is wanted.
type LocationKind string

// The kinds of places.
const (
	Definition  LocationKind = "definition"
	Declaration LocationKind = "declaration"
	TypeOf      LocationKind = "type"
)

// Locations are the places of what a reference names, such as the Info of a Subterm; none of
// what the text itself binds. ErrStale where the session has lost the reference.
func (s *Session) Locations(ctx context.Context, ref Ref, kind LocationKind) ([]Location, error) {
	const method = "Lean.Widget.getGoToLocation"
	if ref.IsZero() || !s.holds(ref) {
		return nil, fmt.Errorf("%s: %w", method, ErrStale)
	}
	raw, _, err := s.call(ctx, ref.at, method, lsp.GoToLocationParams{Kind: string(kind), Info: ref}, ref)
	if err != nil {
		return nil, err
	}
	var answer []Location
	return answer, decode(method, raw, &answer)
}

// holds reports whether the reference was neither given back nor lost.
func (s *Session) holds(r Ref) bool {
	s.doc.client.mu.Lock()
	defer s.doc.client.mu.Unlock()
	return s.now != nil && s.now == r.lease && s.now.held[r.wire] > 0
}

func (r *Ref) bind(l *lease, at Position) { r.lease, r.at = l, at }

func bindCode(c *Code, l *lease, at Position) {
	c.Walk(func(tag *Subterm, _ *Code) { tag.Info.bind(l, at) })
}

func (g *InteractiveGoal) bind(l *lease, at Position) {
	g.Context.bind(l, at)
	bindCode(&g.Target, l, at)
	for i := range g.Hyps {
		bindCode(&g.Hyps[i].Type, l, at)
		if g.Hyps[i].Value != nil {
			bindCode(g.Hyps[i].Value, l, at)
		}
	}
}

// Goal is the goal in the text form in which the server prints it, line breaks included.
func (g *InteractiveGoal) Goal() Goal {
	const hanging = "\n  "
	plain := Goal{Case: g.Case, Target: strings.ReplaceAll(g.Target.String(), "\n", hanging)}
	if mark := strings.TrimRight(g.Prefix, " "); mark != turnstile {
		plain.Mark = mark
	}
	for _, h := range g.Hyps {
		p := Hyp{Names: slices.Clone(h.Names), Type: h.Type.String()}
		head := strings.Join(h.Names, " ") + " : "
		if h.Value == nil {
			p.Type = hung(head, p.Type)
		} else {
			p.Value = hung(head+p.Type+" := ", h.Value.String())
		}
		plain.Hyps = append(plain.Hyps, p)
	}
	return plain
}

// hung is a text after head as Lean prints it: on lines of its own, indented, where it or head
// has more than one, or where they are wider together than Lean's lines.
func hung(head, text string) string {
	const width = 120
	if strings.Contains(head+text, "\n") || utf8.RuneCountInString(head+text) > width {
		return "\n  " + strings.ReplaceAll(text, "\n", "\n  ")
	}
	return text
}

// interactive is the goal without tags.
func (g Goal) interactive() InteractiveGoal {
	plain := func(text string) Code {
		return Code{Text: strings.ReplaceAll(strings.TrimPrefix(text, "\n  "), "\n  ", "\n")}
	}
	out := InteractiveGoal{Case: g.Case, Target: plain(g.Target), Prefix: turnstile + " "}
	if g.Mark != "" {
		out.Prefix = g.Mark + " "
	}
	for _, h := range g.Hyps {
		ih := InteractiveHyp{Names: slices.Clone(h.Names)}
		if ih.Type = plain(h.Type); h.Value != "" {
			ih.Type = Code{Text: h.Type} // Lean does not indent it
			value := plain(h.Value)
			ih.Value = &value
		}
		out.Hyps = append(out.Hyps, ih)
	}
	return out
}

// UnmarshalJSON reads what servers since 2021 say of a goal.
func (g *InteractiveGoal) UnmarshalJSON(data []byte) error {
	var wire struct {
		Case     *string           `json:"userName"`
		Hyps     *[]InteractiveHyp `json:"hyps"`
		Target   *Code             `json:"type"`
		Prefix   *string           `json:"goalPrefix"`
		ID       string            `json:"mvarId"`
		Inserted bool              `json:"isInserted"`
		Removed  bool              `json:"isRemoved"`
		Context  Ref               `json:"ctx"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	if wire.Hyps == nil || wire.Target == nil {
		return errors.New("want a goal with hyps and type")
	}
	*g = InteractiveGoal{
		Hyps: *wire.Hyps, Target: *wire.Target, Prefix: turnstile + " ", ID: wire.ID,
		Inserted: wire.Inserted, Removed: wire.Removed, Context: wire.Context,
	}
	if wire.Case != nil {
		g.Case = *wire.Case
	}
	if wire.Prefix != nil {
		g.Prefix = *wire.Prefix
	}
	return nil
}

// UnmarshalJSON reads a term goal: a goal with more members.
func (g *InteractiveTermGoal) UnmarshalJSON(data []byte) error {
	var wire struct {
		Range Range `json:"range"`
		Term  Ref   `json:"term"`
	}
	*g = InteractiveTermGoal{}
	err := errors.Join(json.Unmarshal(data, &g.InteractiveGoal), json.Unmarshal(data, &wire))
	g.Range, g.Term = wire.Range, wire.Term
	return err
}

// UnmarshalJSON reads a hypothesis. Members that a server leaves out are empty or false; the
// name that stands for none is left out.
func (h *InteractiveHyp) UnmarshalJSON(data []byte) error {
	var wire struct {
		Names    []string `json:"names"`
		IDs      []string `json:"fvarIds"`
		Type     *Code    `json:"type"`
		Value    *Code    `json:"val"`
		Instance bool     `json:"isInstance"`
		IsType   bool     `json:"isType"`
		Inserted bool     `json:"isInserted"`
		Removed  bool     `json:"isRemoved"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	if wire.Type == nil {
		return errors.New("want a hypothesis with a type")
	}
	*h = InteractiveHyp{
		Names: slices.DeleteFunc(wire.Names, func(n string) bool { return n == "[anonymous]" }), IDs: wire.IDs,
		Type: *wire.Type, Value: wire.Value, Instance: wire.Instance, IsType: wire.IsType,
		Inserted: wire.Inserted, Removed: wire.Removed,
	}
	return nil
}
