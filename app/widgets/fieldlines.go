package widgets

import (
	"image/color"
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// The toolkit's field draws what is typed in the order of typing, from the
// left, so right-to-left words come out in the wrong order and the caret stands
// in the wrong place. So a field that holds them, or waits for them, is drawn
// here: the toolkit's keeps the text, the caret's place in it, the selection
// and what can be undone; lines, order, caret and clicks are ours.

// fieldLines draws a field's text in the order it is read.
type fieldLines struct {
	widget.BaseWidget
	f *Field

	lines []fieldLine
}

// fieldLine is one line as it is drawn.
type fieldLine struct {
	from, to    int // places of its letters in the text
	rightToLeft bool
	pieces      []placed
	edges       []float32 // where the caret stands before each letter, and at the end
	width       float32
}

// placed is a piece and where it stands in its line.
type placed struct {
	piece
	x, width float32
}

func newFieldLines(f *Field) *fieldLines {
	l := &fieldLines{f: f}
	l.ExtendBaseWidget(l)
	return l
}

// words measures as the field's text is set.
func (l *fieldLines) words(text string) *Text {
	zoom := l.f.Theme().Size(theme.SizeNameText) / current().Pixels(Body)
	return &Text{text: text, style: Style{Language: l.f.Language, Zoom: zoom}}
}

// arrange breaks the text into lines of a width; a field of one line has one.
func (l *fieldLines) arrange(width float32) {
	l.lines = nil
	at := 0
	for paragraph := range strings.SplitSeq(l.f.Text, "\n") {
		t := l.words(paragraph)
		rtl := t.RightToLeft()
		parts := []string{paragraph}
		if l.f.MultiLine {
			parts = breakKeeping(t, paragraph, width)
		}
		for _, s := range parts {
			line := l.set(t, s, rtl)
			line.from, line.to = at, at+len([]rune(s))
			at = line.to
			l.lines = append(l.lines, line)
		}
		at++ // the line break
	}
}

// breakKeeping breaks a paragraph where lines may end and keeps every space.
func breakKeeping(t *Text, paragraph string, width float32) []string {
	var lines []string
	line, state := "", -1
	for rest := paragraph; rest != ""; {
		var segment string
		segment, rest, state = lineSegment(rest, state)
		if line != "" && t.measure(strings.TrimRight(line+segment, " ")) > width {
			lines, line = append(lines, line), ""
		}
		for t.measure(strings.TrimRight(segment, " ")) > width { // one word wider than the line
			head, tail := t.split(segment, width)
			if tail == "" {
				break
			}
			lines, segment = append(lines, head), tail
		}
		line += segment
	}
	return append(lines, line)
}

// set places a line's pieces, from 0, and finds where the caret can stand.
func (l *fieldLines) set(t *Text, s string, rtl bool) fieldLine {
	line := fieldLine{rightToLeft: rtl, edges: make([]float32, len([]rune(s))+1)}
	measure := func(text string, face fyne.Resource) float32 {
		size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, t.fontSize(), t.textStyle(), face)
		return size.Width
	}
	for _, p := range pieces(s, t.style.Language, rtl, false, current().fonts) {
		if p.text == "" {
			continue
		}
		w := measure(p.text, p.face)
		line.pieces = append(line.pieces, placed{p, line.width, w})
		letters := []rune(p.text)
		for i := range letters {
			before := float32(0)
			if i > 0 {
				before = min(w, measure(string(letters[:i]), p.face))
			}
			line.edges[p.at+i] = line.width + before
			if p.rightToLeft {
				line.edges[p.at+i] = line.width + w - before
			}
		}
		if p.at+len(letters) == len(line.edges)-1 { // the last letter's far side
			line.edges[p.at+len(letters)] = line.width + w
			if p.rightToLeft {
				line.edges[p.at+len(letters)] = line.width
			}
		}
		line.width += w
	}
	return line
}

