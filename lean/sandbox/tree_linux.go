package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// status is a process as /proc/PID/status shows it (proc_pid_status(5)).
type status struct {
	pid    int // as /proc numbers it
	number int // as the process's own namespace does, in which it can be signaled
	parent int
	dead   bool // and not yet reaped
	tasks  int
	memory int64 // bytes resident or swapped out, without mapped files
}

// ourNumber is the number that /proc has for this process.
func ourNumber() (int, error) {
	name, err := os.Readlink("/proc/self")
	if err != nil {
		return 0, fmt.Errorf("look at processes: %w", err)
	}
	return strconv.Atoi(name)
}

func readStatus(pid int) (status, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return status{}, err
	}
	st := status{pid: pid, number: pid}
	for line := range bytes.Lines(data) {
		name, value, _ := strings.Cut(string(line), ":")
		fields := strings.Fields(value)
		if len(fields) == 0 {
			continue
		}
		n, _ := strconv.Atoi(fields[0])
		switch name {
		case "State":
			st.dead = fields[0] == "Z" || fields[0] == "X"
		case "PPid":
			st.parent = n
		case "NSpid":
			st.number, _ = strconv.Atoi(fields[len(fields)-1])
		case "Threads":
			st.tasks = n
		case "RssAnon", "RssShmem", "VmSwap":
			st.memory += int64(n) << 10
		}
	}
	return st, nil
}

// walk visits a process and its descendants, those that are not yet reaped included.
func walk(root int, visit func(status)) {
	seen := map[int]bool{root: true}
	for todo := []int{root}; len(todo) > 0; {
		pid := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		st, err := readStatus(pid)
		if err != nil {
			continue // it has ended
		}
		visit(st)
		for _, child := range Children(pid) {
			if !seen[child] {
				seen[child] = true
				todo = append(todo, child)
			}
		}
	}
}

// measure is how many tasks are below a process, and how much memory they have.
func measure(root int) (tasks int, memory int64) {
	walk(root, func(st status) {
		if st.pid != root {
			tasks += st.tasks
			memory += st.memory
		}
	})
	return tasks, memory
}

// Children are the processes that the threads of a process started and that have not been
// taken over by another.
func Children(pid int) []int {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return nil
	}
	var found []int
	for _, t := range threads {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, t.Name()))
		if err != nil {
			continue
		}
		for field := range strings.FieldsSeq(string(data)) {
			if child, err := strconv.Atoi(field); err == nil {
				found = append(found, child)
			}
		}
	}
	return found
}
