package lean_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cosita/lean/lsp"
)

// pipes is the client's end of a connection in memory.
type pipes struct {
	*io.PipeReader
	*io.PipeWriter
}

func (p pipes) Close() error {
	_ = p.PipeReader.Close() // never fails
	return p.PipeWriter.Close()
}

// cut writes in pieces of random length.
type cut struct {
	to      io.Writer
	random  *rand.Rand
	longest int
}

func (c cut) Write(p []byte) (int, error) {
	for done := 0; done < len(p); {
		n := min(1+c.random.IntN(c.longest), len(p)-done)
		if _, err := c.to.Write(p[done : done+n]); err != nil {
			return done, err
		}
		done += n
	}
	return len(p), nil
}

// told is everything that a recorded server said, as the connection hands it on.
func (r recording) told(tb testing.TB) []string {
	tb.Helper()
	var out []string
	for _, row := range r {
		f := row.Frame
		if row.From != "server" {
			continue
		}
		what, member := "answer", "result"
		if f["method"] != nil {
			what, member = f["method"].(string), "params"
		}
		body, err := json.Marshal(f[member])
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, what+" "+string(body))
	}
	return out
}

// batches are the bytes of what the recorded server said after each message of the client's.
func (r recording) batches(tb testing.TB) [][]byte {
	tb.Helper()
	var out [][]byte
	for _, row := range r {
		if row.From == "client" {
			out = append(out, nil)
			continue
		}
		body, err := json.Marshal(row.Frame)
		if err != nil {
			tb.Fatal(err)
		}
		out[len(out)-1] = fmt.Appendf(out[len(out)-1], "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	return out
}

// answer writes a batch for each message that it reads.
func answer(from io.Reader, to io.Writer, batches [][]byte) error {
	in := bufio.NewReader(from)
	for _, batch := range batches {
		header, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		length, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(header, "Content-Length:")))
		if err != nil {
			return err
		}
		if _, err := in.Discard(length + len("\r\n")); err != nil {
			return err
		}
		if _, err := to.Write(batch); err != nil {
			return err
		}
	}
	return nil
}

// converse says what the recorded client said to a server whose bytes come in random pieces, and
// returns all it is told. Both number requests from 1, so that the recorded ids hold.
func (r recording) converse(tb testing.TB, batches [][]byte, random *rand.Rand) []string {
	fromServer, toClient := io.Pipe()
	fromClient, toServer := io.Pipe()
	var server sync.WaitGroup
	server.Go(func() {
		longest := 16 << random.IntN(8)
		if random.IntN(50) == 0 {
			longest = 1 // byte by byte
		}
		if err := answer(fromClient, cut{to: toClient, random: random, longest: longest}, batches); err != nil {
			tb.Error(err)
		}
		_ = toClient.Close() // never fails
	})
	var mu sync.Mutex
	var out []string
	hear := func(what string, body []byte) {
		mu.Lock()
		defer mu.Unlock()
		out = append(out, what+" "+string(body))
	}
	conn := lsp.NewConn(pipes{fromServer, toServer}, lsp.Options{
		Notify: func(method string, params json.RawMessage) { hear(method, params) },
	})
	for _, row := range r {
		if row.From != "client" {
			continue
		}
		method := row.Frame["method"].(string)
		if row.Frame["id"] == nil {
			if err := conn.Notify(method, row.Frame["params"]); err != nil {
				tb.Errorf("%s: %v", method, err)
			}
			continue
		}
		var result json.RawMessage
		if err := conn.Call(tb.Context(), method, row.Frame["params"], &result); err != nil {
			tb.Errorf("%s: %v", method, err)
		}
		hear("answer", result)
	}
	server.Wait()
	_ = conn.Close() // the server has gone
	return out
}

// However the bytes of a conversation are cut, it is the same conversation.
func TestTenThousandCuts(t *testing.T) {
	path := filepath.Join(recordings(t), "unicode_positions.jsonl")
	r := read(t, path)
	want, batches := r.told(t), r.batches(t)
	times := 10_000
	if testing.Short() {
		times = 500
	}
	for seed := range times {
		got := r.converse(t, batches, rand.New(rand.NewPCG(uint64(seed), 0)))
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: told %d things, want %d; first difference:\n%s", seed, len(got), len(want), differ(got, want))
		}
	}
}

func differ(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("got  %s\nwant %s", got[i], want[i])
		}
	}
	return "one ends before the other"
}