// at is the line the caret stands on, and the caret's place in it.
func (l *fieldLines) at(offset int) (line, place int) {
	for i, n := range l.lines {
		if offset <= n.to && (offset < n.to || i == len(l.lines)-1 || l.lines[i+1].from > n.to) {
			return i, offset - n.from
		}
	}
	return max(0, len(l.lines)-1), 0
}

// start is where a line begins at its left: words in a right-to-left field, and
// right-to-left words anywhere, stand at the right. A line of one-line field
// that is too long is moved until the caret is seen.
func (l *fieldLines) start(line fieldLine, width float32, caret float32) float32 {
	x := float32(1)
	if line.rightToLeft || l.f.RightToLeft() {
		x = width - 2 - line.width
	}
	if line.width+3 <= width || l.f.MultiLine {
		return x
	}
	switch seen := x + caret; {
	case seen < 1:
		return x + 1 - seen
	case seen > width-2:
		return x - (seen - width + 2)
	}
	return x
}

// nearest is the place in the text nearest to a point.
func (l *fieldLines) nearest(p fyne.Position) int {
	l.arrange(l.Size().Width)
	height := l.words(l.f.Text).lineHeight()
	i := max(0, min(len(l.lines)-1, int((p.Y-l.top(height))/height)))
	line := l.lines[i]
	x := p.X - l.start(line, l.Size().Width, l.caret(line))
	best := 0
	for k, edge := range line.edges {
		if math.Abs(float64(edge-x)) < math.Abs(float64(line.edges[best]-x)) {
			best = k
		}
	}
	return line.from + best
}

// caret is where the caret stands in a line, or its beginning.
func (l *fieldLines) caret(line fieldLine) float32 {
	if k := l.f.CursorTextOffset() - line.from; k >= 0 && k < len(line.edges) {
		return line.edges[k]
	}
	return line.edges[0]
}

// top moves lines up until the caret's is seen.
func (l *fieldLines) top(height float32) float32 {
	i, _ := l.at(l.f.CursorTextOffset())
	return min(0, l.Size().Height-float32(i+1)*height)
}

// beside is the place the caret goes to, one step to the side that is seen.
func (l *fieldLines) beside(offset int, right bool) int {
	l.arrange(l.Size().Width)
	i, place := l.at(offset)
	line := l.lines[i]
	order := make([]int, len(line.edges)) // places from left to right
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case line.edges[a] < line.edges[b]:
			return -1
		case line.edges[a] > line.edges[b]:
			return 1
		case line.rightToLeft:
			return b - a
		}
		return a - b
	})
	step := -1
	if right {
		step = 1
	}
	if k := slices.Index(order, place) + step; k >= 0 && k < len(order) {
		return line.from + order[k]
	}
	if right == line.rightToLeft { // over the line's beginning
		return max(0, line.from-1)
	}
	return min(len([]rune(l.f.Text)), line.to+1)
}

// above is the place the caret goes to, a line up or down; the same place
// where there is no such line.
func (l *fieldLines) above(offset, by int) int {
	l.arrange(l.Size().Width)
	i, place := l.at(offset)
	if i+by < 0 || i+by >= len(l.lines) {
		return offset
	}
	from, to := l.lines[i], l.lines[i+by]
	x := from.edges[min(place, len(from.edges)-1)] + l.start(from, l.Size().Width, 0) - l.start(to, l.Size().Width, 0)
	best := 0
	for k, edge := range to.edges {
		if math.Abs(float64(edge-x)) < math.Abs(float64(to.edges[best]-x)) {
			best = k
		}
	}
	return to.from + best
}

// CreateRenderer draws selection, text and caret.
func (l *fieldLines) CreateRenderer() fyne.WidgetRenderer {
	return LaidOut(l, &fieldLinesRenderer{l: l})
}

type fieldLinesRenderer struct {
	l       *fieldLines
	objects []fyne.CanvasObject
}

func (r *fieldLinesRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }
func (r *fieldLinesRenderer) Destroy()           {}

