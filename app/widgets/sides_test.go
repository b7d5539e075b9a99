package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"doorstep/app/widgets"
)

// What stands in a column begins at the same side, whichever way it reads: at
// the left, at the right of a mirrored page, and beside its bar where it is the
// label of one.
func TestSidesFollowThePageAndNotTheWords(t *testing.T) {
	test.NewTempApp(t)
	at := func(style widgets.Style, mirrored bool, words string) float32 {
		text := widgets.NewLine(words, style)
		text.SetMirrored(mirrored)
		text.Resize(fyne.NewSize(600, 40))
		left := float32(600)
		for _, o := range test.WidgetRenderer(text).Objects() {
			if c, ok := o.(*canvas.Text); ok {
				left = min(left, c.Position().X)
			}
		}
		return left
	}
	for _, words := range []string{"Haghill", "هاغهيل", "16–24"} {
		if x := at(widgets.Style{}, false, words); x > 1 {
			t.Errorf("%q begins at %.0f on a page from the left", words, x)
		}
		if x := at(widgets.Style{}, true, words); x < 400 {
			t.Errorf("%q begins at %.0f on a page from the right", words, x)
		}
		if x := at(widgets.Style{Align: fyne.TextAlignTrailing}, false, words); x < 400 {
			t.Errorf("%q begins at %.0f where it should end at the right", words, x)
		}
	}
	sentence := "هاغهيل · version 3"
	if !widgets.NewText(sentence, widgets.Style{}).RightToLeft() || widgets.NewText(sentence, widgets.Style{Ours: true}).RightToLeft() {
		t.Error("a sentence of ours that names an Arabic title is not read from the left")
	}
	if !widgets.NewText("لغة البرنامج", widgets.Style{Ours: true}).RightToLeft() {
		t.Error("a sentence of ours in Arabic is not read from the right")
	}
}

// The headings over rows come back when a window that was narrow grows wide.
func TestHeadingsComeBackInAWideWindow(t *testing.T) {
	test.NewTempApp(t)
	head := widgets.NewRowHead([]widgets.Column{{Title: "No.", Share: 1}, {Title: "Finished", Share: 2}})
	page := widgets.Stack(0, head, widgets.NewListRow(widgets.Line{Title: "1"}, nil))
	page.Resize(fyne.NewSize(0, 200))
	page.Resize(fyne.NewSize(300, 200))
	if head.Size().Height > 0 && head.(*fyne.Container).Objects[0].Visible() {
		t.Error("a narrow window has headings")
	}
	page.Resize(fyne.NewSize(1000, 200))
	if !head.(*fyne.Container).Objects[0].Visible() || head.Size().Height < 10 {
		t.Error("the headings are gone for good")
	}
}
