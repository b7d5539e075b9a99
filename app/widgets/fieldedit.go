package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/text/unicode/bidi"
)

// ordered reports whether the text is drawn by us: it is to be in a
// right-to-left language, or has such words. Once it is, it stays so.
func (f *Field) ordered() bool {
	if f.lines != nil {
		return true
	}
	if f.Password || !f.RightToLeft() && !hasRightToLeft(f.Text) {
		return false
	}
	f.lines = newFieldLines(f)
	f.clip = container.NewClip(f.lines)
	f.clip.ExtendBaseWidget(f.clip) // else it does not lay its content out
	return true
}

func hasRightToLeft(s string) bool {
	return !onlyLeftToRight(s) && strings.ContainsFunc(s, func(r rune) bool {
		c := class(r)
		return c == bidi.R || c == bidi.AL
	})
}

// readsFromRight reports whether the caret's line reads from right to left.
func (f *Field) readsFromRight() bool {
	if !f.ordered() {
		return false
	}
	f.lines.arrange(f.lines.Size().Width)
	i, _ := f.lines.at(f.CursorTextOffset())
	return f.lines.lines[i].rightToLeft
}

func (f *Field) layOutLines(size fyne.Size) {
	if !f.ordered() {
		return
	}
	pad := f.Theme().Size(theme.SizeNameInnerPadding)
	f.clip.Move(fyne.NewPos(pad, pad))
	f.clip.Resize(size.SubtractWidthHeight(2*pad, 2*pad-4))
	f.lines.Refresh()
}

// editKey edits, and moves the caret to the side that is seen.
func (f *Field) editKey(ev *fyne.KeyEvent) {
	if !f.ordered() || f.Disabled() {
		f.Entry.TypedKey(ev)
		return
	}
	at := f.CursorTextOffset()
	switch ev.Name {
	case fyne.KeyLeft, fyne.KeyRight:
		f.moveTo(f.lines.beside(at, ev.Name == fyne.KeyRight))
	case fyne.KeyUp:
		f.moveTo(f.lines.above(at, -1))
	case fyne.KeyDown:
		f.moveTo(f.lines.above(at, 1))
	default:
		f.Entry.TypedKey(ev)
	}
}

// moveTo takes the caret to a place in the text, by the toolkit's own steps so
// that a selection grows with Shift and ends without it.
func (f *Field) moveTo(offset int) {
	if f.SelectedText() != "" && !f.shift {
		f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft}) // ends the selection
	}
	for range len([]rune(f.Text)) + 1 {
		at := f.CursorTextOffset()
		switch {
		case at < offset:
			f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
		case at > offset:
			f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
		}
		if now := f.CursorTextOffset(); now == at || now == offset {
			break
		}
	}
}

// selected is the part of the text that is selected, as places in it; the
// toolkit tells only its words, and the caret stands at one of its ends.
func (f *Field) selected() (from, to int) {
	s := []rune(f.SelectedText())
	text, at := []rune(f.Text), f.CursorTextOffset()
	if n := len(s); n > 0 && at >= n && at <= len(text) && string(text[at-n:at]) == string(s) {
		return at - n, at
	}
	return at, min(len(text), at+len(s))
}

// MouseDown takes the caret to the letter that is seen there.
func (f *Field) MouseDown(ev *desktop.MouseEvent) {
	if !f.ordered() || f.Disabled() {
		f.Entry.MouseDown(ev)
		return
	}
	if c := canvasOf(f); c != nil {
		c.Focus(f)
	}
	f.moveTo(f.lines.nearest(ev.Position.Subtract(f.clip.Position())))
}

// Dragged selects up to the letter that is seen there.
func (f *Field) Dragged(ev *fyne.DragEvent) {
	if !f.ordered() || f.Disabled() {
		f.Entry.Dragged(ev)
		return
	}
	held := f.shift
	f.Entry.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	f.shift = true
	f.moveTo(f.lines.nearest(ev.Position.Subtract(f.clip.Position())))
	if f.shift = held; !held {
		f.Entry.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	}
}
