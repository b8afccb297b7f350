package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// badStatements are texts that a program may hang on or break down at, with the beginning of
// the reason that each gets.
var badStatements = map[string]struct{ text, reason string }{
	"parentheses":       {"theorem t (x : ℝ) : " + strings.Repeat("(", 100_000) + "x" + strings.Repeat(")", 100_000) + " = x", "parse:"},
	"a long sum":        {"theorem t (x : ℝ) : x = x" + strings.Repeat(" + 1 * x", 1_300_000), "parse:"},
	"a long word":       {"theorem t (x : ℝ) : " + strings.Repeat("x", 10_000_000) + " = 1", "unbound"},
	"many binders":      {"theorem t" + strings.Repeat(" (x : ℝ)", 1_000_000) + " : x = x", "parse:"},
	"spaces":            {"theorem t : 1 = 2" + strings.Repeat(" ", 10_000_000), ""},
	"invalid UTF-8":     {"theorem t (x : ℝ) : x \xff\xfe = x", "parse:"},
	"a NUL":             {"theorem t (x : ℝ) : x \x00 = x", "parse:"},
	"a power":           {"theorem t : 2^(10^9) > 0", "too large:"},
	"a tower":           {"theorem t (n : ℕ) : n ^ n ^ n ^ n ^ n ≤ 10 ^ 10 ^ 10 ^ 10", ""},
	"a real power":      {"theorem t : (2 : ℝ) ^ (10 ^ 12 : ℝ) = 3", ""},
	"digits":            {"theorem t : 1" + strings.Repeat("0", 5_000_000) + " > 0", ""},
	"a sum":             {"theorem t : ∑ k ∈ Finset.range (10^12), k = 0", "too large:"},
	"a sum of sums":     {"theorem t : ∑ i ∈ Finset.range 100000, ∑ j ∈ Finset.range 100000, i * j = 0", "too large:"},
	"a product":         {"theorem t : ∏ k ∈ Finset.Icc (1 : ℕ) (10^9), (k : ℝ) > 0", "too large:"},
	"a factorial":       {"theorem t : Nat.factorial (10^9) > 0", "too large:"},
	"a filter":          {"theorem t : (Finset.filter (fun n ↦ Nat.Prime n) (Finset.range (10^15))).card = 5", "too large:"},
	"a power set":       {"theorem t : (Finset.powerset (Finset.range 100)).card = 5", "too large:"},
	"unknown functions": {"theorem t (f g : ℕ → ℕ) (h : ∀ n, f n = g (f (n + 1))) (k : ∀ n, g n = f (g (n + 1))) : f 1 = 1", ""},
	"a slow recursion":  {"theorem t (f : ℕ → ℕ) (h : ∀ n, f (n + 2) = f (n + 1) + f n) (a : f 0 = 0) (b : f 1 = 1) : f (10^9) = 1", ""},
	"an endless one":    {"theorem t (f : ℤ → ℤ) (h : ∀ n, f n = f (f (n + 1))) : f 0 = 1000000", ""},
	"a deep ∀":          {"theorem t : " + strings.Repeat("∀ x : ℕ, ", 3000) + "x = x", ""},
}

// Each gets its line, in time, whether it comes alone or with others in a file.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	var rows bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(badStatements)) {
		bad := badStatements[name]
		path := filepath.Join(dir, "statement.txt")
		if err := os.WriteFile(path, []byte(bad.text), 0o600); err != nil {
			t.Fatal(err)
		}
		wantReason(t, name, []string{"check", "--json", "--points", "200", path}, bad.reason)
		row, err := json.Marshal(map[string]string{"id": name, "statement": bad.text})
		if err != nil {
			t.Fatal(err)
		}
		rows.Write(append(row, '\n'))
	}
	path := filepath.Join(dir, "rows.jsonl")
	if err := os.WriteFile(path, rows.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	wantReason(t, "all", []string{"screen", "--json", "--points", "200", path}, "")
}

// wantReason runs a command whose lines must have verdicts, unknown with that reason where it
// is not empty.
func wantReason(t *testing.T, name string, args []string, reason string) {
	t.Helper()
	begin := time.Now()
	var out, errs bytes.Buffer
	if code := run(t.Context(), newCLI(nil, &out, &errs), args); code != exitOK {
		t.Errorf("%s: exit code %d: %.300s", name, code, errs.String())
	}
	lines := 0
	for rows := json.NewDecoder(&out); rows.More(); lines++ {
		var line struct{ ID, Verdict, Reason string }
		if err := rows.Decode(&line); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if line.Verdict == "" || line.Verdict == "unknown" && line.Reason == "" || len(line.Reason) > 10_000 {
			t.Errorf("%s, %s: %s %.200s", name, line.ID, line.Verdict, line.Reason)
		}
		if reason != "" && (line.Verdict != "unknown" || !strings.HasPrefix(line.Reason, reason)) {
			t.Errorf("%s: %s %.200s, want unknown: %s", name, line.Verdict, line.Reason, reason)
		}
	}
	if want := len(badStatements); name == "all" && lines != want || name != "all" && lines != 1 {
		t.Errorf("%s: %d lines", name, lines)
	}
	if took := time.Since(begin); took > 60*time.Second {
		t.Errorf("%s took %v", name, took)
	} else {
		t.Logf("%s: %v", name, took.Round(time.Millisecond))
	}
}
