package lean

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

const clientText = "theorem t (p q : Prop) (h : p ∧ q) : q ∧ p := by\n  exact ⟨h.2, h.1⟩\n"

var benchPlace = Position{Line: 1, Character: 2}

// BenchmarkGoal asks for a goal through the client, and in the same run sends exactly as many
// bytes as that took, either way, through a child process that does nothing else: the metric
// added-µs is the difference of the two medians. The server is a child that answers without
// decoding what it reads, so that the time is the client's. With -lean or
// COSITA_LEAN the benchmarks run against that Lean, and nothing is compared.
func BenchmarkGoal(b *testing.B) {
	c, d := openBench(b)
	compare(b, c, func() error {
		at, err := d.PlainGoal(b.Context(), benchPlace)
		if err == nil && len(at.Goals) != 1 {
			err = fmt.Errorf("%d goals", len(at.Goals))
		}
		return err
	})
}

// BenchmarkCheck is BenchmarkGoal for a whole check: open, barrier, messages, close.
func BenchmarkCheck(b *testing.B) {
	c := startBench(b)
	compare(b, c, func() error {
		r, err := c.Check(b.Context(), Source{Text: clientText})
		if err == nil && !r.Clean() {
			err = errors.New(r.Reason)
		}
		return err
	})
}

// openBench is a client with a document that is elaborated.
func openBench(b *testing.B) (*Client, *Document) {
	c := startBench(b)
	d, err := c.Open(clientText)
	if err != nil {
		b.Fatal(err)
	}
	if err := d.Wait(b.Context()); err != nil {
		b.Fatal(err)
	}
	return c, d
}

func startBench(b *testing.B) *Client {
	return startFake(b, func(cfg *Config) {
		cfg.lookEvery = 250 * time.Millisecond
		cfg.Env = []string{"COSITA_FAKE=canned", raceAtOnce}
		if *benchLean != "" {
			*cfg = Config{Path: *benchLean, Dir: cfg.Dir}
		}
	})
}

const (
	cannedGoal     = `{"rendered":"p q : Prop\nh : p ∧ q\n⊢ q ∧ p","goals":["p q : Prop\nh : p ∧ q\n⊢ q ∧ p"]}`
	cannedProgress = `{"params":{"textDocument":{"version":1,"uri":"URI"},"processing":[{"range":{"start":{"line":0,"character":0},"end":{"line":1,"character":0}}}]},"method":"$/lean/fileProgress","jsonrpc":"2.0"}`
	cannedMessages = `{"params":{"version":1,"uri":"URI","diagnostics":[{"source":"Lean 4","severity":2,"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":6}},"message":"unused variable","fullRange":{"start":{"line":0,"character":0},"end":{"line":0,"character":6}}}]},"method":"textDocument/publishDiagnostics","jsonrpc":"2.0"}`
	cannedDone     = `{"params":{"textDocument":{"version":1,"uri":"URI"},"processing":[]},"method":"$/lean/fileProgress","jsonrpc":"2.0"}`
)

// serveCanned answers by looking for a few words in what it reads.
func serveCanned() int {
	in := bufio.NewReader(os.Stdin)
	var out bytes.Buffer
	known := "" // the document that was spoken of last
	send := func(body string) { fmt.Fprintf(&out, "Content-Length: %d\r\n\r\n%s", len(body), body) }
	between := func(s, start, end string) string {
		_, s, _ = strings.Cut(s, start)
		s, _, _ = strings.Cut(s, end)
		return s
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return 0
		}
		length, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "Content-Length:")))
		if err != nil {
			return 2
		}
		frame := make([]byte, length+2)
		if _, err := io.ReadFull(in, frame); err != nil {
			return 2
		}
		body := string(frame)
		result := ""
		switch method := between(body, `"method":"`, `"`); method {
		case "initialize":
			result = `{"capabilities":{}}`
		case waitMethod:
			uri := between(body, `"uri":"`, `"`)
			for _, said := range []string{cannedProgress, cannedMessages, cannedDone} {
				if uri != known {
					send(strings.Replace(said, "URI", uri, 1))
				}
			}
			known, result = uri, "{}"
		case "$/lean/plainGoal":
			result = cannedGoal
		case "shutdown":
			result = "null"
		case "exit":
			return 0
		}
		if result != "" {
			send(`{"jsonrpc":"2.0","id":` + between(body, `"id":`, ",") + `,"result":` + result + "}")
			_, _ = os.Stdout.Write(out.Bytes())
			out.Reset()
		}
	}
}

// compare runs f and an echo of its bytes in turn.
func compare(b *testing.B, c *Client, f func() error) {
	var echo func(sent, received int) error
	pid := c.server.process.cmd.Process.Pid
	if *benchLean == "" {
		echo = startEcho(b)
	}
	var client, bare []time.Duration
	for b.Loop() {
		read, wrote := traffic(b, pid)
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		client = append(client, time.Since(start))
		if echo == nil {
			continue
		}
		readNow, wroteNow := traffic(b, pid)
		start = time.Now()
		if err := echo(readNow-read, wroteNow-wrote); err != nil {
			b.Fatal(err)
		}
		bare = append(bare, time.Since(start))
	}
	micros := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	b.ReportMetric(micros(median(client)), "client-µs")
	if echo != nil {
		b.ReportMetric(micros(median(bare)), "echo-µs")
		b.ReportMetric(micros(median(client)-median(bare)), "added-µs")
	}
}

// traffic is how many bytes a process has read and written so far (proc(5)).
func traffic(b *testing.B, pid int) (read, wrote int) {
	body, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		b.Skip("skipped: no count of a process's bytes: ", err)
	}
	if _, err := fmt.Sscanf(string(body), "rchar: %d\nwchar: %d", &read, &wrote); err != nil {
		b.Fatal(err)
	}
	return read, wrote
}

// startEcho runs a child that echoes, and returns one round through it: so many bytes there, so
// many back, each in one piece.
func startEcho(b *testing.B) func(sent, received int) error {
	in, pipe := startChild(b, "echo")
	out := bufio.NewReader(pipe)
	buffer := make([]byte, 1<<20)
	return func(sent, received int) error {
		sent = max(sent, echoHeader)
		binary.LittleEndian.PutUint32(buffer, uint32(sent))
		binary.LittleEndian.PutUint32(buffer[4:], uint32(received))
		if _, err := in.Write(buffer[:sent]); err != nil {
			return fmt.Errorf("echo: %w", err)
		}
		_, err := io.ReadFull(out, buffer[:received])
		return err
	}
}

// echoHeader is the first bytes of a round: how many go there, how many come back.
const echoHeader = 8

// serveEcho is the child of startEcho.
func serveEcho() int {
	in := bufio.NewReaderSize(os.Stdin, 64<<10)
	buffer := make([]byte, 1<<20)
	for {
		head, err := in.Peek(echoHeader)
		if err != nil {
			return 0
		}
		sent, received := binary.LittleEndian.Uint32(head), binary.LittleEndian.Uint32(head[4:])
		if _, err := in.Discard(int(sent)); err != nil {
			return 1
		}
		if _, err := os.Stdout.Write(buffer[:received]); err != nil {
			return 1
		}
	}
}

// startChild runs this program as something else.
func startChild(b *testing.B, as string) (io.Writer, io.Reader) {
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	child := exec.Command(exe)
	child.Env = append(os.Environ(), "COSITA_FAKE="+as, raceAtOnce)
	in, err := child.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := child.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(in.Close(), child.Wait()); err != nil {
			b.Error(err)
		}
	})
	return in, out
}
