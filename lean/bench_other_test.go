//go:build !unix

package lean

import "testing"

func processorTime(b *testing.B) float64 {
	b.Skip("skipped: no count of processor time")
	return 0
}
