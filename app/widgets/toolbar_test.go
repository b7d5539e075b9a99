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

// What may be left out gives its room up where that saves a row, and only there.
func TestABarLeavesItsSpareOutToKeepOneRow(t *testing.T) {
	left, a, spare, right := block(100), block(100), block(100), block(100)
	bar := Bar(left, Flow(0, a, spare), right)
	SetSpare(bar, spare)
	for _, step := range []struct {
		width, height float32
		shown         bool
	}{{420, 44, true}, {400, 44, false}, {310, 88, true}, {420, 44, true}} {
		if h := HeightIn(bar, step.width); h != step.height || spare.Visible() != step.shown {
			t.Errorf("width %v: %v high, spare shown %v; want %v, %v", step.width, h, spare.Visible(), step.height, step.shown)
		}
	}
}
