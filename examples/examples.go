// Package examples holds the inputs that `cosita demo` and the README use.
//
// demo holds three problem files and, in recordings.jsonl, completions for the second that
// were written beforehand, by the digests of their requests.
package examples

import "embed"

// Demo is the folder demo.
//
//go:embed demo
var Demo embed.FS
