package view

import (
	"slices"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"
)

// A line in each language of the area, written for this test so as to hold the
// letters that only it has.
var languageSamples = map[string]string{
	"en":  "Who helps you keep well? “PEEK” – £5, G31 (2nd floor)…",
	"pl":  "Zażółć gęślą jaźń; ŚWIĘTO, ćma, źrebię, „dom”, Łódź – Ńysa?",
	"ro":  "Cine vă ajută să fiți bine? Țară, șină, îngrijire, câine, Î, Ș",
	"ur":  "آپ کو اچھا رکھنے میں کون مدد کرتا ہے؟ گھر، ٹیڑھا، ڈاکٹر، بچّے، ”ژالہ“، ۂ ۓ ۔",
	"ar":  "مَن يساعدكم على أن تكونوا بخير؟ إلى آخر، «بيت»، ٣؛ مؤسسة، شيئًا، لأنّ",
	"fa":  "چه کسی به شما کمک می\u200cکند؟ گچ، پژمرده، «خانه»، ۴۵۶",
	"ckb": "کێ یارمەتیت دەدات؟ ڕۆژ، ڵاو، ۆ، ێ، ڤیان، گوێ، پەنجەرە",
	"pa":  "ਕੌਣ ਤੁਹਾਡੀ ਮਦਦ ਕਰਦਾ ਹੈ? ਘਰ, ਸਿਹਤ, ਪੰਜਾਬੀ, ਖ਼ੁਸ਼ੀ, ੳ ਅ ੲ ੴ ।",
	"uk":  "Хто допомагає вам бути здоровими? Ґанок, їжак, єдність, п’ять, щастя",
	"zh":  "谁帮助您保持健康？社区中心（二楼），“家庭医生”，孤独、护理；您好！",
	"yue": "邊個幫你保持健康？社區中心（二樓），「家庭醫生」，孤獨、護理；你好！",
}

func TestEveryLanguageOfTheAreaHasItsLetters(t *testing.T) {
	fonts := testFonts()
	latin := []fyne.Resource{fonts.Regular, theme.DefaultTextFont()} // as the toolkit falls back
	for code, sample := range languageSamples {
		words := latin
		for _, r := range sample {
			if r == ' ' || r == '\u200c' {
				continue
			}
			faces := latin
			for _, s := range fonts.Scripts {
				if unicode.Is(s.Script, r) || s.Script == unicode.Arabic && r >= 0x600 && r <= 0x6ff {
					faces = []fyne.Resource{s.Regular, s.Bold}[:1]
					if !holds(t, s.Bold, r) {
						t.Errorf("%s: no bold %q (%U)", code, r, r)
					}
				}
			}
			if !unicode.IsLetter(r) { // drawn with the words before it
				faces = append(slices.Clone(faces), words...)
			} else {
				words = faces
			}
			found := false
			for _, face := range faces {
				found = found || holds(t, face, r)
			}
			if !found {
				t.Errorf("%s: no %q (%U)", code, r, r)
			}
		}
	}
}

func TestTheLatinFaceHoldsWhatItIsSaidTo(t *testing.T) {
	fonts := testFonts()
	for _, letters := range fonts.Holds.R16 {
		for r := rune(letters.Lo); r <= rune(letters.Hi); r++ {
			if !holds(t, fonts.Regular, r) || !holds(t, fonts.Bold, r) {
				t.Errorf("it does not hold %q (%U)", r, r)
			}
		}
	}
}

var parsed = map[fyne.Resource]*sfnt.Font{}

func holds(t *testing.T, face fyne.Resource, r rune) bool {
	t.Helper()
	f := parsed[face]
	if f == nil {
		var err error
		if f, err = sfnt.Parse(face.Content()); err != nil {
			t.Fatal(err)
		}
		parsed[face] = f
	}
	glyph, err := f.GlyphIndex(&sfnt.Buffer{}, r)
	return err == nil && glyph != 0
}
