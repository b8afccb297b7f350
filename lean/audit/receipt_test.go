package audit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/sandbox"
)

// makeReceipt is the JSON of a receipt of a report.
func makeReceipt(t *testing.T, r *Report, file string) []byte {
	t.Helper()
	trusted, err := ReadTrusted(moduleTrusted)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := r.Receipt(trusted, file, Circumstances{StatementName: "trusted.lean", FileName: "file.lean",
		Time: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Elapsed: 1500 * time.Millisecond, Program: "cosita test",
		Lean: evidence.ReceiptLean{Version: "4.27.0", Toolchain: "leanprover/lean4:v4.27.0"}, Arguments: []string{"-DmaxHeartbeats=1"},
		Limits: sandbox.Limits{{Name: sandbox.Network, InForce: true, By: "seccomp"}},
		Models: []evidence.ReceiptModelCall{{Digest: Digest("request"), Model: "m", Prompt: 3, Completion: 4, CostMicros: 5}},
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.MarshalIndent(rec, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func goodModule(t *testing.T) *Module {
	return fakeModule(t, "works", func(src lean.Source, nonce string) lean.Report {
		return finished(said(answerLine(src), lean.Information, right(t, nonce, nil)))
	})
}

// receipts are receipts of an audited, an unaudited and a refused file, with that file.
func receipts(t *testing.T) map[string][2]string {
	t.Helper()
	bad := "axiom no : False\n" + moduleFileText
	audited, alone, refusal := auditWith(t, goodModule(t), moduleFileText), auditWith(t, nil, moduleFileText), auditWith(t, nil, bad)
	return map[string][2]string{
		"audited": {string(makeReceipt(t, &audited, moduleFileText)), moduleFileText},
		"alone":   {string(makeReceipt(t, &alone, moduleFileText)), moduleFileText},
		"refused": {string(makeReceipt(t, &refusal, bad)), bad},
	}
}

func failures(all []Recomputed) []string {
	var names []string
	for _, r := range all {
		if r.Done && !r.OK {
			names = append(names, r.Name)
		}
	}
	return names
}

// TestReceipts verifies receipts with their files, with others and with none.
func TestReceipts(t *testing.T) {
	trusted, other := moduleTrusted, moduleFileText+"\n"
	for name, r := range receipts(t) {
		file := r[1]
		_, all, err := Verify([]byte(r[0]), Sources{&trusted, &file})
		if err != nil || len(failures(all)) > 0 {
			t.Errorf("%s: %v %+v", name, err, all)
		}
		if i := slices.IndexFunc(all, func(r Recomputed) bool { return r.Name == "module" }); i < 0 || all[i].Done {
			t.Errorf("%s: what Lean found counts as computed again: %+v", name, all)
		}
		if _, all, _ := Verify([]byte(r[0]), Sources{}); len(failures(all)) > 0 || all[2].Done || all[3].Done || all[4].Done {
			t.Errorf("%s without files: %+v", name, all)
		}
		if _, all, _ := Verify([]byte(r[0]), Sources{&trusted, &other}); !slices.Contains(failures(all), "file") {
			t.Errorf("%s with another file: %+v", name, all)
		}
		if _, all, _ := Verify([]byte(r[0]), Sources{&other, &file}); !slices.Contains(failures(all), "statement") {
			t.Errorf("%s with another statement: %+v", name, all)
		}
	}
}

// TestReceiptDigest changes every value of a receipt by itself: the digest shows it. White space
// and the order of keys are no change.
func TestReceiptDigest(t *testing.T) {
	data := []byte(receipts(t)["audited"][0])
	var value map[string]any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	compact, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if _, all, err := Verify(compact, Sources{}); err != nil || len(failures(all)) > 0 {
		t.Errorf("in other white space: %v %+v", err, all)
	}
	lines := strings.Split(string(data), "\n")
	changed := 0
	for i, line := range lines {
		key, val, ok := strings.Cut(line, ": ")
		if !ok || strings.HasSuffix(val, "{") || strings.HasSuffix(val, "[") || strings.HasPrefix(val, "[]") {
			continue
		}
		comma := strings.HasSuffix(val, ",")
		var replaced string
		switch val = strings.TrimSuffix(val, ","); {
		case strings.HasPrefix(val, `"`):
			replaced = `"x` + val[1:]
		case val == "true":
			replaced = "false"
		case val == "false":
			replaced = "true"
		default:
			replaced = "7" + val
		}
		if comma {
			replaced += ","
		}
		other := strings.Join(slices.Concat(lines[:i], []string{key + ": " + replaced}, lines[i+1:]), "\n")
		changed++
		if _, all, err := Verify([]byte(other), Sources{}); err == nil && !slices.Contains(failures(all), "digest") {
			t.Errorf("line %d changed and nothing noticed: %s", i+1, other)
		}
	}
	if changed < 25 {
		t.Errorf("only %d values changed", changed)
	}
}

// TestForgedReceipts changes receipts and gives them their right digest again; what cannot stand
// together shows all the same.
func TestForgedReceipts(t *testing.T) {
	all := receipts(t)
	for name, c := range map[string]struct {
		of     string
		change func(r *evidence.Receipt)
		want   string
	}{
		"refused, made audited": {"refused", func(r *evidence.Receipt) {
			r.Theorems[0].Evidence = evidence.Evidence{Verdict: evidence.Audited, Lean: evidence.LeanAudited}
			r.Theorems[0].Axioms = []string{}
		}, "fields"},
		"refused, findings dropped": {"refused", func(r *evidence.Receipt) { r.Findings = nil }, "fields"},
		"refused, all made audited": {"refused", func(r *evidence.Receipt) {
			r.Findings, r.Level = nil, "module"
			r.Checkers[0].Outcome = "passed"
			r.Checkers[1] = evidence.ReceiptChecker{Name: "module", Version: "4.27.0", Ran: true, Outcome: "passed"}
			for i := range r.Theorems {
				r.Theorems[i].Evidence = evidence.Evidence{Verdict: evidence.Audited, Lean: evidence.LeanAudited}
				r.Theorems[i].Axioms = []string{}
			}
		}, "commands"},
		"refused for another line": {"refused", func(r *evidence.Receipt) { r.Findings[0].Line = 9 }, "commands"},
		"alone, made checked": {"alone", func(r *evidence.Receipt) {
			r.Theorems[0].Evidence = evidence.Evidence{Verdict: evidence.Checked, Lean: evidence.LeanChecked}
		}, "fields"},
		"alone, level raised": {"alone", func(r *evidence.Receipt) { r.Level = "module" }, "fields"},
		"axiom not allowed":   {"audited", func(r *evidence.Receipt) { r.Theorems[0].Axioms = []string{"sorryAx"} }, "fields"},
		"axioms not known":    {"audited", func(r *evidence.Receipt) { r.Theorems[0].Axioms = nil }, "fields"},
		"more axioms allowed": {"audited", func(r *evidence.Receipt) { r.Allowed = append(r.Allowed, "sorryAx") }, "fields"},
		"another header":      {"audited", func(r *evidence.Receipt) { r.Header = "import Mathlib" }, "commands"},
		"another theorem":     {"audited", func(r *evidence.Receipt) { r.Theorems[0].Name = "c" }, "commands"},
		"no theorem":          {"audited", func(r *evidence.Receipt) { r.Theorems = nil }, "fields"},
		"another file":        {"audited", func(r *evidence.Receipt) { r.File.Digest = Digest("x") }, "file"},
		"no time":             {"audited", func(r *evidence.Receipt) { r.Time = "yesterday" }, "fields"},
		"no such level":       {"audited", func(r *evidence.Receipt) { r.Level = "best" }, "fields"},
	} {
		t.Run(name, func(t *testing.T) {
			var rec evidence.Receipt
			if err := json.Unmarshal([]byte(all[c.of][0]), &rec); err != nil {
				t.Fatal(err)
			}
			c.change(&rec)
			digest, err := receiptDigest(&rec)
			if err != nil {
				t.Fatal(err)
			}
			rec.Digest = digest
			trusted, file := moduleTrusted, all[c.of][1]
			_, checks, err := Verify([]byte(mustJSON(t, rec)), Sources{&trusted, &file})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(failures(checks), c.want) || slices.Contains(failures(checks), "digest") {
				t.Errorf("%+v, want %s to fail", checks, c.want)
			}
		})
	}
}

// TestNoReceipts gives texts that are no receipts.
func TestNoReceipts(t *testing.T) {
	good := receipts(t)["alone"][0]
	for name, text := range map[string]string{
		"empty": "", "array": "[]", "null": "null", "two": good + good,
		"unknown field": strings.Replace(good, "{", `{"extra": 1,`, 1), "version 0": strings.Replace(good, `"version": 1`, `"version": 0`, 1),
		"later version": strings.Replace(good, `"version": 1`, `"version": 2`, 1), "cut": good[:len(good)-3],
	} {
		if _, _, err := Verify([]byte(text), Sources{}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestSchema demands that the schema names every field of a receipt, and no other.
func TestSchema(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "receipt.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	for name, r := range receipts(t) {
		var rec map[string]any
		if err := json.Unmarshal([]byte(r[0]), &rec); err != nil {
			t.Fatal(err)
		}
		conforms(t, schema, schema, rec, name)
	}
}

// conforms checks the part of JSON Schema that the receipt's uses.
func conforms(t *testing.T, root, schema map[string]any, value any, at string) {
	t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		schema = root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	properties, _ := schema["properties"].(map[string]any)
	switch v := value.(type) {
	case map[string]any:
		for key, element := range v {
			p, ok := properties[key].(map[string]any)
			if !ok {
				t.Errorf("%s: the schema has no %s", at, key)
				continue
			}
			conforms(t, root, p, element, at+"."+key)
		}
		required, _ := schema["required"].([]any)
		for _, key := range required {
			if _, ok := v[key.(string)]; !ok {
				t.Errorf("%s: %s is missing", at, key)
			}
		}
	case []any:
		items, ok := schema["items"].(map[string]any)
		if !ok {
			t.Errorf("%s: the schema has no items", at)
			return
		}
		for _, element := range v {
			conforms(t, root, items, element, at+"[]")
		}
	}
	if value == nil {
		return
	}
	kind := map[bool]string{true: "object"}[properties != nil]
	switch value.(type) {
	case string:
		kind = "string"
	case float64:
		kind = "integer"
	case bool:
		kind = "boolean"
	case []any:
		kind = "array"
	}
	if want := mustJSON(t, schema["type"]); !strings.Contains(want, `"`+kind+`"`) {
		t.Errorf("%s: %s where the schema says %s", at, kind, want)
	}
}

// TestExport writes what comparator needs, once.
func TestExport(t *testing.T) {
	trusted, err := ReadTrusted(moduleTrusted)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "replay")
	l := evidence.ReceiptLean{Toolchain: "leanprover/lean4:v4.27.0", Mathlib: "0123abc"}
	if err := Export(dir, trusted, moduleFileText, l); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Challenge.lean": moduleTrusted, "Solution.lean": moduleFileText, "lean-toolchain": "leanprover/lean4:v4.27.0\n",
		"lakefile.toml": "rev = \"0123abc\"", "config.json": `"theorem_names"`,
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	var config map[string]any
	data, _ := os.ReadFile(filepath.Join(dir, "config.json"))
	if err := json.Unmarshal(data, &config); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"challenge_module": "Challenge", "solution_module": "Solution", "theorem_names": []any{"a", "B.b"},
		"permitted_axioms": []any{"propext", "Classical.choice", "Quot.sound"}}
	if got := mustJSON(t, config); got != mustJSON(t, want) {
		t.Errorf("%s, want %s", got, mustJSON(t, want))
	}
	if err := Export(dir, trusted, moduleFileText, l); err == nil {
		t.Error("an export over another one")
	}
}
