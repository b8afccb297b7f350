package llm

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                               0,
		"0":                              0,
		"7":                              7 * time.Second,
		" 7 ":                            7 * time.Second,
		"-7":                             0,
		"7.5":                            0,
		"99999999999999999999":           0,
		"soon":                           0,
		now.Format(http.TimeFormat):      0,
		"Sun, 01 Mar 2026 12:01:30 GMT":  90 * time.Second,
		"Sun, 01 Mar 2026 11:59:59 GMT":  0,
		"Sunday, 01-Mar-26 12:00:05 GMT": 5 * time.Second,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("Retry-After: %s: got %s, want %s", value, got, want)
		}
	}
}
