package llm_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cosita/llm"
)

func TestCache(t *testing.T) {
	dir := t.TempDir()
	var calls int
	cache := &llm.Cache{Model: failing(&calls), Dir: filepath.Join(dir, "replies"), Failed: func(err error) { t.Error(err) }}
	get := func(cache *llm.Cache, req llm.Request, wantCached bool) {
		t.Helper()
		var pieces strings.Builder
		reply, err := cache.Complete(t.Context(), req, func(d llm.Delta) { pieces.WriteString(d.Text) })
		if err != nil || reply.Text != "fine" || reply.Cached != wantCached || pieces.String() != "fine" {
			t.Errorf("got %+v, %v, pieces %q; want cached %t", reply, err, pieces.String(), wantCached)
		}
	}
	secret := ask("a prompt that is not kept")
	get(cache, secret, false)
	get(cache, secret, true)
	get(&llm.Cache{Model: cache.Model, Dir: cache.Dir}, secret, true)                  // another run
	get(&llm.Cache{Model: cache.Model, Dir: cache.Dir, Scope: "other"}, secret, false) // another endpoint
	sample := secret
	sample.Sample = 1
	get(cache, sample, false)
	if calls != 3 {
		t.Errorf("%d calls, want 3", calls)
	}

	files := entries(t, cache.Dir)
	if len(files) != 3 {
		t.Errorf("files %v, want 3", files)
	}
	for _, file := range files {
		if data := readFile(t, file); bytes.Contains(data, []byte("prompt that")) {
			t.Errorf("%s holds the request: %s", file, data)
		}
	}
}

// TestCacheDamaged damages an entry at every byte: it is a miss, or the same reply.
func TestCacheDamaged(t *testing.T) {
	var calls int
	cache := &llm.Cache{Model: failing(&calls), Dir: t.TempDir(), Failed: func(err error) { t.Error(err) }}
	if _, err := cache.Complete(t.Context(), ask("a"), nil); err != nil {
		t.Fatal(err)
	}
	file := entries(t, cache.Dir)[0]
	good := readFile(t, file)
	damaged := map[string][]byte{"empty": {}, "other version": bytes.Replace(good, []byte(`"version":1`), []byte(`"version":2`), 1)}
	for i := range good[:len(good)-1] {
		damaged["cut"] = good[:i]
		flipped := bytes.Clone(good)
		flipped[i] ^= 1
		damaged["flipped"] = flipped
		for name, data := range damaged {
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			reply, err := cache.Complete(t.Context(), ask("a"), nil)
			if err != nil || reply.Text != "fine" || reply.Cached && name != "flipped" {
				t.Fatalf("%s at byte %d: got %+v, %v", name, i, reply, err)
			}
			if !reply.Cached && !bytes.Equal(readFile(t, file), good) {
				t.Fatalf("%s at byte %d: the entry was not replaced", name, i)
			}
		}
		clear(damaged)
	}
}

// TestCacheCannotWrite puts a file where the folder should be: the answer counts more.
func TestCacheCannotWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var calls, failures int
	cache := &llm.Cache{Model: failing(&calls), Dir: dir, Failed: func(error) { failures++ }}
	if reply, err := cache.Complete(t.Context(), ask("a"), nil); err != nil || reply.Text != "fine" || failures == 0 {
		t.Errorf("got %+v, %v, %d failures told", reply, err, failures)
	}
	cache.Failed = nil
	if reply, err := cache.Complete(t.Context(), ask("a"), nil); err != nil || reply.Text != "fine" {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func TestCacheKeepsNoErrors(t *testing.T) {
	var calls int
	cache := &llm.Cache{Model: failing(&calls, llm.ErrCut), Dir: t.TempDir()}
	if _, err := cache.Complete(t.Context(), ask("a"), nil); err == nil {
		t.Error("no error")
	}
	if reply, err := cache.Complete(t.Context(), ask("a"), nil); err != nil || reply.Cached {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
