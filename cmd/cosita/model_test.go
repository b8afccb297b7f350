package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosita/llm/llmtest"
)

// TestModelTrouble ends a proof whose endpoint does not answer as it should with one clear
// line and exit code 1, and keeps what was written.
func TestModelTrouble(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer llmtest.Answer
		want   []string
	}{
		{"wrong key", llmtest.Status{Code: http.StatusUnauthorized}, []string{"401", "PROVER_KEY"}},
		{"no JSON", llmtest.Page{Body: "<html>busy</html>"}, []string{"malformed"}},
		{"no choices", llmtest.Page{Media: "application/json", Body: `{"id":"1","object":"chat.completion","choices":[]}`}, []string{"without choices"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := llmtest.Always(t, test.answer)
			dir := t.TempDir()
			file := filepath.Join(dir, "p.md")
			text := "```lean\ntheorem p (x : ℝ) : 0 ≤ x * x\n```\n# Proof\nClear.\n"
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PROVER_KEY", "sk-not-to-be-shown")
			t.Setenv("PATH", dir)
			t.Setenv("HOME", dir)
			t.Setenv("COSITA_LEAN", "")
			t.Setenv("LEAN_SYSROOT", "")
			var stdout, stderr bytes.Buffer
			out := filepath.Join(dir, "out")
			code := run(t.Context(), newCLI(nil, &stdout, &stderr), []string{"prove", file, "--out", out, "--model", "m",
				"--model.base_url", server.URL, "--model.key_env", "PROVER_KEY", "--model.retries", "0", "--cache.enabled", "false"})
			if code != exitFailed {
				t.Errorf("exit code %d, want %d", code, exitFailed)
			}
			for _, want := range test.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("stderr has no %q: %s", want, stderr.String())
				}
			}
			if strings.Contains(stdout.String()+stderr.String(), "not-to-be-shown") {
				t.Error("the key is shown")
			}
			for _, name := range []string{"p.lean", "chain.json", "report.md"} {
				if _, err := os.Stat(filepath.Join(out, name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
