package view

import (
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// placeSheet asks for a folder.
type placeSheet struct {
	title, words, does, at string
	browse                 func(chosen func(path string))
	take                   func(path string)

	field *widgets.Field
	page  *widgets.Page
}

func (s *placeSheet) object(done func()) fyne.CanvasObject {
	s.page = widgets.NewPage(widgets.Stack(0))
	s.field = widgets.NewField("Folder", 1, nil)
	s.field.SetText(s.at)
	s.field.OnFocus = func() { s.page.Reveal(s.field) }
	take := widgets.NewButton(s.does, "Enter", widgets.Primary, func() {
		if s.give() {
			done()
		}
	})
	look := widgets.NewButton("Look for a folder", "Ctrl+O", widgets.Secondary, s.look)
	leave := widgets.NewButton("Leave it", "Esc", widgets.Plain, done)
	s.page.SetContent(column(widgets.ColumnWidth, heading(s.title), says(s.words),
		widgets.Words(widgets.Stack(4, widgets.NewText("Folder", widgets.Style{Bold: true}), s.field)), widgets.Flow(0, take, look, leave)))
	return s.page
}

func (s *placeSheet) look() { s.browse(s.field.SetText) }

func (s *placeSheet) give() bool {
	path := strings.TrimSpace(s.field.Text)
	if path == "" {
		return false
	}
	s.take(path)
	return true
}

func (s *placeSheet) pressed(key string) bool {
	switch key {
	case "Enter":
		return s.give()
	case "Esc":
		return true
	case "Ctrl+O":
		s.look()
	}
	return false
}
func (s *placeSheet) typed(rune) bool            { return false }
func (s *placeSheet) firstFocus() fyne.Focusable { return s.field }

// saveElsewhere asks where an interview that cannot be saved goes.
func (u *ui) saveElsewhere() {
	if !u.shell.CanSaveElsewhere() {
		return
	}
	u.open(&placeSheet{
		title: "Save the interview to another place", does: "Save there",
		words: "A USB stick or another disk will do. The whole interview is written there, sealed: only the recovery key opens it. " +
			"Doorstep goes on trying to save it in the project as well.",
		at: u.shell.PlaceElsewhere(), browse: u.chooseFolder, take: u.shell.SaveElsewhere,
	})
}

// keptWords says where an interview was saved instead.
func keptWords(e viewmodel.Elsewhere) string {
	switch {
	case e.Busy:
		return "Saving to another place…"
	case e.Err != nil:
		x := explain(e.Err)
		return "Not saved in the other place either. " + x.title + ". Choose another folder; what was said is still in this window."
	case len(e.Paths) > 0 && len(e.Missing) > 0:
		return "Saved, sealed, as " + strings.Join(e.Paths, ", ") + ", but without " + strings.Join(e.Missing, ", ") +
			": that could not be read from the project, which still has it. Keep this file, and the project, for your coordinator."
	case len(e.Paths) > 0:
		return "Saved, sealed, as " + strings.Join(e.Paths, ", ") + ". Keep this file until the interview is in the project too."
	}
	return ""
}
