package widgets

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
)

// Fonts are the faces text is set in. A nil face means the toolkit's own.
type Fonts struct {
	Regular, Bold fyne.Resource
	Holds         *unicode.RangeTable // the letters that both hold; for others the toolkit looks further
	Scripts       []ScriptFont        // the first that fits a run is used
}

// ScriptFont is the face for one writing system.
type ScriptFont struct {
	Script        *unicode.RangeTable
	Language      string // only for this language ("ur"); "" for any
	Regular, Bold fyne.Resource
}

// face returns the face a letter needs in a language, nil for the theme's.
func (f Fonts) face(r rune, language string, bold bool) fyne.Resource {
	if r < 0x0370 { // Latin: most of what is drawn
		return nil
	}
	for _, s := range f.Scripts {
		if !inScript(s.Script, r) || (s.Language != "" && s.Language != primary(language)) {
			continue
		}
		if bold && s.Bold != nil {
			return s.Bold
		}
		return s.Regular
	}
	return nil
}

// own returns the face that holds all of a text by itself, nil where the theme
// has to be asked. Through the theme the toolkit reads every font it could ever
// fall back to, and the list of all that are installed, before it sets a letter.
func (f Fonts) own(text string, bold bool) fyne.Resource {
	if f.Holds == nil {
		return nil
	}
	for _, r := range text {
		if !unicode.Is(f.Holds, r) {
			return nil
		}
	}
	if bold {
		return f.Bold
	}
	return f.Regular
}

// inScript reports whether a letter or sign is set in a script's face. Unicode
// counts some Arabic punctuation and digits as common to several scripts.
func inScript(script *unicode.RangeTable, r rune) bool {
	return unicode.Is(script, r) || script == unicode.Arabic && r >= 0x0600 && r <= 0x06FF
}

// primary returns the first part of a language tag: "ur" of "ur-PK".
func primary(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return lang
}

var rightToLeft = map[string]bool{
	"ar": true, "ur": true, "fa": true, "ckb": true, "he": true, "ps": true, "sd": true, "ug": true, "yi": true, "pnb": true,
}

// IsRightToLeft reports whether a language, as a tag such as "ar" or "ur-PK",
// is written from right to left.
func IsRightToLeft(tag string) bool { return rightToLeft[primary(tag)] }
