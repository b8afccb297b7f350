// Package app builds what a command asked for from the configuration: the judge, the model
// with its wrappers, the pool of Lean servers. It has no logic of its own.
//
//	a := app.New(cfg)
//	defer a.Close()
//	prover, err := a.Prover(ctx)
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"cosita/cos"
	"cosita/evidence"
	"cosita/internal/config"
	"cosita/lean"
	"cosita/lean/audit"
	"cosita/lean/project"
	"cosita/lean/sandbox"
	"cosita/llm"
	"cosita/numerics"
	"cosita/numerics/falsify"
)

// App holds what has been built so far.
type App struct {
	Config *config.Config

	pool   *lean.Pool
	noLean string
	banner string // what the Lean of pool answered to --version
}

// New has built nothing yet.
func New(cfg *config.Config) *App { return &App{Config: cfg} }

// Close ends the Lean servers, if any was started.
func (a *App) Close() error {
	if a.pool == nil {
		return nil
	}
	err := a.pool.Close()
	a.pool = nil
	return err
}

// Search is where Lean is looked for.
func (a *App) Search() project.Search {
	return project.Search{Path: a.Config.Lean.Path, Dir: a.Config.Lean.Project}
}

// Judge tries statements on numbers and certifies them.
func (a *App) Judge() *numerics.Judge {
	return &numerics.Judge{
		Searcher: falsify.Searcher{Points: a.Config.Search.Points, Seed: a.Config.Search.Seed},
		Time:     a.Config.Search.Certificate,
	}
}

// Lean starts a pool of servers, once. Where there is no Lean it returns nil and NoLean says why.
// The error is for a Lean that was named and does not answer as one.
func (a *App) Lean(ctx context.Context) (*lean.Pool, error) {
	if a.pool != nil || a.noLean != "" {
		return a.pool, nil
	}
	toolchain, err := a.toolchain(ctx)
	if err != nil || a.noLean != "" {
		return nil, err
	}
	settings := a.Config.Lean
	limits, err := a.sandbox(toolchain)
	if err != nil {
		return nil, err
	}
	pool, err := lean.StartPool(ctx, lean.PoolConfig{
		Client: lean.Config{Path: toolchain.Lean, Args: settings.Args, Dir: settings.Project, CheckTimeout: settings.Deadline,
			Sandbox: limits},
		Servers: settings.Servers,
		Memory:  a.memory(),
	})
	if err != nil {
		return nil, err
	}
	a.pool, a.banner = pool, toolchain.Banner
	return pool, nil
}

// Reference is the slow and plain check beside the pool's; nil where there is no Lean, and then
// NoLean says why.
func (a *App) Reference(ctx context.Context) (*lean.Reference, error) {
	toolchain, err := a.toolchain(ctx)
	if err != nil || a.noLean != "" {
		return nil, err
	}
	limits, err := a.sandbox(toolchain)
	if err != nil {
		return nil, err
	}
	return &lean.Reference{Path: toolchain.Lean, Dir: a.Config.Lean.Project, Version: toolchain.Banner,
		Timeout: a.Config.Lean.Deadline, Sandbox: limits}, nil
}

// toolchain looks for Lean. Where there is none and none was named, it says so in noLean.
func (a *App) toolchain(ctx context.Context) (project.Toolchain, error) {
	toolchain, err := project.FindToolchain(ctx, a.Search())
	if errors.Is(err, project.ErrNoLean) && a.Config.Lean.Path == "" {
		a.noLean = "no Lean found"
		return toolchain, nil
	}
	if err != nil {
		return toolchain, fmt.Errorf("%w; run `cosita doctor`", err)
	}
	return toolchain, nil
}

// sandbox is what Lean may do: read its toolchain and the workspace, write the workspace's
// build folder. It is nil where the configuration wants none.
func (a *App) sandbox(toolchain project.Toolchain) (*sandbox.Policy, error) {
	cfg := a.Config.Lean
	if !cfg.Sandbox {
		return nil, nil
	}
	policy := &sandbox.Policy{Read: slices.Concat(toolchain.Folders(a.Search()), cfg.Read), Memory: a.memory()}
	if policy.Memory == 0 {
		total, _ := project.Memory()
		policy.Memory = total / 4 * 3
	}
	workspace, err := project.FindWorkspace(cmp.Or(cfg.Project, "."))
	if err != nil {
		return nil, err
	}
	if workspace != nil {
		policy.Read = append(policy.Read, workspace.Folders()...)
		policy.Write = append(policy.Write, workspace.Build())
	}
	return policy, nil
}

