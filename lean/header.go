package lean

import "strings"

// header is the part of a text that decides on its imports: from the start to the end of the
// last word of its header, comments between included. A worker that is given another header
// starts anew; what follows the header makes no difference.
func header(text string) string {
	end := 0
	for at := skipSpace(text, 0); at < len(text); at = skipSpace(text, at) {
		word := wordAt(text, at)
		switch word {
		case "module", "prelude", "public", "meta":
			at += len(word)
			if word == "public" || word == "meta" { // only before an import; else they begin a command
				if next := wordAt(text, skipSpace(text, at)); next != "import" && next != "meta" {
					return text[:end]
				}
				continue
			}
		case "import":
			at = skipSpace(text, at+len(word))
			if wordAt(text, at) == "all" {
				at = skipSpace(text, at+len("all"))
			}
			name := wordAt(text, at)
			if name == "" {
				return text[:end]
			}
			at += len(name)
		default:
			return text[:end]
		}
		end = at
	}
	return text[:end]
}

// wordAt is what stands at a place up to the next white space.
func wordAt(text string, at int) string {
	word := text[at:]
	if i := strings.IndexAny(word, " \t\r\n"); i >= 0 {
		word = word[:i]
	}
	return word
}

// skipSpace is the place after white space and comments.
func skipSpace(text string, at int) int {
	for at < len(text) {
		rest := text[at:]
		switch {
		case strings.ContainsRune(" \t\r\n", rune(rest[0])):
			at++
		case strings.HasPrefix(rest, "--"):
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				at += i
			} else {
				at = len(text)
			}
		case strings.HasPrefix(rest, "/-") && !strings.HasPrefix(rest, "/--") && !strings.HasPrefix(rest, "/-!"):
			at += commentLength(rest)
		default:
			return at
		}
	}
	return at
}

// commentLength is the length of the block comment, with those nested in it, that text begins
// with; all of text where it is not closed.
func commentLength(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); {
		switch text[i : i+2] {
		case "/-":
			depth++
			i += 2
		case "-/":
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(text)
}
