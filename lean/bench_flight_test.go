package lean

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"testing"
)

// inFlight is how many requests are under way at once.
const inFlight = 64

// BenchmarkGoalsInFlight asks for many goals at once through one client. In the same run as many
// callers send frames of the same size to a child that answers each with one of the same size
// as the goals': such a frame is handed to its caller, and nothing is read or made of what is in
// it. cpu-ratio compares the processor time of this process.
func BenchmarkGoalsInFlight(b *testing.B) {
	c, d := openBench(b)
	pid := c.server.process.cmd.Process.Pid
	read, wrote := traffic(b, pid)
	before := processorTime(b)
	b.ResetTimer()
	share(b.N, func() {
		if at, err := d.PlainGoal(b.Context(), benchPlace); err != nil || len(at.Goals) != 1 {
			b.Errorf("%+v, %v", at, err)
		}
	})
	b.StopTimer()
	client := processorTime(b) - before
	perGoal := func(seconds float64) float64 { return seconds / float64(b.N) * 1e6 }
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "goals/s")
	b.ReportMetric(perGoal(client), "client-cpu-µs")
	if *benchLean != "" {
		return
	}
	readNow, wroteNow := traffic(b, pid)
	sent, received := (readNow-read)/b.N, (wroteNow-wrote)/b.N

	in, out := startChild(b, "frames")
	if _, err := fmt.Fprintln(in, received); err != nil {
		b.Fatal(err)
	}
	before = processorTime(b)
	bareFrames(b, in, out, b.N, sent)
	bare := processorTime(b) - before
	b.ReportMetric(perGoal(bare), "bare-cpu-µs")
	b.ReportMetric(client/bare, "cpu-ratio")
}

// share makes n calls, inFlight at once.
func share(n int, call func()) {
	var work sync.WaitGroup
	for i := range inFlight {
		work.Go(func() {
			for range (n + inFlight - 1 - i) / inFlight {
				call()
			}
		})
	}
	work.Wait()
}

// bareFrames makes n calls, inFlight at once: each sends a frame of that size and gets the bytes
// of the frame that answers it, in the order of the wire.
func bareFrames(b *testing.B, in io.Writer, out io.Reader, n, size int) {
	frame := frameOf(size)
	var mu sync.Mutex
	callers := make(chan chan []byte, inFlight)
	go func() {
		reader := bufio.NewReaderSize(out, 64<<10)
		for range n {
			body, err := bareFrame(reader)
			if err != nil {
				b.Error(err)
			}
			<-callers <- body
		}
	}()
	share(n, func() {
		mine := make(chan []byte, 1)
		mu.Lock()
		callers <- mine
		_, err := in.Write(frame)
		mu.Unlock()
		if err != nil {
			b.Error(err)
		}
		<-mine
	})
}

// serveFrames answers each frame with one of a size that it is told first.
func serveFrames() int {
	in := bufio.NewReaderSize(os.Stdin, 64<<10)
	size := 0
	if _, err := fmt.Fscanln(in, &size); err != nil {
		return 1
	}
	answer := frameOf(size)
	for {
		if _, err := bareFrame(in); err != nil {
			return 0
		}
		if _, err := os.Stdout.Write(answer); err != nil {
			return 1
		}
	}
}

// frameOf is a frame of about that size, header included.
func frameOf(size int) []byte {
	body := max(1, size-len("Content-Length: 100\r\n\r\n"))
	return fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", body, bytes.Repeat([]byte("x"), body))
}

// bareFrame reads one frame and understands no more than its length.
func bareFrame(in *bufio.Reader) ([]byte, error) {
	header, err := in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	_, value, _ := bytes.Cut(bytes.TrimSpace(header), []byte(": "))
	length, err := strconv.Atoi(string(value))
	if err != nil {
		return nil, err
	}
	if _, err := in.Discard(len("\r\n")); err != nil {
		return nil, err
	}
	body := make([]byte, length)
	_, err = io.ReadFull(in, body)
	return body, err
}
