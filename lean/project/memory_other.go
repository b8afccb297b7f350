//go:build !linux

package project

// Memory is what the machine has, in bytes, and what of it programs could still take; zeros
// where the system does not say, as here.
func Memory() (total, available int64) { return 0, 0 }
