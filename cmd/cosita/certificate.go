package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"cosita/cos"
	"cosita/evidence"
	"cosita/numerics/certify/verify"
)

// newCertificate is `cosita certificate`.
func newCertificate(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "certificate", Short: "Work with stored certificates"}
	cmd.AddCommand(&cobra.Command{
		Use:   "verify FILE",
		Short: "Check certificates again, exactly",
		Long: `Reads JSON lines that hold a statement and its certificate, such as those of --json, or the
chain.json of a proof, and checks each certificate by exact arithmetic, without the code that
found it. What has none is passed over. FILE is - for standard input.`,
		Example: "  cosita screen --certify --out outcomes.jsonl Mine.lean\n  cosita certificate verify outcomes.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if args[0] == "-" {
				return c.verify(c.in)
			}
			file, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("reading certificates: %w", err)
			}
			defer func() { _ = file.Close() }()
			return c.verify(file)
		},
	})
	return cmd
}

// certified is a statement with its certificate, if it has one.
type certified struct {
	ID, Header, Statement string
	Certificate           *evidence.Certificate
}

// verify checks the certificates of JSON lines; the error says how many do not hold.
func (c *cli) verify(r io.Reader) error {
	accepted, rejected := 0, 0
	var rows []certified
	for lines, n := json.NewDecoder(r), 1; ; n++ {
		var read struct {
			certified
			States []*cos.State
			Steps  []*cos.Step
		}
		if err := lines.Decode(&read); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("reading certificate %d: %w", n, err)
		}
		rows = append(rows, read.certified)
		for _, s := range read.States {
			for _, g := range s.Goals {
				rows = append(rows, certified{g.Name, read.Header, g.Statement, g.Evidence.Certificate})
			}
		}
		for _, s := range read.Steps {
			rows = append(rows, certified{fmt.Sprintf("step %d", s.Index), read.Header, s.Claim, s.Evidence.Certificate})
		}
	}
	for n, row := range rows {
		if row.Certificate == nil {
			continue
		}
		if row.ID == "" {
			row.ID = fmt.Sprintf("certificate %d", n+1)
		}
		reason := ""
		if err := verify.Check(row.Header+"\n"+row.Statement, row.Certificate); err != nil {
			reason = err.Error()
			rejected++
		} else {
			accepted++
		}
		switch {
		case c.json:
			c.object(map[string]any{"id": row.ID, "kind": row.Certificate.Kind, "accepted": reason == "", "reason": reason})
		case reason == "":
			c.say("%s: %s, accepted\n", row.ID, row.Certificate.Kind)
		default:
			c.say("%s: %s\n", row.ID, reason)
		}
	}
	if !c.json {
		c.say("%d accepted, %d rejected\n", accepted, rejected)
	}
	if rejected > 0 {
		return fmt.Errorf("%d of %d certificates rejected", rejected, accepted+rejected)
	}
	return nil
}
