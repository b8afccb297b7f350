package lsp

import (
	"encoding/json"
	"fmt"
	"os"
)

// InitializeParams opens a session.
type InitializeParams struct {
	ProcessID             int                   `json:"processId"`
	RootURI               *string               `json:"rootUri"` // Lean ignores it: the server's working folder decides
	InitializationOptions InitializationOptions `json:"initializationOptions"`
	Capabilities          ClientCapabilities    `json:"capabilities"`
}

// InitializationOptions are Lean's own.
type InitializationOptions struct {
	HasWidgets bool `json:"hasWidgets"` // whether the client draws widgets; a text client does not
}

// ClientCapabilities says what the client understands.
type ClientCapabilities struct {
	Lean LeanClientCapabilities `json:"lean"`
}

// LeanClientCapabilities are Lean's own; servers that do not know them pass them over.
type LeanClientCapabilities struct {
	SilentDiagnosticSupport      bool   `json:"silentDiagnosticSupport"`
	IncrementalDiagnosticSupport bool   `json:"incrementalDiagnosticSupport"`
	RPCWireFormat                string `json:"rpcWireFormat"`
}

// NewInitializeParams is what Cosita asks of every server.
func NewInitializeParams() InitializeParams {
	return InitializeParams{
		ProcessID: os.Getpid(),
		Capabilities: ClientCapabilities{Lean: LeanClientCapabilities{
			SilentDiagnosticSupport: true, IncrementalDiagnosticSupport: true, RPCWireFormat: "v1",
		}},
	}
}

// InitializeResult is what a server says of itself.
type InitializeResult struct {
	ServerInfo   *ServerInfo         `json:"serverInfo"`
	Capabilities *ServerCapabilities `json:"capabilities"`
}

// ServerInfo is the server's name and version.
type ServerInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// ServerCapabilities is the part of a server's abilities that Cosita reads.
type ServerCapabilities struct {
	Hover           Provided `json:"hoverProvider"`
	DocumentSymbols Provided `json:"documentSymbolProvider"`
	CodeActions     Provided `json:"codeActionProvider"`
}

// Provided is an ability, which servers state as a boolean or as the object of its options.
type Provided bool

// UnmarshalJSON takes true and any object for yes; false, null and absence for no.
func (p *Provided) UnmarshalJSON(data []byte) error {
	*p = Provided(string(data) == "true" || len(data) > 0 && data[0] == '{')
	return nil
}

// DidOpenParams are those of `textDocument/didOpen`.
type DidOpenParams struct {
	TextDocument TextDocumentItem `json:"textDocument"`
	// DependencyBuildMode says whether Lake builds what the document imports: "always",
	// "once", "never"; empty leaves it to the server.
	DependencyBuildMode string `json:"dependencyBuildMode,omitempty"`
}

// TextDocumentItem is a document with its text.
type TextDocumentItem struct {
	URI        string `json:"uri"`
	LanguageID string `json:"languageId"`
	Version    int    `json:"version"`
	Text       string `json:"text"`
}

// DidChangeParams are those of `textDocument/didChange`.
type DidChangeParams struct {
	TextDocument   VersionedDocument `json:"textDocument"`
	ContentChanges []ContentChange   `json:"contentChanges"`
}

// VersionedDocument names a version of a document.
type VersionedDocument struct {
	URI     string `json:"uri"`
	Version int    `json:"version"`
}

// DocumentID names a document.
type DocumentID struct {
	URI string `json:"uri"`
}

// DocumentParams are those of requests about a whole document.
type DocumentParams struct {
	TextDocument DocumentID `json:"textDocument"`
}

// PositionParams are those of requests about a place.
type PositionParams struct {
	TextDocument DocumentID `json:"textDocument"`
	Position     Position   `json:"position"`
}

// WaitParams are those of `textDocument/waitForDiagnostics`.
type WaitParams struct {
	URI     string `json:"uri"`
	Version int    `json:"version"`
}

// WaitResult is the answer `{}` of `textDocument/waitForDiagnostics`. Anything else is refused,
// so that an answer that belongs elsewhere is not taken for the end of elaboration.
type WaitResult struct{}

// UnmarshalJSON accepts the empty object.
func (*WaitResult) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	if members == nil || len(members) > 0 {
		return fmt.Errorf("want the empty object")
	}
	return nil
}

// PublishDiagnosticsParams are those of `textDocument/publishDiagnostics`.
type PublishDiagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version"`
	Diagnostics []Diagnostic `json:"diagnostics"`
	// IsIncremental says that the diagnostics come in addition to those that were published
	// for this version before.
	IsIncremental bool `json:"isIncremental"`
}