func (r *fieldLinesRenderer) Refresh() {
	r.Layout(r.l.Size())
	canvas.Refresh(r.l)
}

func (r *fieldLinesRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *fieldLinesRenderer) Layout(size fyne.Size) {
	l, f := r.l, r.l.f
	r.objects = nil
	if size.Width < 2 {
		return
	}
	if f.Text == "" {
		r.hint(size)
	}
	l.arrange(size.Width)
	height := l.words(f.Text).lineHeight()
	top := l.top(height)
	from, to := f.selected()
	at, _ := l.at(f.CursorTextOffset())
	for i, line := range l.lines {
		y := top + float32(i)*height
		if y+height < 0 || y > size.Height {
			continue
		}
		caret := l.caret(line)
		x := l.start(line, size.Width, caret)
		r.selection(line, from, to, fyne.NewPos(x, y), height)
		r.text(line, fyne.NewPos(x, y), height)
		if i == at && f.ring != nil && f.ring.Visible() && !f.Disabled() {
			r.bar(fyne.NewPos(x+caret-1, y+2), fyne.NewSize(2, height-4), Colours().Ink)
		}
	}
}

// hint draws the example of an empty field.
func (r *fieldLinesRenderer) hint(size fyne.Size) {
	t := r.l.words(r.l.f.PlaceHolder)
	line := r.l.set(t, r.l.f.PlaceHolder, t.RightToLeft())
	x := float32(1)
	if r.l.f.RightToLeft() {
		x = size.Width - 2 - line.width
	}
	r.run(line, fyne.NewPos(x, 0), t.lineHeight(), Quiet)
}

func (r *fieldLinesRenderer) text(line fieldLine, at fyne.Position, height float32) {
	tint := Ink
	if r.l.f.Disabled() {
		tint = Quiet
	}
	r.run(line, at, height, tint)
}

func (r *fieldLinesRenderer) run(line fieldLine, at fyne.Position, height float32, tint Tint) {
	t := r.l.words("")
	driver := fyne.CurrentApp().Driver()
	base, below := float32(0), float32(0)
	for _, p := range line.pieces {
		size, b := driver.RenderedTextSize(p.text, t.fontSize(), t.textStyle(), p.face)
		base, below = max(base, b), max(below, size.Height-b)
	}
	top := at.Y + (height-base-below)/2
	for _, p := range line.pieces {
		c := canvas.NewText(p.text, tint.colour())
		c.TextSize, c.TextStyle, c.FontSource = t.fontSize(), t.textStyle(), p.face
		size, b := driver.RenderedTextSize(p.text, c.TextSize, c.TextStyle, p.face)
		c.Move(fyne.NewPos(at.X+p.x, top+base-b))
		c.Resize(size)
		r.objects = append(r.objects, c)
	}
}

// selection draws a ground behind the letters selected, from and to places in
// the text.
func (r *fieldLinesRenderer) selection(line fieldLine, from, to int, at fyne.Position, height float32) {
	ground := r.l.f.Theme().Color(theme.ColorNameSelection, fyne.CurrentApp().Settings().ThemeVariant())
	for _, p := range line.pieces {
		first, last := line.from+p.at, line.from+p.at+len([]rune(p.text))
		a, b := max(first, from), min(last, to)
		if a >= b {
			continue
		}
		left, right := p.x, p.x+p.width
		near, far := line.edges[a-line.from], right
		if p.rightToLeft {
			far = left
		}
		if b < last {
			far = line.edges[b-line.from]
		}
		r.bar(fyne.NewPos(at.X+min(near, far), at.Y), fyne.NewSize(float32(math.Abs(float64(far-near))), height), ground)
	}
}

func (r *fieldLinesRenderer) bar(at fyne.Position, size fyne.Size, fill color.Color) {
	b := canvas.NewRectangle(fill)
	b.Move(at)
	b.Resize(size)
	r.objects = append(r.objects, b)
}
