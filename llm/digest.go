package llm

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
)

// digestVersion is part of what is hashed. It changes when the canonical form does, which
// makes every cache entry and recording a miss.
const digestVersion = 1

// Digest is the SHA-256 of the request's canonical JSON, in hex.
//
// Canonical JSON is one object: the request's JSON fields and "version": 1; keys sorted, no
// white space, fields with their zero value left out but for "messages", an empty
// list as an absent one; strings and numbers as encoding/json writes them with HTML escaping
// off. A temperature that is not finite, for which JSON has no number, is a string. A field that is
// added to Request later must be left out when zero, so that old digests stay.
func (r Request) Digest() string {
	return digest(r.canonical())
}

func (r Request) canonical() []byte {
	fields := map[string]any{"version": digestVersion}
	messages := make([]map[string]string, len(r.Messages))
	for i, m := range r.Messages {
		messages[i] = map[string]string{"role": m.Role, "content": m.Content}
	}
	fields["messages"] = messages
	if r.Model != "" {
		fields["model"] = r.Model
	}
	if r.Temperature != nil {
		fields["temperature"] = number(*r.Temperature)
	}
	if r.Seed != nil {
		fields["seed"] = *r.Seed
	}
	if r.MaxTokens != 0 {
		fields["max_tokens"] = r.MaxTokens
	}
	if len(r.Stop) > 0 {
		fields["stop"] = r.Stop
	}
	if r.Sample != 0 {
		fields["sample"] = r.Sample
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(fields); err != nil {
		panic("llm: a request without a canonical form: " + err.Error()) // only strings and finite numbers above
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func number(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return x
}
