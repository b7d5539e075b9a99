package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// media is what is seen and heard with a question; nil when there is nothing.
func (v *questionView) media(q viewmodel.Question) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	image := q.Media.Image
	if image.Data != nil && q.Look.Layout != viewmodel.LayoutMap {
		picture := widgets.NewPicture(image.Name, plain(q.Label), image.Data)
		picture.Most = func() float32 { return widgets.Scaled(200) }
		parts = append(parts, picture)
		big := q.Media.BigImage
		if big.Data == nil {
			big = image
		}
		picture.OnTapped = func() { v.s.w.open(newPictureSheet(plain(q.Label), big)) }
		if q.Media.BigImage.Data != nil {
			parts = append(parts, widgets.Flow(0, widgets.NewButton("See it larger", "", widgets.Plain, picture.OnTapped)))
		}
	}
	for _, f := range []struct {
		file   viewmodel.File
		button string
	}{{q.Media.Audio, "Play the recording"}, {q.Media.Video, "Play the film"}} {
		if f.file.Data == nil {
			continue
		}
		play := widgets.NewButton(f.button, "", widgets.Secondary, func() { v.fail(v.s.w.play(f.file)) })
		play.OnFocus = func() { v.s.page.Reveal(play) }
		parts = append(parts, widgets.Flow(0, play))
	}
	for _, f := range []viewmodel.File{image, q.Media.Audio, q.Media.Video} {
		if f.Name != "" && f.Data == nil {
			parts = append(parts, widgets.Words(widgets.NewText("The file "+f.Name+" did not come with this questionnaire.",
				widgets.Style{Role: widgets.Small, Tint: widgets.Warning})))
		}
	}
	for _, c := range q.Choices {
		if c.Audio.Data != nil {
			play := widgets.NewButton("Play “"+plain(c.Label)+"”", "", widgets.Plain, func() { v.fail(v.s.w.play(c.Audio)) })
			parts = append(parts, widgets.Flow(0, play))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return widgets.Words(widgets.Stack(widgets.Gap1, parts...))
}

// pictureSheet shows a picture as large as the window.
type pictureSheet struct {
	title string
	file  viewmodel.File
	close *widgets.Button
}

func newPictureSheet(title string, file viewmodel.File) *pictureSheet {
	return &pictureSheet{title: title, file: file}
}

func (s *pictureSheet) object(done func()) fyne.CanvasObject {
	s.close = widgets.NewButton("Close", "Esc", widgets.Primary, done)
	bottom := widgets.Stack(0, widgets.NewHairline(), widgets.Inset(12, 0, 12, 0, widgets.Centre(widgets.ColumnWidth, widgets.Flow(0, s.close))))
	return widgets.Frame(nil, bottom, nil, widgets.Inset(widgets.Gap2, widgets.Gap2, widgets.Gap2, widgets.Gap2,
		widgets.NewPicture(s.file.Name, s.title, s.file.Data)))
}

func (s *pictureSheet) pressed(key string) bool    { return key == "Esc" || key == "Enter" }
func (s *pictureSheet) typed(rune) bool            { return false }
func (s *pictureSheet) firstFocus() fyne.Focusable { return s.close }
