package llm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"cosita/llm"
	"cosita/llm/llmtest"
)

func TestRequestOnTheWire(t *testing.T) {
	base := llm.Request{Model: "prover", Messages: []llm.Message{{Role: "system", Content: "be <brief> & exact"}, {Role: "user", Content: "∀ ε > 0"}}}
	const messages = `"messages":[{"role":"system","content":"be <brief> & exact"},{"role":"user","content":"∀ ε > 0"}]`
	for _, test := range []struct {
		name string
		set  func(*llm.Request)
		want string // besides messages, stream
	}{
		{"nothing set", func(*llm.Request) {}, `"model":"prover"`},
		{"temperature 0", func(r *llm.Request) { r.Temperature = new(0.0) }, `"model":"prover","temperature":0`},
		{"temperature 0.7", func(r *llm.Request) { r.Temperature = new(0.7) }, `"model":"prover","temperature":0.7`},
		{"a temperature that no float32 has", func(r *llm.Request) { r.Temperature = new(0.1234567891) }, `"model":"prover","temperature":0.1234567891`},
		{"tiny temperature", func(r *llm.Request) { r.Temperature = new(1e-9) }, `"model":"prover","temperature":1e-09`},
		{"seed 0", func(r *llm.Request) { r.Seed = new(int64(0)) }, `"model":"prover","seed":0`},
		{"seed and sample", func(r *llm.Request) { r.Seed, r.Sample = new(int64(40)), 2 }, `"model":"prover","seed":42`},
		{"sample without seed", func(r *llm.Request) { r.Sample = 2 }, `"model":"prover"`},
		{"limits", func(r *llm.Request) { r.MaxTokens, r.Stop = 64, []string{"```"} }, "\"model\":\"prover\",\"max_tokens\":64,\"stop\":[\"```\"]"},
		{"reasoning model", func(r *llm.Request) { r.Model, r.MaxTokens = "o3-mini", 64 }, `"model":"o3-mini","max_completion_tokens":64`},
		{"no model", func(r *llm.Request) { r.Model = "" }, `"model":""`},
	} {
		for _, streamed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, streamed %t", test.name, streamed), func(t *testing.T) {
				server := llmtest.New(t, llmtest.Text("fine"))
				req := base
				test.set(&req)
				want := "{" + test.want + "," + messages + `,"stream":false}`
				var stream func(llm.Delta)
				if streamed {
					stream = func(llm.Delta) {}
					want = "{" + test.want + "," + messages + `,"stream":true,"stream_options":{"include_usage":true}}`
				}
				reply, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), req, stream)
				if err != nil || reply.Text != "fine" || (reply.Usage != llm.Usage{PromptTokens: 10, CompletionTokens: 5}) {
					t.Errorf("got %+v, %v", reply, err)
				}
				if got := server.Requests()[0].Raw; !sameJSON(t, got, []byte(want)) {
					t.Errorf("sent\n%s, want\n%s", got, want)
				}
			})
		}
	}
}

// sameJSON compares values, numbers by their text.
func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	canonical := func(text []byte) string {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		out, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	return canonical(a) == canonical(b)
}

func TestHeaders(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("fine"), llmtest.Text("fine"))
	model := endpoint(t, llm.Config{
		BaseURL: server.URL + "/", Key: "sk-0123456789", Organization: "org-1", Project: "proj-1",
		Header: map[string]llm.Secret{"X-Team": "number theory"},
	})
	if _, err := model.Complete(t.Context(), ask("a"), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), ask("a"), nil); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]string{
		"Authorization":       {"Bearer sk-0123456789", ""},
		"OpenAI-Organization": {"org-1", ""},
		"OpenAI-Project":      {"proj-1", ""},
		"X-Team":              {"number theory", ""},
		"User-Agent":          {"cosita", "cosita"},
	} {
		for i, want := range want {
			if got := server.Requests()[i].Header.Get(name); got != want {
				t.Errorf("request %d: %s is %q, want %q", i, name, got, want)
			}
		}
	}
}