// Diagnostic is one message about a range.
type Diagnostic struct {
	Range     Range  `json:"range"`     // cut to one line by Lean
	FullRange *Range `json:"fullRange"` // the whole
	Severity  int    `json:"severity"`  // 1 error … 4 hint; 0 where the server says nothing
	Message   string `json:"message"`
	LeanTags  []int  `json:"leanTags"` // 1 unsolved goals, 2 goals accomplished
	IsSilent  bool   `json:"isSilent"` // to be shown in the text only, not in lists
}

// FileProgressParams are those of `$/lean/fileProgress`.
type FileProgressParams struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version *int   `json:"version"`
	} `json:"textDocument"`
	Processing []ProgressRange `json:"processing"`
}

// Kinds of progress.
const (
	ProgressProcessing = 1 // also where a server says no kind
	ProgressFatal      = 2 // elaboration stopped here, and will not go on
)

// ProgressRange is a part of the text that is not done.
type ProgressRange struct {
	Range Range `json:"range"`
	Kind  int   `json:"kind"`
}

// PlainGoal is the part of the answer of `$/lean/plainGoal` that is read.
type PlainGoal struct {
	Goals []string `json:"goals"` // nil only where the member is absent
}

// PlainTermGoal is the answer of `$/lean/plainTermGoal`.
type PlainTermGoal struct {
	Goal  string `json:"goal"`
	Range Range  `json:"range"`
}

// Hover is the answer of `textDocument/hover`.
type Hover struct {
	Contents Markup `json:"contents"`
	Range    *Range `json:"range"`
}

// Markup is text for people, mostly Markdown. Servers may state it as a string, as an object
// with a value, or as a list of these, which is joined with empty lines.
type Markup string

// UnmarshalJSON reads the three forms.
func (m *Markup) UnmarshalJSON(data []byte) error {
	*m = ""
	if len(data) == 0 || string(data) == "null" {
		return nil
	}
	switch data[0] {
	case '"':
		return json.Unmarshal(data, (*string)(m))
	case '[':
		var parts []Markup
		if err := json.Unmarshal(data, &parts); err != nil {
			return err
		}
		for i, p := range parts {
			if i > 0 {
				*m += "\n\n"
			}
			*m += p
		}
		return nil
	}
	var object struct {
		Value string `json:"value"`
	}
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	*m = Markup(object.Value)
	return nil
}

// DocumentSymbol is a declaration, section or namespace of a document.
type DocumentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail"`
	Kind           int              `json:"kind"` // the protocol's SymbolKind; Lean says 6 of declarations
	Range          Range            `json:"range"`
	SelectionRange Range            `json:"selectionRange"`
	Children       []DocumentSymbol `json:"children"`
}

// CodeActionParams are those of `textDocument/codeAction`.
type CodeActionParams struct {
	TextDocument DocumentID        `json:"textDocument"`
	Range        Range             `json:"range"`
	Context      CodeActionContext `json:"context"`
}

// CodeActionContext says about which diagnostics actions are wanted; Lean reads it not at all.
type CodeActionContext struct {
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// CodeAction is an edit that the server offers.
type CodeAction struct {
	Title       string          `json:"title"`
	Kind        string          `json:"kind,omitempty"`
	IsPreferred bool            `json:"isPreferred,omitempty"`
	Edit        *WorkspaceEdit  `json:"edit,omitempty"`
	Data        json.RawMessage `json:"data,omitempty"` // what `codeAction/resolve` needs to find the edit
}

// WorkspaceEdit is a set of edits of documents, in one of two forms.
type WorkspaceEdit struct {
	DocumentChanges []DocumentEdit        `json:"documentChanges,omitempty"`
	Changes         map[string][]TextEdit `json:"changes,omitempty"`
}

// DocumentEdit is the edits of one document. Its TextDocument is empty for the creation and
// renaming of files, which have no Edits either.
type DocumentEdit struct {
	TextDocument DocumentID `json:"textDocument"`
	Edits        []TextEdit `json:"edits"`
}

// TextEdit is the text that replaces a range.
type TextEdit struct {
	Range   Range  `json:"range"`
	NewText string `json:"newText"`
}

// Edits are those of the document uri, in either form.
func (w *WorkspaceEdit) Edits(uri string) []TextEdit {
	if w == nil {
		return nil
	}
	var edits []TextEdit
	for _, d := range w.DocumentChanges {
		if d.TextDocument.URI == uri {
			edits = append(edits, d.Edits...)
		}
	}
	if len(w.DocumentChanges) == 0 {
		edits = append(edits, w.Changes[uri]...)
	}
	return edits
}
