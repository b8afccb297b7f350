package term

import "testing"

// BenchmarkParse reads the statements of miniF2F.
func BenchmarkParse(b *testing.B) {
	rows := problems(b)
	b.SetBytes(size(rows))
	for b.Loop() {
		for _, row := range rows {
			if _, err := ParseStatement(row.Statement); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkTokens cuts the statements of miniF2F into tokens.
func BenchmarkTokens(b *testing.B) {
	rows := problems(b)
	b.SetBytes(size(rows))
	for b.Loop() {
		for _, row := range rows {
			if _, err := Tokens(row.Statement); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkPrint writes the statements of miniF2F from their trees.
func BenchmarkPrint(b *testing.B) {
	rows := problems(b)
	statements := make([]*Statement, len(rows))
	for i, row := range rows {
		s, err := ParseStatement(row.Statement)
		if err != nil {
			b.Fatal(err)
		}
		statements[i] = s
	}
	b.SetBytes(size(rows))
	for b.Loop() {
		for _, s := range statements {
			_ = PrintStatement(s)
		}
	}
}

func size(rows []problem) int64 {
	bytes := 0
	for _, row := range rows {
		bytes += len(row.Statement)
	}
	return int64(bytes)
}
