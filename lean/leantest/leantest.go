// Package leantest is a Lean 4 language server that follows a script, for the tests of what
// talks to one. It is a real child process behind real pipes: the test binary executes itself
// anew. It shares no code with the client under test: its framing and its messages are its own,
// so that a mistake in the client's cannot cancel out.
//
// A test package serves when it is asked to:
//
//	func TestMain(m *testing.M) { os.Exit(leantest.Main(m)) }
//
// and a test says which documents the server accepts, what it says about each, and where that
// is to be seen:
//
//	const text = "theorem t : 1 = 1 := by\n  rfl\n"
//	script := leantest.Script{Documents: map[string]leantest.Document{
//		leantest.Digest(text): {Goals: map[string][]string{"1:2": {"⊢ 1 = 1"}}},
//	}}
//	exe, _ := os.Executable()
//	client, err := lean.Start(ctx, lean.Config{Path: exe, Env: leantest.Env(script.Write(t))})
//
// Every other document has an error, so that nothing is accepted that no test foresaw. Nothing
// is elaborated; the one thing that the server says by itself is Lean's warning about each
// declaration that uses sorry.
package leantest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Variable is the environment variable that names the script and makes a process the server.
const Variable = "COSITA_LEANTEST"

// Version is what the server says when it is run with --version.
const Version = "Lean (version 4.27.0, scripted, Release)"

// DefaultUnknown is the error of a document that the script does not know.
const DefaultUnknown = "error: the script does not know this document"

// Script is what a server does.
type Script struct {
	// Documents are the accepted documents, by the Digest of the whole text.
	Documents map[string]Document `json:"documents"`
	// Unknown is the error of every other document, at its last line that is not blank;
	// DefaultUnknown if empty.
	Unknown string `json:"unknown,omitempty"`
	// Seen is a file to which each text that was opened, or that a change led to, is appended:
	// one JSON object a line, as Sight has it.
	Seen string `json:"seen,omitempty"`

	// Sessions is a file to which a SessionLife is appended for each RPC session that ended, one
	// JSON object a line. Without it the server knows no sessions.
	Sessions string `json:"sessions,omitempty"`

	// Workers makes the server start a process with --worker and the URI for each open
	// document, in a session of its own, where it does nothing.
	Workers bool `json:"workers,omitempty"`
	// Faults are the server's misdeeds; of those that are due, the first is done.
	Faults []Fault `json:"faults,omitempty"`
	// Stale makes the server first publish an error about the version before, each time.
	Stale bool `json:"stale,omitempty"`
	// NoVersions leaves out of which version of a document the messages are.
	NoVersions bool `json:"no_versions,omitempty"`
	// Split, if not 0, is the seed by which frames are cut into small writes.
	Split uint64 `json:"split,omitempty"`
	// Delay is how many milliseconds the server takes before each frame.
	Delay int `json:"delay,omitempty"`

	// Replay, if not nil, takes the place of all the rest.
	Replay *Replay `json:"replay,omitempty"`
}

// Document is what a server says about one text.
type Document struct {
	Messages []Message `json:"messages,omitempty"`
	// Goals are the answers to $/lean/plainGoal by position, "line:character" from 0, the
	// character in UTF-16 units. Elsewhere the answer is null.
	Goals map[string][]string `json:"goals,omitempty"`
	// Calls are the answers to $/lean/rpc/call by method and position, "method line:character".
	Calls map[string]json.RawMessage `json:"calls,omitempty"`
}

// Message is one diagnostic. Start and End are a line and a UTF-16 character, both from 0.
type Message struct {
	Severity int    `json:"severity"` // 1 error, 2 warning, 3 information
	Start    [2]int `json:"start"`
	End      [2]int `json:"end"`
	Text     string `json:"text"`
}

// Sight is one line of the file that Script.Seen names.
type Sight struct {
	Digest string `json:"digest"`
	Text   string `json:"text"`
	Known  bool   `json:"known"` // the script lists it
}

// Digest is the key of a text in Script.Documents: its SHA-256 in hexadecimal.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Write writes the script to a file that goes with the test, and returns its path.
func (s Script) Write(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "script.json")
	if err := s.Save(path); err != nil {
		tb.Fatal(err)
	}
	return path
}

// Save writes the script to a file.
func (s Script) Save(path string) error {
	body, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = os.WriteFile(path, body, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the script: %w", err)
	}
	return nil
}

// Env is what a child process needs in its environment to serve the script at a path.
func Env(path string) []string {
	// The second lets a child that was built with the race detector exit without idling.
	return []string{Variable + "=" + path, "GORACE=atexit_sleep_ms=0"}
}

// Main runs the tests of m, or serves if this process is asked to. It is for os.Exit.
func Main(m interface{ Run() int }) int {
	ServeIfAsked()
	return m.Run()
}

// ServeIfAsked makes the process the server, and exits when that is done, if the environment
// variable names a script. Otherwise it does nothing.
func ServeIfAsked() {
	path := os.Getenv(Variable)
	if path == "" {
		return
	}
	os.Exit(run(path, os.Args[1:]))
}

// run is the whole life of a child process.
func run(path string, args []string) int {
	switch {
	case slices.Contains(args, "--version"):
		fmt.Println(Version)
		return 0
	case slices.Contains(args, "--worker"):
		time.Sleep(lingering)
		return 0
	}
	body, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, "leantest:", err)
		return 2
	}
	var script Script
	if err := json.Unmarshal(body, &script); err != nil {
		fmt.Fprintf(os.Stderr, "leantest: %s: %v\n", path, err)
		return 2
	}
	if err := script.validate(); err != nil {
		fmt.Fprintf(os.Stderr, "leantest: %s: %v\n", path, err)
		return 2
	}
	if script.Replay != nil {
		if err := script.Replay.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "leantest:", err)
			return 1
		}
		return 0
	}
	if err := newServer(script, path, os.Stdin, os.Stdout).serve(); err != nil {
		fmt.Fprintln(os.Stderr, "leantest:", err)
		return 1
	}
	return 0
}

// lingering is how long a process that hangs lasts when nobody kills it.
const lingering = 5 * time.Minute
