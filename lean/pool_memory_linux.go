package lean

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// resident is what the client's server and its descendants hold; false when none runs.
func (c *Client) resident() (usage, bool) {
	c.mu.Lock()
	s := c.server
	c.mu.Unlock()
	if s == nil || s.gone() {
		return usage{}, false
	}
	return s.process.family.resident(), true
}

// resident adds up /proc/PID/statm (proc(5)) over the family: pages resident, and those of them
// that are mapped from files or shared.
func (f *family) resident() usage {
	f.look()
	f.mu.Lock()
	defer f.mu.Unlock()
	var sum usage
	for pid, r := range f.known {
		if r.dead {
			continue
		}
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		fields := bytes.Fields(data)
		if err != nil || len(fields) < 3 {
			continue // it ended meanwhile
		}
		resident, _ := strconv.ParseInt(string(fields[1]), 10, 64)
		shared, _ := strconv.ParseInt(string(fields[2]), 10, 64)
		page := int64(os.Getpagesize())
		sum = sum.with(usage{own: (resident - shared) * page, shared: shared * page})
	}
	return sum
}
