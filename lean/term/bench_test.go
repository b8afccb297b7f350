package term

import "testing"

func BenchmarkParseMiniF2F(b *testing.B) {
	rows := problems(b)
	bytes := 0
	for _, row := range rows {
		bytes += len(row.Statement)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, row := range rows {
			if _, err := ParseStatement(row.Statement); err != nil {
				b.Fatal(err)
			}
		}
	}
}
