package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cosita/internal/app"
	"cosita/lean/audit"
)

// auditFlags are the flags of `cosita audit`.
type auditFlags struct {
	statement, export, receipt string
	names                      []string
}

// newAudit is `cosita audit FILE.lean`.
func newAudit(c *cli) *cobra.Command {
	flags := &auditFlags{}
	settings := &settings{}
	cmd := &cobra.Command{
		Use:   "audit FILE.lean --statement TRUSTED.lean",
		Short: "Say what a Lean file proves of the statements that were asked",
		Long: `Compares a Lean file, by whomever it was written, with a trusted one: theorems that end in
:= by sorry, and the definitions that they need.

First the file's text: every command has to be on an allow list, nothing may leave a hole,
trust compiled code or run code, and the trusted statements have to be there word by word, in
an equal context. A file that breaks a rule is refused, and the exit code is 1. Then, where
there is a Lean, statement and file are compiled apart, and the compiled theorems and
their axioms are compared. Only then a theorem is audited. Without Lean it stays unknown.

--export writes what leanprover/comparator needs to compare and replay the file; --receipt keeps
all that was found out, and by which means, in a JSON document (see cosita receipt).`,
		Example: `  cosita audit proof.lean --statement trusted.lean
  cosita audit proof.lean --statement trusted.lean --name my_theorem --receipt receipt.json
  cosita audit proof.lean --statement trusted.lean --export replay`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if flags.statement == "" {
				return usagef("--statement: a file with the trusted statements is needed")
			}
			a, err := settings.open(cmd)
			if err != nil {
				return err
			}
			return auditOne(cmd, c, a, args[0], flags)
		},
	}
	cmd.Flags().StringVar(&flags.statement, "statement", "", "the trusted `file`")
	cmd.Flags().StringSliceVar(&flags.names, "name", nil, "only these `theorems` of the trusted file (default all)")
	cmd.Flags().StringVar(&flags.export, "export", "", "write the input of leanprover/comparator into this `folder`")
	cmd.Flags().StringVar(&flags.receipt, "receipt", "", "write a receipt into this `file`")
	settings.register(cmd, "lean")
	return cmd
}

func auditOne(cmd *cobra.Command, c *cli, a *app.App, path string, flags *auditFlags) error {
	start := time.Now()
	statement, err := os.ReadFile(flags.statement)
	if err != nil {
		return err
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	trusted, err := audit.ReadTrusted(string(statement))
	if err != nil {
		return fmt.Errorf("%s: %w", flags.statement, err)
	}
	if len(flags.names) > 0 {
		if trusted, err = trusted.Only(flags.names...); err != nil {
			return fmt.Errorf("%s: %w", flags.statement, err)
		}
	}
	with, err := a.Audit(cmd.Context())
	if err != nil {
		return err
	}
	if flags.export != "" {
		if err := audit.Export(flags.export, trusted, string(file), with.Lean); err != nil {
			return err
		}
	}
	report, err := with.Auditor.Audit(cmd.Context(), trusted, string(file))
	if err != nil {
		return err
	}
	elapsed := time.Since(start)
	if flags.receipt != "" {
		receipt, err := report.Receipt(trusted, string(file), audit.Circumstances{
			StatementName: filepath.Base(flags.statement), FileName: filepath.Base(path), Time: start, Elapsed: elapsed,
			Program: "cosita " + readBuild().String(), Lean: with.Lean, Arguments: a.Config.Lean.Args, Limits: with.Limits,
		})
		if err != nil {
			return err
		}
		data, err := json.MarshalIndent(receipt, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(flags.receipt, append(data, '\n'), 0o600); err != nil {
			return err
		}
	}
	c.audited(&report, elapsed)
	return c.broken
}

// audited shows a report; a refusal fails the command.
func (c *cli) audited(r *audit.Report, elapsed time.Duration) {
	c.failed = c.failed || r.Refused()
	for _, t := range r.Theorems {
		c.emit(line{ID: t.Name, Evidence: t.Evidence, Axioms: t.Axioms, Level: t.Level, Findings: r.Findings, Seconds: elapsed.Seconds()})
		c.say("%s  %s\n", t.Name, c.badge(t.Evidence))
		if t.Axioms != nil {
			c.say("  axioms: %s\n", orNone(t.Axioms))
		}
	}
	for _, f := range r.Findings {
		c.say("  %s\n", f)
	}
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// newReceipt is `cosita receipt` with its commands.
func newReceipt(c *cli) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "receipt",
		Short: "Work with the receipts of audits",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newReceiptVerify(c))
	return cmd
}

// newReceiptVerify is `cosita receipt verify FILE`.
func newReceiptVerify(c *cli) *cobra.Command {
	var statement, file string
	cmd := &cobra.Command{
		Use:   "verify RECEIPT.json",
		Short: "Compute again what a receipt says",
		Long: `Computes again all of a receipt that needs no Lean: its digest, whether its fields fit together,
the digests of the two files, and what the audit of the commands finds. The files are looked for beside
the receipt, by the names in it. What Lean found is shown as not computed: run cosita audit again
for that. A digest is no signature: it shows a slip, not a forgery of the whole.

The exit code is 1 where anything is not as the receipt says.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.verifyReceipt(args[0], statement, file) },
	}
	cmd.Flags().StringVar(&statement, "statement", "", "the trusted `file`, where it is not beside the receipt")
	cmd.Flags().StringVar(&file, "file", "", "the audited `file`, where it is not beside the receipt")
	return cmd
}

func (c *cli) verifyReceipt(path, statement, file string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	receipt, _, err := audit.Verify(data, audit.Sources{})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var src audit.Sources
	for _, f := range []struct {
		given, name string
		text        **string
	}{{statement, receipt.Statement.Name, &src.Statement}, {file, receipt.File.Name, &src.File}} {
		if *f.text, err = beside(path, f.given, f.name); err != nil {
			return err
		}
	}
	_, all, err := audit.Verify(data, src)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, r := range all {
		mark := c.paint("33", "not computed")
		switch {
		case r.OK:
			mark = c.paint("32", "as it says   ")
		case r.Done:
			mark = c.paint("31", "not as it says")
			c.failed = true
		}
		if c.json {
			c.object(r)
		}
		c.say("%-14s  %-9s  %s\n", mark, r.Name, r.Detail)
	}
	for _, t := range receipt.Theorems {
		c.say("the receipt says of %s: %s\n", t.Name, c.badge(t.Evidence))
	}
	return c.broken
}

// beside reads a file that was given, or one of that name beside the receipt; nil where
// there is none.
func beside(receipt, given, name string) (*string, error) {
	path := given
	if given == "" {
		if name != filepath.Base(name) || name == "." || name == ".." {
			return nil, nil
		}
		path = filepath.Join(filepath.Dir(receipt), name)
	}
	data, err := os.ReadFile(path)
	switch {
	case err == nil:
		text := string(data)
		return &text, nil
	case given == "" && os.IsNotExist(err):
		return nil, nil
	}
	return nil, err
}
