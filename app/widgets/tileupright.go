package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// uprightPicture is the side of a picture that stands over its words; one
// beside them has less room.
func (t *ChoiceTile) uprightPicture() float32 { return t.scaled(110) }

// uprightHeight is the height of a tile whose parts stand below one another.
func (t *ChoiceTile) uprightHeight(width float32) float32 {
	if t.tile.Label == "" && t.tile.Picture == nil { // a table's cell
		return float32(int(t.scaled(48))) + 2*RingRoom
	}
	h := 2*RingRoom + 2*12 + t.label.HeightFor(t.uprightWidth(width))
	if t.tile.Key != "" || t.tile.Zoom > 0 {
		h += t.scaled(26) + Gap1
	}
	if t.tile.Picture != nil {
		h += t.uprightPicture() + Gap1
	}
	if t.tile.Note != "" {
		h += t.note.HeightFor(t.uprightWidth(width))
	}
	return max(h, float32(int(t.scaled(52)))+2*RingRoom)
}

func (t *ChoiceTile) uprightWidth(width float32) float32 { return max(40, width-2*RingRoom-2*Gap1) }

// leastWidth is the narrowest a tile can be without breaking a word.
func (t *ChoiceTile) leastWidth() float32 {
	w := t.label.MinSize().Width
	if t.tile.Upright {
		least := t.scaled(84)
		if t.tile.Key == "" { // with nothing over its words, as a number on a scale
			least = t.scaled(48)
		}
		if t.tile.Label == "" {
			least = t.scaled(56)
		}
		if t.tile.Picture != nil {
			least = t.uprightPicture() + 2*Gap1
		}
		return max(least, w+2*Gap1+2*RingRoom)
	}
	w += 2*RingRoom + 2*Gap2 + t.scaled(26) + Gap1
	if t.tile.Key != "" {
		w += t.keyWidth() + Gap2
	}
	if t.tile.Picture != nil {
		w += t.pictureSide() + Gap2
	}
	return max(w, t.scaled(150))
}

// layoutUpright sets key and mark on top, then the picture, then the words.
func (r *tileRenderer) layoutUpright(size fyne.Size) {
	t := r.t
	y := RingRoom + 12
	side := t.scaled(22)
	if t.tile.Label == "" && t.tile.Picture == nil {
		y = (size.Height - r.cap.size().Height) / 2
	}
	if t.tile.Key != "" {
		s := r.cap.size()
		x := (size.Width - s.Width) / 2
		if t.marked() {
			x -= side/2 + 2
		}
		r.drawKey(fyne.NewPos(x, y))
		r.drawMark(fyne.NewPos(x+s.Width+6, y+(s.Height-side)/2), side)
		y += t.scaled(26) + Gap1
	} else {
		r.drawMark(fyne.NewPos(size.Width-RingRoom-side-4, RingRoom+4), side)
		if t.tile.Zoom > 0 {
			y += t.scaled(26)
		}
	}
	if p := t.tile.Picture; p != nil {
		w := min(t.uprightPicture(), size.Width-2*RingRoom-2*Gap1)
		p.Move(fyne.NewPos((size.Width-w)/2, y))
		p.Resize(fyne.NewSize(w, t.uprightPicture()))
		y += t.uprightPicture() + Gap1
	}
	w := t.uprightWidth(size.Width)
	h := t.label.HeightFor(w)
	left := (size.Width - w) / 2
	t.label.Move(fyne.NewPos(left, y))
	t.label.Resize(fyne.NewSize(w, h))
	if t.tile.Note != "" {
		n := t.note.HeightFor(w)
		t.note.Move(fyne.NewPos(left, y+h))
		t.note.Resize(fyne.NewSize(w, n))
	}
	canvas.Refresh(t.label)
}
