package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
)

// media is what is seen and heard with a question; nil when there is nothing.
func (v *questionView) media(q viewmodel.Question) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if q.Look.Layout != viewmodel.LayoutMap {
		parts = v.pictures(q)
	}
	parts = append(parts, v.recordings(q)...)
	for _, f := range []viewmodel.File{q.Media.Image, q.Media.Audio, q.Media.Video} {
		if f.Name != "" && f.Data == nil {
			parts = append(parts, widgets.Words(widgets.NewText(v.say.Say("media_missing", "Name", f.Name),
				widgets.Style{Role: widgets.Small, Tint: widgets.Warning})))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return widgets.Words(widgets.Stack(widgets.Gap1, parts...))
}

// playHere plays the recording of the choice in the ring where the question
// has none of its own, else that of the question.
func (s *interviewScreen) playHere() bool {
	page := s.m.Page()
	if s.m.Stage() == viewmodel.StageQuestions && page.Focus < len(s.questions) {
		v := s.questions[page.Focus]
		if i := v.ring(); v.drawn.Media.Audio.Data == nil && i >= 0 && i < len(v.drawn.Choices) && v.drawn.Choices[i].Audio.Data != nil {
			s.m.PlayOrStop(viewmodel.Sound{Ref: v.ref, Choice: v.drawn.Choices[i].Name})
			return true
		}
	}
	return s.m.PlayHere()
}

func (v *questionView) pictures(q viewmodel.Question) []fyne.CanvasObject {
	image := q.Media.Image
	if image.Data == nil {
		return nil
	}
	picture := widgets.NewPicture(image.Name, plain(q.Label), image.Data)
	picture.Most = func() float32 {
		if widgets.LargeText() {
			return 180 // the question and its answers need the room
		}
		return widgets.Scaled(200)
	}
	big := q.Media.BigImage
	if big.Data == nil {
		big = image
	}
	picture.OnTapped = func() { v.s.w.open(newPictureSheet(plain(q.Label), big, v.say)) }
	if q.Media.BigImage.Data == nil {
		return []fyne.CanvasObject{picture}
	}
	larger := widgets.NewButton(v.say.Say("see_larger"), "", widgets.Plain, picture.OnTapped)
	larger.OnFocus = func() { v.s.page.Reveal(larger) }
	return []fyne.CanvasObject{picture, widgets.Flow(0, larger)}
}

// recordings are buttons that play and stop what is to be heard, and what is
// said when it could not be.
func (v *questionView) recordings(q viewmodel.Question) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	var follow []func(viewmodel.Question)
	button := func(of viewmodel.Sound, words, stop, key string, kind widgets.Kind, playing func(viewmodel.Question) bool) {
		play := widgets.NewButton(words, key, kind, func() { v.s.m.PlayOrStop(of) })
		play.OnFocus = func() { v.s.page.Reveal(play) }
		parts = append(parts, widgets.Flow(0, play))
		follow = append(follow, func(q viewmodel.Question) {
			if playing(q) {
				play.SetLabel(stop)
			} else {
				play.SetLabel(words)
			}
			play.SetChosen(playing(q))
		})
	}
	key := "Ctrl+P"
	if q.Media.Audio.Data != nil {
		button(viewmodel.Sound{Ref: v.ref}, v.say.Say("play_recording"), v.say.Say("stop_recording"), key, widgets.Secondary,
			func(q viewmodel.Question) bool { return q.Media.Playing })
		key = ""
	}
	if q.Media.Video.Data != nil {
		button(viewmodel.Sound{Ref: v.ref, Film: true}, v.say.Say("play_film"), "", key, widgets.Secondary, func(viewmodel.Question) bool { return false })
	}
	for i, c := range q.Choices {
		if c.Audio.Data != nil {
			name := plain(c.Label)
			button(viewmodel.Sound{Ref: v.ref, Choice: c.Name}, v.say.Say("play_named", "Name", name), v.say.Say("stop_named", "Name", name), "", widgets.Plain,
				func(q viewmodel.Question) bool { return i < len(q.Choices) && q.Choices[i].Playing })
		}
	}
	if len(parts) == 0 && q.Control != viewmodel.ControlFile {
		return nil
	}
	unheard := widgets.NewNotice(widgets.WarningSurface)
	v.heard = func(q viewmodel.Question) {
		for _, f := range follow {
			f(q)
		}
		e := explain(q.Unheard)
		unheard.Set(e.title, e.text, v.language)
		setVisible(unheard.Object(), q.Unheard != nil)
	}
	return append(parts, widgets.Words(unheard.Object()))
}

// pictureSheet shows a picture as large as the window.
type pictureSheet struct {
	title string
	file  viewmodel.File
	say   *words.Words
	close *widgets.Button
}

func newPictureSheet(title string, file viewmodel.File, say *words.Words) *pictureSheet {
	return &pictureSheet{title: title, file: file, say: say}
}

func (s *pictureSheet) object(done func()) fyne.CanvasObject {
	s.close = widgets.NewButton(s.say.Say("close"), "Esc", widgets.Primary, done)
	bottom := widgets.Stack(0, widgets.NewHairline(), widgets.Inset(12, 0, 12, 0, widgets.Centre(widgets.ColumnWidth, widgets.Flow(0, s.close))))
	return widgets.Frame(nil, bottom, nil, widgets.Inset(widgets.Gap2, widgets.Gap2, widgets.Gap2, widgets.Gap2,
		widgets.NewPicture(s.file.Name, s.title, s.file.Data)))
}

func (s *pictureSheet) pressed(key string) bool    { return key == "Esc" || key == "Enter" }
func (s *pictureSheet) typed(rune) bool            { return false }
func (s *pictureSheet) firstFocus() fyne.Focusable { return s.close }
