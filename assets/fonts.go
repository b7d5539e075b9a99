package assets

import _ "embed"

// As bytes of their own the fonts stay where the program's file has them, and
// none is copied at a start: Chinese alone is three megabytes.

//go:embed fonts/AtkinsonHyperlegibleNext-Regular.ttf
var latinRegular []byte

//go:embed fonts/AtkinsonHyperlegibleNext-Bold.ttf
var latinBold []byte

//go:embed fonts/DoorstepNaskh-Regular.ttf
var arabicRegular []byte

//go:embed fonts/DoorstepNaskh-Bold.ttf
var arabicBold []byte

//go:embed fonts/DoorstepNastaliq-Regular.ttf
var nastaliqRegular []byte

//go:embed fonts/DoorstepNastaliq-Bold.ttf
var nastaliqBold []byte

//go:embed fonts/DoorstepGurmukhi-Regular.ttf
var gurmukhiRegular []byte

//go:embed fonts/DoorstepGurmukhi-Bold.ttf
var gurmukhiBold []byte

//go:embed fonts/DoorstepCyrillic-Regular.ttf
var cyrillicRegular []byte

//go:embed fonts/DoorstepCyrillic-Bold.ttf
var cyrillicBold []byte

//go:embed fonts/DoorstepHan-Regular.ttf
var hanRegular []byte

var faces = map[string]Typeface{
	Latin:    {latinRegular, latinBold},
	Arabic:   {arabicRegular, arabicBold},
	Nastaliq: {nastaliqRegular, nastaliqBold},
	Gurmukhi: {gurmukhiRegular, gurmukhiBold},
	Cyrillic: {cyrillicRegular, cyrillicBold},
	Han:      {hanRegular, hanRegular},
}
