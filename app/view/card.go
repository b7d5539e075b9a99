package view

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

type cardModel interface {
	Card() viewmodel.ShowCard
	ShowCard(on bool)
	Choose(ref survey.Ref, i int) (advance bool)
	PressKey(r rune) (taken, advance bool)
	AdvanceAfterChoice()
	TypeText(ref survey.Ref, text string)
	Answer(ref survey.Ref, raw string)
	Filter(ref survey.Ref, text string)
	StepRange(ref survey.Ref, n int)
	MoveRank(ref survey.Ref, place, by int)
	Commands() []viewmodel.Command
	Do(id viewmodel.CommandID) (advance bool)
}

// cardWindow is what the show card needs of the window it is in.
type cardWindow interface {
	focuser
	after(d time.Duration, f func())
}

// cardSizes are the sizes of the question's letters that are tried, the
// largest that fits is taken; choices are some seven tenths of that.
var cardSizes = []float32{112, 100, 90, 80, 72, 64, 57, 51, 46, 42}

// listPage is how many choices of a long list are shown at once.
const listPage = 8

// cardScreen is the show card: a question and its choices alone, as large as
// they fit, for somebody who looks on. It can be answered there.
type cardScreen struct {
	m cardModel
	w cardWindow

	root *fyne.Container
	fit  *widgets.Fit
	done *widgets.Button

	shown           string // what the content was built for
	drawn           viewmodel.ShowCard
	label, hint     *widgets.Text
	how, more, echo *widgets.Text
	fallback        *widgets.Text
	tiles           *widgets.TileList
	field           *widgets.Field
	large           *widgets.Enlarged
	picture         *widgets.Picture
	pictures        map[string]*widgets.Picture
	drawing         bool
	offset          int // of a long list
}

func newCardScreen(m cardModel, w cardWindow) *cardScreen {
	s := &cardScreen{m: m, w: w}
	s.fit = widgets.NewFit(cardSizes, s.zoom)
	s.done = widgets.NewButton("", "Esc", widgets.Tool, func() { m.ShowCard(false) })
	bottom := widgets.Inset(0, widgets.Gap2, widgets.Gap1, widgets.Gap2, widgets.Bar(widgets.Flow(0), nil, widgets.Flow(0, s.done)))
	s.root = widgets.Frame(nil, bottom, nil, widgets.Inset(widgets.Gap2, widgets.Gap4, 0, widgets.Gap4, s.fit.Object()))
	s.redraw()
	return s
}

func (s *cardScreen) object() fyne.CanvasObject { return s.root }

func (s *cardScreen) redraw() {
	c := s.m.Card()
	q := c.Question
	key := strings.Join([]string{string(q.Ref), c.Language.Name, string(q.Control), string(q.Look.Layout), strconv.FormatBool(c.Blank)}, "|")
	s.drawn = c
	if key != s.shown {
		s.shown = key
		s.build(c)
		s.update(c)
		s.fit.Refit()
		s.w.focus(s.firstFocus())
		return
	}
	before := s.size()
	s.update(c)
	if s.size() != before {
		s.fit.Refit()
	}
}

// size tells when the content needs another size of letters. Choosing never
// does: the words stay where they are.
func (s *cardScreen) size() string {
	n := 0
	if s.tiles != nil {
		n = len(s.tiles.Tiles())
	}
	return strconv.Itoa(n) + s.echo.Text() + s.more.Text() + s.how.Text()
}

func (s *cardScreen) build(c viewmodel.ShowCard) {
	q, language := c.Question, c.Language.Code
	s.offset, s.pictures = 0, map[string]*widgets.Picture{}
	s.tiles, s.field, s.large, s.picture = nil, nil, nil, nil
	s.label = widgets.NewText(plain(q.Label), widgets.Style{Role: widgets.Question, Bold: true, Language: language})
	s.hint = widgets.NewText(plain(q.Hint), widgets.Style{Tint: widgets.Quiet, Language: language})
	s.how = widgets.NewText(c.How, widgets.Style{Tint: widgets.Quiet, Language: c.Words})
	s.more = widgets.NewText("", widgets.Style{Tint: widgets.Quiet, Language: c.Words})
	s.echo = widgets.NewText("", widgets.Style{Role: widgets.Choice, Language: language})
	s.fallback = widgets.NewText(c.Untranslated, widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Language: c.Words})
	if c.Blank {
		s.fit.SetContent(widgets.NewSpace(1, 1))
		return
	}
	parts := []fyne.CanvasObject{widgets.Words(s.label), widgets.Words(s.hint), widgets.Words(s.fallback)}
	if q.Media.Image.Data != nil {
		s.picture = widgets.NewPicture(q.Media.Image.Name, plain(q.Label), q.Media.Image.Data)
		s.picture.Most = func() float32 { return max(widgets.Scaled(200), 0.32*s.root.Size().Height) }
		parts = append(parts, s.picture)
	}
	parts = append(parts, widgets.Words(s.how))
	if q.Control.Typed() || q.List != nil {
		s.newField(q, language)
		parts = append(parts, widgets.Words(s.sized(q)))
	}
	parts = append(parts, widgets.Words(s.echo))
	if q.Control.Chosen() || steps(q) != nil {
		s.newTiles(q)
		parts = append(parts, s.tiles.Object())
	}
	s.fit.SetContent(widgets.Stack(widgets.Gap2, append(parts, widgets.Words(s.more))...))
	widgets.SetRightToLeft(s.root, c.Language.RightToLeft)
}

// steps are a scale's values, where there are few enough to point at.
func steps(q viewmodel.Question) []string {
	if q.Range == nil {
		return nil
	}
	return q.Range.Steps
}

