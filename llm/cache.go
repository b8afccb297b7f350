package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// cacheVersion is the version of the stored form; another one is a miss.
const cacheVersion = 1

// Cache keeps the replies of Model on disk, a file each, named by the digest of scope and
// request. The file holds the reply and not the request. An entry that is damaged or of
// another version is a miss, and is replaced. Two equal calls at once both ask.
type Cache struct {
	Model Model
	Dir   string // made when missing
	Scope string // what else tells answers apart, such as the endpoint's URL

	// Failed, where not nil, is told when an entry cannot be read or written; the call
	// itself goes on.
	Failed func(error)
}

var _ Model = (*Cache)(nil)

type cacheEntry struct {
	Version int             `json:"version"`
	Sum     string          `json:"sum"` // SHA-256 of Reply
	Reply   json.RawMessage `json:"reply"`
}

// Complete answers from the cache, with Reply.Cached set, else asks and keeps the answer.
func (c *Cache) Complete(ctx context.Context, req Request, stream func(Delta)) (Reply, error) {
	if err := ctx.Err(); err != nil {
		return Reply{}, fmt.Errorf("look into the cache: %w", err)
	}
	path := c.path(req)
	reply, ok, err := load(path)
	if err != nil {
		c.failed(err)
	}
	if ok {
		reply.Cached = true
		return deliver(reply, stream), nil
	}
	reply, err = c.Model.Complete(ctx, req, stream)
	if err != nil {
		return Reply{}, err
	}
	if err := store(path, reply); err != nil {
		c.failed(fmt.Errorf("keep a reply in the cache: %w", err))
	}
	return reply, nil
}

func (c *Cache) failed(err error) {
	if c.Failed != nil {
		c.Failed(err)
	}
}

func (c *Cache) path(req Request) string {
	key := digest([]byte(c.Scope + "\x00" + req.Digest()))
	return filepath.Join(c.Dir, key[:2], key+".json")
}

// load reads an entry; ok is false, without an error, when there is none or it is damaged.
func load(path string) (reply Reply, ok bool, err error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Reply{}, false, nil
	}
	if err != nil {
		return Reply{}, false, fmt.Errorf("read a reply from the cache: %w", err)
	}
	var entry cacheEntry
	if json.Unmarshal(data, &entry) != nil || entry.Version != cacheVersion || entry.Sum != digest(entry.Reply) {
		return Reply{}, false, nil
	}
	return reply, json.Unmarshal(entry.Reply, &reply) == nil, nil
}

func store(path string, reply Reply) error {
	reply.Cached = false
	text, err := json.Marshal(reply)
	if err != nil {
		return err
	}
	data, err := json.Marshal(cacheEntry{Version: cacheVersion, Sum: digest(text), Reply: text})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeFile(path, append(data, '\n'), 0o600)
}
