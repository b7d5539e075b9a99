package view

import (
	"testing"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// The name of every screen stands on one line of the rail, in the largest text
// and in each of the program's languages, also of the screen in use, whose name
// is bold.
func TestTheRailNamesScreensOnOneLine(t *testing.T) {
	s := newStage(t, setting{theme: viewmodel.ThemeLight, text: 200, forms: []string{languagesForm}})
	line := widgets.NewListRow(widgets.Line{Title: "Today", End: "Ctrl+1", Selected: true}, nil)
	for _, l := range words.Languages() {
		s.shell.Settings.SetLanguage(l)
		s.settle()
		width := s.ui.rail.width()
		for _, e := range s.shell.Rail() {
			row := widgets.NewListRow(widgets.Line{Title: e.Title, End: e.Key, Selected: true}, nil)
			if room := width - 8; row.HeightFor(room) > line.HeightFor(room)*1.4 {
				t.Errorf("%s: %q takes more than a line in %.0f", l, e.Title, room)
			}
		}
		t.Logf("%s: %.0f", l, width)
	}
}
