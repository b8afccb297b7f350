package lean

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cosita/lean/sandbox"
)

// plainVariable names what a fake `lean FILE` does.
const plainVariable = "COSITA_FAKE_PLAIN"

var lastPrint = regexp.MustCompile(`#print "(.*)"\n$`)

// plainMain is a `lean` that is run on a file: it says what the text asks for with comments
// `-- fake: say SEVERITY TEXT`, and misbehaves as kind has it. It returns the exit code.
func plainMain(kind string) int {
	args := os.Args[1:]
	file := args[len(args)-1]
	asJSON := slices.Contains(args, "--json")
	if kind == "old" && asJSON {
		fmt.Fprintln(os.Stderr, "lean: unrecognized option '--json'\nUnknown command line option")
		fmt.Println("Miscellaneous:\n  --help  display this help message")
		return 1
	}
	data, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	text := string(data)
	say := func(line, column int, severity, text string) {
		switch {
		case asJSON:
			out, _ := json.Marshal(map[string]any{"severity": severity, "pos": map[string]int{"line": line, "column": column},
				"endPos": map[string]int{"line": line, "column": column + 2}, "data": text, "fileName": file, "caption": "",
				"kind": "[anonymous]", "keepFullRange": false, "isSilent": false})
			fmt.Println(string(out))
		case severity == "information":
			fmt.Println(text)
		default:
			fmt.Printf("%s:%d:%d: %s: %s\n", file, line, column, severity, text)
		}
	}
	code := 0
	for i, line := range strings.Split(text, "\n") {
		before, _, _ := strings.Cut(line, "--")
		if m := sayPattern.FindStringSubmatch(line); m != nil {
			name := []string{"", "error", "warning", "information"}[m[1][0]-'0']
			if name == "error" {
				code = 1
			}
			say(i+1, len([]rune(before)), name, strings.ReplaceAll(m[2], `\n`, "\n"))
		}
	}
	end := lastPrint.FindStringSubmatch(text)
	finish := func() { say(strings.Count(text, "\n"), 0, "information", end[1]) }
	switch kind {
	case "early": // as #exit, or a text that ends the process
		return 0
	case "twice":
		finish()
	case "hang":
		time.Sleep(fakeLife)
	case "crash":
		kill()
	case "lies":
		code = 1 - code
	case "garbage":
		fmt.Println("warning: this is no message")
	case "foreign":
		file = filepath.Join(filepath.Dir(file), "Other.lean")
		say(1, 0, "warning", "of another file")
	case "mixed": // what the text prints stands before a message on its line
		fmt.Print("printed without an end ")
		say(1, 0, "error", "hidden")
		code = 0
	case "cut":
		fmt.Print(`{"severity":"error","pos":{"li`)
		return 1
	case "floods":
		for range 1 << 12 {
			say(1, 0, "information", strings.Repeat("x", 1<<10))
		}
	case "orphan":
		exe, _ := os.Executable()
		child := exec.Command(exe, "orphan")
		child.Env = append(os.Environ(), "COSITA_FAKE=worker")
		child.SysProcAttr = ownSession()
		child.Stdout = os.Stdout
		_ = child.Start()
	case "binary":
		fmt.Println("\xff\xfe")
	}
	finish()
	return code
}

func plainReference(t *testing.T, kind string) *Reference {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	return &Reference{Path: exe, Dir: t.TempDir(), Env: []string{plainVariable + "=" + kind, raceAtOnce}, Timeout: time.Minute, Version: "fake"}
}

const plainText = "theorem t : 𝕜 = 1 := -- fake: say 2 odd\\nlinter\n  rfl -- fake: say 3 told\n"

