package audit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"cosita/evidence"
)

// Export writes what leanprover/comparator (https://github.com/leanprover/comparator) needs
// to compare and replay a file with kernels of its own: Challenge.lean, Solution.lean, a
// configuration and a lakefile, with the toolchain and the Mathlib that are given. Files that are there already are an
// error. It exports what Commands refuses, too; the replay does not need it.
func Export(dir string, trusted *Trusted, file string, l evidence.ReceiptLean) error {
	config := struct {
		Challenge string   `json:"challenge_module"`
		Solution  string   `json:"solution_module"`
		Theorems  []string `json:"theorem_names"`
		Axioms    []string `json:"permitted_axioms"`
	}{"Challenge", "Solution", trusted.Theorems, Axioms()}
	data, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	lakefile := "name = \"audit\"\n"
	if l.Mathlib != "" {
		lakefile += fmt.Sprintf("\n[[require]]\nname = \"mathlib\"\nscope = \"leanprover-community\"\nrev = %q\n", l.Mathlib)
	}
	lakefile += "\n[[lean_lib]]\nname = \"Challenge\"\n\n[[lean_lib]]\nname = \"Solution\"\n"
	files := []struct{ name, text string }{
		{"Challenge.lean", trusted.Text}, {"Solution.lean", file}, {"config.json", string(data) + "\n"}, {"lakefile.toml", lakefile},
	}
	if l.Toolchain != "" {
		files = append(files, struct{ name, text string }{"lean-toolchain", l.Toolchain + "\n"})
	}
	for _, f := range files {
		if err := writeNew(filepath.Join(dir, f.name), f.text); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return nil
}

func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
