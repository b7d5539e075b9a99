package view

import (
	"unicode"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// Fonts arranges the typefaces for the theme. face returns a script's two
// weights by its ISO 15924 code, as TrueType; ok is false where there is none.
func Fonts(face func(script string) (regular, bold []byte, ok bool)) widgets.Fonts {
	pair := func(script string) (regular, bold fyne.Resource) {
		r, b, ok := face(script)
		if !ok || len(r) == 0 {
			return nil, nil
		}
		regular = fyne.NewStaticResource(script+"-Regular.ttf", r)
		if len(b) > 0 {
			bold = fyne.NewStaticResource(script+"-Bold.ttf", b)
		}
		return regular, bold
	}
	var f widgets.Fonts
	f.Regular, f.Bold = pair("Latn")
	f.Holds = latinLetters
	for _, s := range []struct {
		code, language string
		script         *unicode.RangeTable
	}{
		// Urdu is better read in nastaliq ("Aran", for "ur"), but the shaper
		// leaves letters of its sloping words unjoined or over one another, as in
		// محفوظ, پنجابی and سمجھتی: go-text, up to its newest v0.3.5, loses the
		// first link of a chain of cursive attachments. Naskh has none.
		{"Arab", "", unicode.Arabic},
		{"Guru", "", unicode.Gurmukhi},
		{"Cyrl", "", unicode.Cyrillic},
		{"Hani", "", unicode.Han},
	} {
		if regular, bold := pair(s.code); regular != nil {
			f.Scripts = append(f.Scripts, widgets.ScriptFont{Script: s.script, Language: s.language, Regular: regular, Bold: bold})
		}
	}
	return f
}

// latinLetters are what both weights of the Latin face hold, of what is written
// here: English, Polish, Romanian and most other languages in Latin letters.
var latinLetters = &unicode.RangeTable{LatinOffset: 3, R16: []unicode.Range16{
	{0x20, 0x7E, 1},
	{0xA0, 0xAC, 1},
	{0xAE, 0xB4, 1},
	{0xB6, 0x107, 1},
	{0x10C, 0x113, 1},
	{0x116, 0x11B, 1},
	{0x11E, 0x123, 1},
	{0x139, 0x13E, 1},
	{0x141, 0x148, 1},
	{0x150, 0x155, 1},
	{0x158, 0x15B, 1},
	{0x15E, 0x165, 1},
	{0x16A, 0x16B, 1},
	{0x16E, 0x17E, 1},
	{0x218, 0x21B, 1},
	{0x2013, 0x2014, 1},
	{0x2018, 0x201A, 1},
	{0x201C, 0x201E, 1},
	{0x2020, 0x2022, 1},
	{0x2026, 0x2026, 1},
	{0x2039, 0x203A, 1},
	{0x20AC, 0x20AC, 1},
	{0x2212, 0x2212, 1},
}}

// themeFor returns the look that the settings ask for.
func themeFor(p viewmodel.Preferences, fonts widgets.Fonts) *widgets.Theme {
	mode := map[viewmodel.Theme]widgets.Mode{
		viewmodel.ThemeLight:        widgets.LightMode,
		viewmodel.ThemeDark:         widgets.DarkMode,
		viewmodel.ThemeHighContrast: widgets.ContrastMode,
	}[p.Theme]
	return widgets.NewTheme(mode, float32(p.TextSize)/100, fonts)
}
