package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Digest is the SHA-256 of a text, as sha256:HEX.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func digestFile(path string) (string, error) {
	h := sha256.New()
	if err := addFile(h, path); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

func addFile(w io.Writer, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("digest: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(w, f)
	return err
}

// digestModules is one digest of the names and contents of all compiled modules, and what Lean
// loads beside them, in some folders. Links are followed once, as Lean does.
func digestModules(dirs []string) (string, error) {
	h := sha256.New()
	for _, dir := range dirs {
		root, err := filepath.EvalSymlinks(dir)
		if errors.Is(err, fs.ErrNotExist) {
			_, _ = fmt.Fprintf(h, "no %s\n", dir)
			continue
		}
		if err != nil {
			return "", fmt.Errorf("digest: %w", err)
		}
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() || filepath.Ext(d.Name()) == ".lock" || !strings.Contains(d.Name(), ".olean") && filepath.Ext(d.Name()) != ".so" && filepath.Ext(d.Name()) != ".ilean" {
				return nil
			}
			_, _ = fmt.Fprintf(h, "%s\n", path)
			return addFile(h, path)
		})
		if err != nil {
			return "", fmt.Errorf("digest: %w", err)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}
