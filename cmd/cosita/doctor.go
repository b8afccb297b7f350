package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"cosita/evidence"
	"cosita/internal/app"
	"cosita/lean"
	"cosita/lean/project"
	"cosita/lean/sandbox"
)

// newDoctor is `cosita doctor`.
func newDoctor(c *cli) *cobra.Command {
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine lacks, and the command that brings it",
		Long: `Looks for Lean, Lake, a workspace with Mathlib that fits it, memory, a model, and the limits that
this machine can lay on Lean; each limit is tried. Where there is a Lean it ends with one
real check, with Mathlib where that is there. Nothing is installed and nothing is asked over the
network; cosita setup does that. cosita demo, check and the tests need none of it.`,
		Example: `  cosita doctor
  cosita doctor --json --lean.project ~/math`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			defer func() { _ = a.Close() }()
			findings := project.Doctor(cmd.Context(), a.Search(), cmp.Or(a.Config.Lean.Project, "."))
			found := map[string]bool{}
			for _, f := range findings {
				found[f.Name] = f.OK
				c.finding(f)
			}
			if f, ok := project.MemoryFinding(); ok {
				c.finding(f)
			}
			for _, l := range a.Limits(cmd.Context()) {
				c.finding(limitFinding(l))
			}
			c.finding(modelFinding(a))
			if found["lean"] {
				c.finding(realCheck(cmd.Context(), c, a, found["mathlib-cache"]))
			}
			return c.broken
		},
	}
	settings.register(cmd, "lean", "model")
	return cmd
}

// finding prints one finding.
func (c *cli) finding(f project.Finding) {
	if c.json {
		c.object(f)
		return
	}
	mark := c.paint("32", "ok     ")
	if !f.OK {
		mark = c.paint("33", "missing")
	}
	c.say("%s  %-17s %s\n", mark, f.Name, f.Detail)
	if f.Fix != "" {
		c.say("                           %s\n", f.Fix)
	}
}

func modelFinding(a *app.App) project.Finding {
	f := project.Finding{Name: "model", OK: a.Config.Model.Model != "",
		Detail: fmt.Sprintf("%s at %s (not asked)", a.Config.Model.Model, a.Config.Model.BaseURL)}
	if !f.OK {
		f.Detail = "none is configured"
		f.Fix = "set model.base_url and model.model in the cosita.toml of your config folder, and the key in the variable that model.key_env names"
	}
	return f
}

// limitFixes are what brings a limit on Linux.
var limitFixes = map[string]string{
	sandbox.Files:     "a kernel from 5.13 on, started with landlock among its security modules (lsm=landlock,…)",
	sandbox.Network:   "run on amd64 or arm64, where system calls are filtered",
	sandbox.Isolation: "a kernel from 6.12 on, or sysctl kernel.unprivileged_userns_clone=1",
	sandbox.Processes: "mount /proc",
	sandbox.Memory:    "mount /proc",
}

func limitFinding(l sandbox.Limit) project.Finding {
	f := project.Finding{Name: "limit-" + l.Name, OK: l.InForce, Detail: l.By}
	switch {
	case l.InForce:
	case l.Reason == app.SandboxOff:
		f.Detail, f.Fix = l.Reason, "set lean.sandbox = true in the cosita.toml of your config folder"
	case runtime.GOOS != "linux":
		f.Detail, f.Fix = l.Reason, "run cosita on Linux, or in a container or virtual machine with it"
	default:
		f.Detail, f.Fix = l.Reason, limitFixes[l.Name]
	}
	return f
}

// realCheck has Lean elaborate a theorem that it must accept and one that it must refuse.
func realCheck(ctx context.Context, c *cli, a *app.App, mathlib bool) project.Finding {
	f := project.Finding{Name: "check", Fix: "cosita check-lean FILE.lean --lean.sandbox false (if that works, the sandbox is in the way: see lean.read)"}
	header, good, bad := "", "theorem cosita_doctor (p q : Prop) (hp : p) (hq : q) : p ∧ q := ⟨hp, hq⟩\n",
		"theorem cosita_doctor : (1 : Nat) = 2 := rfl\n"
	if mathlib {
		header, good, bad = "import Mathlib\n\n", "theorem cosita_doctor (x : ℝ) : 0 ≤ x ^ 2 := by positivity\n",
			"theorem cosita_doctor (x : ℝ) : 0 < x ^ 2 := by positivity\n"
		c.hint("importing Mathlib, which takes a while\n")
	}
	begin := time.Now()
	pool, err := a.Lean(ctx)
	if err != nil || pool == nil {
		f.Detail = cmp.Or(a.NoLean(), fmt.Sprint(err))
		return f
	}
	accepted, err := pool.Check(ctx, lean.Source{Text: header + good})
	var refused lean.Report
	if err == nil {
		refused, err = pool.Check(ctx, lean.Source{Text: header + bad})
	}
	switch e := judged(&accepted); {
	case err != nil:
		f.Detail = err.Error()
	case e.Verdict != evidence.Checked:
		f.Detail = "a true theorem is not accepted: " + e.Reason
	case refused.Outcome != lean.Finished || refused.Clean():
		f.Detail = "a false theorem is not refused"
	default:
		f.OK, f.Fix = true, ""
		f.Detail = fmt.Sprintf("a true theorem is accepted and a false one refused, in %v", time.Since(begin).Round(10*time.Millisecond))
		if mathlib {
			f.Detail += ", with Mathlib"
		}
	}
	return f
}
