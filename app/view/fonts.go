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

// themeFor returns the look that the settings ask for.
func themeFor(p viewmodel.Preferences, fonts widgets.Fonts) *widgets.Theme {
	mode := map[viewmodel.Theme]widgets.Mode{
		viewmodel.ThemeLight:        widgets.LightMode,
		viewmodel.ThemeDark:         widgets.DarkMode,
		viewmodel.ThemeHighContrast: widgets.ContrastMode,
	}[p.Theme]
	return widgets.NewTheme(mode, float32(p.TextSize)/100, fonts)
}
