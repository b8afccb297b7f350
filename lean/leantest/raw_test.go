package leantest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"cosita/lean/leantest"
)

// wire is a server without any client: its pipes.
type wire struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err *bytes.Buffer
}

func launch(t *testing.T, s leantest.Script, args ...string) *wire {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, cmd: exec.CommandContext(t.Context(), exe, args...), err: &bytes.Buffer{}}
	w.cmd.Env = append(os.Environ(), leantest.Env(s.Write(t))...)
	w.cmd.Stderr = w.err
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w.out = bufio.NewReader(out)
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return w
}

// say writes one message in a frame.
func (w *wire) say(body string) {
	w.t.Helper()
	if _, err := fmt.Fprintf(w.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		w.t.Fatal(err)
	}
}

// hear reads one frame and compares it, as JSON.
func (w *wire) hear(want string) {
	w.t.Helper()
	var length int
	if _, err := fmt.Fscanf(w.out, "Content-Length: %d\r\n\r\n", &length); err != nil {
		w.t.Fatalf("header: %v; want %s; stderr %s", err, want, w.err)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(w.out, body); err != nil {
		w.t.Fatal(err)
	}
	var got, wanted any
	if err := json.Unmarshal(body, &got); err != nil {
		w.t.Fatalf("%s: %v", body, err)
	}
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		w.t.Fatalf("%s: %v", want, err)
	}
	if !reflect.DeepEqual(got, wanted) {
		w.t.Fatalf("heard %s\nwant  %s", body, want)
	}
}

// end is the rest of the output and how the process ended.
func (w *wire) end() (rest string, err error) {
	w.t.Helper()
	body, readErr := io.ReadAll(w.out)
	if readErr != nil {
		w.t.Fatal(readErr)
	}
	return string(body), w.cmd.Wait()
}

const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":1,"rootUri":null,"capabilities":{}}}`