func TestAnswers(t *testing.T) {
	usage := llm.Usage{PromptTokens: 10, CompletionTokens: 5}
	full := llmtest.Completion{Pieces: []string{"by ", "nlinarith"}, PromptTokens: 10, CompletionTokens: 5}
	with := func(change func(*llmtest.Completion)) llmtest.Completion {
		c := full
		change(&c)
		return c
	}
	const text = "by nlinarith"
	for _, test := range []struct {
		name   string
		answer llmtest.Completion
		want   llm.Reply
	}{
		{"whole", full, llm.Reply{Text: text, Finish: "stop", Usage: usage}},
		{"another name", with(func(c *llmtest.Completion) { c.Model = "prover-2026" }), llm.Reply{Text: text, Model: "prover-2026", Finish: "stop", Usage: usage}},
		{"too long", with(func(c *llmtest.Completion) { c.Finish = "length" }), llm.Reply{Text: text, Finish: "length", Usage: usage}},
		{"no usage", with(func(c *llmtest.Completion) { c.PromptTokens, c.CompletionTokens = 0, 0 }), llm.Reply{Text: text, Finish: "stop"}},
		{"negative usage", with(func(c *llmtest.Completion) { c.PromptTokens = -7 }), llm.Reply{Text: text, Finish: "stop", Usage: llm.Usage{CompletionTokens: 5}}},
		{"1,000 comment lines", with(func(c *llmtest.Completion) { c.Comments = 1000 }), llm.Reply{Text: text, Finish: "stop", Usage: usage}},
		{"CRLF", with(func(c *llmtest.Completion) { c.CarriageEnds = true }), llm.Reply{Text: text, Finish: "stop", Usage: usage}},
		{"finish reason, no DONE", with(func(c *llmtest.Completion) { c.NoDone = true }), llm.Reply{Text: text, Finish: "stop", Usage: usage}},
		{"the word error", with(func(c *llmtest.Completion) { c.Pieces = []string{`{"error": {"message": "no"}}`} }), llm.Reply{Text: `{"error": {"message": "no"}}`, Finish: "stop", Usage: usage}},
		{"empty text", with(func(c *llmtest.Completion) { c.Pieces = nil }), llm.Reply{Finish: "stop", Usage: usage}},
		{"long event", with(func(c *llmtest.Completion) { c.Pieces = []string{strings.Repeat("∀", 100_000)} }), llm.Reply{Text: strings.Repeat("∀", 100_000), Finish: "stop", Usage: usage}},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := llmtest.New(t, test.answer, test.answer)
			model := endpoint(t, llm.Config{BaseURL: server.URL})
			want := test.want
			if want.Model == "" {
				want.Model = "prover"
			}
			if got, err := model.Complete(t.Context(), ask("a"), nil); err != nil || got != want {
				t.Errorf("whole: got %+v, %v; want %+v", got, err, want)
			}
			var pieces []string
			got, err := model.Complete(t.Context(), ask("a"), func(d llm.Delta) { pieces = append(pieces, d.Text) })
			if err != nil || got != want {
				t.Errorf("streamed: got %+v, %v; want %+v", got, err, want)
			}
			if strings.Join(pieces, "|") != strings.Join(test.answer.Pieces, "|") {
				t.Errorf("pieces %q", pieces)
			}
		})
	}
}

