package project

import (
	"os"
	"strconv"
	"strings"
)

// Memory is what the machine has, in bytes, and what of it programs could still take; zeros
// where the system does not say.
func Memory() (total, available int64) {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(line, ":")
		fields := strings.Fields(value)
		if len(fields) == 0 {
			continue
		}
		kilobytes, _ := strconv.ParseInt(fields[0], 10, 64)
		switch name {
		case "MemTotal":
			total = kilobytes << 10
		case "MemAvailable":
			available = kilobytes << 10
		}
	}
	return total, available
}
