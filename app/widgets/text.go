package widgets

import (
	"image/color"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/rivo/uniseg"
)

// Tint is a text colour by its meaning.
type Tint int

// The tints.
const (
	Ink Tint = iota
	Quiet
	Accent
	OnAccent
	Error
	Warning
	OnError
)

func (t Tint) colour() color.NRGBA {
	p := Colours()
	switch t {
	case Quiet:
		return p.Quiet
	case Accent:
		return p.Accent
	case OnAccent:
		return p.OnAccent
	case Error:
		return p.Error
	case Warning:
		return p.Warning
	case OnError:
		return p.OnError
	}
	return p.Ink
}

// Style is how a [Text] is set.
type Style struct {
	Role     Role
	Tint     Tint
	Bold     bool
	Align    fyne.TextAlign // leading is the page's side: the left, or the right where it is mirrored
	Language string         // a tag such as "ur"; chooses faces and direction
	Ours     bool           // a sentence in English, whatever it names first
	OneLine  bool           // never wraps; too long a line ends in an ellipsis
	Zoom     float32        // times the role's size, as on a show card; 0 is once
}

// Text is a paragraph, or several parted by line breaks. It wraps by the rules
// of Unicode, and right-to-left text is ordered and mirrored. Which way it reads
// does not move it to the other side: all that stands in a column begins alike.
type Text struct {
	widget.BaseWidget

	text     string
	style    Style
	mirrored bool // begins at the right, as the page does

	lines      []textLine // of the last width measured
	linesWidth float32
	linesKey   lineKey
}

type textLine struct {
	text        string
	rightToLeft bool
}

// lineKey is what line breaks depend on beside the width.
type lineKey struct {
	text  string
	style Style
	theme *Theme
}

// NewText returns a text in a style.
func NewText(text string, style Style) *Text {
	t := &Text{text: text, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// NewLine returns a text that stays on one line.
func NewLine(text string, style Style) *Text {
	style.OneLine = true
	return NewText(text, style)
}

// Text returns what is shown.
func (t *Text) Text() string { return t.text }

// SetText changes what is shown.
func (t *Text) SetText(s string) { t.Set(s, t.style) }

// SetTint changes the colour.
func (t *Text) SetTint(tint Tint) {
	style := t.style
	style.Tint = tint
	t.Set(t.text, style)
}

// Set changes text and style.
func (t *Text) Set(s string, style Style) {
	if s == t.text && style == t.style {
		return
	}
	t.text, t.style = s, style
	t.Refresh()
}

// SetMirrored sets the text at the right, as all words
// stand in an interview in a right-to-left language.
func (t *Text) SetMirrored(on bool) {
	if on != t.mirrored {
		t.mirrored = on
		t.Refresh()
	}
}

// RightToLeft reports whether the text reads from right to left.
func (t *Text) RightToLeft() bool { return t.style.direction(t.text) }

// AccessibilityLabel is what a screen reader says.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole tells a screen reader that this is text.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor returns the height in a width.
func (t *Text) HeightFor(width float32) float32 {
	return float32(len(t.wrap(width))) * t.lineHeight()
}

// LinesIn returns how many lines the text takes in a width.
func (t *Text) LinesIn(width float32) int { return len(t.wrap(width)) }

// MinSize is the longest word wide, and as high as it was last laid out; a
// one-line text is as wide as it is.
func (t *Text) MinSize() fyne.Size {
	if t.style.OneLine {
		return fyne.NewSize(t.NaturalWidth(), t.lineHeight())
	}
	w := float32(0)
	for _, word := range strings.Fields(t.text) {
		w = max(w, t.measure(word))
	}
	return fyne.NewSize(min(w, Scaled(200)), t.HeightFor(max(t.Size().Width, 1)))
}

// NaturalWidth is the width at which nothing wraps.
func (t *Text) NaturalWidth() float32 {
	w := float32(0)
	for line := range strings.SplitSeq(t.text, "\n") {
		w = max(w, t.measure(line))
	}
	return w + 1
}

func (t *Text) fontSize() float32 { return current().Pixels(t.style.Role) * times(t.style.Zoom) }

// times is a zoom as a factor.
func times(zoom float32) float32 {
	if zoom <= 0 {
		return 1
	}
	return zoom
}

// SetZoom changes how many times the role's size the text is.
func (t *Text) SetZoom(zoom float32) {
	style := t.style
	style.Zoom = zoom
	t.Set(t.text, style)
}

func (t *Text) textStyle() fyne.TextStyle { return fyne.TextStyle{Bold: t.style.Bold} }

// tallest is the most a line takes, in heights of its letters: fonts of the
// Arabic script ask for twice their letters' height, for marks that stand over
// one another in scripture.
const tallest = 1.7

// lineHeight leaves room for the tallest face of the script the text is in.
func (t *Text) lineHeight() float32 {
	h, fonts := t.fontSize()*1.36, current().fonts
	for _, f := range fonts.Scripts {
		if strings.IndexFunc(t.text, func(r rune) bool { return fonts.face(r, t.style.Language, false) == f.Regular }) >= 0 {
			s, _ := fyne.CurrentApp().Driver().RenderedTextSize("x", t.fontSize(), t.textStyle(), f.Regular)
			h = max(h, min(s.Height, t.fontSize()*tallest))
		}
	}
	return float32(int(h + 0.5))
}

func (t *Text) measure(s string) float32 {
	if s == "" {
		return 0
	}
	w := float32(0)
	for _, p := range pieces(s, t.style.Language, t.style.direction(t.text), t.style.Bold, current().fonts) {
		size, _ := fyne.CurrentApp().Driver().RenderedTextSize(p.text, t.fontSize(), t.textStyle(), p.face)
		w += size.Width
	}
	return w
}

// wrap breaks the text into the lines of a width.
func (t *Text) wrap(width float32) []textLine {
	key := lineKey{t.text, t.style, current()}
	if t.lines != nil && t.linesWidth == width && t.linesKey == key {
		return t.lines
	}
	var lines []textLine
	for paragraph := range strings.SplitSeq(t.text, "\n") {
		rtl := t.style.direction(paragraph)
		broken := []string{paragraph}
		if t.style.OneLine {
			broken[0] = t.ellipsis(paragraph, width)
		} else {
			broken = t.breakLines(paragraph, width)
		}
		for _, s := range broken {
			lines = append(lines, textLine{s, rtl})
		}
	}
	t.lines, t.linesWidth, t.linesKey = lines, width, key
	return lines
}

func (t *Text) breakLines(paragraph string, width float32) []string {
	var lines []string
	line, used := "", float32(0)
	state := -1
	for rest := paragraph; rest != ""; {
		var segment string
		segment, rest, state = lineSegment(rest, state)
		w := t.measure(strings.TrimRight(segment, " "))
		if line != "" && used+w > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = "", 0
		}
		for line == "" && w > width { // one word wider than the line
			head, tail := t.split(segment, width)
			if tail == "" {
				break
			}
			lines = append(lines, head)
			segment, w = tail, t.measure(tail)
		}
		line += segment
		used += t.measure(segment)
	}
	return append(lines, strings.TrimRight(line, " "))
}

// lineSegment cuts off what stays on one line: a word with its space, a whole
// telephone number, a number with its per cent sign or its unit of time, or a cell or a question as
// a questionnaire names it, survey!K23 or ${age}. A dot between words ends a
// line and begins none.
func lineSegment(rest string, state int) (segment, after string, next int) {
	for {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		segment += part
		if strings.HasSuffix(segment, "$") && strings.HasPrefix(rest, "{") || strings.HasSuffix(segment, "!") && rest != "" {
			continue
		}
		letters := []rune(segment)
		n := len(letters)
		if n < 2 || !strings.HasSuffix(segment, " ") || rest == "" {
			return segment, rest, state
		}
		counted := unicode.IsDigit(letters[n-2]) && startsWithUnit(rest)
		if dot := strings.HasPrefix(rest, "· "); !counted && !dot && !joinsDigits(append(letters, []rune(rest)[0]), n-1) {
			return segment, rest, state
		}
	}
}

// startsWithUnit reports whether what comes next belongs to the number before.
func startsWithUnit(rest string) bool {
	if rest[0] == '%' {
		return true
	}
	word, _, _ := strings.Cut(rest, " ")
	switch strings.TrimRight(word, ".,;:)") {
	case "min", "s", "h":
		return true
	}
	return false
}

// split cuts a word where the width ends, at least one letter in.
func (t *Text) split(word string, width float32) (head, tail string) {
	state := -1
	for rest := word; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if head != "" && t.measure(head+cluster) > width {
			return head, cluster + rest
		}
		head += cluster
	}
	return head, ""
}

