package lean_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"cosita/internal/testdata"
	"cosita/lean"
	"cosita/lean/leantest"
	"cosita/lean/lsp"
)

type object = map[string]any

// recording is a conversation with a real server, read by encoding/json alone.
type recording []recorded

type recorded struct {
	From  string `json:"from"`
	Frame object `json:"frame"`
}

const recordedURI = "file:///project/Main.lean"

func recordings(tb testing.TB) string {
	return filepath.Join(testdata.Dir(tb), "lean-transcripts", "lean-2021-wire")
}

func read(tb testing.TB, path string) recording {
	tb.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	var rows recording
	for line := range bytes.Lines(body) {
		rows = append(rows, recorded{})
		if err := json.Unmarshal(line, &rows[len(rows)-1]); err != nil {
			tb.Fatalf("%s: %v", path, err)
		}
	}
	return rows
}

// write writes the recording to a file of the test's.
func (r recording) write(tb testing.TB) string {
	tb.Helper()
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	for _, row := range r {
		if err := encoder.Encode(row); err != nil {
			tb.Fatal(err)
		}
	}
	path := filepath.Join(tb.TempDir(), "recording.jsonl")
	if err := os.WriteFile(path, body.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// answer is the recorded response to the request in row i, nil for none; messages are the
// diagnostics that were last published for the document's version before.
func (r recording) answer(i int) (response object, messages []any) {
	id := r[i].Frame["id"]
	params, _ := r[i].Frame["params"].(object)
	for _, row := range r {
		if row.From != "server" {
			continue
		}
		f := row.Frame
		if p, ok := f["params"].(object); ok && f["method"] == "textDocument/publishDiagnostics" && p["version"] == params["version"] {
			messages, _ = p["diagnostics"].([]any)
		}
		if f["method"] == nil && reflect.DeepEqual(f["id"], id) {
			return f, messages
		}
	}
	return nil, nil
}

// want is what the client must make of the response to the request in row i.
func (r recording) want(i int) any {
	response, messages := r.answer(i)
	if response == nil {
		return "no answer"
	}
	if refusal, ok := response["error"].(object); ok {
		return object{"code": refusal["code"], "message": refusal["message"]}
	}
	result, _ := response["result"].(object)
	switch r[i].Frame["method"] {
	case "initialize":
		info, _ := result["serverInfo"].(object)
		return fmt.Sprintf("%v %v", info["name"], info["version"])
	case "textDocument/waitForDiagnostics":
		said := []any{}
		for _, m := range messages {
			m := m.(object)
			said = append(said, object{"severity": m["severity"], "range": m["fullRange"], "text": m["message"]})
		}
		return said
	case "$/lean/plainGoal":
		return result["goals"]
	case "textDocument/hover":
		contents, _ := result["contents"].(object)
		return object{"Text": contents["value"], "Range": result["range"]}
	case "textDocument/documentSymbol":
		return whole(response["result"])
	}
	return response["result"]
}

// whole has the members of symbols that a server may leave out.
func whole(symbols any) any {
	list, ok := symbols.([]any)
	if !ok {
		return nil
	}
	out := []any{}
	for _, symbol := range list {
		s := object{"detail": ""}
		maps.Copy(s, symbol.(object))
		s["children"] = whole(s["children"])
		out = append(out, s)
	}
	return out
}

// plainly is v as encoding/json reads it.
func plainly(v any) any {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var out any
	if err := json.Unmarshal(body, &out); err != nil {
		return err
	}
	return out
}

// replaying makes a client say what a recorded one said.
type replaying struct {
	recording
	client *lean.Client
	doc    *lean.Document
}

// do does what the client's frame in row i says through the client's own methods, and returns
// what came of it.
func (p *replaying) do(ctx context.Context, i int) (any, error) {
	f := p.recording[i].Frame
	body, err := json.Marshal(f["params"])
	if err != nil {
		return nil, err
	}
	if p.doc != nil {
		body = bytes.ReplaceAll(body, []byte(recordedURI), []byte(p.doc.URI()))
	}
	var params struct {
		TextDocument   struct{ URI, Text string }
		Position       lean.Position
		ContentChanges []lsp.ContentChange
	}
	if err := json.Unmarshal(body, &params); err != nil && f["params"] != nil {
		return nil, err
	}
	method, _ := f["method"].(string)
	switch {
	case method == "initialize":
		return p.client.Server(), nil
	case method == "initialized", method == "shutdown", method == "exit":
		return nil, nil
	case method == "textDocument/didOpen":
		p.doc, err = p.client.Open(params.TextDocument.Text)
		return nil, err
	case method == "textDocument/didChange":
		change := params.ContentChanges[0]
		if change.Range == nil {
			return nil, p.doc.Change(change.Text)
		}
		return nil, p.doc.Edit(lean.Edit{Range: *change.Range, Text: change.Text})
	case method == "textDocument/waitForDiagnostics":
		err := p.doc.Wait(ctx)
		return append([]lean.Message{}, p.doc.Messages()...), err
	case method == "$/lean/plainGoal" && params.TextDocument.URI == p.doc.URI():
		at, err := p.doc.PlainGoal(ctx, params.Position)
		if !at.Tactic {
			return nil, err
		}
		texts := []string{}
		for _, g := range at.Goals {
			texts = append(texts, g.String())
		}
		return texts, err
	case method == "$/lean/plainTermGoal":
		at, err := p.doc.PlainTermGoal(ctx, params.Position)
		if at == nil {
			return nil, err
		}
		return object{"goal": at.Goal.String(), "range": at.Range}, err
	case method == "textDocument/hover":
		return p.doc.Hover(ctx, params.Position)
	case method == "textDocument/documentSymbol":
		return p.doc.Symbols(ctx)
	}
	var result any
	err = p.doc.Request(ctx, method, json.RawMessage(body), &result)
	return result, err
}

// drive replays the recording at path and says where the client first saw other than want; limit
// bounds each answer. It returns what the server made of the client, too.
func (r recording) drive(t *testing.T, path string, limit time.Duration) (difference string, heard []leantest.Heard) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	result := filepath.Join(t.TempDir(), "heard.jsonl")
	script := leantest.Script{Replay: &leantest.Replay{Recording: path, Result: result}}
	var progress []lean.Progress
	client, err := lean.Start(t.Context(), lean.Config{
		Path: exe, Dir: t.TempDir(), Env: leantest.Env(script.Write(t)),
		Replacements: -1, StartTimeout: limit, CheckTimeout: limit, RequestTimeout: limit,
		Progress: func(p lean.Progress) { progress = append(progress, p) },
	})
	if err != nil {
		return "start: " + err.Error(), nil
	}
	difference = r.compare(t, client)
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if got, want := len(progress), r.progress(); difference == "" && !reflect.DeepEqual(ranges(progress), want) {
		difference = fmt.Sprintf("%d messages of progress, %d recorded", got, len(want))
	}
	return difference, heardOf(t, result)
}

// heardOf reads what the server made of the client.
func heardOf(t *testing.T, result string) (heard []leantest.Heard) {
	t.Helper()
	body, err := os.ReadFile(result)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(body) {
		var h leantest.Heard
		if err := json.Unmarshal(line, &h); err != nil {
			t.Fatal(err)
		}
		heard = append(heard, h)
	}
	return heard
}

// compare is the first difference between what the client saw and what was recorded.
func (r recording) compare(t *testing.T, client *lean.Client) string {
	p := &replaying{recording: r, client: client}
	for i, row := range r {
		if row.From != "client" {
			continue
		}
		if row.Frame["id"] == nil {
			if _, err := p.do(t.Context(), i); err != nil {
				return fmt.Sprintf("row %d, %v: %v", i+1, row.Frame["method"], err)
			}
			continue
		}
		want := r.want(i)
		ctx, cancel := t.Context(), context.CancelFunc(func() {})
		if want == "no answer" {
			ctx, cancel = context.WithTimeout(ctx, 100*time.Millisecond)
		}
		got, err := p.do(ctx, i)
		cancel()
		var refusal *lsp.ResponseError
		switch {
		case errors.As(err, &refusal):
			got = object{"code": refusal.Code, "message": refusal.Message}
		case want == "no answer" && errors.Is(err, context.DeadlineExceeded):
			got = want
		case err != nil:
			return fmt.Sprintf("row %d, %v: %v", i+1, row.Frame["method"], err)
		}
		if got = plainly(got); !reflect.DeepEqual(got, want) {
			return fmt.Sprintf("row %d, %v: the client sees\n%v\nrecorded\n%v", i+1, row.Frame["method"], got, want)
		}
	}
	return ""
}

// progress are the ranges in the recorded messages of progress.
func (r recording) progress() []any {
	out := []any{}
	for _, row := range r {
		if row.Frame["method"] != "$/lean/fileProgress" {
			continue
		}
		params := row.Frame["params"].(object)
		left := []any{}
		for _, p := range params["processing"].([]any) {
			left = append(left, p.(object)["range"])
		}
		out = append(out, object{"version": params["textDocument"].(object)["version"], "left": left})
	}
	return out
}

func ranges(progress []lean.Progress) []any {
	out := []any{}
	for _, p := range progress {
		out = append(out, plainly(object{"version": p.Version, "left": append([]lean.Range{}, p.Remaining...)}))
	}
	return out
}

// The client says what a recorded one said to a real server, and sees what the server answered.
func TestReplay(t *testing.T) {
	dir := recordings(t)
	for name, unsaid := range map[string]int{ // how many of the last recorded messages are not sent
		"goals": 0, "errors": 0, "edits": 0, "unicode_positions": 0, "rpc": 0, "runaway": 0, "worker_crash": 0,
		// A server that says -32801 again and again is given up, without shutdown and exit.
		"header_errors": 2, "unknown_method": 2,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(dir, name+".jsonl")
			r := read(t, path)
			difference, heard := r.drive(t, path, time.Minute)
			if difference != "" {
				t.Error(difference)
			}
			want, matched := -unsaid, 0
			for _, row := range r {
				if row.From == "client" {
					want++
				}
			}
			for _, h := range heard {
				switch {
				case h.Matched:
					matched++
				case name == "worker_crash" && h.Method == "shutdown" && matched == want:
					// The recorded client left without a word.
				case h.Meant == "":
					t.Errorf("%s: %s", h.Method, h.Problem)
				}
			}
			if matched != want {
				t.Errorf("%d messages as recorded, want %d", matched, want)
			}
		})
	}
}
