package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"golang.org/x/term"
)

// outcomes shows a run over many inputs as it goes: a line each, a bar on a terminal, and with
// --out a file that the next run goes on from.
type outcomes struct {
	*cli
	file  *os.File
	total int
	count int // so far, with those of an earlier run
	kept  int // those
	begin time.Time
}

// newOutcomes is a run over so many inputs.
func newOutcomes(c *cli, total int) *outcomes {
	return &outcomes{cli: c, total: total, begin: time.Now()}
}

// resume opens the file of outcomes and gives back those that it holds, by id.
func (o *outcomes) resume(path string) (map[string]line, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if o.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil { //nolint:gosec // a report
		return nil, err
	}
	held := map[string]line{}
	for text := range bytes.Lines(data) {
		var l line
		// A line that a crash cut short is done again.
		if json.Unmarshal(text, &l) == nil && l.ID != "" {
			held[l.ID] = l
		}
	}
	if len(data) > 0 && data[len(data)-1] != '\n' {
		if _, err := o.file.WriteString("\n"); err != nil {
			return nil, errors.Join(err, o.file.Close())
		}
	}
	return held, nil
}

// keep counts an outcome of an earlier run.
func (o *outcomes) keep(l line) {
	o.kept++
	o.count++
	o.note(l.Evidence)
}

// show prints an outcome as it comes, with what follows the badge, and files it. remark is for
// the bar.
func (o *outcomes) show(l line, remark string) error {
	o.count++
	o.clear()
	o.emit(l)
	o.say("%s  %s\n", o.badge(l.Evidence), l.ID)
	o.progress(remark)
	if o.file == nil {
		return o.broken
	}
	enc := json.NewEncoder(o.file)
	enc.SetEscapeHTML(false)
	return errors.Join(o.broken, enc.Encode(l))
}

// close closes the file, if there is one.
func (o *outcomes) close() {
	if o.file != nil {
		_ = o.file.Close()
	}
}

// progress draws a bar on a terminal, and else tells each tenth.
func (o *outcomes) progress(remark string) {
	n := o.count
	if o.terminal() {
		const width = 30
		full := width * n / max(o.total, 1)
		bar := slices.Concat(bytes.Repeat([]byte("="), full), bytes.Repeat([]byte(" "), width-full))
		o.hint("[%s] %d/%d, %s, %s", bar, n, o.total, remark, o.elapsed(time.Second))
		return
	}
	if o.total >= 50 && n*10/o.total > (n-1)*10/o.total {
		o.hint("%d of %d after %s\n", n, o.total, o.elapsed(time.Second))
	}
}

// clear takes the bar away before a line is printed.
func (o *outcomes) clear() {
	if o.terminal() {
		o.hint("\r\x1b[K")
	}
}

func (o *outcomes) terminal() bool {
	f, ok := o.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func (o *outcomes) elapsed(unit time.Duration) time.Duration { return time.Since(o.begin).Round(unit) }

// end takes the bar away and says what an earlier run had done.
func (o *outcomes) end() {
	o.clear()
	if o.kept > 0 {
		o.hint("%d outcomes were there already\n", o.kept)
	}
}
