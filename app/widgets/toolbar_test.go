package widgets

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func block(width float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Black)
	r.SetMinSize(fyne.NewSize(width, 44))
	return r
}

// What has no room is left out, the last always stays, and what was left out
// comes back with the room for it.
func TestToolbarKeepsOneLine(t *testing.T) {
	lead, a, b, c, last := block(200), block(100), block(100), block(100), block(50)
	bar := Toolbar(lead, a, b, c, last)
	b.Hide() // by its owner: it wants no room
	for _, step := range []struct {
		width float32
		shown [5]bool
	}{
		{500, [5]bool{true, true, false, true, true}},
		{449, [5]bool{true, true, false, false, true}},
		{340, [5]bool{true, false, false, false, true}},
		{450, [5]bool{true, true, false, true, true}},
	} {
		bar.Resize(fyne.NewSize(step.width, 60))
		for i, o := range bar.Objects {
			if o.Visible() != step.shown[i] {
				t.Errorf("width %v: object %d visible is %v", step.width, i, o.Visible())
			}
		}
		if end := last.Position().X + last.Size().Width; end != step.width {
			t.Errorf("width %v: the last ends at %v", step.width, end)
		}
		if h := bar.MinSize().Height; h != 44 {
			t.Errorf("width %v: height %v", step.width, h)
		}
	}
}