func (w *wire) initialize() {
	w.t.Helper()
	w.say(hello)
	w.hear(`{"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"Lean 4 Server","version":"scripted"},"capabilities":{
		"textDocumentSync":{"openClose":true,"change":2,"willSave":false,"willSaveWaitUntil":false},
		"hoverProvider":true,"documentSymbolProvider":true,"codeActionProvider":{"resolveProvider":true,"codeActionKinds":["quickfix"]}}}}`)
	w.say(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
}

func (w *wire) open(text string) {
	w.t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		w.t.Fatal(err)
	}
	w.say(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a.lean","languageId":"lean4","version":1,"text":` + string(quoted) + `}}}`)
}

func (w *wire) leave() {
	w.t.Helper()
	w.say(`{"jsonrpc":"2.0","id":99,"method":"shutdown"}`)
	w.hear(`{"jsonrpc":"2.0","id":99,"result":null}`)
	w.say(`{"jsonrpc":"2.0","method":"exit","params":null}`)
	if rest, err := w.end(); rest != "" || err != nil {
		w.t.Errorf("at the end %q, %v; stderr %s", rest, err, w.err)
	}
}

// processing is a progress message; to is the end of the text, or empty for none left.
func processing(version int, to string) string {
	rest := ""
	if to != "" {
		rest = `{"range":{"start":{"line":0,"character":0},"end":` + to + `}}`
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":"$/lean/fileProgress","params":{"textDocument":{"uri":"file:///a.lean","version":%d},"processing":[%s]}}`, version, rest)
}

func published(version int, diagnostics ...string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"file:///a.lean","version":%d,"diagnostics":[%s]}}`,
		version, strings.Join(diagnostics, ","))
}

func said(severity int, at, message string) string {
	return fmt.Sprintf(`{"source":"Lean 4","severity":%d,"range":%s,"fullRange":%s,"message":%q}`, severity, at, at, message)
}

func where(line, from, to int) string {
	return fmt.Sprintf(`{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}}`, line, from, line, to)
}

func TestVersion(t *testing.T) {
	out, err := launch(t, leantest.Script{}, "--version").end()
	if err != nil || out != "Lean (version 4.27.0, scripted, Release)\n" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestSession(t *testing.T) {
	const edited = "-- 𝔸𝔸\ntheorem t : 1 = 1 := by\n  sorry\n"
	w := launch(t, leantest.Script{Documents: map[string]leantest.Document{
		leantest.Digest(one): {Goals: map[string][]string{"1:2": {"⊢ 1 = 1", "⊢ 2"}, "1:5": {}}},
		leantest.Digest(edited): {Messages: []leantest.Message{
			{Severity: 3, Start: [2]int{2, 2}, End: [2]int{2, 7}, Text: "late"},
		}},
	}, Unknown: "no \"such\" text"}, "--server")
	w.initialize()
	w.open(one)
	w.hear(processing(1, `{"line":2,"character":0}`))
	w.hear(published(1))
	w.hear(published(1))
	w.hear(processing(1, ""))
	w.say(`{"jsonrpc":"2.0","id":"a","method":"textDocument/waitForDiagnostics","params":{"uri":"file:///a.lean","version":1}}`)
	w.hear(`{"jsonrpc":"2.0","id":"a","result":{}}`)
	const asked = `{"jsonrpc":"2.0","id":2,"method":"%s","params":{"textDocument":{"uri":"file:///%s.lean"},"position":{"line":1,"character":%d}}}`
	for _, q := range []struct {
		method, file string
		character    int
		want         string
	}{
		{"$/lean/plainGoal", "a", 2, `"result":{"rendered":"` + "```lean\\n⊢ 1 = 1\\n```\\n---\\n```lean\\n⊢ 2\\n```" + `","goals":["⊢ 1 = 1","⊢ 2"]}`},
		{"$/lean/plainGoal", "a", 5, `"result":{"rendered":"no goals","goals":[]}`},
		{"$/lean/plainGoal", "a", 3, `"result":null`},
		{"$/lean/plainGoal", "b", 2, `"error":{"code":-32801,"message":"the document is not open"}`},
		{"$/lean/plainTermGoal", "a", 2, `"result":null`},
		{"textDocument/hover", "a", 2, `"result":null`},
		{"textDocument/documentSymbol", "a", 2, `"result":[]`},
		{"textDocument/codeAction", "a", 2, `"result":[]`},
		{"$/lean/rpc/connect", "a", 2, `"error":{"code":-32601,"message":"No request handler found for '$/lean/rpc/connect'"}`},
	} {
		w.say(fmt.Sprintf(asked, q.method, q.file, q.character))
		w.hear(`{"jsonrpc":"2.0","id":2,` + q.want + `}`)
	}
	w.say(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}`)

	// Two edits, the second at positions of the text that the first made; past a surrogate pair.
	w.say(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.lean","version":2},"contentChanges":[
		{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":"-- 𝔸x𝔸\n"},
		{"range":{"start":{"line":0,"character":5},"end":{"line":0,"character":6}},"text":""},
		{"range":{"start":{"line":2,"character":2},"end":{"line":2,"character":99}},"text":"sorry"}]}}`)
	warning := said(2, where(1, 8, 9), "declaration uses 'sorry'")
	w.hear(processing(2, `{"line":3,"character":0}`))
	w.hear(published(2, warning))
	w.hear(published(2, warning, said(3, where(2, 2, 7), "late")))
	w.hear(processing(2, ""))

	w.say(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.lean","version":3},"contentChanges":[{"text":"x\n 𝔸!\n\n  \n"}]}}`)
	w.hear(processing(3, `{"line":4,"character":0}`))
	w.hear(published(3))
	w.hear(published(3, said(1, where(1, 0, 4), `no "such" text`)))
	w.hear(processing(3, ""))
	w.say(`{"jsonrpc":"2.0","id":3,"method":"textDocument/waitForDiagnostics","params":{"uri":"file:///a.lean","version":4}}`)
	w.hear(`{"jsonrpc":"2.0","id":3,"error":{"code":-32801,"message":"no such version is open"}}`)
	w.say(`{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///a.lean"}}}`)
	w.say(`{"jsonrpc":"2.0","id":4,"method":"textDocument/waitForDiagnostics","params":{"uri":"file:///a.lean","version":3}}`)
	w.hear(`{"jsonrpc":"2.0","id":4,"error":{"code":-32801,"message":"no such version is open"}}`)
	w.leave()
}

// The lines on which declarations use sorry.
func TestSorries(t *testing.T) {
	text := strings.Join([]string{
		"import A -- sorry",                     // 0
		"/- theorem no : sorry /- -/ sorry -/",  // 1
		"open Nat in theorem a : p := sorry",    // 2
		"@[simp]",                               // 3
		"private theorem b :",                   // 4
		"    p := by",                           // 5
		"  exact (sorry)",                       // 6
		"theorem c : 'x' = '\"' := no_sorry",    // 7
		"theorem d : s = \"sorry\\\"sorry\" :=", // 8
		"  h.sorry sorry' sorryAx",              // 9
		"  example : p := by sorry",             // 10
		"#check sorry",                          // 11
		"def e := 1",                            // 12
		"theorem f:p:=sorry",                    // 13
		"end",                                   // 14
	}, "\n")
	w := launch(t, leantest.Script{Documents: map[string]leantest.Document{leantest.Digest(text): {}}, Stale: true, Split: 7, Delay: 1})
	w.initialize()
	w.open(text)
	const sorry = "declaration uses 'sorry'"
	all := []string{said(2, where(2, 20, 21), sorry), said(2, where(4, 16, 17), sorry), said(2, where(10, 2, 9), sorry), said(2, where(13, 8, 9), sorry)}
	w.hear(processing(1, `{"line":14,"character":3}`))
	w.hear(published(0, said(1, where(14, 0, 3), "stale")))
	w.hear(published(1, all[:2]...))
	w.hear(published(1, all...))
	w.hear(processing(1, ""))
	w.leave()
}

