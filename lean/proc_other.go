//go:build !linux

package lean

import (
	"errors"
	"os"
	"time"
)

// family is a process and its descendants. Only Linux lets us find these: elsewhere killing
// reaches the server itself, and its workers end when their standard input does.
type family struct{}

func (*family) start(int, string) {}

func (*family) look() {}

func (*family) workers(string, time.Time) (seen, living bool) { return false, true }

func (*family) endings() uint64 { return 0 }

func (*family) killWorkers(string) bool { return false }

func (*family) killStrays(string, func(string) bool, time.Duration) {}

func (*family) kill(root *os.Process) error {
	if err := root.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
