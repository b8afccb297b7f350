package llmtest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"cosita/llm/llmtest"
)

// watched is a test whose complaints are kept and whose clean-up is called by hand.
type watched struct {
	testing.TB
	complaints []string
	cleanups   []func()
}

func (w *watched) Errorf(format string, args ...any) {
	w.complaints = append(w.complaints, fmt.Sprintf(format, args...))
}

func (w *watched) Cleanup(f func()) { w.cleanups = append(w.cleanups, f) }

func (w *watched) end() {
	for len(w.cleanups) > 0 {
		last := len(w.cleanups) - 1
		w.cleanups[last]()
		w.cleanups = w.cleanups[:last]
	}
}

func TestServerComplains(t *testing.T) {
	const good = `{"model":"m","messages":[{"role":"user","content":"a"}]}`
	one := []llmtest.Answer{llmtest.Text("fine")}
	for _, test := range []struct {
		name   string
		script []llmtest.Answer
		post   []string
		path   string
		want   string
	}{
		{"as scripted", one, []string{good}, "/chat/completions", ""},
		{"answer left over", one, nil, "", "1 scripted answers were not asked for"},
		{"one request too many", one, []string{good, good}, "/chat/completions", "request 2 is not in the script"},
		{"no JSON", nil, []string{"nonsense"}, "/chat/completions", "no chat request"},
		{"no messages", nil, []string{`{}`}, "/chat/completions", "without messages"},
		{"wrong path", nil, []string{good}, "/completions", "want POST /v1/chat/completions"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &watched{TB: t}
			server := llmtest.New(w, test.script...)
			for _, body := range test.post {
				res, err := http.Post(server.URL+test.path, "application/json", strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
			w.end()
			got := strings.Join(w.complaints, "\n")
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("complaints %q, want %q", got, test.want)
			}
		})
	}
}
