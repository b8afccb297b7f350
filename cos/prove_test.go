package cos_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosita/cos"
	"cosita/event"
	"cosita/internal/testdata"
	"cosita/llm"
	"cosita/numerics"
	"cosita/problem"
)

var update = flag.Bool("update", false, "write the recordings anew from testdata/answers")

// answers is a model that gives prepared answers by what they are asked for, as a model
// might, mistakes included. It learns what it is asked for as the prover's observer.
type answers struct {
	name    string
	texts   map[string]string
	purpose string
}

func readAnswers(t *testing.T, name string) *answers {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "answers", name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	a := &answers{name: name, texts: map[string]string{}}
	for section := range strings.SplitSeq("\n"+string(data), "\n## ") {
		heading, text, _ := strings.Cut(section, "\n")
		if heading != "" {
			a.texts[heading] = strings.TrimSpace(text)
		}
	}
	return a
}

func (a *answers) Observe(e event.Event) {
	if e.Stage == "model" {
		a.purpose = e.ID
	}
}

func (a *answers) Complete(_ context.Context, req llm.Request, _ func(llm.Delta)) (llm.Reply, error) {
	text, ok := a.texts[a.purpose]
	if !ok {
		return llm.Reply{}, fmt.Errorf("%s has no answer for %q", a.name, a.purpose)
	}
	prompt := 0
	for _, m := range req.Messages {
		prompt += len(strings.Fields(m.Content))
	}
	return llm.Reply{Text: text, Model: "prepared-answers", Finish: "stop",
		Usage: llm.Usage{PromptTokens: prompt, CompletionTokens: len(strings.Fields(text))}}, nil
}

// rehearsal is a problem with the model that answers for it.
type rehearsal struct {
	problem    *problem.Problem
	recordings *llm.Recordings
	prover     *cos.Prover
	path       string
}

// rehearse sets up a problem with its recordings, or with -update the answers that make them.
func rehearse(t *testing.T, prob *problem.Problem, path string) *rehearsal {
	t.Helper()
	r := &rehearsal{problem: prob, path: path, prover: &cos.Prover{Screener: &numerics.Judge{}}}
	data, err := os.Open(path)
	switch {
	case err == nil:
		r.recordings, err = llm.ReadRecordings(data)
		data.Close()
		if err != nil {
			t.Fatal(err)
		}
	case errors.Is(err, fs.ErrNotExist) && *update:
		r.recordings = &llm.Recordings{}
	default:
		t.Fatal(err)
	}
	if *update {
		a := readAnswers(t, prob.ID)
		r.prover.Observer = a
		r.prover.Model = &llm.Record{Model: a, To: r.recordings, Path: path}
	} else {
		r.prover.Model = &llm.Replay{From: r.recordings}
	}
	return r
}

func (r *rehearsal) prove(t *testing.T) *cos.Proof {
	t.Helper()
	proof, err := r.prover.Prove(t.Context(), r.problem)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

// miniF2F makes problem files of the data set's rows.
func miniF2F(t *testing.T) map[string]*problem.Problem {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata.Dir(t), "minif2f", "minif2f.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	problems := map[string]*problem.Problem{}
	for text := range strings.Lines(string(data)) {
		var row struct {
			ID, Header, Statement string
			Informal              string `json:"informal_statement"`
			Proof                 string `json:"informal_proof"`
		}
		if err := json.Unmarshal([]byte(text), &row); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join("testdata", "answers", row.ID+".md")); err != nil {
			continue
		}
		md := fmt.Sprintf("---\nid: %s\n---\n%s\n\n```lean\n%s\n\n%s\n```\n\n# Proof\n\n%s\n", row.ID, row.Informal, row.Header, row.Statement, row.Proof)
		prob, err := problem.Read(row.ID+".md", []byte(md))
		if err != nil {
			t.Fatal(err)
		}
		problems[row.ID] = prob
	}
	return problems
}
