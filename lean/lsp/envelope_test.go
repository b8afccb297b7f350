package lsp

import (
	"bytes"
	"encoding/json"
	"testing"
)

// What encoding/json reads as an object is taken apart as encoding/json does.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":[1,"]}\\\""]},"result":null,"error":{}}`,
		"{}", " { } ", `{"id":-1.5e3 , "id" : "x"}`, `{"id":1,}`, `{"a":{"id":1}}`, `{"params":"\"}`, `[{"id":1}]`, `{"id":tru}`, "", `{"id"`, `{"":""}x`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := open(body)
		var want map[string]json.RawMessage
		if json.Unmarshal(body, &want) != nil || want == nil || bytes.Contains(body, []byte(`\u`)) {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		for name, value := range map[string]json.RawMessage{
			"id": got.id, "method": got.method, "params": got.params, "result": got.result, "error": got.err,
		} {
			if !bytes.Equal(value, want[name]) {
				t.Errorf("%q: %s is %q, want %q", body, name, value, want[name])
			}
		}
	})
}
