// Package event is the one stream in which long work tells what it does: a stage calls an
// Observer, and the command line, the terminal, a batch and the log each read the same events.
package event

import (
	"time"

	"cosita/evidence"
)

// Version is the version of the stored form of an Event.
const Version = 1

// Event is one thing that happened in a stage of work.
type Event struct {
	Version  int                `json:"version"`
	Time     time.Time          `json:"time"`
	Stage    string             `json:"stage"` // "extract", "screen", "prove", "assemble", "check" …
	ID       string             `json:"id"`    // what it is about: "state 1", "step 2"
	Kind     string             `json:"kind"`  // "start", "progress", "done", "note"
	Evidence *evidence.Evidence `json:"evidence,omitempty"`
	Data     map[string]any     `json:"data,omitempty"`
}

// Observer receives events in order. An Observer must not block for long.
type Observer interface {
	Observe(Event)
}

// ObserverFunc is a function as an Observer.
type ObserverFunc func(Event)

// Observe calls f.
func (f ObserverFunc) Observe(e Event) { f(e) }

// Discard ignores every event.
var Discard Observer = ObserverFunc(func(Event) {})
