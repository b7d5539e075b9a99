package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// band is the strip above everything while practice could be taken for the real
// thing, or the other way round.
type band struct {
	box     *fyne.Container
	stripes *widgets.Stripes
	word    *widgets.Text
	text    *widgets.Text
	shown   viewmodel.Band
}

func newBand() *band {
	b := &band{
		stripes: widgets.NewStripes(),
		word:    widgets.NewLine("", widgets.Style{Role: widgets.Heading, Bold: true}),
		text:    widgets.NewText("", widgets.Style{}),
	}
	side := func() float32 { return widgets.Scaled(72) }
	words := widgets.Layers(widgets.NewGround(widgets.WarningSurface),
		widgets.Inset(5, widgets.Gap2, 5, widgets.Gap2, widgets.Row(widgets.Gap2, 1, b.word, b.text)))
	b.box = widgets.Layers(b.stripes, widgets.Inset(6, 0, 6, 0,
		widgets.Row(0, 1, widgets.Wide(side, widgets.NewSpace(1, 1)), words, widgets.Wide(side, widgets.NewSpace(1, 1)))))
	b.box.Hide()
	return b
}

// set shows what the model says, and reports whether that is anything new.
func (b *band) set(shown viewmodel.Band) bool {
	if shown == b.shown {
		return false
	}
	b.shown = shown
	b.word.SetText(shown.Word)
	b.text.SetText(shown.Text)
	setVisible(b.stripes, shown.Practice)
	setVisible(b.box, shown.Word != "")
	b.box.Refresh()
	return true
}
