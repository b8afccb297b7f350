package lean

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"cosita/lean/lsp"
)

// InteractiveMessage is a message whose parts know what they are.
type InteractiveMessage struct {
	Message                  // as the plain ones
	Body    Tagged[Embedded] // the text again, in its parts
	Plain   bool             // as in InteractiveState
}

// Embedded is what a part of a message is: one of its members is set, or none where a server
// knows kinds that are not known here.
type Embedded struct {
	Code        *Code             // terms, and text between them
	Goal        *InteractiveGoal  // a goal
	Alternative *Tagged[Embedded] // what stands for a widget in a text
	Trace       *Trace            // a trace
}

// Trace is a node of a tree of traces.
type Trace struct {
	Class     string // such as "Meta.synthInstance"
	Indent    int
	Collapsed bool
	Header    Tagged[Embedded]
	Children  []Tagged[Embedded]
	Lazy      Ref // the children where they are fetched on demand, by Lean.Widget.lazyTraceChildrenToInteractive
}

// Messages are those about the lines from first to end, without end; all where end is 0. They
// are those that the server has at that moment: Document.Wait before this waits for all. A
// server without structured messages is not asked.
func (s *Session) Messages(ctx context.Context, first, end int) ([]InteractiveMessage, error) {
	const method = "Lean.Widget.getInteractiveDiagnostics"
	var params lsp.InteractiveDiagnosticsParams
	if end > 0 {
		params.LineRange = &lsp.LineRange{Start: first, End: end}
	}
	raw, l, err := s.call(ctx, Position{Line: first}, method, params, Ref{})
	if errors.Is(err, ErrUnsupported) {
		var plain []InteractiveMessage
		for _, m := range s.doc.Messages() {
			if end <= 0 || m.Range.End.Line >= first && m.Range.Start.Line < end {
				plain = append(plain, InteractiveMessage{Message: m, Body: Tagged[Embedded]{Text: m.Text}, Plain: true})
			}
		}
		return plain, nil
	} else if err != nil {
		return nil, err
	}
	var answer []struct {
		lsp.Diagnostic
		Message Tagged[Embedded] `json:"message"`
	}
	if err := decode(method, raw, &answer); err != nil {
		return nil, err
	}
	messages := make([]InteractiveMessage, len(answer))
	for i := range answer {
		a := &answer[i]
		bindMessage(&a.Message, l, Position{Line: first})
		a.Diagnostic.Message = MessageText(&a.Message)
		messages[i] = InteractiveMessage{Message: message(&a.Diagnostic), Body: a.Message}
	}
	return messages, nil
}

// MessageText is the plain text of a structured message, as the server would print it: traces
// stand as "(trace)".
func MessageText(body *Tagged[Embedded]) string {
	var b strings.Builder
	var write func(t *Tagged[Embedded])
	write = func(t *Tagged[Embedded]) {
		if t.Tag == nil {
			b.WriteString(t.Text)
			for i := range t.Parts {
				write(&t.Parts[i])
			}
			return
		}
		switch e := t.Tag; {
		case e.Code != nil:
			b.WriteString(e.Code.String())
		case e.Goal != nil:
			b.WriteString(e.Goal.Goal().String())
		case e.Alternative != nil:
			write(e.Alternative)
		case e.Trace != nil:
			b.WriteString("(trace)")
		default:
			for i := range t.Parts {
				write(&t.Parts[i])
			}
		}
	}
	write(body)
	return b.String()
}

func bindMessage(t *Tagged[Embedded], l *lease, at Position) {
	t.Walk(func(e *Embedded, _ *Tagged[Embedded]) {
		switch {
		case e.Code != nil:
			bindCode(e.Code, l, at)
		case e.Goal != nil:
			e.Goal.bind(l, at)
		case e.Alternative != nil:
			bindMessage(e.Alternative, l, at)
		case e.Trace != nil:
			e.Trace.Lazy.bind(l, at)
			bindMessage(&e.Trace.Header, l, at)
			for i := range e.Trace.Children {
				bindMessage(&e.Trace.Children[i], l, at)
			}
		}
	})
}

// UnmarshalJSON reads one of the kinds that servers know.
func (e *Embedded) UnmarshalJSON(data []byte) error {
	var wire struct {
		Code   *Code            `json:"expr"`
		Goal   *InteractiveGoal `json:"goal"`
		Widget *struct {
			Alternative *Tagged[Embedded] `json:"alt"`
		} `json:"widget"`
		Trace *Trace `json:"trace"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*e = Embedded{Code: wire.Code, Goal: wire.Goal, Trace: wire.Trace}
	if wire.Widget != nil {
		e.Alternative = wire.Widget.Alternative
	}
	return nil
}

// UnmarshalJSON reads a trace with its children or with a reference to them.
func (t *Trace) UnmarshalJSON(data []byte) error {
	var wire struct {
		Class     string           `json:"cls"`
		Indent    int              `json:"indent"`
		Collapsed bool             `json:"collapsed"`
		Header    Tagged[Embedded] `json:"msg"`
		Children  struct {
			Strict []Tagged[Embedded] `json:"strict"`
			Lazy   Ref                `json:"lazy"`
		} `json:"children"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*t = Trace{
		Class: wire.Class, Indent: wire.Indent, Collapsed: wire.Collapsed, Header: wire.Header,
		Children: wire.Children.Strict, Lazy: wire.Children.Lazy,
	}
	return nil
}