// TestPiecesArriveEarly holds the second piece back until the first has been seen.
func TestPiecesArriveEarly(t *testing.T) {
	seen := make(chan struct{})
	server := llmtest.New(t, llmtest.Completion{Pieces: []string{"one ", "two"}, Before: func(piece int) {
		if piece == 1 {
			<-seen
		}
	}})
	first := true
	reply, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), ask("a"), func(llm.Delta) {
		if first {
			close(seen)
		}
		first = false
	})
	if err != nil || reply.Text != "one two" {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func TestBadAnswers(t *testing.T) {
	pieces := []string{"by ", "simp"}
	events := func(body string) llmtest.Page { return llmtest.Page{Media: "text/event-stream", Body: body} }
	whole := func(body string) llmtest.Page { return llmtest.Page{Media: "application/json", Body: body} }
	for _, test := range []struct {
		name     string
		answer   llmtest.Answer
		streamed bool
		want     error
		text     string // the error's words
	}{
		{"no JSON", whole("I am a teapot"), false, llm.ErrMalformed, "I am a teapot"},
		{"empty", whole(""), false, llm.ErrMalformed, "no JSON"},
		{"another type", whole(`[1, 2]`), false, llm.ErrMalformed, "cannot unmarshal array"},
		{"a page", llmtest.Page{Media: "text/html", Body: "<html>\n<h1>Log in</h1>"}, false, llm.ErrMalformed, "<html> <h1>Log in</h1>"},
		{"a page for a stream", llmtest.Page{Media: "text/html", Body: "<html>"}, true, llm.ErrMalformed, "<html>"},
		{"no stream", llmtest.AnswerFunc(func(w http.ResponseWriter, h *http.Request, r llmtest.Request) {
			r.Body.Stream = false
			llmtest.Text("fine").Answer(w, h, r)
		}), true, llm.ErrMalformed, "a stream was asked for"},
		{"no choices", whole(`{"choices": []}`), false, llm.ErrNoChoices, ""},
		{"null", whole(`null`), false, llm.ErrNoChoices, ""},
		{"no choices in a stream", events("data: {\"choices\":[]}\n\ndata: [DONE]\n\n"), true, llm.ErrNoChoices, ""},
		{"only DONE", events("data: [DONE]"), true, llm.ErrNoChoices, ""},
		{"event that is no JSON", events("data: {\"choices\":\n\ndata: [DONE]\n\n"), true, llm.ErrMalformed, "unexpected end of JSON"},
		{"an empty stream", events(""), true, llm.ErrCut, "without a finish reason"},
		{"only comments", events(": hello\n\n: hello\n\n"), true, llm.ErrCut, "without a finish reason"},
		{"shorter than promised", llmtest.Page{Media: "application/json", Body: `{"choices": [`, Longer: 50}, false, llm.ErrCut, "after 13 bytes"},
		{"connection lost at once", llmtest.Abort, false, llm.ErrCut, ""},
		{"connection lost at once, streamed", llmtest.Abort, true, llm.ErrCut, ""},
		{"connection lost amid", llmtest.Completion{Pieces: pieces, CutAfter: 1}, true, llm.ErrCut, ""},
		{"stream closed amid", llmtest.Completion{Pieces: pieces, NoFinish: true, NoDone: true}, true, llm.ErrCut, "without a finish reason"},
		{"event cut in two", events("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"cho"), true, llm.ErrCut, "without a finish reason"},
		{"error in a whole answer", whole(`{"error": {"message": "overloaded", "code": "busy"}}`), false, llm.ErrCut, "overloaded"},
		{"error in a stream", llmtest.Completion{Pieces: pieces, Comments: 3, Error: `{"error":{"message":"overloaded"}}`}, true, llm.ErrCut, "overloaded"},
		{"error as words", llmtest.Completion{Pieces: pieces, Error: `{"error": "out of memory"}`}, true, llm.ErrCut, "out of memory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := llmtest.New(t, test.answer)
			var stream func(llm.Delta)
			if test.streamed {
				stream = func(llm.Delta) {}
			}
			reply, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), ask("a"), stream)
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
				t.Fatalf("got %+v, %v; want %v … %s", reply, err, test.want, test.text)
			}
			if !strings.HasPrefix(err.Error(), server.URL+"/chat/completions: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q does not say where, or not in one line", err)
			}
			for _, other := range []error{llm.ErrCut, llm.ErrMalformed, llm.ErrNoChoices, llm.ErrTimeout, llm.ErrUnreachable} {
				if !errors.Is(test.want, other) && errors.Is(err, other) {
					t.Errorf("%v is also %v", err, other)
				}
			}
		})
	}
}

// TestDoneWithoutFinish accepts the end that an endpoint states, with or without a line end.
func TestDoneWithoutFinish(t *testing.T) {
	for _, noLastLine := range []bool{false, true} {
		server := llmtest.New(t, llmtest.Completion{Pieces: []string{"simp"}, NoFinish: true, NoLastLine: noLastLine})
		reply, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), ask("a"), func(llm.Delta) {})
		if err != nil || reply.Text != "simp" || reply.Finish != "" {
			t.Errorf("no last line %t: got %+v, %v", noLastLine, reply, err)
		}
	}
}

