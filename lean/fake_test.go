package lean

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cosita/lean/leantest"

	"go.uber.org/goleak"
)

// The test binary is also the server (and the server's workers): a child process that does
// what the text of a document tells it, one comment `-- fake: WORD` a deed.
func TestMain(m *testing.M) {
	leantest.ServeIfAsked()
	switch os.Getenv("COSITA_FAKE") {
	case "server":
		os.Exit(newFake().serve())
	case "worker":
		workerMain()
	case "echo":
		os.Exit(serveEcho())
	case "frames":
		os.Exit(serveFrames())
	case "canned":
		os.Exit(serveCanned())
	}
	goleak.VerifyTestMain(m)
}

// fakeConfig is a client configuration that runs the fake. start is what the fake does when it
// starts: "" works, and see newFake for the rest.
func fakeConfig(t testing.TB, start string) Config {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return Config{
		Path: exe, Dir: dir,
		Env:       []string{"COSITA_FAKE=server", "COSITA_FAKE_START=" + start, "COSITA_FAKE_DIR=" + dir, raceAtOnce},
		Silence:   time.Second,
		lookEvery: 10 * time.Millisecond,
	}
}

// fakeLife is how long a fake that hangs lives, so that a broken test leaves none for long.
const fakeLife = 2 * time.Minute

// raceAtOnce lets a child that is built with the race detector exit without idling a second.
const raceAtOnce = "GORACE=atexit_sleep_ms=0"

func startFake(t testing.TB, change func(*Config)) *Client {
	t.Helper()
	cfg := fakeConfig(t, "")
	if change != nil {
		change(&cfg)
	}
	c, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// launches is how many fakes ran in a configuration's folder.
func launches(t testing.TB, dir string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "launch-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

type fake struct {
	in      *bufio.Reader
	out     *bufio.Writer
	launch  int // which of the servers in this folder it is, from 1
	texts   map[string]string
	counts  map[string]int
	workers map[string]*exec.Cmd
	log     *os.File
}

func newFake() *fake {
	f := &fake{
		in: bufio.NewReader(os.Stdin), out: bufio.NewWriter(os.Stdout),
		texts: map[string]string{}, counts: map[string]int{}, workers: map[string]*exec.Cmd{},
	}
	for f.launch = 1; ; f.launch++ {
		name := filepath.Join(os.Getenv("COSITA_FAKE_DIR"), fmt.Sprintf("launch-%d", f.launch))
		file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err == nil {
			f.log = file
			break
		}
	}
	switch start := os.Getenv("COSITA_FAKE_START"); {
	case start == "exit":
		fmt.Fprintln(os.Stderr, "fake: no such\noption")
		os.Exit(3)
	case start == "garbage":
		fmt.Println("Hello from a program that is no Lean.")
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	case start == "garbage and exit":
		fmt.Println("Hello from a program that is no Lean.")
		os.Exit(0)
	case start == "mute", start == "mute once" && f.launch == 1:
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	case start == "die once" && f.launch == 1:
		_, _ = f.read()
		kill()
	}
	return f
}

func kill() {
	p, _ := os.FindProcess(os.Getpid())
	_ = p.Kill()
	time.Sleep(fakeLife)
}

type frame struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

func (f *fake) read() (frame, error) {
	var m frame
	length := 0
	for {
		line, err := f.in.ReadString('\n')
		if err != nil {
			return m, err
		}
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length:"); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return m, err
			}
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(f.in, body); err != nil {
		return m, err
	}
	fmt.Fprintf(f.log, "%s\n", body)
	return m, json.Unmarshal(body, &m)
}

func (f *fake) send(body string) {
	fmt.Fprintf(f.out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	_ = f.out.Flush()
}

func (f *fake) answer(m frame, result string) {
	f.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%s}`, m.ID, result))
}

func (f *fake) refuse(m frame, code int) {
	f.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"error":{"code":%d,"message":"fake refusal"}}`, m.ID, code))
}

func (f *fake) publish(uri string, version int, more, diagnostics string) {
	f.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":%q,"version":%d%s,"diagnostics":[%s]}}`,
		uri, version, more, diagnostics))
}

