package lsp

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestCapabilities(t *testing.T) {
	for text, want := range map[string]ServerCapabilities{
		`{}`:                         {},
		`{"hoverProvider":true}`:     {Hover: true},
		`{"hoverProvider":null}`:     {},
		`{"hoverProvider":false}`:    {},
		`{"codeActionProvider":{}}`:  {CodeActions: true},
		`{"hoverProvider":"yes"}`:    {},
		`{"textDocumentSync":2}`:     {},
		`{"experimental":{"a":[1]}}`: {},
		`{"codeActionProvider":{"resolveProvider":true},"documentSymbolProvider":true}`: {CodeActions: true, DocumentSymbols: true},
	} {
		var got ServerCapabilities
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}

func TestMarkup(t *testing.T) {
	for text, want := range map[string]Markup{
		`"plain"`:                           "plain",
		`{"kind":"markdown","value":"md"}`:  "md",
		`[{"language":"lean","value":"a"}]`: "a",
		`["a",{"value":"b"},"c"]`:           "a\n\nb\n\nc",
		`null`:                              "",
		`[]`:                                "",
	} {
		var got Markup
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

func TestWorkspaceEdit(t *testing.T) {
	edit := []TextEdit{{Range: Range{End: Position{Line: 1}}, NewText: "x"}}
	for name, test := range map[string]struct {
		text string
		want []TextEdit
	}{
		"changes":       {`{"changes":{"u":[{"range":{"end":{"line":1}},"newText":"x"}],"v":[{"newText":"y"}]}}`, edit},
		"of documents":  {`{"documentChanges":[{"textDocument":{"uri":"v"},"edits":[{"newText":"y"}]},{"textDocument":{"uri":"u","version":null},"edits":[{"range":{"end":{"line":1}},"newText":"x"}]}]}`, edit},
		"file creation": {`{"documentChanges":[{"kind":"create","uri":"u"}]}`, nil},
		"nothing":       {`null`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var w *WorkspaceEdit
			if err := json.Unmarshal([]byte(test.text), &w); err != nil {
				t.Fatal(err)
			}
			if got := w.Edits("u"); !reflect.DeepEqual(got, test.want) {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}
