package lean

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Stats is what a pool does and has done.
type Stats struct {
	Servers  int   // places for servers at present; those that are idle may have none yet
	Busy     int   // of them, those that work
	Room     int   // most servers that memory allows at present
	Queued   int   // checks that wait for a server
	Resident int64 // bytes that all servers hold, as of the last look; 0 where it is not known

	Asked    int             // checks so far
	Answered map[Outcome]int // of them, those with an answer, by outcome
	Canceled int             // of those that did not run, the ones whose caller gave up
	Warm     int             // checks on a document whose imports were loaded
	Cold     int             // times imports were loaded
	Waited   time.Duration   // of all checks that came to a server, until they did
	Worked   time.Duration   // of all servers, on checks

	Replaced  int            // servers that died during a check and were replaced
	Recycled  map[string]int // servers ended, by reason: memory, edits, age, stuck, shrink
	Discarded int            // documents ended because of the code in their text, or of their imports
}

// counters are the parts of Stats that only grow. They are guarded by pool.mu.
type counters struct {
	asked, canceled, warm, cold, replaced, discarded int
	answered                                         map[Outcome]int
	recycled                                         map[string]int
	waited, worked                                   time.Duration
	closing                                          error // the first of a server that would not end
}

func newCounters() counters {
	return counters{answered: map[Outcome]int{}, recycled: map[string]int{}}
}

func (c *counters) answer(r Report, err error) {
	c.answered[r.Outcome]++
	if errors.Is(err, context.Canceled) {
		c.canceled++
	}
}

// Stats is the pool's present state.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := Stats{
		Servers: len(p.slots), Room: p.room, Queued: p.queue.length, Resident: p.used.sum(),
		Asked: p.count.asked, Answered: maps.Clone(p.count.answered), Canceled: p.count.canceled,
		Warm: p.count.warm, Cold: p.count.cold, Waited: p.count.waited, Worked: p.count.worked,
		Replaced: p.count.replaced, Recycled: maps.Clone(p.count.recycled), Discarded: p.count.discarded,
	}
	for _, slot := range p.slots {
		if slot.busy {
			s.Busy++
		}
	}
	return s
}

// String is the state for people, in two lines.
func (s Stats) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d servers at work (room for %d), %d checks wait", s.Busy, s.Servers, s.Room, s.Queued)
	if s.Resident > 0 {
		fmt.Fprintf(&b, ", %.1f GiB", float64(s.Resident)/(1<<30))
	}
	fmt.Fprintf(&b, "\n%d checks:", s.Asked)
	for _, o := range slices.Sorted(maps.Keys(s.Answered)) {
		fmt.Fprintf(&b, " %d %s,", s.Answered[o], o)
	}
	fmt.Fprintf(&b, " %d on loaded imports; %d servers replaced", s.Warm, s.Replaced)
	for _, why := range slices.Sorted(maps.Keys(s.Recycled)) {
		fmt.Fprintf(&b, ", %d recycled: %s", s.Recycled[why], why)
	}
	return b.String()
}

// WritePrometheus writes the state in Prometheus' text exposition format, version 0.0.4.
func (s Stats) WritePrometheus(w io.Writer) error {
	var b strings.Builder
	metric := func(name, kind, help string, value any) {
		fmt.Fprintf(&b, "# HELP cosita_lean_%s %s\n# TYPE cosita_lean_%[1]s %[3]s\n", name, help, kind)
		switch value := value.(type) {
		case map[Outcome]int:
			for _, o := range slices.Sorted(maps.Keys(value)) {
				fmt.Fprintf(&b, "cosita_lean_%s{outcome=%q} %d\n", name, o.String(), value[o])
			}
		case map[string]int:
			for _, why := range slices.Sorted(maps.Keys(value)) {
				fmt.Fprintf(&b, "cosita_lean_%s{reason=%q} %d\n", name, why, value[why])
			}
		case time.Duration:
			fmt.Fprintf(&b, "cosita_lean_%s %g\n", name, value.Seconds())
		default:
			fmt.Fprintf(&b, "cosita_lean_%s %d\n", name, value)
		}
	}
	metric("servers", "gauge", "Places for servers.", s.Servers)
	metric("servers_busy", "gauge", "Servers at work.", s.Busy)
	metric("servers_room", "gauge", "Most servers that memory allows at present.", s.Room)
	metric("queued", "gauge", "Checks that wait for a server.", s.Queued)
	metric("resident_bytes", "gauge", "Memory that all servers hold.", s.Resident)
	metric("checks_total", "counter", "Checks asked for.", s.Asked)
	metric("answers_total", "counter", "Checks answered, by outcome.", s.Answered)
	metric("canceled_total", "counter", "Checks whose caller gave up.", s.Canceled)
	metric("warm_total", "counter", "Checks on a document whose imports were loaded.", s.Warm)
	metric("cold_total", "counter", "Times imports were loaded.", s.Cold)
	metric("wait_seconds_total", "counter", "Time that checks waited for a server.", s.Waited)
	metric("work_seconds_total", "counter", "Time that servers worked on checks.", s.Worked)
	metric("replaced_total", "counter", "Servers that died during a check and were replaced.", s.Replaced)
	metric("recycled_total", "counter", "Servers ended, by reason.", s.Recycled)
	metric("discarded_total", "counter", "Documents ended because of their text.", s.Discarded)
	_, err := io.WriteString(w, b.String())
	return err
}
