package lean

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkGoal asks for a goal through the client, and in the same run sends the same bytes
// through a child process that gives them back: the metric added-µs is the difference of the
// two medians. The server is a child that answers without decoding what it reads, so that the
// time is the client's.
func BenchmarkGoal(b *testing.B) {
	c := startCanned(b)
	d, err := c.Open("theorem\n")
	if err != nil {
		b.Fatal(err)
	}
	if err := d.Wait(b.Context()); err != nil {
		b.Fatal(err)
	}
	compare(b, cannedGoal, func() error {
		_, err := d.PlainGoal(b.Context(), Position{})
		return err
	})
}

// BenchmarkCheck is BenchmarkGoal for a whole check: open, barrier, messages, close.
func BenchmarkCheck(b *testing.B) {
	c := startCanned(b)
	compare(b, cannedProgress+cannedMessages+cannedDone+"{}", func() error {
		r, err := c.Check(b.Context(), Source{Text: "theorem\n"})
		if err == nil && !r.Clean() {
			err = errors.New(r.Reason)
		}
		return err
	})
}

func startCanned(b *testing.B) *Client {
	return startFake(b, func(cfg *Config) {
		cfg.Env = []string{"COSITA_FAKE=canned", raceAtOnce}
		cfg.lookEvery = 250 * time.Millisecond
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
			for _, said := range []string{cannedProgress, cannedMessages, cannedDone} {
				send(strings.Replace(said, "URI", between(body, `"uri":"`, `"`), 1))
			}
			result = "{}"
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

// compare runs f and the echo of as many bytes as the server's answers have in turn.
func compare(b *testing.B, answers string, f func() error) {
	echo := startEcho(b, len(answers)+200)
	var client, bare []time.Duration
	for b.Loop() {
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if err := echo(); err != nil {
			b.Fatal(err)
		}
		client, bare = append(client, middle.Sub(start)), append(bare, time.Since(middle))
	}
	median := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2].Nanoseconds()) / 1e3
	}
	with, without := median(client), median(bare)
	b.ReportMetric(with, "client-µs")
	b.ReportMetric(without, "echo-µs")
	b.ReportMetric(with-without, "added-µs")
}

// startEcho runs a child that echoes, and returns one round of size bytes through it.
func startEcho(b *testing.B, size int) func() error {
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	child := exec.Command(exe)
	child.Env = append(os.Environ(), "COSITA_FAKE=echo", raceAtOnce)
	in, err := child.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	pipe, err := child.StdoutPipe()
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
	out := bufio.NewReader(pipe)
	sent, received := make([]byte, size), make([]byte, size)
	return func() error {
		if _, err := in.Write(sent); err != nil {
			return fmt.Errorf("echo: %w", err)
		}
		_, err := io.ReadFull(out, received)
		return err
	}
}
