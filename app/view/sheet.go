package view

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// sheet covers the window until it is closed. While it is open it has the
// keyboard, and Esc closes it.
type sheet interface {
	object(done func()) fyne.CanvasObject
	pressed(key string) (closes bool)
	typed(r rune) (closes bool)
	firstFocus() fyne.Focusable
}

// sheetFrame stands buttons below a sheet's page.
func sheetFrame(page *widgets.Page, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	bottom := widgets.Stack(0, widgets.NewHairline(),
		widgets.Inset(12, 0, 12, 0, widgets.Centre(widgets.ColumnWidth, widgets.Flow(widgets.Gap1, buttons...))))
	return widgets.Frame(nil, bottom, nil, page)
}

// keysSheet says what a screen is for and what its keys do. A line of a
// function key or of one with Ctrl can be chosen too, and does what its key
// does. G opens the guide.
type keysSheet struct {
	help  screenHelp
	press func(key string)
	guide func() // nil where there is none to read

	close *widgets.Button
	page  *widgets.Page
	done  func()
}

// screenHelp is what is said of a screen.
type screenHelp struct {
	title   string
	purpose []string
	lines   []keyLine
}

func newKeysSheet(help screenHelp, press func(key string), guide func()) *keysSheet {
	return &keysSheet{help: help, press: press, guide: guide}
}

// commandKey is the first key of a line when it works from anywhere; "" when
// it means something only where it is pressed.
func (l keyLine) commandKey() string {
	key, _, _ := strings.Cut(l.keys, ",")
	if (len(key) > 1 && key[0] == 'F' || strings.HasPrefix(key, "Ctrl+")) && key != "F1" {
		return key
	}
	return ""
}

func (s *keysSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.close = widgets.NewButton("Close", "Esc", widgets.Primary, done)
	rows := widgets.Stack(0)
	for i, l := range s.help.lines {
		if i > 0 {
			rows.Add(widgets.NewHairline())
		}
		var tapped func()
		if key := l.commandKey(); key != "" {
			tapped = func() {
				done()
				s.press(key)
			}
		}
		row := widgets.NewListRow(widgets.Line{Key: l.keys, Title: l.does, KeyRoom: func() float32 { return widgets.Scaled(150) }}, tapped)
		row.OnFocus = func() { s.page.Reveal(row) }
		rows.Add(row)
	}
	var parts []fyne.CanvasObject
	if len(s.help.purpose) > 0 {
		parts = append(parts, heading(s.help.title))
		lines := widgets.Stack(widgets.Gap1)
		for _, text := range s.help.purpose {
			lines.Add(item("", text))
		}
		parts = append(parts, lines, widgets.NewSpace(1, widgets.Gap1), subheading("Keys"))
	} else {
		parts = append(parts, heading("Keys"))
	}
	parts = append(parts, says("Press a key with Ctrl or F here, or go to its line and press Enter. Where text is large, some stand only here."))
	s.page = widgets.NewPage(column(widgets.ColumnWidth, append(parts, rows)...))
	buttons := []fyne.CanvasObject{s.close}
	if s.guide != nil {
		buttons = append(buttons, widgets.NewButton("Read the guide", "g", widgets.Secondary, s.guide))
	}
	return sheetFrame(s.page, buttons...)
}

func (s *keysSheet) pressed(key string) bool {
	for _, l := range s.help.lines {
		if l.commandKey() != "" && slices.Contains(strings.Split(l.keys, ", "), key) {
			s.done()
			s.press(key)
			return false // it is closed already, and the key may have opened another
		}
	}
	scrollPage(s.page, key)
	return key == "F1" || key == "Esc" || key == "Enter"
}

func (s *keysSheet) typed(r rune) bool {
	if (r == 'g' || r == 'G') && s.guide != nil {
		s.guide()
	}
	return false
}

func (s *keysSheet) firstFocus() fyne.Focusable { return s.close }

