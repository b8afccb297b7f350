//go:build !linux

package lean

// Only Linux says what a server's descendants hold: elsewhere servers are not recycled by
// memory, and pools do not shrink.

func (*Client) resident() (usage, bool) { return usage{}, false }
