package viewmodel

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

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
	l := Language{Name: name, Shown: name}
	before, rest, ok := strings.Cut(name, "(")
	if !ok {
		return l
	}
	l.Shown = strings.TrimSpace(before)
	code, _, _ := strings.Cut(rest, ")")
	tag, err := language.Parse(strings.TrimSpace(code))
	if err != nil {
		return l
	}
	l.Code = tag.String()
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
