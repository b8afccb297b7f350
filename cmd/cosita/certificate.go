package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"cosita/evidence"
	"cosita/numerics/certify/verify"
)

// newCertificate is `cosita certificate`.
func newCertificate(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "certificate", Short: "Work with stored certificates"}
	cmd.AddCommand(&cobra.Command{
		Use:   "verify FILE",
		Short: "Check certificates again, exactly",
		Long: `Reads JSON lines that hold a statement and its certificate, such as those of --json, and
checks each by exact arithmetic, without the code that found it. Lines without a certificate
are passed over. FILE is - for standard input.`,
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

// verify checks the certificates of JSON lines; the error says how many do not hold.
func (c *cli) verify(r io.Reader) error {
	accepted, rejected := 0, 0
	for lines, n := json.NewDecoder(r), 1; ; n++ {
		var row struct {
			ID, Header, Statement string
			Certificate           *evidence.Certificate
		}
		if err := lines.Decode(&row); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("reading certificate %d: %w", n, err)
		}
		if row.Certificate == nil {
			continue
		}
		if row.ID == "" {
			row.ID = fmt.Sprintf("certificate %d", n)
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
