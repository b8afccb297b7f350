package leantest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"cosita/lean/leantest"
)

func TestSessions(t *testing.T) {
	lives := filepath.Join(t.TempDir(), "lives.jsonl")
	w := launch(t, leantest.Script{
		Documents: map[string]leantest.Document{leantest.Digest(one): {Calls: map[string]json.RawMessage{
			"m 1:2": json.RawMessage(`{"a":{"p":"3"},"b":[{"__rpcref":"4"},{"p":"3"}],"c":{"p":"5","q":1}}`),
		}}},
		Sessions: lives,
		Faults: []leantest.Fault{
			{Phase: leantest.AtConnect, Kind: leantest.Say, Raw: `{"id":{id},"version":{version},"uri":"{uri}","pad":"{pad}"}`, Pad: 3, Repeat: 2, Times: 1},
		},
	}, "--server")
	w.initialize()
	w.open(one)
	w.hear(processing(1, `{"line":2,"character":0}`))
	w.hear(published(1))
	w.hear(published(1))
	w.hear(processing(1, ""))
	const connect = `{"jsonrpc":"2.0","id":2,"method":"$/lean/rpc/connect","params":{"uri":"file:///a.lean"}}`
	w.say(connect)
	for range 2 {
		w.hear(`{"id":2,"version":1,"uri":"file:///a.lean","pad":"xxx"}`)
	}
	w.hear(`{"jsonrpc":"2.0","id":2,"result":{"sessionId":"9223372036854775809"}}`)
	call := func(session, params, want string) {
		t.Helper()
		w.say(fmt.Sprintf(`{"jsonrpc":"2.0","id":3,"method":"$/lean/rpc/call","params":{"textDocument":{"uri":"file:///a.lean"},"position":{"line":1,"character":2},"sessionId":%q,"method":"m","params":%s}}`, session, params))
		w.hear(`{"jsonrpc":"2.0","id":3,` + want + `}`)
	}
	call("7", "{}", `"error":{"code":-32900,"message":"Outdated RPC session"}`)
	call("9223372036854775809", "{}", `"result":{"a":{"p":"3"},"b":[{"__rpcref":"4"},{"p":"3"}],"c":{"p":"5","q":1}}`)
	about := func(method, more string) {
		w.say(fmt.Sprintf(`{"jsonrpc":"2.0","method":"$/lean/rpc/%s","params":{"uri":"file:///a.lean","sessionId":"9223372036854775809"%s}}`, method, more))
	}
	about("keepAlive", "")
	about("release", `,"refs":[{"p":"3"},{"__rpcref":"4"}]`)
	call("9223372036854775809", `{"info":{"__rpcref":"4"}}`, `"error":{"code":-32602,"message":"RPC reference '{\"__rpcref\":\"4\"}' is not valid"}`)
	w.leave()
	body, err := os.ReadFile(lives)
	if err != nil {
		t.Fatal(err)
	}
	var got leantest.SessionLife
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	want := leantest.SessionLife{URI: "file:///a.lean", Calls: 2, Beats: 1, Released: 2, Held: map[string]int{`{"p":"3"}`: 1},
		Problem: `a call about the reference {"__rpcref":"4"}, which it does not hold`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
