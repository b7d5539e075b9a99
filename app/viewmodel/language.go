package viewmodel

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"doorstep/app/words"
	"doorstep/survey"
)

// Language is one the questionnaire has.
type Language struct {
	Name        string // as the form names it: "Urdu (ur)"; SetLanguage takes it
	Shown       string // as its speakers call it: "اردو"
	Code        string // "ur", "" when the form gives none
	RightToLeft bool
	Selected    bool
}

// Words are what the program says in the language.
func (l Language) Words() *words.Words { return words.In(l.Code) }

// languages lists a form's languages as the interview offers them.
func languages(form *survey.Form, selected string) []Language {
	names := form.Languages
	if len(names) == 0 {
		names = []string{""}
	}
	out := make([]Language, 0, len(names))
	for _, n := range names {
		l := describeLanguage(n)
		l.Selected = n == selected
		out = append(out, l)
	}
	return out
}

// languageNames returns how the speakers of each language call it.
func languageNames(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if shown := describeLanguage(n).Shown; shown != "" {
			out = append(out, shown)
		}
	}
	return out
}

// describeLanguage reads a name as column headers have it, "Urdu (ur)".
func describeLanguage(name string) Language {
	before, _, _ := strings.Cut(name, "(")
	l := Language{Name: name, Shown: strings.TrimSpace(before), Code: codeOf(name)}
	tag, err := language.Parse(l.Code)
	if err != nil {
		return l
	}
	if self := display.Self.Name(tag); self != "" && self != l.Code {
		l.Shown = cases.Title(tag, cases.NoLower).String(self)
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		l.RightToLeft = true
	}
	return l
}

// namedWithoutCode are languages of the area that a form may name in English,
// without a code. Others show as they are named and read from left to right.
var namedWithoutCode = map[string]string{
	"english": "en", "polish": "pl", "urdu": "ur", "arabic": "ar", "romanian": "ro", "chinese": "zh", "mandarin": "zh",
	"cantonese": "yue", "punjabi": "pa", "panjabi": "pa", "farsi": "fa", "persian": "fa", "dari": "fa", "sorani": "ckb",
	"kurdish sorani": "ckb", "ukrainian": "uk", "pashto": "ps", "hebrew": "he",
}

// codeOf reads the code of a language's name: "ur" of "Urdu (ur)", "" when it
// has none.
func codeOf(name string) string {
	before, rest, ok := strings.Cut(name, "(")
	if !ok {
		return namedWithoutCode[strings.ToLower(strings.TrimSpace(before))]
	}
	code, _, _ := strings.Cut(rest, ")")
	tag, err := language.Parse(strings.TrimSpace(code))
	if err != nil {
		return ""
	}
	return tag.String()
}
