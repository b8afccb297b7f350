// Package lsp speaks Lean's dialect of the Language Server Protocol: its wire types and a
// connection, built on sourcegraph/jsonrpc2. It knows nothing of processes and documents;
// package lean adds those.
//
//	conn := lsp.NewConn(pipe, lsp.Options{Notify: record})
//	var init lsp.InitializeResult
//	err := conn.Call(ctx, "initialize", lsp.NewInitializeParams(), &init)
//	conn.Notify("initialized", struct{}{})
//	conn.Notify("textDocument/didOpen", lsp.DidOpenParams{…})
//	err = conn.Call(ctx, "textDocument/waitForDiagnostics", lsp.WaitParams{URI: uri, Version: 1}, nil)
//	conn.Close()
//
// What the server says about documents reaches Options.Notify on the reading goroutine, in the
// order of the wire: when Call returns, everything that the server said before its answer has
// been handled. Notify may therefore neither block nor call; it records.
//
// No call blocks on a server that does not read: what is sent goes to a queue that a goroutine
// of its own writes out. A call ends with its context, and then sends `$/cancelRequest`.
//
// A frame that cannot be understood ends the connection, since nobody can say what was lost
// with it; [Conn.Err] says why. Servers from 2021 to today are understood: absent and null
// members mean nothing was said, unknown ones are passed over. Text that is not UTF-8 is read
// with U+FFFD in place of the bad bytes.
//
// The protocol is https://microsoft.github.io/language-server-protocol/ at version 3.17, and
// Lean's additions to it those of Lean.Data.Lsp.Extra in Lean 4.
package lsp
