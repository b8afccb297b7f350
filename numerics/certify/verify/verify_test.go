package verify_test

import (
	"encoding/json"
	"errors"
	"testing"

	"cosita/evidence"
	"cosita/numerics/certify/verify"
)

func check(t *testing.T, text, kind, payload string) error {
	t.Helper()
	return verify.Check(text, &evidence.Certificate{Kind: kind, Payload: json.RawMessage(payload)})
}

func TestCheck(t *testing.T) {
	const system = "theorem t (x y : ℝ) (h : x + y ≤ 3) (k : y ≥ 1) : x ≤ 2"
	for _, c := range []struct {
		text, kind, payload string
		accepted            bool
	}{
		{"theorem t (x : ℝ) : (x + 1) ^ 2 = x ^ 2 + 2 * x + 1", "ring", `{"rule":"combination"}`, true},
		{"theorem t (x : ℝ) : (x + 1) ^ 2 = x ^ 2 + 2 * x", "ring", `{"rule":"combination"}`, false},
		{"theorem t (n m : ℕ) : n - m + m = n", "ring", `{"rule":"combination"}`, false},
		{"theorem t : 2 + 2 = 4", "ground", `{"rule":"ground"}`, true},
		{"theorem t : 2 + 2 = 5", "ground", `{"rule":"ground"}`, false},
		{system, "linear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"facts":[0]},{"facts":[1]},{"facts":[2]}]}]}`, true},
		{system, "linear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"facts":[0]},{"facts":[1]}]}]}`, false},
		{system, "linear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"coef":"-1","facts":[0]},{"facts":[1]},{"facts":[2]}]}]}`, false},
		{system, "nonlinear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"facts":[0]},{"facts":[1]},{"facts":[2]}]}]}`, false},
		{"theorem t (z : ℂ) : z ^ 2 ≠ -1", "nonlinear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"squares":[[{"c":"1","m":{"z : ℂ":1}}]]},{"facts":[0],"by":[{"c":"-1"}]}]}]}`, false},
		{"theorem t (n : ℕ) (h : n < 3) : n ≤ 2", "linear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"facts":[0]},{"facts":[1]},{}]}]}`, true},
		{"theorem t (x : ℝ) (h : x < 3) : x ≤ 2", "linear", `{"rule":"contra","then":[{"rule":"sum","sum":[{"facts":[0]},{"facts":[1]},{}]}]}`, false},
	} {
		err := check(t, c.text, c.kind, c.payload)
		if (err == nil) != c.accepted {
			t.Errorf("%s by %s: %v", c.text, c.payload, err)
		}
		if err != nil && !errors.Is(err, verify.ErrRejected) {
			t.Errorf("%s: %v is no rejection", c.text, err)
		}
	}
}

// Whatever the payload is, Check answers and proves nothing false.
func FuzzCheck(f *testing.F) {
	f.Add(`{"rule":"contra","then":[{"rule":"sum","sum":[{"facts":[0]},{"facts":[1]}]}]}`)
	f.Add(`{"rule":"or","at":-1,"then":[null]}`)
	f.Add(`{"rule":"product","factors":[[{"c":"1","m":{"x : ℝ":-3}}],[]]}`)
	f.Add(`{"rule":"cases","bounds":[{"name":"x","low":9,"high":-9223372036854775808}]}`)
	f.Add(`{"rule":"atom","with":"(↑n : ℝ) / x : ℝ"}`)
	f.Fuzz(func(t *testing.T, payload string) {
		if !json.Valid([]byte(payload)) {
			return
		}
		const wrong = "theorem t (n : ℕ) (x : ℝ) (h : x ^ 2 ≤ n / x) (k : |x| ≤ 9) : n ≤ 80 ∧ x = 0"
		for _, kind := range []string{"ring", "linear", "nonlinear", "split", "vacuous", "cases"} {
			if err := check(t, wrong, kind, payload); err == nil {
				t.Errorf("%s accepted: %s", kind, payload)
			}
		}
	})
}
