package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// Font is a face in two weights, as TrueType.
type Font struct{ Regular, Bold []byte }

// Pen draws text and areas. The first font that has a letter draws it.
type Pen struct {
	faces  [2][]*font.Face // regular, bold
	shaper shaping.HarfbuzzShaper
	wrap   shaping.LineWrapper
	split  shaping.Segmenter
}

// NewPen readies fonts, the one of Latin letters first.
func NewPen(fonts []Font) (*Pen, error) {
	p := &Pen{}
	for _, f := range fonts {
		for i, data := range [][]byte{f.Regular, f.Bold} {
			if data == nil {
				data = f.Regular
			}
			face, err := font.ParseTTF(bytes.NewReader(data))
			if err != nil {
				return nil, fmt.Errorf("read a font for charts: %w", err)
			}
			p.faces[i] = append(p.faces[i], face)
		}
	}
	if len(p.faces[0]) == 0 {
		return nil, fmt.Errorf("there is no font to draw charts with")
	}
	return p, nil
}

// faceMap picks the first face with a letter.
type faceMap []*font.Face

func (m faceMap) ResolveFace(r rune) *font.Face {
	for _, f := range m {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return m[0]
}

// style is how a text looks.
type style struct {
	size   float32
	bold   bool
	colour color.NRGBA
}

func (s style) lineHeight() float32 { return s.size * 1.3 }

// paragraph is text set in lines.
type paragraph struct {
	style
	lines       []shaping.Line
	rightToLeft bool
}

// set breaks a text into lines of a width.
func (p *Pen) set(text string, width float32, s style) paragraph {
	runes := []rune(text)
	if len(runes) == 0 {
		return paragraph{style: s}
	}
	faces := faceMap(p.faces[0])
	if s.bold {
		faces = p.faces[1]
	}
	direction := di.DirectionLTR
	for _, r := range runes { // the first strong letter's
		if c, _ := bidi.LookupRune(r); c.Class() == bidi.L {
			break
		} else if c.Class() == bidi.R || c.Class() == bidi.AL {
			direction = di.DirectionRTL
			break
		}
	}
	var shaped []shaping.Output
	for _, in := range p.split.Split(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: direction, Size: fixed.Int26_6(s.size * 64), Language: language.NewLanguage("en"),
	}, faces) {
		shaped = append(shaped, p.shaper.Shape(in))
	}
	lines, _ := p.wrap.WrapParagraph(shaping.WrapConfig{Direction: direction}, int(width), runes, shaping.NewSliceIterator(shaped))
	out := paragraph{style: s, rightToLeft: direction == di.DirectionRTL}
	for _, l := range lines { // the wrapper uses its room again
		out.lines = append(out.lines, slices.Clone(l))
	}
	return out
}

func (g paragraph) height() float32 { return float32(len(g.lines)) * g.lineHeight() }

// width of the widest line.
func (g paragraph) width() (w float32) {
	for _, l := range g.lines {
		w = max(w, lineWidth(l))
	}
	return w
}

func lineWidth(l shaping.Line) (w float32) {
	for _, run := range l {
		w += float32(run.Advance) / 64
	}
	return w
}

// align says where lines stand in a column.
type align uint8

const (
	atStart align = iota
	atEnd
	atCentre
)

// text draws a paragraph with its top left corner there, in a column.
func (d *drawing) text(g paragraph, x, y, width float32, a align) {
	for i, line := range g.lines {
		at := x
		switch {
		case a == atCentre:
			at += (width - lineWidth(line)) / 2
		case a == atEnd || g.rightToLeft && a == atStart:
			at += width - lineWidth(line)
		}
		runs := slices.Clone(line)
		slices.SortFunc(runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
		base := y + float32(i)*g.lineHeight() + g.size
		for _, run := range runs {
			at = d.run(run, at, base, g.colour)
		}
	}
}

// run draws shaped glyphs from the left and returns where they end.
func (d *drawing) run(run shaping.Output, x, y float32, colour color.NRGBA) float32 {
	scale := float32(run.Size) / 64 / float32(run.Face.Upem())
	area := area{colour: colour}
	for _, glyph := range run.Glyphs {
		left, base := x+float32(glyph.XOffset)/64, y-float32(glyph.YOffset)/64
		if outline, ok := run.Face.GlyphData(glyph.GlyphID).(font.GlyphOutline); ok {
			for _, s := range outline.Segments {
				step := step{op: s.Op}
				for i, pt := range s.Args {
					step.at[i] = point{left + pt.X*scale, base - pt.Y*scale}
				}
				area.steps = append(area.steps, step)
			}
		}
		x += float32(glyph.Advance) / 64
	}
	if len(area.steps) > 0 {
		d.areas = append(d.areas, area)
	}
	return x
}

type point struct{ x, y float32 }

// step is a move, a line or a curve of an outline.
type step struct {
	op ot.SegmentOp
	at [3]point
}

// area is an outline filled with one colour.
type area struct {
	colour color.NRGBA
	steps  []step
}

// drawing is what both kinds of picture are made of.
type drawing struct {
	width, height float32
	areas         []area
}

func (d *drawing) rect(x, y, w, h float32, colour color.NRGBA) {
	line := func(x, y float32) step { return step{ot.SegmentOpLineTo, [3]point{{x, y}}} }
	d.areas = append(d.areas, area{colour, []step{
		{ot.SegmentOpMoveTo, [3]point{{x, y}}}, line(x+w, y), line(x+w, y+h), line(x, y+h), line(x, y),
	}})
}