// memory is how many bytes Lean may hold; 0 where the configuration leaves it to the machine.
func (a *App) memory() int64 { return int64(math.Min(a.Config.Lean.Memory, 1<<20) * (1 << 30)) }

// SandboxOff is why no limit is in force where the configuration wants none.
const SandboxOff = "lean.sandbox is false"

// Limits says which limits hold for Lean.
func (a *App) Limits(ctx context.Context) sandbox.Limits {
	policy, err := a.sandbox(project.Toolchain{})
	switch {
	case err != nil:
		return sandbox.None(err.Error())
	case policy == nil:
		return sandbox.None(SandboxOff)
	}
	return policy.Limits(ctx)
}

// Audit is what an audit needs besides the files.
type Audit struct {
	Auditor audit.Auditor
	Lean    evidence.ReceiptLean // empty where there is none
	Limits  sandbox.Limits       // round the process that meets the file
}

// Audit finds a Lean to audit with. Where there is none, only the commands can be audited.
func (a *App) Audit(ctx context.Context) (*Audit, error) {
	toolchain, err := a.toolchain(ctx)
	if err != nil {
		return nil, err
	}
	if a.noLean != "" {
		return &Audit{Auditor: audit.Auditor{NoLean: a.noLean}}, nil
	}
	workspace, err := project.FindWorkspace(cmp.Or(a.Config.Lean.Project, "."))
	if err != nil {
		return nil, err
	}
	policy := sandbox.Policy{Memory: a.memory()} // whatever lean.sandbox says: the file is nobody's to trust
	module, err := audit.NewModule(ctx, toolchain, workspace, policy)
	if err != nil {
		return nil, err
	}
	module.Timeout = a.Config.Lean.Deadline
	return &Audit{Auditor: audit.Auditor{Inspector: module}, Lean: audit.Describe(toolchain, workspace), Limits: policy.Limits(ctx)}, nil
}

// NoLean says why Lean is nil, after it was asked for; else it is empty.
func (a *App) NoLean() string { return a.noLean }

// Model is the configured model with its wrappers; nil where none is configured.
func (a *App) Model() (llm.Model, error) {
	m := a.Config.Model
	if m.Model == "" {
		return nil, nil
	}
	endpoint, err := llm.NewOpenAI(llm.Config{BaseURL: m.BaseURL, Key: llm.Secret(m.Key), KeyName: m.KeyEnv,
		Organization: m.Organization, Timeout: m.Timeout})
	if err != nil {
		return nil, err
	}
	budget, err := llm.NewBudget(llm.BudgetConfig{MaxTokens: a.Config.Budget.Tokens, MaxCost: micros(a.Config.Budget.Money),
		Prices: prices(m)})
	if err != nil {
		return nil, err
	}
	var model llm.Model = endpoint
	model = budget.Wrap(model)
	model = &llm.Limit{Model: model, PerMinute: int(math.Ceil(m.RequestsPerMinute)), Concurrent: 4}
	model = &llm.Retry{Model: model, Attempts: m.Retries + 1}
	if a.Config.Cache.Enabled {
		model = &llm.Cache{Model: model, Dir: a.Config.Cache.Dir, Scope: m.BaseURL}
	}
	return &llm.Defaults{Model: model, Name: m.Model, Temperature: m.Temperature, Seed: m.Seed, MaxTokens: m.MaxTokens}, nil
}

func prices(m config.Model) map[string]llm.Price {
	if m.PriceIn == 0 && m.PriceOut == 0 {
		return nil
	}
	return map[string]llm.Price{m.Model: {Prompt: micros(m.PriceIn), Completion: micros(m.PriceOut)}}
}

func micros(amount float64) llm.Micros { return llm.Micros(math.Round(amount * 1e6)) }

// Prover has the judge, Lean and the model of the configuration.
func (a *App) Prover(ctx context.Context) (*cos.Prover, error) {
	judge := a.Judge()
	p := &cos.Prover{Screener: judge, Certifier: judge}
	pool, err := a.Lean(ctx)
	if err != nil {
		return nil, err
	}
	if pool != nil {
		p.Checker, p.Trier, p.Toolchain = pool, pool, a.banner
	}
	p.NoLean = a.noLean
	model, err := a.Model()
	if err != nil {
		return nil, err
	}
	p.Model = model
	return p, nil
}
