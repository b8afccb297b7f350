package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cosita/cos"
	"cosita/event"
	"cosita/evidence"
)

// chainView shows a proof as it grows, one line a state and a step.
type chainView struct {
	c     *cli
	id    string
	part  string // of the demo
	title string
	last  time.Time
}

func newChainView(c *cli, id string) *chainView { return &chainView{c: c, id: id, last: time.Now()} }

// Observe prints one event: results to stdout, what is going on to stderr.
func (v *chainView) Observe(e event.Event) {
	if e.Kind == "start" {
		if e.Stage == "model" {
			v.c.hint("%s\n", v.c.dim("  asking for: "+e.ID))
		}
		return
	}
	header, _ := e.Data["header"].(string)
	if s, ok := e.Data["state"].(*cos.State); ok {
		v.state(s, *e.Evidence, header)
	}
	if s, ok := e.Data["step"].(*cos.Step); ok {
		v.step(s, *e.Evidence, header)
	}
}

func (v *chainView) line(kind string, index *int, e evidence.Evidence) line {
	now := time.Now()
	l := line{ID: v.id, Evidence: e, Part: v.part, Title: v.title, Kind: kind, Index: index,
		Seconds: now.Sub(v.last).Round(time.Microsecond).Seconds()}
	v.last = now
	return l
}

func (v *chainView) state(s *cos.State, e evidence.Evidence, header string) {
	l := v.line("state", &s.Index, e)
	l.Recorded = s.Origin == cos.FromRecording
	l.Statement = s.Text()
	if len(s.Goals) == 1 && e.Certificate != nil {
		l.Header, l.Statement = header, s.Goals[0].Statement
	} else {
		// What certifies one of several goals is of no use beside them all; chain.json has it.
		l.Certificate, l.Script = nil, ""
	}
	v.c.emit(l)
	from := ""
	switch s.Origin {
	case cos.FromPerson:
		from = "written by a person"
	case cos.FromModel:
		from = "from the model"
	case cos.FromRecording:
		from = "RECORDED, no live model"
	}
	if len(s.Goals) == 0 {
		v.c.say("  state %d  no goals\n", s.Index)
		return
	}
	if s.Sentence != "" {
		from = strings.Trim(from+": "+s.Sentence, ": ")
	}
	v.c.say("  state %d  %s%s\n%s\n", s.Index, v.c.badge(e), v.note(from), v.c.dim(shifted("           ", s.Text())))
	for _, g := range s.Goals {
		for _, w := range g.Evidence.Warnings {
			v.c.say("           reading: %s\n", w.Text)
		}
	}
}

func (v *chainView) step(s *cos.Step, e evidence.Evidence, header string) {
	l := v.line("step", &s.Index, e)
	if s.Claim != "" {
		l.Header, l.Statement = header, s.Claim
	}
	l.Tactics = s.Tactics()
	from := ""
	for _, p := range s.Parts {
		switch p.Origin {
		case cos.FromRecording:
			l.Recorded = true
			from = "RECORDED, no live model"
		case cos.FromCertificate:
			from = "script of a certificate"
		}
	}
	v.c.emit(l)
	v.c.say("  step %d   %s%s\n", s.Index, v.c.badge(e), v.note(from))
	if l.Tactics != "" {
		v.c.say("%s\n", v.c.dim(shifted("           ", l.Tactics)))
	}
}

// note is a remark in parentheses, or nothing.
func (v *chainView) note(text string) string {
	if text == "" {
		return ""
	}
	return v.c.dim("  (" + text + ")")
}

// whole prints the last line of a proof.
func (v *chainView) whole(p *cos.Proof, file string) {
	l := v.line("whole", nil, p.Whole)
	l.Recorded, l.File = p.Recorded(), file
	switch {
	case p.Whole.Lean != evidence.NotChecked:
		l.Script = "" // it stands in File
	case p.Whole.Certificate != nil:
		l.Header, l.Statement = p.Header, p.States[0].Goals[0].Statement
	}
	v.c.emit(l)
	v.c.say("  whole    %s\n", v.c.badge(p.Whole))
	if w := p.Whole; w.Verdict == evidence.Refuted && w.Proves == evidence.Negation && w.Lean == evidence.NotChecked && w.Script != "" {
		v.c.say("           the Lean proof of the negation, not compiled here:\n%s\n", v.c.dim(shifted("           ", strings.TrimSpace(w.Script))))
	}
}

// proofFiles keeps a proof in a folder: NAME.lean, chain.json and report.md, each replaced
// as a whole, so that what was written before survives an interruption.
type proofFiles struct{ dir, lean string }

func newProofFiles(dir, id string) (*proofFiles, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("make the output folder: %w; choose another with --out", err)
	}
	return &proofFiles{dir: dir, lean: filepath.Join(dir, id+".lean")}, nil
}

func (f *proofFiles) save(p *cos.Proof) error {
	record, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("encode chain.json: %w", err)
	}
	for _, file := range []struct {
		path string
		data []byte
	}{
		{f.lean, []byte(p.File)},
		{filepath.Join(f.dir, "chain.json"), append(record, '\n')},
		{filepath.Join(f.dir, "report.md"), []byte(p.Report())},
	} {
		if err := replaceFile(file.path, file.data); err != nil {
			return fmt.Errorf("write the proof: %w; choose another folder with --out", err)
		}
	}
	return nil
}

// replaceFile writes a file beside its place and renames it there.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone after the renaming
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Chmod(0o644); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
