package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// recordingVersion is the version of a line in a file of recordings.
const recordingVersion = 1

// Recordings are replies by the digests of their requests; the requests are not kept. The
// zero value is empty and ready. The file form is one JSON object a line, sorted by digest:
//
//	{"version":1,"digest":"9f86…","reply":{"text":"…","model":"…","finish":"stop","usage":{…}}}
type Recordings struct {
	mu      sync.Mutex
	replies map[string]Reply
	used    map[string]bool
}

type recordingLine struct {
	Version int    `json:"version"`
	Digest  string `json:"digest"`
	Reply   Reply  `json:"reply"`
}

// ReadRecordings reads the file form; an error names the line.
func ReadRecordings(r io.Reader) (*Recordings, error) {
	rs := &Recordings{replies: map[string]Reply{}}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		text, readErr := lines.ReadBytes('\n')
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return nil, fmt.Errorf("recordings: line %d: %w", n, readErr)
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			if err := rs.read(text); err != nil {
				return nil, fmt.Errorf("recordings: line %d: %w", n, err)
			}
		}
		if readErr != nil {
			return rs, nil
		}
	}
}

func (rs *Recordings) read(text []byte) error {
	var line recordingLine
	if err := json.Unmarshal(text, &line); err != nil {
		return err
	}
	if line.Version != recordingVersion {
		return fmt.Errorf("version %d, want %d", line.Version, recordingVersion)
	}
	if line.Digest == "" {
		return errors.New("no digest")
	}
	if _, twice := rs.replies[line.Digest]; twice {
		return fmt.Errorf("digest %s occurs twice", line.Digest)
	}
	rs.replies[line.Digest] = line.Reply
	return nil
}

// WriteTo writes the file form: equal recordings give equal bytes.
func (rs *Recordings) WriteTo(w io.Writer) (int64, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // Lean's <, > and & stay readable
	for _, digest := range slices.Sorted(maps.Keys(rs.replies)) {
		if err := encoder.Encode(recordingLine{recordingVersion, digest, rs.replies[digest]}); err != nil {
			return 0, fmt.Errorf("write recording %s: %w", digest, err)
		}
	}
	return out.WriteTo(w)
}

// Save replaces the file at path as a whole.
func (rs *Recordings) Save(path string) error {
	var out bytes.Buffer
	if _, err := rs.WriteTo(&out); err != nil {
		return err
	}
	if err := writeFile(path, out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("save recordings: %w", err)
	}
	return nil
}

// Unused are the digests that no Replay has asked for, sorted. A test that replays fails
// when there are any: a request has changed, or the recording should go.
func (rs *Recordings) Unused() []string {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	var unused []string
	for _, digest := range slices.Sorted(maps.Keys(rs.replies)) {
		if !rs.used[digest] {
			unused = append(unused, digest)
		}
	}
	return unused
}

func (rs *Recordings) put(digest string, reply Reply) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.replies == nil {
		rs.replies = map[string]Reply{}
	}
	reply.Cached, reply.Recorded = false, false // true of this run, not of the answer
	rs.replies[digest] = reply
}

func (rs *Recordings) take(digest string) (Reply, bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	reply, ok := rs.replies[digest]
	if ok {
		if rs.used == nil {
			rs.used = map[string]bool{}
		}
		rs.used[digest] = true
	}
	return reply, ok
}