func (s *cardScreen) newField(q viewmodel.Question, language string) {
	s.field = widgets.NewField(plain(q.Label), 1, func(text string) {
		switch {
		case s.drawing:
		case q.List != nil:
			s.offset = 0
			s.m.Filter(q.Ref, text)
		default:
			s.m.TypeText(q.Ref, text)
		}
	})
	s.field.Language, s.field.Password = language, q.Look.Masked
	s.field.SetPlaceHolder(q.Example)
	s.field.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyDown && s.tiles != nil && s.tiles.First() != nil {
			s.w.focus(s.tiles.First())
			return true
		}
		return false
	}
	s.large = widgets.NewEnlarged(s.field)
}

// sized is the field, no wider than what is typed there.
func (s *cardScreen) sized(q viewmodel.Question) fyne.CanvasObject {
	switch q.Control {
	case viewmodel.ControlInteger, viewmodel.ControlDecimal, viewmodel.ControlTime, viewmodel.ControlDate:
		return widgets.Flow(0, widgets.Wide(func() float32 { return fieldWidth(q.Control) * s.fit.Zoom() }, s.large.Object()))
	}
	return s.large.Object()
}

func (s *cardScreen) newTiles(q viewmodel.Question) {
	s.tiles = widgets.NewTileList(func(i int) { s.choose(s.offset + i) })
	s.tiles.OnFocus = s.fit.Page().Reveal
	s.tiles.OnEdge = func(_ int, down bool) { s.turn(down) }
	switch {
	case steps(q) != nil && len(steps(q)) <= 11:
		s.tiles.Columns = len(steps(q))
	case steps(q) != nil, q.Look.Pictures:
		s.tiles.Columns = widgets.AsManyAsFit
	case q.Look.Layout == viewmodel.LayoutColumns && q.Look.Columns > 0:
		s.tiles.Columns = min(2, q.Look.Columns)
	}
}

// update draws what may change while the question stays.
func (s *cardScreen) update(c viewmodel.ShowCard) {
	q := c.Question
	s.done.SetLabel(c.Close)
	setVisible(s.hint, q.Hint != "")
	setVisible(s.fallback, q.Fallback)
	setVisible(s.how, c.How != "" && q.Hint == "")
	echo := q.Understood
	if q.Range != nil && steps(q) == nil && q.Range.Set {
		echo = strconv.FormatFloat(q.Range.Value, 'f', -1, 64)
	}
	more := ""
	if q.List != nil {
		var picked []string
		for _, t := range q.List.Picked() {
			picked = append(picked, plain(t.Label))
		}
		echo = strings.Join(picked, " · ")
		s.offset = max(0, min(s.offset, q.List.Len()-1))
		if q.List.Len() > s.offset+listPage {
			more = c.More
		}
	}
	s.echo.SetText(echo)
	s.more.SetText(more)
	setVisible(s.echo, echo != "")
	setVisible(s.more, more != "")
	if s.tiles != nil {
		s.tiles.SetTiles(s.choices(c))
	}
	if s.field != nil {
		s.drawing = true
		text := q.Text
		if q.List != nil {
			text = q.List.Filter
		}
		if s.field.Text != text {
			s.field.SetText(text)
		}
		s.drawing = false
		if q.ReadOnly {
			s.field.Disable()
		}
	}
}

// choices are the tiles: of the choices, of a page of a long list, or of a
// scale's values.
func (s *cardScreen) choices(c viewmodel.ShowCard) []widgets.Tile {
	q := c.Question
	var tiles []widgets.Tile
	note := func(t viewmodel.Tile) string {
		if t.Fallback && !q.Untold {
			return c.Untranslated
		}
		return ""
	}
	add := func(t viewmodel.Tile) {
		tile := widgets.Tile{
			Key: t.Key, Label: plain(t.Label), Language: c.Language.Code, Mirrored: c.Language.RightToLeft,
			Note: note(t), Chosen: t.Chosen, Rank: t.Rank, Zoom: s.fit.Zoom(), Upright: q.Look.Pictures || steps(q) != nil,
		}
		if t.Image.Data != nil {
			if tile.Picture = s.pictures[t.Image.Name]; tile.Picture == nil {
				tile.Picture = widgets.NewPicture(t.Image.Name, tile.Label, t.Image.Data)
				s.pictures[t.Image.Name] = tile.Picture
			}
		}
		tiles = append(tiles, tile)
	}
	switch {
	case q.List != nil:
		for i := s.offset; i < min(q.List.Len(), s.offset+listPage); i++ {
			add(q.List.Tile(i))
		}
	case q.Range != nil:
		for _, step := range steps(q) {
			value, _ := strconv.ParseFloat(step, 64)
			t := viewmodel.Tile{Label: step, Chosen: q.Range.Set && q.Range.Value == value}
			for _, tick := range q.Range.Ticks {
				if tick.Value == value && tick.Label != "" && tick.Label != step {
					t.Label = step + " – " + tick.Label
				}
			}
			add(t)
		}
	default:
		for _, t := range q.Choices {
			add(t)
		}
	}
	return tiles
}

// zoom draws the content at a size of letters.
func (s *cardScreen) zoom(zoom float32) {
	for _, t := range []*widgets.Text{s.label, s.hint, s.fallback, s.how, s.more, s.echo} {
		if t != nil {
			t.SetZoom(zoom)
		}
	}
	if s.large != nil {
		s.large.SetZoom(zoom)
	}
	if s.tiles != nil {
		s.tiles.SetTiles(s.choices(s.drawn))
	}
}

func (s *cardScreen) choose(i int) {
	q := s.drawn.Question
	if values := steps(q); values != nil {
		if i < len(values) {
			s.m.Answer(q.Ref, values[i])
		}
		return
	}
	if s.m.Choose(q.Ref, i) {
		s.w.after(blink, s.m.AdvanceAfterChoice)
	}
}
