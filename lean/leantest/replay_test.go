package leantest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosita/lean/leantest"
)

// A client that says other than the recorded one is told so, and found out.
func TestReplayOfAnotherClient(t *testing.T) {
	dir := t.TempDir()
	recording, result := filepath.Join(dir, "recording"), filepath.Join(dir, "result")
	rows := strings.Join([]string{
		`{"from":"client","frame":{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"processId":9,"x":1}}}`,
		`{"from":"server","frame":{"jsonrpc":"2.0","id":7,"result":{"capabilities":{}}}}`,
		`{"from":"client","frame":{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///r.lean","text":"t"}}}}`,
		`{"from":"server","frame":{"jsonrpc":"2.0","method":"note","params":{"uri":"file:///r.lean"}}}`,
		`{"from":"client","frame":{"jsonrpc":"2.0","id":8,"method":"ask","params":{"uri":"file:///r.lean"}}}`,
		`{"from":"server","frame":{"jsonrpc":"2.0","id":8,"error":{"code":-32801,"message":"not now: file:///r.lean"}}}`,
	}, "\n")
	if err := os.WriteFile(recording, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	w := launch(t, leantest.Script{Replay: &leantest.Replay{Recording: recording, Result: result}})
	const unforeseen = `"error":{"code":-32603,"message":"the recording has no such request here"}`
	w.say(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":3,"x":2}}`)
	w.hear(`{"jsonrpc":"2.0","id":1,` + unforeseen + `}`)
	w.say(`{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"processId":3,"x":1}}`)
	w.hear(`{"jsonrpc":"2.0","id":2,"result":{"capabilities":{}}}`)
	w.say(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	w.say(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///mine.lean","text":"t"}}}`)
	w.hear(`{"jsonrpc":"2.0","method":"note","params":{"uri":"file:///mine.lean"}}`)
	for _, id := range []string{"3", "4"} {
		w.say(`{"jsonrpc":"2.0","id":` + id + `,"method":"ask","params":{"uri":"file:///mine.lean"}}`)
		w.hear(`{"jsonrpc":"2.0","id":` + id + `,"error":{"code":-32801,"message":"not now: file:///mine.lean"}}`)
	}
	w.say(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":4}}`)
	w.say(`{"jsonrpc":"2.0","method":"exit"}`)
	if rest, err := w.end(); rest != "" || err != nil {
		t.Errorf("%q, %v, %s", rest, err, w.err)
	}
	got, err := os.ReadFile(result)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		`{"method":"initialize","matched":false,"problem":"params map[processId:3 x:2], recorded map[processId:3 x:1]"}`,
		`{"method":"initialize","matched":true}`,
		`{"method":"initialized","matched":false,"problem":"the recording has textDocument/didOpen"}`,
		`{"method":"textDocument/didOpen","matched":true}`,
		`{"method":"ask","matched":true}`,
		`{"method":"ask","matched":false,"meant":"` + leantest.MeantRepeat + `"}`,
		`{"method":"$/cancelRequest","matched":false,"meant":"` + leantest.MeantCancel + `"}`,
		`{"method":"exit","matched":false,"problem":"the recording has ended"}`,
		``,
	}, "\n")
	if string(got) != want {
		t.Errorf("the result is\n%s\nwant\n%s", got, want)
	}
}
