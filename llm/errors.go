package llm

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Errors of an endpoint; [Retry] repeats ErrCut and ErrTimeout.
var (
	// ErrUnreachable is returned when no connection to the endpoint came about.
	ErrUnreachable = errors.New("endpoint unreachable")
	// ErrTimeout is returned when the endpoint was silent for longer than Config.Timeout.
	ErrTimeout = errors.New("endpoint silent")
	// ErrCut is returned when an answer ended before its end: the connection broke, or a
	// stream had neither a finish reason nor [DONE].
	ErrCut = errors.New("answer cut off")
	// ErrMalformed is returned when an answer is not a chat completion.
	ErrMalformed = errors.New("malformed answer")
	// ErrNoChoices is returned when a chat completion has no choices.
	ErrNoChoices = errors.New("answer without choices")
	// ErrRequest is returned, and nothing sent, when a request cannot be put to an endpoint.
	ErrRequest = errors.New("request cannot be sent")
)

// StatusError is an endpoint's refusal. Neither field nor text holds the key.
type StatusError struct {
	Code       int           // HTTP status
	Message    string        // the endpoint's own words, one line, shortened
	RetryAfter time.Duration // how long the endpoint asks to wait; 0: it did not say
	URL        string        // without user, password and query
	Hint       string        // what to do about it; may be empty
}

// Error is one line: where, which status, the endpoint's words, what to do.
func (e *StatusError) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s: status %d", e.URL, e.Code)
	if text := http.StatusText(e.Code); text != "" {
		s.WriteString(" " + text)
	}
	if e.Message != "" {
		s.WriteString(": " + e.Message)
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&s, " (retry after %s)", e.RetryAfter.Round(time.Second))
	}
	if e.Hint != "" {
		s.WriteString("; " + e.Hint)
	}
	return s.String()
}

// Temporary reports whether the same request may succeed later: 429 and 5xx.
func (e *StatusError) Temporary() bool {
	return e.Code == http.StatusTooManyRequests || e.Code >= 500
}

// retryAfter reads a Retry-After header (RFC 9110, section 10.2.3): seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