func (f *fake) progress(uri string, version int, ranges string) {
	f.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"$/lean/fileProgress","params":{"textDocument":{"uri":%q,"version":%d},"processing":[%s]}}`,
		uri, version, ranges))
}

const fakeRange = `{"start":{"line":0,"character":0},"end":{"line":1,"character":0}}`

func diagnostic(severity int, text string) string {
	return fmt.Sprintf(`{"severity":%d,"range":%s,"fullRange":%s,"message":%q}`, severity, fakeRange, fakeRange, text)
}

func (f *fake) serve() int {
	for {
		m, err := f.read()
		if err != nil {
			return 1
		}
		var p struct {
			URI          string `json:"uri"`
			Version      int    `json:"version"`
			TextDocument struct {
				URI     string `json:"uri"`
				Text    string `json:"text"`
				Version int    `json:"version"`
			} `json:"textDocument"`
			ContentChanges []struct {
				Text string `json:"text"`
			} `json:"contentChanges"`
			Position struct{ Line, Character int } `json:"position"`
		}
		if len(m.Params) > 0 {
			if err := json.Unmarshal(m.Params, &p); err != nil {
				return 2
			}
		}
		switch m.Method {
		case "initialize":
			// A server's request, which wants an answer before anything else.
			f.send(`{"jsonrpc":"2.0","id":"register","method":"client/registerCapability","params":{}}`)
			if answer, err := f.read(); err != nil || string(answer.ID) != `"register"` {
				return 4
			}
			f.answer(m, `{"serverInfo":{"name":"Fake Lean","version":"0"},"capabilities":{"hoverProvider":true,"codeActionProvider":{"resolveProvider":true}}}`)
		case "shutdown":
			f.answer(m, "null")
		case "exit":
			return 0
		case "textDocument/didOpen":
			f.texts[p.TextDocument.URI] = p.TextDocument.Text
			if strings.Contains(p.TextDocument.Text, "fake: worker") {
				f.work(p.TextDocument.URI, strings.Contains(p.TextDocument.Text, "fake: orphan"))
			}
			f.progress(p.TextDocument.URI, p.TextDocument.Version, `{"range":`+fakeRange+`}`)
		case "textDocument/didChange":
			f.texts[p.TextDocument.URI] = p.ContentChanges[0].Text
		case "textDocument/didClose":
			if w := f.workers[p.TextDocument.URI]; w != nil && !strings.Contains(f.texts[p.TextDocument.URI], "fake: deaf") {
				_ = w.Process.Kill()
				_ = w.Wait()
			}
			delete(f.workers, p.TextDocument.URI)
			delete(f.texts, p.TextDocument.URI)
		case "textDocument/waitForDiagnostics":
			f.elaborate(m, p.URI, p.Version)
		case "$/lean/plainGoal":
			f.goal(m, p.TextDocument.URI, p.Position.Line)
		case "textDocument/codeAction":
			f.answer(m, fmt.Sprintf(`[{"title":"Try this: rfl","isPreferred":true,"edit":{"documentChanges":[{"textDocument":{"uri":%q,"version":1},"edits":[{"range":%s,"newText":"rfl"}]}]}},{"title":"lazy","data":{"n":1}}]`,
				p.TextDocument.URI, fakeRange))
		case "codeAction/resolve":
			f.answer(m, fmt.Sprintf(`{"title":"lazy","edit":{"changes":{%q:[{"range":%s,"newText":"late"}]}}}`, f.only(), fakeRange))
		case "textDocument/hover":
			f.answer(m, `{"contents":["one",{"value":"two"}]}`)
		default:
			if len(m.ID) > 0 {
				f.refuse(m, -32601)
			}
		}
	}
}

func (f *fake) only() string {
	for uri := range f.texts {
		return uri
	}
	return ""
}

// once reports whether a deed that is done once is due: on the first server, the first time.
func (f *fake) once(uri, word string) bool {
	f.counts[word]++
	return strings.Contains(f.texts[uri], "fake: "+word) && f.launch == 1 && f.counts[word] == 1
}

var sayPattern = regexp.MustCompile(`fake: say (\d) (.*)`)

func (f *fake) elaborate(m frame, uri string, version int) {
	text, open := f.texts[uri]
	says := func(word string) bool { return strings.Contains(text, "fake: "+word+"\n") }
	switch {
	case !open:
		f.refuse(m, -32801)
		return
	case says("die"), f.once(uri, "die once"):
		kill()
	case says("hang"), f.once(uri, "hang once"):
		time.Sleep(fakeLife)
	case f.once(uri, "lose worker once"), says("lose worker"):
		w := f.workers[uri]
		_ = w.Process.Kill() // at once, and never waited for
		return
	case says("lose worker later"):
		w := f.workers[uri]
		time.Sleep(100 * time.Millisecond)
		_ = w.Process.Kill()
		_ = w.Wait()
		return
	case says("runaway"):
		return
	case says("modified") && f.counts[uri] < 3:
		f.counts[uri]++
		f.refuse(m, -32801)
		return
	case says("modified for ever"):
		f.refuse(m, -32801)
		return
	case f.once(uri, "crash code once"):
		f.refuse(m, -32902)
		return
	}
	f.publish(uri, version-1, "", diagnostic(1, "stale"))
	if says("late") { // the barrier first, and what there is to say after it
		f.progress(uri, version, "")
		f.answer(m, "{}")
		f.publish(uri, version, "", diagnostic(1, "late"))
		return
	}
	if says("afterthought") { // all is said and done, and then an error
		f.publish(uri, version, "", "")
		f.progress(uri, version, "")
		f.answer(m, "{}")
		f.publish(uri, version, "", diagnostic(1, "afterthought"))
		f.texts[uri] = "-- fake: say 1 afterthought"
		return
	}
	f.publish(uri, version, "", "")
	for _, say := range sayPattern.FindAllStringSubmatch(text, -1) {
		severity, _ := strconv.Atoi(say[1])
		f.publish(uri, version, `,"isIncremental":true`, diagnostic(severity, say[2]))
	}
	if says("newer version") {
		f.publish(uri, version+1, "", diagnostic(1, "of the future"))
	}
	if says("unreadable") {
		f.send(`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"x","diagnostics":7}}`)
	}
	switch {
	case says("fatal"):
		f.progress(uri, version, `{"range":`+fakeRange+`,"kind":2}`)
	case !says("never done"):
		f.progress(uri, version, "")
	}
	switch {
	case says("null barrier"):
		f.answer(m, "null")
	case says("foreign barrier"):
		f.answer(m, `{"goals":[]}`)
	case says("broken frame"):
		f.send(`{"jsonrpc":"2.0","id":`)
	default:
		f.answer(m, "{}")
	}
}

func (f *fake) goal(m frame, uri string, line int) {
	text, open := f.texts[uri]
	switch {
	case !open:
		f.refuse(m, -32801)
	case f.once(uri, "die at goal once"):
		kill()
	case f.once(uri, "mute at goal once"):
	case strings.Contains(text, "fake: bad goal"):
		f.answer(m, `{"rendered":"","goals":["no turnstile"]}`)
	case line > 100:
		f.answer(m, "null")
	default:
		f.answer(m, `{"rendered":"","goals":["case h\nn : Nat\n⊢ n = n"]}`)
	}
}

// work starts a worker in a session of its own, and with orphan one more whose parent ends.
func (f *fake) work(uri string, orphan bool) {
	exe, _ := os.Executable()
	w := exec.Command(exe, "--worker", uri)
	w.Env = append(os.Environ(), "COSITA_FAKE=worker")
	if orphan {
		w.Env = append(w.Env, "COSITA_FAKE_ORPHAN=1")
	}
	w.SysProcAttr = ownSession()
	if strings.Contains(f.texts[uri], "fake: stillborn") { // it ends before anybody can have seen it
		w.Args = []string{exe, "-test.run=^$"}
		w.Env = append(os.Environ(), "COSITA_FAKE=")
		w.SysProcAttr = nil
		_ = w.Run()
		return
	}
	if _, err := w.StdinPipe(); err != nil {
		panic(err)
	}
	if err := w.Start(); err != nil {
		panic(err)
	}
	f.workers[uri] = w
}

// workerMain is a worker, deaf to the end of its input. It may start a parent that ends and
// leaves a child.
func workerMain() {
	exe, _ := os.Executable()
	child := exec.Command(exe)
	child.SysProcAttr = ownSession()
	switch os.Getenv("COSITA_FAKE_ORPHAN") {
	case "1":
		child.Env = append(os.Environ(), "COSITA_FAKE_ORPHAN=2")
		_ = child.Run()
	case "2":
		child.Env = append(os.Environ(), "COSITA_FAKE_ORPHAN=3")
		_ = child.Start()
		os.Exit(0)
	}
	time.Sleep(fakeLife)
}
