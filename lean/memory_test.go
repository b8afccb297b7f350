package lean

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// A thousand open documents of 10 KB each, with a message each, cost the client little more than
// their texts.
func TestThousandDocuments(t *testing.T) {
	const most = 50 << 20
	c := startFake(t, nil)
	before := held()
	text := strings.Repeat("-- 10 KB of a comment\n", 500)
	for i := range 1000 {
		d, err := c.Open(fmt.Sprintf("-- fake: say 2 document %d\n%s", i, text))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := d.Check(t.Context()); err != nil || !r.Clean() || len(r.Messages) != 1 {
			t.Fatalf("document %d: %+v, %v", i, r, err)
		}
	}
	cost := held() - before
	t.Logf("%.1f MB for 1,000 documents of %d KB", float64(cost)/1e6, len(text)>>10)
	if cost > most {
		t.Errorf("%d bytes", cost)
	}
	runtime.KeepAlive(c)
}

// held is what this process holds, in bytes: its heap and its stacks, after a collection.
func held() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
