package xlsform

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean trims a cell's text. Non-breaking and other odd spaces become plain
// ones, zero-width marks that copying leaves behind go, line ends become \n.
func clean(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] == '\r' || s[i] < ' ' && s[i] != '\n' {
			plain = false
			break
		}
	}
	if plain {
		return strings.TrimSpace(s)
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u00a0', '\u2007', '\u202f', '\u3000', '\r', '\t':
			if r == '\r' {
				return '\n'
			}
			return ' '
		case '\ufeff', '\u200b', '\u2060':
			return -1
		case '\n':
			return r
		case utf8.RuneError:
			return r
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

var straightQuotes = strings.NewReplacer("‘", "'", "’", "'", "‚", "'", "“", `"`, "”", `"`, "„", `"`, "″", `"`, "′", "'")

// straighten replaces the typographic quotes that word processors set.
func straighten(s string) string { return straightQuotes.Replace(s) }

// word returns the text as pyxform compares keywords: lower case, with single
// underscores for spaces.
func word(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsSpace(r) || r == '_' }), "_")
}

// isName reports whether s may name a node of a form.
func isName(s string) bool {
	for i, r := range s {
		switch {
		case r == '_' || unicode.IsLetter(r):
		case i > 0 && (r == '-' || r == '.' || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)):
		default:
			return false
		}
	}
	return s != ""
}

// isYes reads a yes-or-no cell; known is false for any other word.
func isYes(s string) (yes, known bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "yes", "y", "true", "true()", "1":
		return true, true
	case "no", "n", "false", "false()", "0", "":
		return false, true
	}
	return false, false
}

// plainNumber writes a number cell as its author typed it: 1.0 is 1, and
// 0.30000000000000004 as stored by Excel keeps no more digits than it has.
func plainNumber(raw string) string {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	if f == float64(int64(f)) && f < 1e15 && f > -1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
