package llm

import "context"

// Defaults fills in what a request leaves open, then asks Model. Outside of Cache and
// Record it makes the defaults part of the digest.
type Defaults struct {
	Model       Model
	Name        string   // Request.Model
	Temperature *float64 // nil: the endpoint's own
	Seed        *int64   // nil: none
	MaxTokens   int      // 0: the endpoint's own
}

var _ Model = (*Defaults)(nil)

// Complete asks the wrapped model with the defaults filled in.
func (d *Defaults) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	if req.Model == "" {
		req.Model = d.Name
	}
	if req.Temperature == nil {
		req.Temperature = d.Temperature
	}
	if req.Seed == nil {
		req.Seed = d.Seed
	}
	if req.MaxTokens == 0 {
		req.MaxTokens = d.MaxTokens
	}
	return d.Model.Complete(ctx, req, stream)
}
