package lean

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"cosita/lean/lsp"
)

// noJSON reports whether a Lean refused the option --json, which those before 2024 do not know.
func (o *output) noJSON() bool {
	all := string(o.text) + o.said
	return o.code > 0 && !bytes.Contains(o.text, []byte(`"severity"`)) &&
		(strings.Contains(all, "option") && strings.Contains(all, "--json") || strings.Contains(all, "nknown command line option"))
}

// report reads what Lean said of a text below which one more line prints end. It is Finished
// only if every line was a message of this file, Lean came to the end, and its exit code fits.
func (o *output) report(file, text, end string, isJSON bool) Report {
	var r Report
	read := readPlain
	if isJSON {
		read = readJSON
	}
	found, garbage := read(o.text, file, text, end)
	reached := 0
	for _, f := range found {
		if f.message.Text == end && f.message.Severity == Information {
			reached++
			continue
		}
		r.Messages = append(r.Messages, f.message)
		r.Sorry = r.Sorry || f.sorry || f.message.Sorry()
	}
	switch {
	case o.code < 0 || o.code > 128:
		r.Outcome, r.Reason = Died, "lean died: "+o.how+o.said
	case o.cut:
		r.Outcome, r.Reason = Stopped, "lean printed too much"
	case garbage != "":
		r.Outcome, r.Reason = Stopped, fmt.Sprintf("lean printed what is no message: %.200q%s", garbage, o.said)
	case reached != 1:
		r.Outcome, r.Reason = Stopped, "lean did not reach the end of the text: "+o.how+o.said
	case o.code != 0 && !hasError(r.Messages):
		r.Outcome, r.Reason = Stopped, "lean failed without an error message: "+o.how+o.said
	case o.code == 0 && hasError(r.Messages):
		r.Outcome, r.Reason = Stopped, "lean reported errors and exited without one"
	default:
		r.Outcome = Finished
	}
	return r
}

// found is a message as Lean printed it.
type found struct {
	message Message
	sorry   bool // it is of the kind that says so
}

// printed is a position as Lean prints it: lines from 1, columns from 0 in code points.
type printed struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// in is the place in LSP's units.
func (p printed) in(lines []string) Position {
	q := Position{Line: p.Line - 1, Character: p.Column}
	if q.Line < 0 || q.Line >= len(lines) {
		return q
	}
	offset, line := 0, lines[q.Line]
	for range p.Column {
		_, size := utf8.DecodeRuneInString(line[offset:])
		offset += size
	}
	return Position{Line: q.Line, Character: lsp.PositionAt(line, offset).Character}
}

// readJSON reads the lines of `lean --json`. garbage is the first that is no message of file.
func readJSON(out []byte, file, text, _ string) (messages []found, garbage string) {
	lines := strings.Split(text, "\n")
	for line := range bytes.Lines(out) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var m struct {
			Severity string   `json:"severity"`
			Pos      *printed `json:"pos"`
			EndPos   *printed `json:"endPos"`
			FileName string   `json:"fileName"`
			Caption  string   `json:"caption"`
			Kind     string   `json:"kind"`
			Data     *string  `json:"data"`
		}
		severity := Severity(0)
		if err := json.Unmarshal(line, &m); err == nil {
			severity = severities[m.Severity]
		}
		if severity == 0 || m.Pos == nil || m.Data == nil || !sameFile(m.FileName, file) || !utf8.Valid(line) {
			return messages, string(bytes.TrimSpace(line))
		}
		if m.Caption != "" {
			*m.Data = m.Caption + ":\n" + *m.Data
		}
		start := m.Pos.in(lines)
		end := start
		if m.EndPos != nil {
			end = m.EndPos.in(lines)
		}
		messages = append(messages, found{
			Message{Severity: severity, Range: Range{Start: start, End: end}, Text: strings.TrimSuffix(*m.Data, "\n")},
			strings.HasSuffix(m.Kind, "hasSorry"),
		})
	}
	return messages, ""
}

var severities = map[string]Severity{"error": Error, "warning": Warning, "information": Information, "info": Information}

// sameFile compares a name as Lean gives it with that of the file.
func sameFile(name, file string) bool { return filepath.Clean(name) == file }

// plainHead is what follows the file's name in the head of a message, FILE:LINE:COLUMN: SEVERITY: TEXT;
// some versions add the end of the range, or an error's name.
var plainHead = regexp.MustCompile(`^:(\d+):(\d+)(?:-(\d+):(\d+))?: (?:(error|warning|info|information)(?:\([^()\n]*\))?: ?)?(.*)$`)

// readPlain reads the output of `lean` without --json. Information has no head in some
// versions, so a line without one belongs to the message above it, or is information of its
// own; the line end is always of its own. garbage is a line in which a head stands elsewhere
// than at the start.
func readPlain(out []byte, file, text, end string) (messages []found, garbage string) {
	if !utf8.Valid(out) {
		return nil, "bytes that are not UTF-8"
	}
	lines := strings.Split(text, "\n")
	for line := range strings.Lines(string(out)) {
		line = strings.TrimRight(line, "\r\n")
		rest, isHead := strings.CutPrefix(line, file)
		m := plainHead.FindStringSubmatch(rest)
		switch {
		case isHead && m != nil:
			messages = append(messages, headed(m, lines))
		case strings.Contains(line, file+":"):
			return messages, line
		case line == end, len(messages) == 0:
			messages = append(messages, found{message: Message{Severity: Information, Text: line}})
		default:
			messages[len(messages)-1].message.Text += "\n" + line
		}
	}
	return messages, ""
}

// headed is the message of a head that plainHead matched.
func headed(m []string, lines []string) found {
	var at [4]int
	for i := range at {
		at[i], _ = strconv.Atoi(m[i+1])
	}
	start := printed{at[0], at[1]}.in(lines)
	end := start
	if m[3] != "" {
		end = printed{at[2], at[3]}.in(lines)
	}
	severity := severities[m[5]]
	if severity == 0 {
		severity = Information
	}
	return found{message: Message{Severity: severity, Range: Range{Start: start, End: end}, Text: m[6]}}
}