func (t *Text) ellipsis(s string, width float32) string {
	if width <= 0 || t.measure(s) <= width+1 {
		return s
	}
	head, _ := t.split(s, width-t.measure("…"))
	return strings.TrimRight(head, " ") + "…"
}

// CreateRenderer draws the lines, run by run.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return LaidOut(t, &textRenderer{t: t})
}

type textRenderer struct {
	t       *Text
	objects []fyne.CanvasObject
	set     setting // that the objects are of
}

// setting is what the place of every letter depends on, and its colour.
type setting struct {
	line     lineKey
	width    float32
	mirrored bool
	colour   color.NRGBA
}

func (r *textRenderer) Layout(size fyne.Size) {
	t := r.t
	set := setting{lineKey{t.text, t.style, current()}, size.Width, t.mirrored, t.style.Tint.colour()}
	if set == r.set {
		return
	}
	r.set, r.objects = set, nil
	height := t.lineHeight()
	for i, line := range t.wrap(size.Width) {
		r.line(line, float32(i)*height, height, size.Width)
	}
}

func (r *textRenderer) line(line textLine, y, height, width float32) {
	t := r.t
	type drawn struct {
		text       *canvas.Text
		w, h, base float32
	}
	var run []drawn
	total, base, below := float32(0), float32(0), float32(0)
	for _, p := range pieces(line.text, t.style.Language, line.rightToLeft, t.style.Bold, current().fonts) {
		c := canvas.NewText(p.text, t.style.Tint.colour())
		c.TextSize, c.TextStyle, c.FontSource = t.fontSize(), t.textStyle(), p.face
		size, b := fyne.CurrentApp().Driver().RenderedTextSize(p.text, c.TextSize, c.TextStyle, p.face)
		run = append(run, drawn{c, size.Width, size.Height, b})
		total += size.Width
		base, below = max(base, b), max(below, size.Height-b)
	}
	x := float32(0)
	switch align := t.style.Align; {
	case align == fyne.TextAlignCenter:
		x = (width - total) / 2
	case (align == fyne.TextAlignTrailing) != t.mirrored:
		x = width - total
	}
	top := y + (height-base-below)/2
	for _, d := range run {
		d.text.Move(fyne.NewPos(x, top+base-d.base))
		d.text.Resize(fyne.NewSize(d.w, d.h))
		r.objects = append(r.objects, d.text)
		x += d.w
	}
}

func (r *textRenderer) MinSize() fyne.Size { return r.t.MinSize() }

func (r *textRenderer) Refresh() {
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *textRenderer) Destroy()                     {}
