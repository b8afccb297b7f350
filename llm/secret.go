package llm

import (
	"strings"
	"unicode"
)

// Secret is a string that does not print: every verb of fmt, JSON and slog show a mask.
type Secret string

const mask = "***"

// String is the mask, or nothing where there is no secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// GoString is the mask, for %#v.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText gives the mask.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// redact makes an endpoint's words fit for an error: secrets masked, one line, short.
func redact(text string, secrets []string) string {
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, mask)
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	const longest = 300
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + " …"
	}
	return text
}
