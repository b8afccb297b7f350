package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"cosita/examples"
	"cosita/internal/app"
	"cosita/llm"
	"cosita/problem"
)

// parts are the demo's inputs.
var parts = []struct{ file, title string }{
	{"squares.md", "An inequality, with a chain of states that a person wrote; all of it computed now"},
	{"fixed_sum.md", "An informal proof; the model's completions were RECORDED beforehand"},
	{"subtract_add.md", "A conjecture that is false as it is stated"},
}

// newDemo is `cosita demo`.
func newDemo(c *cli) *cobra.Command {
	var out string
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole on three bundled examples, on any machine",
		Long: `Runs three bundled problems: an inequality with a chain that a person wrote, an informal
proof whose completions were recorded beforehand, and a false conjecture. Every state and
step is tried on numbers and certified here and now; with Lean found, the steps are checked
too. Needs neither Lean nor a model.`,
		Example: "  cosita demo\n  cosita demo --out demo-files\n  cosita demo --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			for i := range parts {
				if err := demoPart(cmd, c, a, i, out); err != nil {
					return err
				}
			}
			switch out {
			case "":
				c.hint("The Lean files and reports: cosita demo --out DIR\n")
			default:
				c.hint("Read %s first.\n", filepath.Join(out, "squares", "report.md"))
			}
			if a.NoLean() != "" {
				c.hint("No Lean was found, so no step was checked. How to get it: cosita doctor\n")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the Lean files, records and reports into this `folder`")
	settings.register(cmd, "lean", "search")
	return cmd
}

func demoPart(cmd *cobra.Command, c *cli, a *app.App, i int, out string) error {
	data, err := examples.Demo.ReadFile("demo/" + parts[i].file)
	if err != nil {
		return fmt.Errorf("read the bundled example: %w", err)
	}
	prob, err := problem.Read(parts[i].file, data)
	if err != nil {
		return err
	}
	c.say("%s\n%s\n", c.bold(fmt.Sprintf("%d. %s", i+1, parts[i].title)), shifted("  ", prob.Informal))
	c.say("%s\n", shifted("  ", prob.Statement.Text))
	prover, err := a.Prover(cmd.Context())
	if err != nil {
		return err
	}
	file, err := examples.Demo.Open("demo/recordings.jsonl")
	if err != nil {
		return fmt.Errorf("read the bundled recordings: %w", err)
	}
	defer func() { _ = file.Close() }()
	recordings, err := llm.ReadRecordings(file)
	if err != nil {
		return err
	}
	prover.Model = &llm.Replay{From: recordings}
	if len(prob.Chain) > 0 {
		prover.Model = nil
	}
	view := newChainView(c, prob.Name())
	view.part, view.title = fmt.Sprint(i+1), parts[i].title
	prover.Observer, prover.Tool = view, "cosita "+readBuild().String()
	var lean string
	if out != "" {
		files, err := newProofFiles(filepath.Join(out, prob.Name()), prob.Name())
		if err != nil {
			return err
		}
		prover.Save, lean = files.save, files.lean
	}
	proof, err := prover.Prove(cmd.Context(), prob)
	if err != nil {
		return err
	}
	view.whole(proof, lean)
	c.say("\n")
	return nil
}
