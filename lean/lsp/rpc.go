package lsp

import "encoding/json"

// RPCConnectParams are those of `$/lean/rpc/connect`.
type RPCConnectParams struct {
	URI string `json:"uri"`
}

// RPCConnected is its answer.
type RPCConnected struct {
	SessionID SessionID `json:"sessionId"`
}

// SessionID names a session: a number of 64 bits, which Lean writes as a string. Read from a
// bare number, it is written as a string all the same.
type SessionID string

// UnmarshalJSON reads a string or a number.
func (s *SessionID) UnmarshalJSON(data []byte) error {
	var n json.Number // takes a string too, if that is a number
	if err := json.Unmarshal(data, &n); err != nil {
		return err
	}
	*s = SessionID(n)
	return nil
}

// RPCCallParams are those of `$/lean/rpc/call`. The position decides on the environment.
type RPCCallParams struct {
	PositionParams
	SessionID SessionID `json:"sessionId"`
	Method    string    `json:"method"`
	Params    any       `json:"params"`
}

// RPCReleaseParams are those of the notification `$/lean/rpc/release`. Each reference stands
// there as often as it is given back, in the form in which it was received.
type RPCReleaseParams struct {
	URI       string            `json:"uri"`
	SessionID SessionID         `json:"sessionId"`
	Refs      []json.RawMessage `json:"refs"`
}

// RPCKeepAliveParams are those of the notification `$/lean/rpc/keepAlive`, without which a
// session ends after 30 s.
type RPCKeepAliveParams struct {
	URI       string    `json:"uri"`
	SessionID SessionID `json:"sessionId"`
}

// InteractiveDiagnosticsParams are those of Lean.Widget.getInteractiveDiagnostics; nil lines
// mean the whole text.
type InteractiveDiagnosticsParams struct {
	LineRange *LineRange `json:"lineRange,omitempty"`
}

// LineRange is a range of lines from 0, its end excluded.
type LineRange struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// GoToLocationParams are those of Lean.Widget.getGoToLocation. Kind is "definition",
// "declaration" or "type".
type GoToLocationParams struct {
	Kind string `json:"kind"`
	Info any    `json:"info"`
}

// LocationLink is a place in a file, and the part of it that is the name.
type LocationLink struct {
	URI            string `json:"targetUri"`
	Range          Range  `json:"targetRange"`
	SelectionRange Range  `json:"targetSelectionRange"`
}