// TestOneChoice leaves out the choices that nobody asked for.
func TestOneChoice(t *testing.T) {
	server := llmtest.New(t, llmtest.Page{Media: "text/event-stream", Body: `data: {"choices":[{"index":1,"delta":{"content":"no"},"finish_reason":"length"},{"index":0,"delta":{"content":"yes"},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n"})
	reply, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), ask("a"), func(llm.Delta) {})
	if err != nil || reply.Text != "yes" || reply.Finish != "stop" {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func TestRefusals(t *testing.T) {
	const key = "sk-0123456789abcdef"
	for _, test := range []struct {
		name   string
		key    llm.Secret
		answer llmtest.Answer
		want   llm.StatusError
		text   string
	}{
		{"too many", key, llmtest.Status{Code: 429, Message: "slow down", Header: map[string]string{"Retry-After": "7"}},
			llm.StatusError{Code: 429, Message: "slow down", RetryAfter: 7 * time.Second}, "429 Too Many Requests: slow down (retry after 7s)"},
		{"server error", key, llmtest.Page{Code: 500, Media: "text/html", Body: "<html>\n\nbroken"}, llm.StatusError{Code: 500, Message: "<html> broken"}, "500 Internal Server Error: <html> broken"},
		{"wrong key", key, llmtest.Status{Code: 401, Message: "Incorrect API key provided: " + key},
			llm.StatusError{Code: 401, Message: "Incorrect API key provided: ***"}, "; the key in PROVER_KEY was refused: set it to one that this endpoint accepts"},
		{"no key", "", llmtest.Status{Code: 401, Message: "who are you?"}, llm.StatusError{Code: 401, Message: "who are you?"}, "; no key was sent: set PROVER_KEY"},
		{"forbidden", key, llmtest.Page{Code: 403, Media: "text/plain"}, llm.StatusError{Code: 403}, "403 Forbidden; the key in PROVER_KEY was refused"},
		{"not found", key, llmtest.Status{Code: 404, Message: "no such model"}, llm.StatusError{Code: 404, Message: "no such model"}, "check the base URL and the model's name"},
		{"redirect", key, llmtest.Status{Code: 307, Header: map[string]string{"Location": "http://192.0.2.1/"}}, llm.StatusError{Code: 307}, "redirects are not followed"},
		{"status in the body", key, llmtest.Page{Media: "application/json", Body: `{"error":{"message":"slow down","code":429}}`}, llm.StatusError{Code: 429, Message: "slow down"}, "429"},
		{"long message", key, llmtest.Status{Code: 400, Message: strings.Repeat("∀", 1000)}, llm.StatusError{Code: 400, Message: strings.Repeat("∀", 300) + " …"}, "400"},
	} {
		for _, streamed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, streamed %t", test.name, streamed), func(t *testing.T) {
				server := llmtest.New(t, test.answer)
				config := llm.Config{BaseURL: strings.Replace(server.URL, "//", "//user:passw0rd@", 1), Key: test.key, KeyName: "PROVER_KEY"}
				var stream func(llm.Delta)
				if streamed && test.name != "status in the body" {
					stream = func(llm.Delta) {}
				}
				reply, err := endpoint(t, config).Complete(t.Context(), ask("a"), stream)
				status, ok := errors.AsType[*llm.StatusError](err)
				if !ok {
					t.Fatalf("got %+v, %v; want a StatusError", reply, err)
				}
				want := test.want
				want.URL, want.Hint = server.URL+"/chat/completions", status.Hint
				if *status != want {
					t.Errorf("got %+v, want %+v", *status, want)
				}
				text := err.Error()
				if !strings.Contains(text, test.text) || strings.Contains(text, "\n") {
					t.Errorf("%q does not say %q in one line", text, test.text)
				}
				checkNoSecret(t, fmt.Sprintf("%v %+v %#v", err, *status, *status), key, "passw0rd")
			})
		}
	}
}

func TestStatusInAStream(t *testing.T) {
	server := llmtest.New(t, llmtest.Completion{Error: `{"error":{"message":"slow down","code":"429"}}`})
	_, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), ask("a"), func(llm.Delta) {})
	if status, ok := errors.AsType[*llm.StatusError](err); !ok || status.Code != 429 || !status.Temporary() {
		t.Errorf("got %v, want a StatusError of 429", err)
	}
}

func TestUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://user:passw0rd@" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, stream := range []func(llm.Delta){nil, func(llm.Delta) {}} {
		_, err = endpoint(t, llm.Config{BaseURL: url, Key: "sk-0123456789"}).Complete(t.Context(), ask("a"), stream)
		if !errors.Is(err, llm.ErrUnreachable) || !strings.Contains(err.Error(), "connection refused") {
			t.Errorf("got %v, want ErrUnreachable", err)
		}
		checkNoSecret(t, err.Error(), "sk-0123456789", "passw0rd", "user")
	}
}

func TestSilence(t *testing.T) {
	amid := llmtest.Completion{Pieces: []string{"one", "two"}, HangAfter: 1}
	for name, answer := range map[string]llmtest.Answer{"before": llmtest.Hang, "amid": amid} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, answer)
			_, err := endpoint(t, llm.Config{BaseURL: server.URL, Timeout: 50 * time.Millisecond}).Complete(t.Context(), ask("a"), func(llm.Delta) {})
			if !errors.Is(err, llm.ErrTimeout) || errors.Is(err, llm.ErrCut) {
				t.Errorf("got %v, want ErrTimeout", err)
			}
		})
	}
}

func TestRequestsThatCannotBeSent(t *testing.T) {
	server := llmtest.New(t)
	for name, change := range map[string]func(*llm.Request){
		"no messages":     func(r *llm.Request) { r.Messages = nil },
		"no content":      func(r *llm.Request) { r.Messages = []llm.Message{{Role: "user"}} },
		"no role":         func(r *llm.Request) { r.Messages = []llm.Message{{Content: "a"}} },
		"NaN temperature": func(r *llm.Request) { r.Temperature = new(math.NaN()) },
	} {
		req := ask("a")
		change(&req)
		if _, err := endpoint(t, llm.Config{BaseURL: server.URL}).Complete(t.Context(), req, nil); !errors.Is(err, llm.ErrRequest) {
			t.Errorf("%s: got %v, want ErrRequest", name, err)
		}
	}
}

func TestConfigRefused(t *testing.T) {
	for _, config := range []llm.Config{
		{BaseURL: "localhost:8000"},
		{BaseURL: "ftp://localhost/v1"},
		{BaseURL: "http:///v1"},
		{BaseURL: "http://user:passw0rd@[bad"},
		{BaseURL: "http://localhost/v1?key=sk-0123456789"},
		{Key: "sk-0123456789\n"},
		{Key: "sk-0123456789 sk"},
		{Key: "sk-0123456789·"},
	} {
		if model, err := llm.NewOpenAI(config); err == nil {
			t.Errorf("%v: accepted as %v", config, model)
		} else {
			checkNoSecret(t, err.Error(), "sk-0123456789", "passw0rd")
		}
	}
}

func TestSecretDoesNotPrint(t *testing.T) {
	config := llm.Config{Key: "sk-0123456789", Header: map[string]llm.Secret{"Api-Key": "sk-0123456789"}}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("text", "config", config, "key", config.Key)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "key", config.Key)
	encoded, err := json.Marshal(config.Key)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(&out, "%v %+v %#v %s %q %x %s", config, config, config, config.Key, config.Key, config.Key, encoded)
	text, err := io.ReadAll(&out)
	if err != nil {
		t.Fatal(err)
	}
	checkNoSecret(t, string(text), "sk-0123456789", fmt.Sprintf("%x", "sk-0123456789"))
	if !strings.Contains(string(text), "***") {
		t.Errorf("no mask in %s", text)
	}
}

func checkNoSecret(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%q holds %q", text, secret)
		}
	}
}
