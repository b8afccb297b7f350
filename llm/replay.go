package llm

import (
	"context"
	"errors"
	"fmt"
)

// ErrNoRecording is what a NoRecordingError is, for errors.Is.
var ErrNoRecording = errors.New("no recording")

// NoRecordingError is returned when a request was not recorded.
type NoRecordingError struct {
	Digest string
}

// Error names the digest.
func (e *NoRecordingError) Error() string {
	return fmt.Sprintf("%v of a reply to request %s", ErrNoRecording, e.Digest)
}

// Unwrap is ErrNoRecording.
func (e *NoRecordingError) Unwrap() error { return ErrNoRecording }

// Replay answers from recordings alone, with Reply.Recorded set.
type Replay struct {
	From *Recordings
}

var _ Model = (*Replay)(nil)

// Complete finds the reply by the digest of the whole request.
func (r *Replay) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	if err := ctx.Err(); err != nil {
		return Reply{}, fmt.Errorf("replay: %w", err)
	}
	digest := req.Digest()
	reply, ok := r.From.take(digest)
	if !ok {
		return Reply{}, &NoRecordingError{Digest: digest}
	}
	reply.Recorded = true
	return deliver(reply, stream), nil
}
