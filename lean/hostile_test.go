package lean

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"cosita/lean/leantest"
)

// hostileText is a document that the servers below accept, and its place with a goal.
const hostileText = "theorem t : 1 = 1 := by\n  rfl\n"

const absurd = `{"start":{"line":-5,"character":-2147483648},"end":{"line":9007199254740993,"character":4611686018427387904}}`

func notified(method, params string) string {
	return `{"jsonrpc":"2.0","method":"` + method + `","params":` + params + `}`
}

func publishing(diagnostics string) string {
	return notified("textDocument/publishDiagnostics", `{"uri":"{uri}","version":{version},"isIncremental":true,"diagnostics":`+diagnostics+`}`)
}

// A server may say what it likes: a check ends within its deadlines with an outcome, a Clean one
// is one whose messages were all understood, memory stays bounded, and nothing is left.
func TestHostileServers(t *testing.T) {
	const harmless = `{"jsonrpc":"2.0","method":"$/nothing"}`
	say := func(phase, raw string) leantest.Fault {
		return leantest.Fault{Phase: phase, Kind: leantest.Say, Raw: raw}
	}
	instead := func(f leantest.Fault) leantest.Fault { f.Instead = true; return f }
	repeat := func(f leantest.Fault, n int) leantest.Fault { f.Repeat = n; return f }
	pad := func(f leantest.Fault, n int) leantest.Fault { f.Pad = n; return f }
	bare := func(f leantest.Fault) leantest.Fault { f.Bare = true; return f }
	tests := []struct {
		name   string
		fault  leantest.Fault
		change func(*Config)
		want   []Outcome // the first where all is well; Finished alone must be Clean
		reason string
	}{
		{"another's id", instead(say(leantest.AtGoal, `{"id":999999,"result":null}`)), impatient, []Outcome{TimedOut}, "no answer in time"},
		{"an id that is no number", instead(say(leantest.AtBarrier, `{"id":"1","result":{}}`)), impatient, []Outcome{TimedOut, Died}, ""},
		{"ids never asked", say(leantest.AtBarrier, `{"id":0,"result":1}`), nil, []Outcome{Finished}, ""},
		{"an id beyond all numbers", say(leantest.AtBarrier, `{"id":99999999999999999999999,"result":1}`), nil, []Outcome{Finished}, ""},
		{"an id below", say(leantest.AtBarrier, `{"id":-1,"result":1}`), nil, []Outcome{Finished}, ""},
		{"an id that is a list", say(leantest.AtBarrier, `{"id":[],"result":1}`), nil, []Outcome{Died}, "an answer to []"},
		{"the same answer again and again", repeat(say(leantest.AtBarrier, `{"id":{id},"result":{}}`), 1000), nil, []Outcome{Finished}, ""},
		{"answer and refusal", instead(say(leantest.AtBarrier, `{"id":{id},"result":{},"error":{"code":-32603,"message":"m"}}`)), nil, []Outcome{Stopped}, "-32603"},
		{"a refusal without sense", instead(say(leantest.AtBarrier, `{"id":{id},"error":"no"}`)), nil, []Outcome{Stopped}, "in the refusal"},
		{"negative and absurd positions", say(leantest.AtBarrier, publishing(`[{"severity":2,"message":"m","range":`+absurd+`}]`)), nil, []Outcome{Finished}, ""},
		{"positions beyond all numbers", say(leantest.Elaborating, publishing(`[{"range":{"start":{"line":1e400}}}]`)), nil, []Outcome{Stopped}, "cannot be read"},
		{"100 MB of nothing", pad(say(leantest.AtBarrier, notified("$/nothing", `"{pad}"`)), 100<<20), nil, []Outcome{Finished}, ""},
		{"100 MB in a message", pad(say(leantest.AtBarrier, publishing(`[{"severity":2,"message":"{pad}","range":`+fakeRange+`}]`)), 100<<20), nil, []Outcome{Finished}, ""},
		{"100 MB where less is allowed", pad(say(leantest.AtBarrier, notified("$/nothing", `"{pad}"`)), 100<<20),
			func(cfg *Config) { cfg.MaxMessage = 10 << 20 }, []Outcome{Died}, "more than the 10485760"},
		{"10 MB of brackets", instead(say(leantest.AtBarrier, `{"id":{id},"result":`+strings.Repeat("[", 10<<20)+strings.Repeat("]", 10<<20)+`}`)), nil, []Outcome{Stopped}, ""},
		{"no length", bare(say(leantest.AtBarrier, "Content-Type: x\r\n\r\n{}")), nil, []Outcome{Died}, "without Content-Length"},
		{"a negative length", bare(say(leantest.AtBarrier, "Content-Length: -1\r\n\r\n")), nil, []Outcome{Died}, "a message of length"},
		{"a length beyond all numbers", bare(say(leantest.AtBarrier, "Content-Length: 99999999999999999999\r\n\r\n")), nil, []Outcome{Died}, "a message of length"},
		{"the largest length", bare(say(leantest.AtBarrier, "Content-Length: 9223372036854775807\r\n\r\n")), nil, []Outcome{Died}, "9223372036854775807 bytes"},
		{"a length that never comes", bare(say(leantest.AtBarrier, "Content-Length: 200000000\r\n\r\n")), impatient, []Outcome{Died, TimedOut}, ""},
		{"an endless header", bare(repeat(say(leantest.AtBarrier, "X-Header: x\r\n"), 100_000)), nil, []Outcome{Died}, "printed"},
		{"an endless line", bare(pad(say(leantest.AtBarrier, "{pad}"), 1<<20)), nil, []Outcome{Died}, "printed"},
		{"bytes that are not UTF-8", say(leantest.AtBarrier, publishing("[{\"severity\":2,\"message\":\"a\xff\xc0z\",\"range\":"+fakeRange+"}]")), nil, []Outcome{Finished}, ""},
		{"null params", say(leantest.Elaborating, notified("textDocument/publishDiagnostics", "null")), nil, []Outcome{Stopped}, "cannot be read"},
		{"null diagnostics", say(leantest.Elaborating, publishing("null")), nil, []Outcome{Stopped}, "cannot be read"},
		{"a null diagnostic", say(leantest.AtBarrier, publishing("[null]")), nil, []Outcome{Finished, Finished}, ""},
		{"null progress", say(leantest.Elaborating, notified("$/lean/fileProgress", `{"textDocument":{"uri":"{uri}"},"processing":null}`)), nil, []Outcome{Stopped}, "cannot be read"},
		{"null for a barrier", instead(say(leantest.AtBarrier, `{"id":{id},"result":null}`)), nil, []Outcome{Stopped}, "empty object"},
		{"null goals", instead(say(leantest.AtGoal, `{"id":{id},"result":{"goals":null}}`)), nil, []Outcome{Stopped}, "without goals"},
		{"a null goal", instead(say(leantest.AtGoal, `{"id":{id},"result":{"goals":[null]}}`)), nil, []Outcome{Finished}, ""},
		{"no answer, but signs of life", instead(say(leantest.AtBarrier, harmless)), impatient, []Outcome{TimedOut}, "budget: time"},
		{"questions without end", repeat(say(leantest.AtBarrier, `{"id":"q","method":"workspace/applyEdit","params":{}}`), 20_000), nil, []Outcome{Finished}, ""},
		{"notifications without end", repeat(say(leantest.AtBarrier, notified("$/nothing", "{}")), 100_000), nil, []Outcome{Finished}, ""},
		{"messages without end", repeat(say(leantest.Elaborating, publishing("["+strings.Repeat(`{"severity":2,"message":"m"},`, 99)+`{"severity":2,"message":"m"}]`)), 1000), nil, []Outcome{Stopped}, "more to say"},
		{"progress without end", repeat(say(leantest.Elaborating, notified("$/lean/fileProgress", `{"textDocument":{"uri":"{uri}"},"processing":[]}`)), 50_000), nil, []Outcome{Finished}, ""},
		{"messages of documents that do not exist", repeat(say(leantest.Elaborating, notified("textDocument/publishDiagnostics", `{"uri":"file:///%zz","diagnostics":[]}`)), 10_000), nil, []Outcome{Finished}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := startScript(t, leantest.Script{
				Documents: map[string]leantest.Document{leantest.Digest(hostileText): {Goals: map[string][]string{"1:2": {"⊢ 1 = 1"}}}},
				Faults:    []leantest.Fault{tt.fault},
			}, func(cfg *Config) {
				cfg.Silence, cfg.lookEvery = 0, 0 // as they are outside tests
				if tt.change != nil {
					tt.change(cfg)
				}
			})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			r, err := c.Check(ctx, Source{Text: hostileText, Goals: []Position{{Line: 1, Character: 2}}})
			if err != nil || !slices.Contains(tt.want, r.Outcome) || !strings.Contains(r.Reason, tt.reason) {
				t.Errorf("outcome %d, %s, %v; want %v, %q", r.Outcome, r.Reason, err, tt.want, tt.reason)
			}
			if want := len(tt.want) == 1 && tt.want[0] == Finished; r.Clean() != want {
				t.Errorf("clean: %v, want %v", r.Clean(), want)
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			r = Report{}
			runtime.GC()
			var memory runtime.MemStats
			if runtime.ReadMemStats(&memory); memory.HeapAlloc > 64<<20 {
				t.Errorf("%d MiB are held", memory.HeapAlloc>>20)
			}
		})
	}
}

// impatient has deadlines that a test can wait for.
func impatient(cfg *Config) {
	cfg.RequestTimeout, cfg.CheckTimeout, cfg.Silence = 2*time.Second, 2*time.Second, time.Second
	cfg.Replacements = -1
}

// A server that never answers initialize, or answers nonsense, is no server.
func TestHostileStart(t *testing.T) {
	for name, raw := range map[string]string{
		"never":           `{"jsonrpc":"2.0","method":"$/nothing"}`,
		"null":            `{"id":{id},"result":null}`,
		"no capabilities": `{"id":{id},"result":{"capabilities":null}}`,
		"a list":          `{"id":{id},"result":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			script := leantest.Script{Faults: []leantest.Fault{{Phase: leantest.AtInitialize, Kind: leantest.Say, Raw: raw, Instead: true}}}
			cfg := fakeConfig(t, "")
			cfg.Env, cfg.StartTimeout = leantest.Env(script.Write(t)), time.Second
			c, err := Start(t.Context(), cfg)
			if _, ok := errors.AsType[*StartError](err); !ok {
				t.Errorf("%v, %v", c, err)
			}
		})
	}
}
