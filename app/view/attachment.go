package view

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // pictures that may be attached
	_ "image/jpeg" // pictures that may be attached
	_ "image/png"  // pictures that may be attached
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// attachment answers with a file: chosen, or drawn on the screen.
func (v *questionView) attachment(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	name := widgets.NewText("", widgets.Style{Bold: true})
	picture := widgets.NewPicture("", plain(q.Label), nil)
	picture.Most = func() float32 { return widgets.Scaled(240) }
	picture.Hide()
	choose := widgets.NewButton(chooseWords(v.say, q), "", widgets.Secondary, func() {
		v.s.w.chooseFile(q.Attached.Endings, v.attach)
	})
	buttons := []fyne.CanvasObject{choose}
	first := choose
	switch q.Look.Draw {
	case viewmodel.DrawFree, viewmodel.DrawSignature:
		title := v.say.Say("draw")
		if q.Look.Draw == viewmodel.DrawSignature {
			title = v.say.Say("sign")
		}
		first = widgets.NewButton(title, "", widgets.Secondary, func() { v.draw(nil) })
		buttons = []fyne.CanvasObject{first, choose}
		if v.s.alone { // the laptop's files are not for them
			buttons = buttons[:1]
		}
	case viewmodel.DrawOver:
		choose = widgets.NewButton(v.say.Say("draw_on_picture"), "", widgets.Secondary, func() {
			v.s.w.chooseFile(q.Attached.Endings, v.drawOver)
		})
		first, buttons = choose, []fyne.CanvasObject{choose}
	}
	for _, b := range buttons {
		b := b.(*widgets.Button)
		b.OnFocus = func() { v.focusedHere(b) }
	}
	v.focus = func() fyne.Focusable {
		if v.drawn.Attached.Name != "" {
			return nil // what comes next is to go on
		}
		return first
	}
	listen := widgets.NewButton(v.say.Say("play_recording"), "Ctrl+P", widgets.Secondary, func() { v.s.m.PlayOrStop(viewmodel.Sound{Ref: v.ref, Answer: true}) })
	listen.OnFocus = func() { v.focusedHere(listen) }
	box := widgets.Stack(widgets.Gap1, widgets.Flow(widgets.Gap1, buttons...), widgets.Words(name), widgets.Words(picture), widgets.Flow(0, listen))
	return box, func(q viewmodel.Question) {
		name.SetText("")
		if q.Attached.Name != "" {
			name.SetText(v.say.Say("attached", "Name", q.Attached.Name))
		}
		setVisible(name, q.Attached.Name != "")
		if seen := q.Attached.Data != nil && q.Attached.Kind == "image"; seen {
			if picture.Name() != q.Attached.Name {
				picture.SetData(q.Attached.Name, q.Attached.Data)
			}
			setVisible(picture, true)
		} else {
			setVisible(picture, false)
		}
		for _, b := range buttons {
			b.(*widgets.Button).SetEnabled(!q.ReadOnly)
		}
		listen.SetLabel(v.say.Say("play_recording"))
		if q.Attached.Playing {
			listen.SetLabel(v.say.Say("stop_recording"))
		}
		listen.SetChosen(q.Attached.Playing)
		setVisible(listen, q.Attached.Kind == "audio" && q.Attached.Name != "")
	}
}

func chooseWords(w *words.Words, q viewmodel.Question) string {
	switch q.Attached.Kind {
	case "image":
		return w.Say("attach_picture")
	case "audio":
		return w.Say("attach_recording")
	}
	return w.Say("attach_file")
}

// attach reads a file and gives it as the answer.
func (v *questionView) attach(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		v.fail(fmt.Errorf("read the file to attach: %w", err))
		return
	}
	v.give(filepath.Base(path), data)
}

// give makes a file the answer; the keyboard goes on to Continue.
func (v *questionView) give(name string, data []byte) {
	err := v.s.m.Attach(v.ref, name, data)
	v.fail(err)
	if err == nil {
		v.s.w.focus(v.s.firstFocus())
	}
}

// drawOver draws on a picture.
func (v *questionView) drawOver(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		v.fail(fmt.Errorf("read the picture: %w", err))
		return
	}
	under, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		v.fail(&viewmodel.Told{Words: "This picture cannot be drawn on. Nothing was changed. Choose a PNG or JPEG file.", Err: err})
		return
	}
	v.draw(under)
}

// draw opens a sheet to draw on, over a picture or on white.
func (v *questionView) draw(under image.Image) {
	var sheet *widgets.Sketch
	switch {
	case under != nil:
		sheet = widgets.NewSketchOver(under)
	case v.drawn.Look.Draw == viewmodel.DrawSignature:
		sheet = widgets.NewSketch(1000, 360)
	default:
		sheet = widgets.NewSketch(1000, 560)
	}
	v.s.w.open(&sketchSheet{title: plain(v.drawn.Label), say: v.say, sketch: sheet, keep: func(png []byte, err error) {
		if err != nil {
			v.fail(err)
			return
		}
		v.give("drawing.png", png)
	}})
}

// sketchSheet is the window while something is drawn.
type sketchSheet struct {
	title  string
	say    *words.Words
	sketch *widgets.Sketch
	keep   func(png []byte, err error)

	done  func()
	use   *widgets.Button
	close *widgets.Button
}

func (s *sketchSheet) object(done func()) fyne.CanvasObject {
	s.done = done
	s.use = widgets.NewButton(s.say.Say("draw_use"), "Ctrl+Enter", widgets.Primary, s.finish)
	s.close = widgets.NewButton(s.say.Say("draw_leave"), "Esc", widgets.Secondary, done)
	undo := widgets.NewButton(s.say.Say("draw_undo"), "Ctrl+Z", widgets.Plain, s.sketch.Undo)
	clear := widgets.NewButton(s.say.Say("draw_again"), "F5", widgets.Plain, s.sketch.Clear)
	follow := func() { s.use.SetEnabled(s.sketch.Strokes() > 0) }
	s.sketch.OnChange = follow
	follow()
	bottom := widgets.Stack(0, widgets.NewHairline(), widgets.Inset(12, 0, 12, 0, widgets.Centre(footerWidth, widgets.Bar(s.close, widgets.Flow(0, undo, clear), s.use))))
	head := widgets.Inset(widgets.Gap2, 0, widgets.Gap1, 0, widgets.Centre(footerWidth, widgets.Stack(widgets.Gap1, subheading(s.title), says(s.say.Say("draw_how")))))
	sheet := widgets.Frame(head, bottom, nil, widgets.Inset(0, widgets.Gap2, widgets.Gap2, widgets.Gap2, widgets.Whole(s.sketch)))
	widgets.SetRightToLeft(sheet, widgets.IsRightToLeft(s.say.Language()))
	return sheet
}

func (s *sketchSheet) finish() {
	if s.sketch.Strokes() == 0 {
		return
	}
	s.done()
	s.keep(s.sketch.PNG())
}

func (s *sketchSheet) pressed(key string) bool {
	switch key {
	case "Ctrl+Enter":
		s.finish()
	case "Ctrl+Z":
		s.sketch.Undo()
	case "F5":
		s.sketch.Clear()
	}
	return key == "Esc"
}
func (s *sketchSheet) typed(rune) bool            { return false }
func (s *sketchSheet) firstFocus() fyne.Focusable { return s.close }
