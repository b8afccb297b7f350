package term

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isNameStart and isNameRest follow Lean's isIdFirst and isIdRest.
func isNameStart(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || r == '«' || isLetterLike(r)
}

func isNameRest(r rune) bool {
	return r != '«' && isNameStart(r) || isDigit(r) || r == '\'' || r == '!' || r == '?' || isSubscript(r)
}

func isLetterLike(r rune) bool {
	switch {
	case r == 'λ' || r == 'Π' || r == 'Σ' || r == '×' || r == '÷':
		return false
	case 0x3b1 <= r && r <= 0x3c9, 0x391 <= r && r <= 0x3a9, 0x3ca <= r && r <= 0x3fb,
		0x1f00 <= r && r <= 0x1ffe, 0x2100 <= r && r <= 0x214f, 0x1d49c <= r && r <= 0x1d59f,
		0xc0 <= r && r <= 0xff, 0x100 <= r && r <= 0x17f:
		return true
	}
	return false
}

func isSubscript(r rune) bool {
	return 0x2080 <= r && r <= 0x2089 || 0x2090 <= r && r <= 0x209c || 0x1d62 <= r && r <= 0x1d6a || r == 0x2c7c
}
