package leantest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
)

// Replay is a recorded conversation. The server then says what the recorded one said, as soon
// as the client has said what the recorded one had said before, and says nothing else.
type Replay struct {
	// Recording is a file of rows {"from": "client" or "server", "frame": …}.
	Recording string `json:"recording"`
	// Result is a file to which a Heard is appended, one JSON object a line, for each message
	// of the client's.
	Result string `json:"result"`
}

// Heard is what a Replay makes of one message.
type Heard struct {
	Method  string `json:"method"`
	Matched bool   `json:"matched"`           // it is the next of the recording
	Meant   string `json:"meant,omitempty"`   // why it may come though the recording lacks it
	Problem string `json:"problem,omitempty"` // neither
}

// Meant differences, besides processId and the documents' names.
const (
	MeantCancel = "a request that is not waited for any more is withdrawn; the recorded client just left it"
	MeantRepeat = "a request that was refused with -32801 is made again; the recorded client gave in"
)

// replay is one run of a Replay.
type replay struct {
	Replay
	rows    []row
	in      *bufio.Reader
	out     io.Writer
	ids     map[string]any    // the client's ids, by those of the recording
	uris    *strings.Replacer // the recording's names of documents to the client's
	names   []string
	refused []any // requests whose recorded answer is -32801, with those answers
}

type row struct {
	From  string         `json:"from"`
	Frame map[string]any `json:"frame"`
}

// Serve replays the conversation on a connection, until the client says exit or closes it.
func (r Replay) Serve(in io.Reader, out io.Writer) error {
	s := &replay{Replay: r, in: bufio.NewReader(in), out: out, ids: map[string]any{}, uris: strings.NewReplacer()}
	file, err := os.Open(r.Recording)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	defer func() { _ = file.Close() }()
	for decoder := json.NewDecoder(file); ; {
		var next row
		err := decoder.Decode(&next)
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("replay %s: %w", r.Recording, err)
		}
		s.rows = append(s.rows, next)
	}
	for {
		body, err := readFrame(s.in)
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		var frame map[string]any
		if err := json.Unmarshal(body, &frame); err != nil {
			return fmt.Errorf("replay: understand %s: %w", body, err)
		}
		heard, err := s.hear(frame)
		if err == nil {
			err = s.note(heard)
		}
		if err != nil || frame["method"] == "exit" {
			return err
		}
	}
}

// hear takes one message and says what the recorded server said then.
func (s *replay) hear(frame map[string]any) (Heard, error) {
	method, _ := frame["method"].(string)
	heard := Heard{Method: method}
	if answer := s.repeated(frame); answer != nil {
		heard.Meant = MeantRepeat
		return heard, s.say(answer)
	}
	if method == "$/cancelRequest" {
		heard.Meant = MeantCancel
		return heard, nil
	}
	if heard.Problem = s.differs(frame); heard.Problem != "" {
		if id, ok := frame["id"]; ok {
			return heard, s.say(map[string]any{"jsonrpc": "2.0", "id": id,
				"error": map[string]any{"code": -32603, "message": "the recording has no such request here"}})
		}
		return heard, nil
	}
	heard.Matched = true
	if id, ok := s.rows[0].Frame["id"]; ok {
		s.ids[fmt.Sprint(id)] = frame["id"]
	}
	s.rows = s.rows[1:]
	for len(s.rows) > 0 && s.rows[0].From == "server" {
		said := s.translate(s.rows[0].Frame).(map[string]any)
		if id, ok := said["id"]; ok && said["method"] == nil {
			said["id"] = s.ids[fmt.Sprint(id)]
			if refusal, ok := said["error"].(map[string]any); ok && refusal["code"] == float64(contentModified) && reflect.DeepEqual(said["id"], frame["id"]) {
				s.refused = append(s.refused, frame, said)
			}
		}
		if err := s.say(said); err != nil {
			return heard, err
		}
		s.rows = s.rows[1:]
	}
	return heard, nil
}

// repeated is the answer to a request that is made again, else nil.
func (s *replay) repeated(frame map[string]any) map[string]any {
	for i := 0; i < len(s.refused); i += 2 {
		request, answer := s.refused[i].(map[string]any), s.refused[i+1].(map[string]any)
		if frame["id"] != nil && request["method"] == frame["method"] && reflect.DeepEqual(request["params"], frame["params"]) {
			return map[string]any{"jsonrpc": "2.0", "id": frame["id"], "error": answer["error"]}
		}
	}
	return nil
}

// differs says how a message differs from the recording's next; empty if it does not.
func (s *replay) differs(frame map[string]any) string {
	if len(s.rows) == 0 {
		return "the recording has ended"
	}
	next := s.rows[0].Frame
	if frame["method"] == "textDocument/didOpen" && next["method"] == frame["method"] {
		s.names = append(s.names, documentURI(next), documentURI(frame))
		s.uris = strings.NewReplacer(s.names...)
	}
	if frame["method"] != next["method"] || (frame["id"] == nil) != (next["id"] == nil) {
		return fmt.Sprintf("the recording has %v", next["method"])
	}
	got, want := frame["params"], s.translate(next["params"])
	if g, ok := got.(map[string]any); ok && frame["method"] == "initialize" {
		if w, ok := want.(map[string]any); ok && g["processId"] != nil {
			w["processId"] = g["processId"]
		}
	}
	if !reflect.DeepEqual(got, want) {
		return fmt.Sprintf("params %v, recorded %v", got, want)
	}
	return ""
}

// documentURI is the name of the document in a message's params.
func documentURI(frame map[string]any) string {
	params, _ := frame["params"].(map[string]any)
	document, _ := params["textDocument"].(map[string]any)
	uri, _ := document["uri"].(string)
	return uri
}

// translate copies a value with the client's names of documents.
func (s *replay) translate(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[key] = s.translate(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = s.translate(value)
		}
		return out
	case string:
		return s.uris.Replace(v)
	}
	return v
}

func (s *replay) say(frame map[string]any) error {
	body, err := json.Marshal(frame)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	return writeFrame(s.out, body)
}

// note appends to the result.
func (s *replay) note(h Heard) error {
	if s.Result == "" {
		return nil
	}
	line, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	return appendLine(s.Result, line)
}