func TestLeft(t *testing.T) {
	w := launch(t, leantest.Script{})
	w.initialize()
	if err := w.in.Close(); err != nil {
		t.Fatal(err)
	}
	if rest, err := w.end(); rest != "" || err == nil || !strings.Contains(w.err.String(), "without saying exit") {
		t.Errorf("%q, %v, %s", rest, err, w.err)
	}
}

func TestBadScripts(t *testing.T) {
	for name, s := range map[string]leantest.Script{
		"phase":  {Faults: []leantest.Fault{{Phase: "later", Kind: leantest.Hang}}},
		"kind":   {Faults: []leantest.Fault{{Phase: leantest.AtGoal, Kind: "sulk"}}},
		"code":   {Faults: []leantest.Fault{{Phase: leantest.AtGoal, Kind: leantest.Refuse}}},
		"early":  {Faults: []leantest.Fault{{Phase: leantest.AtInitialize, Kind: leantest.Hang, Document: "0"}}},
		"worker": {Faults: []leantest.Fault{{Phase: leantest.AtGoal, Kind: leantest.KillWorker}}},
	} {
		w := launch(t, s)
		if rest, err := w.end(); rest != "" || err == nil || !strings.Contains(w.err.String(), "fault 0") {
			t.Errorf("%s: %q, %v, %s", name, rest, err, w.err)
		}
	}
}

func TestFaults(t *testing.T) {
	const uri = `"textDocument":{"uri":"file:///a.lean"}`
	const barrier = `{"jsonrpc":"2.0","id":5,"method":"textDocument/waitForDiagnostics","params":{"uri":"file:///a.lean","version":1}}`
	const goal = `{"jsonrpc":"2.0","id":6,"method":"$/lean/plainGoal","params":{` + uri + `,"position":{"line":0,"character":0}}}`
	documents := map[string]leantest.Document{leantest.Digest(one): {}}
	begin := func(t *testing.T, f leantest.Fault) *wire {
		w := launch(t, leantest.Script{Documents: documents, Workers: f.Kind == leantest.KillWorker, Faults: []leantest.Fault{f}})
		if f.Phase != leantest.AtInitialize {
			w.initialize()
			w.open(one)
		}
		return w
	}
	elaborated := func(w *wire) {
		w.hear(processing(1, `{"line":2,"character":0}`))
		w.hear(published(1))
		w.hear(published(1))
		w.hear(processing(1, ""))
	}
	t.Run("crash", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.AtInitialize, Kind: leantest.Crash})
		w.say(hello)
		if rest, err := w.end(); rest != "" || err == nil || !strings.Contains(err.Error(), "killed") {
			t.Errorf("%q, %v", rest, err)
		}
	})
	t.Run("garbage", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.AtInitialize, Kind: leantest.Garbage})
		w.say(hello)
		line, err := w.out.ReadString('\n')
		if err != nil || line != "This is no frame.\n" {
			t.Errorf("%q, %v", line, err)
		}
		w.say(`{"jsonrpc":"2.0","method":"exit"}`)
		if _, err := w.end(); err != nil {
			t.Error(err)
		}
	})
	t.Run("error once", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Refuse, Code: -32801, Times: 1})
		elaborated(w)
		w.say(barrier)
		w.hear(`{"jsonrpc":"2.0","id":5,"error":{"code":-32801,"message":"scripted refusal"}}`)
		w.say(barrier)
		w.hear(`{"jsonrpc":"2.0","id":5,"result":{}}`)
		w.leave()
	})
	t.Run("error each time", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.AtGoal, Kind: leantest.Refuse, Code: -32902})
		elaborated(w)
		for range 3 {
			w.say(goal)
			w.hear(`{"jsonrpc":"2.0","id":6,"error":{"code":-32902,"message":"scripted refusal"}}`)
		}
		w.leave()
	})
	t.Run("another document", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.AtOpen, Kind: leantest.Crash, Document: leantest.Digest("another")})
		elaborated(w)
		w.leave()
	})
	t.Run("kill-worker", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.AtGoal, Kind: leantest.KillWorker})
		elaborated(w)
		w.say(goal)
		w.say(barrier)
		// Only what is not about the document is answered.
		w.say(strings.ReplaceAll(goal, "a.lean", "b.lean"))
		w.hear(`{"jsonrpc":"2.0","id":6,"error":{"code":-32801,"message":"the document is not open"}}`)
		w.leave()
	})
	t.Run("hang", func(t *testing.T) {
		w := begin(t, leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Hang})
		w.hear(processing(1, `{"line":2,"character":0}`))
		w.hear(published(1))
		w.say(barrier)
		silent := make(chan error, 1)
		go func() {
			_, err := w.out.ReadByte()
			silent <- err
		}()
		if err := w.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := <-silent; err == nil {
			t.Error("the server went on")
		}
		_ = w.cmd.Wait() // it was killed
	})
}
