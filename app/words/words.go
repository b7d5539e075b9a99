// Package words is what the program says, in the languages it can say it in.
// Whatever a resident may see on the screen or on paper comes from here:
//
//	w := words.In("ur")                    // the language of the interview
//	w.Say("continue")                      // آگے بڑھیں
//	w.Say("question_of_about", "Number", 3, "About", 30)
//	w.Count("so_far", 2)                   // plurals by the language's own rules
//	w.Date(day)                            // 3 May 2026, in the language
//
// The words themselves are in assets/translations, one JSON file a language, as
// go-i18n reads them: a key with its words, or with one form a plural category
// (in English "one" and "other"; {{.N}} is the count). Every key stands in
// en.json first and then in each of the others: a test holds that none is
// missing, that placeholders agree and that each plural is whole. A language
// without a file, such as Farsi today, is spoken in English; [Words.Language]
// tells which one the words are really in, for the side they are set at.
//
// Most of what only the worker sees is in English in app/view; the rail, the
// tools and the saved words are here, said in the interface's language.
//
// Everything here is safe for any goroutine.
package words

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"doorstep/assets"
)

// Fallback is the language that has every word.
const Fallback = "en"

// Words says things in one language.
type Words struct {
	code      string
	localizer func() *i18n.Localizer // reads the language's file when it is first asked
}

// catalogue is made once, and each language's file read when it is first spoken.
// The files are embedded and tested; what could not be read would be said in
// English.
var catalogue = sync.OnceValue(func() map[string]*Words {
	all := map[string]*Words{}
	for name, data := range assets.Translations() {
		code := strings.TrimSuffix(name, path.Ext(name))
		all[code] = &Words{code: code, localizer: sync.OnceValue(func() *i18n.Localizer {
			bundle := i18n.NewBundle(language.English)
			_, _ = bundle.ParseMessageFileBytes(data, name)
			return i18n.NewLocalizer(bundle, code)
		})}
	}
	return all
})

// In returns the words of a language, given as a tag such as "ur" or "pl-PL".
// A language that has none, and "", is spoken in English.
func In(tag string) *Words {
	code, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if w := catalogue()[code]; w != nil {
		return w
	}
	return catalogue()[Fallback]
}

// Languages lists the codes of the languages there are words in, English first.
func Languages() []string {
	codes := []string{Fallback}
	for code := range catalogue() {
		if code != Fallback {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes[1:])
	return codes
}

// Language is the code of the language the words are in.
func (w *Words) Language() string { return w.code }

// Name is what the language's speakers call it.
func (w *Words) Name() string {
	tag := language.Make(w.code)
	return cases.Title(tag, cases.NoLower).String(display.Self.Name(tag))
}

// Say returns the words of a key. pairs fill its placeholders: a name as it
// stands in {{.Name}}, then the value. Words that are missing are said in
// English; a key that no file has is returned as it is.
func (w *Words) Say(key string, pairs ...any) string {
	return w.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: data(pairs)})
}

// Count returns the words of a key for a number of things, in the plural form
// that the language uses for it. {{.N}} is the number; pairs are as for Say.
func (w *Words) Count(key string, n int, pairs ...any) string {
	fill := data(append(pairs[:len(pairs):len(pairs)], "N", n))
	return w.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: fill, PluralCount: n})
}

func (w *Words) say(config *i18n.LocalizeConfig) string {
	for _, speaker := range []*Words{w, catalogue()[Fallback]} {
		if s, err := speaker.localizer().Localize(config); err == nil && s != "" {
			return s
		}
	}
	return config.MessageID
}

func data(pairs []any) map[string]any {
	fill := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			fill[name] = pairs[i+1]
		}
	}
	return fill
}
