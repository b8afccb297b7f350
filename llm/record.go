package llm

import (
	"context"
	"fmt"
	"sync"
)

// Record keeps every reply of Model in To. A request that is asked twice keeps its last reply.
type Record struct {
	Model Model
	To    *Recordings
	Path  string // saved here after each reply, so that no paid answer is lost; empty: the caller saves

	saving sync.Mutex
}

var _ Model = (*Record)(nil)

// Complete asks, keeps the reply and saves. When saving fails it returns the reply with the error.
func (r *Record) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	digest := req.Digest()
	reply, err := r.Model.Complete(ctx, req, stream)
	if err != nil {
		return Reply{}, err
	}
	r.To.put(digest, reply)
	if r.Path == "" {
		return reply, nil
	}
	r.saving.Lock() // an older state must not replace a newer one
	defer r.saving.Unlock()
	if err := r.To.Save(r.Path); err != nil {
		return reply, fmt.Errorf("record a reply: %w", err)
	}
	return reply, nil
}
