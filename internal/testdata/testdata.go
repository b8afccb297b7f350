// Package testdata finds the data sets that tests read: in the folder that COSITA_DATA
// names, else in ../shared/data beside the module root.
package testdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir is the folder of the data sets. It skips the test where there is none.
func Dir(tb testing.TB) string {
	tb.Helper()
	if dir := os.Getenv("COSITA_DATA"); dir != "" {
		if _, err := os.Stat(dir); err != nil {
			tb.Fatalf("COSITA_DATA: %v", err)
		}
		return dir
	}
	wd, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			data := filepath.Join(filepath.Dir(dir), "shared", "data")
			if _, err := os.Stat(data); err != nil {
				tb.Skip("skipped: no data sets (set COSITA_DATA)")
			}
			return data
		}
		if dir == filepath.Dir(dir) {
			tb.Skip("skipped: no data sets (no module root above " + wd + ")")
		}
	}
}
