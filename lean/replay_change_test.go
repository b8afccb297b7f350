package lean_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var changed = flag.Int("changed", 12, "how many changes of each recording are replayed")

// change is one way to change what the recorded client was told.
type change struct {
	name   string
	silent bool // an answer is missing
	make   func(recording) recording
}

// A comparison that holds whatever the server says would be worth nothing.
func TestReplayOfChanged(t *testing.T) {
	dir := recordings(t)
	all, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(all) != 9 {
		t.Fatalf("%d recordings, %v", len(all), err)
	}
	for _, path := range all {
		name := strings.TrimSuffix(filepath.Base(path), ".jsonl")
		original := read(t, path)
		random := rand.New(rand.NewPCG(2021, 11))
		changes := changesOf(read(t, path))
		random.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
		for _, change := range changes[:min(len(changes), *changed)] {
			t.Run(name+"/"+change.name, func(t *testing.T) {
				t.Parallel()
				limit := time.Minute
				if change.silent {
					limit = 300 * time.Millisecond
				}
				path := change.make(read(t, path)).write(t)
				if difference, _ := original.drive(t, path, limit); difference == "" {
					t.Error("the client sees no difference to what was recorded")
				}
			})
		}
	}
}

// changesOf are changes of what the recorded client was told: an answer or all diagnostics of a
// version left out, two answers to one method exchanged, a string or number altered.
// Diagnostics are altered in the last message about a version, which replaces those before.
func changesOf(r recording) []change {
	var changes []change
	add := func(silent bool, make func(recording) recording, name string, args ...any) {
		changes = append(changes, change{fmt.Sprintf(name, args...), silent, make})
	}
	const barrier = "textDocument/waitForDiagnostics"
	type told struct{ asked, answered int }
	answers := map[string][]told{}
	for i, row := range r {
		method, _ := row.Frame["method"].(string)
		if row.From != "client" || row.Frame["id"] == nil || method == "shutdown" {
			continue
		}
		j := slices.IndexFunc(r, func(other recorded) bool {
			return other.From == "server" && other.Frame["method"] == nil && reflect.DeepEqual(other.Frame["id"], row.Frame["id"])
		})
		if j < 0 {
			continue // the server never answered
		}
		add(true, func(r recording) recording { return slices.Delete(r, j, j+1) }, "drop %d", j+1)
		for _, other := range answers[method] {
			if method == barrier || reflect.DeepEqual(r.want(other.asked), r.want(i)) {
				continue
			}
			add(false, func(r recording) recording {
				a, b := r[j].Frame, r[other.answered].Frame
				r[j].Frame, r[other.answered].Frame = b, a
				a["id"], b["id"] = b["id"], a["id"]
				return r
			}, "exchange %d and %d", j+1, other.answered+1)
		}
		answers[method] = append(answers[method], told{i, j})
		at := j
		if method == barrier {
			published := func(f object) bool { return f["method"] == "textDocument/publishDiagnostics" }
			for at = j; at > i && !published(r[at].Frame); at-- {
			}
			if at == i {
				at = j // nothing was published: the answer is an error
			}
			if _, messages := r.answer(i); len(messages) > 0 {
				add(false, func(r recording) recording {
					for at := j - 1; at > i; at-- {
						if published(r[at].Frame) {
							r = slices.Delete(r, at, at+1)
						}
					}
					return r
				}, "drop diagnostics before %d", j+1)
			}
		}
		for k := range leaves(r[at].Frame, -1) {
			add(false, func(r recording) recording {
				leaves(r[at].Frame, k)
				return r
			}, "alter %d value %d", at+1, k)
		}
	}
	return changes
}

// unseen are the members that the client has no use for, so that their change changes nothing.
var unseen = map[string]bool{
	"id": true, "jsonrpc": true, "method": true, "uri": true, "version": true, // of frames
	"source": true, "rendered": true, "capabilities": true, "contents.kind": true, "diagnostics.range": true,
}

// leaves counts the strings and numbers in a frame that the client has a use for, and alters
// number k.
func leaves(frame object, k int) int {
	n := 0
	var walk func(in string, v any) any
	walk = func(in string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) { // k means the same each time
				top := in == "" || in == "params"
				if unseen[in+"."+key] || unseen[key] && (top || key == "source" || key == "rendered" || key == "capabilities") {
					continue
				}
				v[key] = walk(key, v[key])
			}
		case []any:
			for i := range v {
				v[i] = walk(in, v[i])
			}
		case string:
			if n++; n-1 == k {
				return strings.Replace(v, "a", "b", 1) + "z"
			}
		case float64:
			if n++; n-1 == k {
				return v + 1
			}
		}
		return v
	}
	walk("", frame)
	return n
}