func TestReference(t *testing.T) {
	at := func(line, character int) Range {
		return Range{Start: Position{Line: line, Character: character}, End: Position{Line: line, Character: character + 2}}
	}
	r, err := plainReference(t, "well").Check(t.Context(), Source{Name: "a/T.lean", Text: plainText, Goals: []Position{{Line: 1}}})
	r.Elapsed = 0
	want := Report{Outcome: Finished, Server: "fake",
		Messages: []Message{{Severity: Warning, Range: at(0, 22), Text: "odd\nlinter"}, {Severity: Information, Range: at(1, 6), Text: "told"}},
		Goals:    []GoalsAt{{Position: Position{Line: 1}, Reason: noReferenceGoals}}}
	if err != nil || !reflect.DeepEqual(r, want) || !r.Clean() {
		t.Errorf("%+v, %v\nwant %+v", r, err, want)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestReferenceKinds(t *testing.T) {
	const sorry = "theorem t : 1 = 1 := -- fake: say 2 declaration uses 'sorry'\n"
	const wrong = "theorem t : 1 = 1 := -- fake: say 1 no\n"
	const fine = "theorem t : 1 = 1 := rfl\n"
	for _, tt := range []struct {
		kind, text string
		outcome    Outcome
		clean      bool
		reason     string
		messages   int
	}{
		{"well", fine, Finished, true, "", 0},
		{"well", strings.TrimSuffix(fine, "\n"), Finished, true, "", 0},
		{"well", wrong, Finished, false, "", 1},
		{"well", sorry, Finished, false, "", 1},
		{"old", fine, Finished, true, "", 0},
		{"old", plainText, Finished, true, "", 1},
		{"old", wrong, Finished, false, "", 1},
		{"old", sorry, Finished, false, "", 1},
		{"early", fine, Stopped, false, "did not reach the end", 0},
		{"twice", fine, Stopped, false, "did not reach the end", 0},
		{"crash", fine, Died, false, "signal: killed", 0},
		{"lies", fine, Stopped, false, "without an error message", 0},
		{"lies", wrong, Stopped, false, "exited without one", 1},
		{"garbage", fine, Stopped, false, "no message", 0},
		{"foreign", fine, Stopped, false, "no message", 0},
		{"mixed", fine, Stopped, false, "no message", 0},
		{"cut", fine, Stopped, false, "no message", 0},
		{"binary", fine, Stopped, false, "no message", 0},
		{"orphan", fine, Finished, true, "", 0},
	} {
		t.Run(tt.kind+" "+tt.text, func(t *testing.T) {
			if runtime.GOOS != "linux" && (tt.kind == "crash" || tt.kind == "orphan") {
				t.Skip("skipped: processes are only seen on Linux")
			}
			r, err := plainReference(t, tt.kind).Check(t.Context(), Source{Text: tt.text})
			if err != nil || r.Outcome != tt.outcome || r.Clean() != tt.clean || len(r.Messages) != tt.messages ||
				!strings.Contains(r.Reason, tt.reason) || (r.Reason == "") != (tt.outcome == Finished) {
				t.Errorf("%+v, %v", r, err)
			}
			if r.Sorry != (tt.text == sorry) {
				t.Errorf("sorry: %v", r.Sorry)
			}
		})
	}
}

// Plain output where what the text prints stands before a head.
func TestReferencePlainForms(t *testing.T) {
	const file, end = "/tmp/x/Source.lean", "the end"
	for _, tt := range []struct {
		name, out string
		code      int
		want      Outcome
		clean     bool
		messages  int
	}{
		{"nothing", "", 0, Stopped, false, 0},
		{"end", "the end\n", 0, Finished, true, 0},
		{"end without a newline", "the end", 0, Finished, true, 0},
		{"information with a head", file + ":1:0: info: told\nthe end\n", 0, Finished, true, 1},
		{"information without a word", file + ":1:0: told\nmore\nthe end\n", 0, Finished, true, 1},
		{"named error with a range", file + ":1:0-1:5: error(lean.unknownIdentifier): no\n  more\nthe end\n", 1, Finished, false, 1},
		{"after the end", "the end\n" + file + ":1:0: error: no\n", 1, Finished, false, 1},
		{"hidden head", "printed " + file + ":1:0: error: no\nthe end\n", 0, Stopped, false, 0},
		{"unreadable head", file + ":x: error: no\nthe end\n", 0, Stopped, false, 0},
		{"end in a message", file + ":1:0: warning: the end\n", 0, Stopped, false, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := (&output{text: []byte(tt.out), code: tt.code}).report(file, "theorem\n", end, false)
			if r.Outcome != tt.want || r.Clean() != tt.clean || len(r.Messages) != tt.messages {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestReferenceLimits(t *testing.T) {
	const text = "theorem t : 1 = 1 := rfl\n"
	ref := plainReference(t, "hang")
	ref.Timeout = 300 * time.Millisecond
	if r, err := ref.Check(t.Context(), Source{Text: text}); err != nil || r.Outcome != TimedOut || !strings.HasPrefix(r.Reason, "budget: time") {
		t.Errorf("time: %+v, %v", r, err)
	}
	ref.Timeout = 0
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if r, err := ref.Check(ctx, Source{Text: text}); err != nil || r.Outcome != TimedOut {
		t.Errorf("the context's time: %+v, %v", r, err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if r, err := ref.Check(canceled, Source{Text: text}); !errors.Is(err, context.Canceled) || r.Outcome != NotRun {
		t.Errorf("canceled: %+v, %v", r, err)
	}
	flood := plainReference(t, "floods")
	flood.MaxOutput = 1 << 16
	if r, err := flood.Check(t.Context(), Source{Text: text}); err != nil || r.Clean() || r.Outcome == Finished {
		t.Errorf("too much: %v %s, %v", r.Outcome, r.Reason, err)
	}
	none := &Reference{Path: filepath.Join(t.TempDir(), "lean"), Dir: t.TempDir()}
	if r, err := none.Check(t.Context(), Source{Text: text}); err != nil || r.Outcome != Stopped || r.Reason == "" {
		t.Errorf("no lean: %+v, %v", r, err)
	}
	if _, err := none.Check(t.Context(), Source{Text: "\xff"}); err == nil {
		t.Error("text that is not UTF-8 is taken")
	}
}

func TestReferenceConfined(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("skipped: no limits here")
	}
	ref := plainReference(t, "well")
	ref.Sandbox = &sandbox.Policy{}
	if r, err := ref.Check(t.Context(), Source{Text: plainText}); err != nil || !r.Clean() || len(r.Messages) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReferenceCommand(t *testing.T) {
	dir := t.TempDir()
	if got, err := (&Reference{Path: "/x/lean", Dir: dir, Args: []string{"-DmaxHeartbeats=1"}}).CommandLine(); err != nil ||
		!slices.Equal(got, []string{"/x/lean", "-DmaxHeartbeats=1", "--json"}) {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lakefile.toml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := (&Reference{Path: "/x/lean", Dir: dir}).CommandLine(); err != nil ||
		!slices.Equal(got, []string{"lake", "env", "lean", "--json"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestCompare(t *testing.T) {
	message := func(s Severity, line int) Message {
		return Message{Severity: s, Range: Range{Start: Position{Line: line}}}
	}
	finished := func(m ...Message) Report { return Report{Outcome: Finished, Messages: m} }
	for _, tt := range []struct {
		name string
		a, b Report
		want string // what differs
	}{
		{"clean", finished(), finished(message(Information, 3)), ""},
		{"the same in another order", finished(message(Error, 1), message(Warning, 2)), finished(message(Warning, 2), message(Error, 1)), ""},
		{"an error", finished(message(Error, 1)), finished(), "clean errors"},
		{"another error", finished(message(Error, 1)), finished(message(Error, 2)), "errors"},
		{"a warning", finished(message(Warning, 1)), finished(), "warnings"},
		{"sorry", Report{Outcome: Finished, Sorry: true}, finished(), "clean sorry"},
		{"one stopped", finished(), Report{Outcome: Stopped, Reason: "x"}, "outcome"},
		{"both stopped", Report{Outcome: Stopped, Reason: "x"}, Report{Outcome: Stopped, Reason: "x"}, "outcome"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range Compare(tt.a, tt.b) {
				got = append(got, d.What)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%q, want %q", s, tt.want)
			}
		})
	}
	if got := fmt.Sprint(Compare(finished(message(Error, 0)), finished())); !strings.Contains(got, "errors: 1:1, against none") {
		t.Errorf("%s", got)
	}
}

// The server and the reference agree on a real Lean; where the text stops Lean they do not.
func TestReferenceRealLean(t *testing.T) {
	ref := &Reference{Path: realLean(t), Dir: t.TempDir()}
	c, err := Start(t.Context(), Config{Path: ref.Path, Dir: ref.Dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for text, clean := range map[string]bool{
		"theorem t (p : Prop) (h : p) : p := h\n":        true,
		"theorem t (n : Nat) : n = n + 1 := by\n  rfl\n": false,
		"theorem t : 1 = 2 := sorry\n":                   false,
		"theorem t : 1 = 1 := rfl\n#exit\n":              false,
	} {
		slow, err := ref.Check(t.Context(), Source{Text: text})
		if err != nil || slow.Clean() != clean {
			t.Errorf("%s: %+v, %v", text, slow, err)
		}
		fast, err := c.Check(t.Context(), Source{Text: text})
		if err != nil || fast.Clean() != clean {
			t.Errorf("%s: by the server %+v, %v", text, fast, err)
		}
		if d := Compare(fast, slow); len(d) > 0 && !strings.Contains(text, "#exit") {
			t.Errorf("%s: %v", text, d)
		}
	}
}
