package certify_test

import (
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics/certify"
	"cosita/numerics/certify/verify"
)

// A header says what a statement's names mean: the certificate is of both together.
func TestHeader(t *testing.T) {
	const header, statement = "import Mathlib\nopen Real\n", "theorem t : sqrt 4 = 2"
	st, err := term.ParseStatement(header + statement)
	if err != nil {
		t.Fatal(err)
	}
	e := certify.Certifier{}.Certify(t.Context(), st)
	if e.Verdict != evidence.Certified {
		t.Fatalf("%s: %s", e.Verdict, e.Reason)
	}
	if err := verify.Check(header+statement, e.Certificate); err != nil {
		t.Error(err)
	}
	if verify.Check(statement, e.Certificate) == nil {
		t.Error("accepted without its header")
	}
}
