// Package assets holds what the program carries inside itself: the starter
// questionnaires, the icon, the fonts and the
// words in each language. It owns the files and knows nothing
// of their use.
//
// Everything here is read-only and safe for any goroutine. Callers must not
// change the bytes they are given.
package assets

import (
	"embed"
	"io/fs"
	"path"
)

// Questionnaire is one XLSForm workbook, as a coordinator may also have it.
type Questionnaire struct {
	Name    string // file name, with extension
	For     string // what it is for, in one line
	Data    []byte
	Profile []byte // plausible shares of its answers, as JSON for package simulate
}

// Typeface is one family in the two weights the screens use, as TrueType.
type Typeface struct {
	Regular, Bold []byte
}

// The scripts that have a typeface of their own. Each of their fonts also
// holds the Latin letters, digits and marks, so a mixed line needs no other.
const (
	Latin    = "Latn" // Atkinson Hyperlegible Next: English, Polish, Romanian
	Arabic   = "Arab" // naskh: Arabic, Farsi, Sorani
	Nastaliq = "Aran" // the flowing Arabic hand that Urdu is read in
	Gurmukhi = "Guru" // Punjabi
	Cyrillic = "Cyrl" // Ukrainian
	Han      = "Hani" // Chinese, simplified and traditional, in common use; one weight
)

//go:embed questionnaires/*.xlsx questionnaires/*.json
var questionnaires embed.FS

//go:embed fonts/OFL-*.txt
var licences embed.FS

//go:embed translations/*.json
var translations embed.FS

//go:embed icon.png
var iconPNG []byte

//go:embed icon-128.png
var smallIconPNG []byte

//go:embed icon.svg
var iconSVG []byte

// starters are the questionnaires in the order they are listed.
var starters = []struct{ name, use string }{
	{"haghill-carntyne", "Interviews with residents: what keeps people well, and what gets in the way"},
	{"hub-event", "Groups at a community event: what they offer, what is missing, what they could share"},
	{"helpful-hints", "A technology drop-in: help given, and how sure people feel before and after"},
	{"expression-of-interest", "Teams that apply for Keeping it Personal, assessed by two people"},
	{"session-feedback", "Care staff after a session: how it was, and a pledge for the tree"},
	{"conditions-for-change", "Leaders and practitioners: what is in place for change, and who is missing"},
	{"socially-connected", "People and organisations: what should come first so that fewer feel alone"},
}

// Questionnaires returns the starter questionnaires, the one that a first
// start brings in before the others.
func Questionnaires() []Questionnaire {
	const folder = "questionnaires"
	all := make([]Questionnaire, len(starters))
	for i, s := range starters {
		all[i] = Questionnaire{
			Name: s.name + ".xlsx", For: s.use,
			Data:    read(questionnaires, path.Join(folder, s.name+".xlsx")),
			Profile: read(questionnaires, path.Join(folder, s.name+".profile.json")),
		}
	}
	return all
}

// FindQuestionnaire returns the starter questionnaire with the file name.
func FindQuestionnaire(name string) (Questionnaire, bool) {
	for _, q := range Questionnaires() {
		if q.Name == name {
			return q, true
		}
	}
	return Questionnaire{}, false
}

// Icon returns the program's icon as a PNG of 512 by 512 pixels.
func Icon() []byte { return iconPNG }

// SmallIcon returns the icon as a PNG of 128 by 128 pixels, for the window: to
// unpack the large one takes some milliseconds of every start.
func SmallIcon() []byte { return smallIconPNG }

// IconSVG returns the program's icon as the drawing the PNG is made from.
func IconSVG() []byte { return iconSVG }

// Fonts returns the typeface for a script, named by its ISO 15924 code
// ([Latin], [Arabic], [Nastaliq], [Gurmukhi], [Cyrillic],
// [Han]). A script without one of its own
// gets the Latin one, and ok is false.
func Fonts(script string) (face Typeface, ok bool) {
	if face, ok = faces[script]; !ok {
		face = faces[Latin]
	}
	return face, ok
}

// Translations returns what the program says, a JSON file a language by its
// name: "pl.json". What is in them is told in package app/words.
func Translations() map[string][]byte {
	files := map[string][]byte{}
	for _, name := range names(translations, "translations") {
		files[name] = read(translations, "translations/"+name)
	}
	return files
}

// Licences returns the licence texts of the fonts by file name.
func Licences() map[string]string {
	texts := map[string]string{}
	for _, name := range names(licences, "fonts") {
		texts[name] = string(read(licences, "fonts/"+name))
	}
	return texts
}

// names lists a folder of embedded files, in order.
func names(files embed.FS, folder string) []string {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil // only a file missing at build time, which embed refuses
	}
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Name()
	}
	return list
}

// read returns an embedded file, nil when there is none.
func read(files embed.FS, name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	return data
}
