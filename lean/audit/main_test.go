package audit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"cosita/lean/sandbox"
)

// TestMain lets the test binary be a scripted `lean`, too: COSITA_FAKE_LEAN names what it does.
func TestMain(m *testing.M) {
	sandbox.Main()
	if deed := os.Getenv("COSITA_FAKE_LEAN"); deed != "" {
		os.Exit(fakeLean(deed, os.Args[1:]))
	}
	goleak.VerifyTestMain(m)
}

// fakeLean compiles a file by copying it, and answers our program as a Lean would, or as one that
// was tampered with.
func fakeLean(deed string, args []string) int {
	if len(args) == 4 && args[1] == "-o" {
		return fakeCompile(deed, args[2], args[3])
	}
	_, _ = fmt.Fprintln(os.Stderr, "fake lean: no such command", args)
	return 1
}

func fakeCompile(deed, olean, source string) int {
	text, err := os.ReadFile(source)
	if err != nil {
		return 1
	}
	submitted := strings.Contains(olean, string(filepath.Separator)+"submitted"+string(filepath.Separator))
	trusted := strings.Replace(olean, "submitted", "trusted", 1)
	switch {
	case !submitted && deed == "trusted-fails", submitted && deed == "file-fails":
		_, _ = fmt.Println("Statement.lean:3:0: error: type mismatch")
		return 1
	case submitted && deed == "hangs":
		select {}
	case submitted && deed == "no-module":
		return 0
	case submitted && deed == "changes-the-trusted-module":
		if err := os.WriteFile(trusted, text, 0o600); err != nil {
			return 1
		}
	case submitted && deed == "removes-the-trusted-module":
		if err := os.Remove(trusted); err != nil {
			return 1
		}
	case submitted && deed == "changes-the-library":
		if err := os.WriteFile(filepath.Join(os.Getenv("COSITA_FAKE_LIBRARY"), "Mathlib.olean"), text, 0o600); err != nil {
			return 1
		}
	case submitted && deed == "adds-to-the-library":
		if err := os.WriteFile(filepath.Join(os.Getenv("COSITA_FAKE_LIBRARY"), "Evil.olean"), text, 0o600); err != nil {
			return 1
		}
	}
	if os.WriteFile(olean, append([]byte("compiled "), text...), 0o600) != nil {
		return 1
	}
	return 0
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
