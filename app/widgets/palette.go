package widgets

import (
	"image/color"
	"math"
)

// Palette is one set of colours. Every text colour reads at 4.5:1 or better on
// each ground it is used on; [Palette.Pairs] lists them and a test holds it.
type Palette struct {
	Paper, Rail, Tile, TileHover, Field color.NRGBA // grounds
	Ink, Quiet                          color.NRGBA // text on the grounds
	Accent, OnAccent                    color.NRGBA
	AccentHover                         color.NRGBA
	Error, OnError, ErrorGround         color.NRGBA
	Warning, WarningGround              color.NRGBA
	Line                                color.NRGBA // hairlines; says nothing alone
	Outline                             color.NRGBA // edges of controls, 3:1 on paper
	Focus                               color.NRGBA
	OutlineWidth                        float32
}

// Pair is a colour on the ground it is drawn on.
type Pair struct {
	Name string
	On   color.NRGBA
	Ink  color.NRGBA
}

// The three palettes.
var (
	Light = Palette{
		Paper: rgb(0xFBFAF6), Rail: rgb(0xF2F0E8), Tile: rgb(0xEEF3F1), TileHover: rgb(0xE1EAE7), Field: rgb(0xFFFFFF),
		Ink: rgb(0x14232B), Quiet: rgb(0x4A5A61),
		Accent: rgb(0x0B6166), OnAccent: rgb(0xFFFFFF), AccentHover: rgb(0x084E52),
		Error: rgb(0xA3261C), OnError: rgb(0xFFFFFF), ErrorGround: rgb(0xFBEEEA),
		Warning: rgb(0x6B4A00), WarningGround: rgb(0xFAF1DC),
		Line: rgb(0xDDE1DC), Outline: rgb(0x7C8B8F), Focus: rgb(0x8A4B00), OutlineWidth: 1,
	}
	Dark = Palette{
		Paper: rgb(0x10191E), Rail: rgb(0x0B1317), Tile: rgb(0x1C2930), TileHover: rgb(0x26363E), Field: rgb(0x0B1317),
		Ink: rgb(0xEDF2F1), Quiet: rgb(0xA9B8BC),
		Accent: rgb(0x63D2C6), OnAccent: rgb(0x0B1A1C), AccentHover: rgb(0x86E0D6),
		Error: rgb(0xFF9A8D), OnError: rgb(0x2A0B07), ErrorGround: rgb(0x2C1C1B),
		Warning: rgb(0xF2C879), WarningGround: rgb(0x2A2417),
		Line: rgb(0x2B3A41), Outline: rgb(0x70838A), Focus: rgb(0xFFC44D), OutlineWidth: 1,
	}
	HighContrast = Palette{
		Paper: rgb(0x000000), Rail: rgb(0x000000), Tile: rgb(0x000000), TileHover: rgb(0x262626), Field: rgb(0x000000),
		Ink: rgb(0xFFFFFF), Quiet: rgb(0xFFFFFF),
		Accent: rgb(0xFFE600), OnAccent: rgb(0x000000), AccentHover: rgb(0xFFF27A),
		Error: rgb(0xFFFFFF), OnError: rgb(0x000000), ErrorGround: rgb(0x000000),
		Warning: rgb(0xFFFFFF), WarningGround: rgb(0x000000),
		Line: rgb(0xFFFFFF), Outline: rgb(0xFFFFFF), Focus: rgb(0xFFE600), OutlineWidth: 2,
	}
)

// Pairs lists every text and focus colour with each ground it stands on.
func (p Palette) Pairs() []Pair {
	grounds := []struct {
		name string
		c    color.NRGBA
	}{
		{"paper", p.Paper},
		{"rail", p.Rail},
		{"tile", p.Tile},
		{"hovered tile", p.TileHover},
		{"field", p.Field},
	}
	var pairs []Pair
	for _, g := range grounds {
		pairs = append(pairs,
			Pair{"ink on " + g.name, g.c, p.Ink},
			Pair{"quiet on " + g.name, g.c, p.Quiet},
			Pair{"accent on " + g.name, g.c, p.Accent},
			Pair{"focus on " + g.name, g.c, p.Focus})
	}
	return append(pairs,
		Pair{"ink on what is selected in a field", blend(p.Field, p.Accent, selectionAlpha), p.Ink},
		Pair{"a sign on its disc", p.Warning, p.WarningGround},
		Pair{"error on a tile", p.Tile, p.Error},
		Pair{"focus on error ground", p.ErrorGround, p.Focus},
		Pair{"focus on warning ground", p.WarningGround, p.Focus},
		Pair{"quiet on error ground", p.ErrorGround, p.Quiet},
		Pair{"quiet on warning ground", p.WarningGround, p.Quiet},
		Pair{"accent on warning ground", p.WarningGround, p.Accent},
		Pair{"text on accent", p.Accent, p.OnAccent},
		Pair{"text on hovered accent", p.AccentHover, p.OnAccent},
		Pair{"error on paper", p.Paper, p.Error},
		Pair{"error on its ground", p.ErrorGround, p.Error},
		Pair{"ink on error ground", p.ErrorGround, p.Ink},
		Pair{"text on error", p.Error, p.OnError},
		Pair{"warning on paper", p.Paper, p.Warning},
		Pair{"warning on its ground", p.WarningGround, p.Warning},
		Pair{"ink on warning ground", p.WarningGround, p.Ink})
}

// Contrast returns the WCAG 2.2 contrast ratio of two opaque colours, 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// luminance is WCAG's relative luminance of an sRGB colour.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

func withAlpha(c color.NRGBA, a uint8) color.NRGBA {
	c.A = a
	return c
}

// blend is a colour on a ground, of which it lets some through.
func blend(ground, c color.NRGBA, alpha uint8) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(255-int(alpha)) + int(b)*int(alpha) + 127) / 255) }
	return color.NRGBA{R: mix(ground.R, c.R), G: mix(ground.G, c.G), B: mix(ground.B, c.B), A: 0xFF}
}

// hex writes a colour as SVG does.
func hex(c color.NRGBA) string {
	const digits = "0123456789abcdef"
	s := []byte{'#'}
	for _, v := range []uint8{c.R, c.G, c.B} {
		s = append(s, digits[v>>4], digits[v&15])
	}
	return string(s)
}
