package release

import (
	"strings"
	"unicode"
)

// Cells are as wide as so many digits of the workbook's plain font, which are
// 7 pixels each, and 5 pixels more; text is set in Arial.
const (
	pixelsPerUnit  = 7.0
	pixelsBeside   = 5.0
	pixelsPerPoint = 96.0 / 72
	boldWider      = 1.07
	spare          = 1.03 // programs differ a little
)

// lines is how many lines a text of so many points takes in a column, wrapped
// at spaces.
func lines(text string, width, points float64, bold bool) float64 {
	em := points * pixelsPerPoint * spare
	if bold {
		em *= boldWider
	}
	room := (width*pixelsPerUnit - pixelsBeside) / em
	n, used := 1.0, 0.0
	for word := range strings.FieldsSeq(text) {
		w := ems(word)
		if used > 0 && used+spaceWidth+w > room {
			n++
			used = 0
		}
		if used > 0 {
			used += spaceWidth
		}
		for used += w; used > room && room > 1; used -= room { // a word longer than a line breaks anywhere
			n++
		}
	}
	return n
}

const spaceWidth = 0.278

// ems is how wide a word is in Arial, in ems.
func ems(word string) (w float64) {
	for _, r := range word {
		switch {
		case strings.ContainsRune("ijl'|", r):
			w += 0.222
		case strings.ContainsRune("ft.,:;!/[]()I-’", r):
			w += 0.3
		case strings.ContainsRune("cksvxyzJr", r):
			w += 0.5
		case strings.ContainsRune("mwMW%@—", r):
			w += 0.88
		case r < 0x250 && unicode.IsUpper(r):
			w += 0.7
		case r >= 0x2e80: // Chinese and its like are square
			w++
		case unicode.Is(unicode.Mn, r): // vowel marks stand above others
		default:
			w += 0.556
		}
	}
	return w
}