// languageSheet picks the interview's language.
type languageSheet struct {
	say       *words.Words // in the language so far
	languages []viewmodel.Language
	pick      func(name string)
	list      *widgets.TileList
}

func newLanguageSheet(say *words.Words, languages []viewmodel.Language, pick func(name string)) *languageSheet {
	return &languageSheet{say: say, languages: languages, pick: pick}
}

func (s *languageSheet) object(done func()) fyne.CanvasObject {
	s.list = widgets.NewTileList(func(i int) {
		s.pick(s.languages[i].Name)
		done()
	})
	tiles := make([]widgets.Tile, len(s.languages))
	for i, l := range s.languages {
		shown := l.Shown
		if shown == "" {
			shown = l.Name
		}
		tiles[i] = widgets.Tile{Key: languageKey(i), Label: shown, Language: l.Code, Chosen: l.Selected}
	}
	s.list.SetTiles(tiles)
	page := widgets.NewPage(column(widgets.ColumnWidth, heading(s.say.Say("language_title")),
		says(s.say.Say("language_how", "Key", "Esc")), s.list.Object()))
	s.list.OnFocus = page.Reveal
	widgets.SetRightToLeft(page, widgets.IsRightToLeft(s.say.Language()))
	return page
}

// languageKey gives 1 to 9, then letters.
func languageKey(i int) string {
	const keys = "123456789abcdefghijklmnopqrstuvwxyz"
	if i < len(keys) {
		return keys[i : i+1]
	}
	return ""
}

func (s *languageSheet) pressed(key string) bool {
	if key == "Enter" {
		if f := s.list.Focused(); f >= 0 {
			s.pick(s.languages[f].Name)
		}
		return true
	}
	return key == "Esc" || key == "F6" || key == "Ctrl+6"
}

func (s *languageSheet) typed(r rune) bool {
	for i := range s.languages {
		if languageKey(i) == string(r) {
			s.pick(s.languages[i].Name)
			return true
		}
	}
	return false
}

func (s *languageSheet) firstFocus() fyne.Focusable {
	if t := s.list.First(); t != nil {
		return t
	}
	return nil
}

func (u *ui) showKeys() {
	help := screenHelp{title: u.shell.GuideTitle(), lines: append(u.shown.help(), u.windowKeys()...)}
	guide := u.shell.Guide
	if guide == nil || guide.Len() == 0 {
		u.open(newKeysSheet(help, u.key, nil))
		return
	}
	help.purpose = guide.Purpose(help.title)
	u.open(newKeysSheet(help, u.key, func() {
		u.closeSheet()
		u.open(newGuideSheet(guide, help.title, u.focus))
	}))
}

func (u *ui) windowKeys() []keyLine {
	var lines []keyLine
	for _, e := range u.shell.Rail() {
		if e.Key != "" {
			lines = append(lines, keyLine{e.Key, "Go to " + e.Title})
		}
	}
	if u.shell.Lock.CanLock() {
		lines = append(lines, keyLine{"Ctrl+L", "Lock now"})
	}
	return append(lines, keyLine{"Ctrl+=, Ctrl+-", "Larger or smaller text"}, keyLine{"F1", "This list"})
}

// open shows a sheet over everything.
func (u *ui) open(s sheet) {
	u.underSheet = u.focused()
	u.sheet = s
	u.cover.Objects = []fyne.CanvasObject{s.object(u.closeSheet)}
	u.watchPages(u.cover)
	u.frame.Hide()
	u.cover.Show()
	u.cover.Refresh()
	u.focus(s.firstFocus())
}

func (u *ui) closeSheet() {
	if u.sheet == nil {
		return
	}
	u.sheet = nil
	u.cover.Objects = nil
	u.cover.Hide()
	u.frame.Show()
	u.redraw()
	if u.onScreen(u.underSheet) {
		u.focus(u.underSheet)
	}
}
