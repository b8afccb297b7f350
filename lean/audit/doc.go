// Package audit says what a Lean check is worth: whether a file proves the statements that
// were asked, and nothing in it could make Lean say so wrongly.
//
//	trusted, err := audit.ReadTrusted(statement) // theorems that end in `:= by sorry`, and their definitions
//	findings := audit.Commands(file, trusted)    // level 1: needs no Lean
//	if len(findings) > 0 { … } // refused, and why
//
// There are three levels, and a level that could not run leaves the verdict below it.
//
// Commands reads the text as tokens and commands. Every command has to stand on an allow list,
// no token may be one of those that leave a hole, trust compiled code or run code, and the
// trusted statements have to stand in the file token by token, in an equal context. Lean lets a
// file change its own grammar; a file of allowed commands cannot, and so the text means
// what it seems to.
//
// Module has Lean compile statement and file apart, and a program of ours compare what the two
// compiled modules hold, without elaborating a word of the file.
//
// Replay is for other programs: [Export] writes what leanprover/comparator needs.
//
// The lists are data, in lists.go. What is in doubt is refused: a keyword that some version of
// Lean reads as a name, a string that only its context makes an interpolated one, a comment
// whose end is not the same for Lean and for Lake.
package audit
