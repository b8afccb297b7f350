// Package screen tries many statements on numbers: it reads them from files, works on all
// cores, and gives the outcomes back in the order of the input.
//
//	rows, err := screen.Read("minif2f.jsonl", "Mine.lean", "folder")
//	run := screen.Run{Screener: &judge, Time: 10 * time.Second}
//	err = run.All(ctx, rows, func(o screen.Outcome) error {
//		summary.Add(o)
//		return nil
//	})
//	fmt.Print(summary)
//
// A row of a `.jsonl` file is an object with an id, perhaps a header, and a statement; each
// theorem, lemma and example of a `.lean` file is one, with the commands above it as its
// header. A statement that names what its own file defines, or that stands below notation of
// its file, is unsupported: its words need not mean what Mathlib means by them.
package screen
