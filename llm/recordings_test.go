package llm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"cosita/llm"
)

// echo answers with the last message and reports tokens.
var echo = llm.ModelFunc(func(_ context.Context, req llm.Request, _ func(llm.Delta)) (llm.Reply, error) {
	text := req.Messages[len(req.Messages)-1].Content
	return llm.Reply{Text: "have h : a < b := by\n  " + text, Model: "m", Finish: "stop", Usage: llm.Usage{PromptTokens: 2, CompletionTokens: 1}, Cached: true}, nil
})

func TestRecordAndReplay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "replies.jsonl")
	record := &llm.Record{Model: echo, To: new(llm.Recordings), Path: path}
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			if _, err := record.Complete(t.Context(), ask(fmt.Sprint("tactic ", i)), nil); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	text := readFile(t, path)
	if bytes.Contains(text, []byte(`"content"`)) || bytes.Contains(text, []byte("cached")) {
		t.Errorf("more is kept than the answer:\n%s", text)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) != 10 || !slices.IsSorted(lines) {
		t.Errorf("%d lines, sorted %t", len(lines), slices.IsSorted(lines))
	}
	first := ask("tactic 0").Digest()
	want := `{"version":1,"digest":"` + first + `","reply":{"text":"have h : a < b := by\n  tactic 0","model":"m","finish":"stop","usage":{"prompt_tokens":2,"completion_tokens":1}}}`
	if !slices.Contains(lines, want) {
		t.Errorf("no line\n%s\nin\n%s", want, text)
	}

	recordings, err := llm.ReadRecordings(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if _, err := recordings.WriteTo(&again); err != nil || !bytes.Equal(again.Bytes(), text) {
		t.Errorf("written again: %v\n%s", err, again.Bytes())
	}
	if unused := recordings.Unused(); len(unused) != 10 || !slices.Contains(unused, first) {
		t.Errorf("unused before the replay: %v", unused)
	}
	replay := &llm.Replay{From: recordings}
	for range 2 {
		reply, err := replay.Complete(t.Context(), ask("tactic 0"), nil)
		if err != nil || !reply.Recorded || reply.Cached || reply.Text != "have h : a < b := by\n  tactic 0" {
			t.Errorf("got %+v, %v", reply, err)
		}
	}
	if unused := recordings.Unused(); len(unused) != 9 || slices.Contains(unused, first) {
		t.Errorf("unused after one replay: %v", unused)
	}
}

func TestReplayOfNothing(t *testing.T) {
	recordings := new(llm.Recordings)
	if _, err := (&llm.Record{Model: echo, To: recordings}).Complete(t.Context(), ask("a"), nil); err != nil {
		t.Fatal(err)
	}
	changed := ask("a")
	changed.MaxTokens = 1
	_, err := (&llm.Replay{From: recordings}).Complete(t.Context(), changed, nil)
	missing, ok := errors.AsType[*llm.NoRecordingError](err)
	if !ok || !errors.Is(err, llm.ErrNoRecording) || missing.Digest != changed.Digest() {
		t.Errorf("got %v", err)
	}
	if _, err := (&llm.Replay{From: new(llm.Recordings)}).Complete(t.Context(), changed, nil); !errors.Is(err, llm.ErrNoRecording) {
		t.Errorf("no recordings at all: %v", err)
	}
}

func TestRecordKeepsNoErrors(t *testing.T) {
	var calls int
	recordings := new(llm.Recordings)
	record := &llm.Record{Model: failing(&calls, llm.ErrCut), To: recordings}
	if _, err := record.Complete(t.Context(), ask("a"), nil); !errors.Is(err, llm.ErrCut) || len(recordings.Unused()) != 0 {
		t.Errorf("got %v and recordings %v", err, recordings.Unused())
	}
}

func TestRecordCannotSave(t *testing.T) {
	record := &llm.Record{Model: echo, To: new(llm.Recordings), Path: filepath.Join(t.TempDir(), "no", "folder")}
	reply, err := record.Complete(t.Context(), ask("a"), nil)
	if err == nil || !strings.Contains(err.Error(), "save recordings") || reply.Text == "" {
		t.Errorf("got %+v, %v; want the reply with an error", reply, err)
	}
}

func TestRecordingsRefused(t *testing.T) {
	const good = `{"version":1,"digest":"aa","reply":{"text":"x","model":"","finish":"","usage":{"prompt_tokens":0,"completion_tokens":0}}}`
	for name, test := range map[string]struct{ text, want string }{
		"no JSON":       {good + "\nnonsense\n", "line 2: "},
		"other version": {"\n" + strings.Replace(good, `:1`, `:2`, 1), "line 2: version 2, want 1"},
		"no version":    {`{"digest":"aa"}`, "line 1: version 0, want 1"},
		"no digest":     {`{"version":1}`, "line 1: no digest"},
		"twice":         {good + "\n\r\n" + good, "line 3: digest aa occurs twice"},
	} {
		if _, err := llm.ReadRecordings(strings.NewReader(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
	if recordings, err := llm.ReadRecordings(strings.NewReader("")); err != nil || len(recordings.Unused()) != 0 {
		t.Errorf("an empty file: %v", err)
	}
}
