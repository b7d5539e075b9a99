package assets_test

import (
	"testing"

	"golang.org/x/image/font/sfnt"

	"doorstep/assets"
	"doorstep/survey"
)

// A letter that its font lacks is an empty box on the screen.
func TestFontsHoldEveryLetterOfTheQuestionnaire(t *testing.T) {
	form := readHaghill(t).Form()
	for lang, script := range map[string]string{
		"English (en)": assets.Latin, "Polish (pl)": assets.Latin, "Romanian (ro)": assets.Latin,
		"Arabic (ar)": assets.Arabic, "Urdu (ur)": assets.Nastaliq,
	} {
		face, _ := assets.Fonts(script)
		letters := lettersOf(form, lang)
		checkLetters(t, lang+" regular", face.Regular, letters)
		checkLetters(t, lang+" bold", face.Bold, letters)
		if lang == "Urdu (ur)" { // also read in naskh, where lines must be short
			naskh, _ := assets.Fonts(assets.Arabic)
			checkLetters(t, lang+" in naskh", naskh.Regular, letters)
		}
	}
}

func checkLetters(t *testing.T, what string, font []byte, letters map[rune]string) {
	t.Helper()
	f, err := sfnt.Parse(font)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	var buffer sfnt.Buffer
	for r, in := range letters {
		if glyph, err := f.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			t.Errorf("%s: no letter %q, as in %q", what, r, in)
		}
	}
}

// lettersOf returns every letter the form uses in a language, and a text with it.
func lettersOf(form *survey.Form, lang string) map[rune]string {
	letters := map[rune]string{}
	collect := func(label survey.Label) {
		words, _ := label.In(lang)
		for _, r := range words {
			if r != '\n' {
				letters[r] = words
			}
		}
	}
	for n := range survey.Nodes(form.Root) {
		b := n.Base()
		for _, label := range []survey.Label{b.Label, b.Hint, b.GuidanceHint, b.Bind.RequiredMessage, b.Bind.ConstraintMessage} {
			collect(label)
		}
	}
	for _, list := range form.Lists {
		for _, c := range list.Choices {
			collect(c.Label)
		}
	}
	return letters
}
