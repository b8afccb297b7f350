package lean

import (
	"sync"

	"cosita/lean/lsp"
)

// observer hands progress to a callback, in order, without holding up the connection.
type observer struct {
	f     func(Progress)
	mu    sync.Mutex
	more  sync.Cond
	queue []Progress
	done  bool
	work  sync.WaitGroup
}

// maxProgress is how much progress may wait for the callback.
const maxProgress = 10_000

func newObserver(f func(Progress)) *observer {
	o := &observer{f: f}
	o.more.L = &o.mu
	if f != nil {
		o.work.Go(o.run)
	}
	return o
}

func (o *observer) tell(p *lsp.FileProgressParams) {
	if o.f == nil {
		return
	}
	progress := Progress{URI: p.TextDocument.URI}
	if p.TextDocument.Version != nil {
		progress.Version = *p.TextDocument.Version
	}
	for _, r := range p.Processing {
		if r.Kind == lsp.ProgressFatal {
			progress.Fatal = true
		} else {
			progress.Remaining = append(progress.Remaining, r.Range)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) >= maxProgress {
		o.queue = o.queue[1:]
	}
	o.queue = append(o.queue, progress)
	o.more.Signal()
}

func (o *observer) run() {
	for {
		o.mu.Lock()
		for len(o.queue) == 0 && !o.done {
			o.more.Wait()
		}
		queue := o.queue
		o.queue = nil
		o.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, p := range queue {
			o.f(p)
		}
	}
}

func (o *observer) close() {
	o.mu.Lock()
	o.done = true
	o.more.Signal()
	o.mu.Unlock()
	o.work.Wait()
}
