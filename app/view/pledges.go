package view

import (
	"image"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/tree"
)

type pledgesModel interface {
	State() viewmodel.PledgesState
	Next()
	Previous()
	Pause()
	ShowAll()
	Again()
	CanSave() bool
	Save(draw func(title string, pledges []string, below string) image.Image)
	Leave()
}

// growing is how long a leaf takes to grow.
const growing = 900 * time.Millisecond

// pledgesScreen is the tree of pledges, over the whole screen.
type pledgesScreen struct {
	m    pledgesModel
	root *fyne.Container
	tree *tree.Tree

	caption, words *widgets.Text
	failed         *widgets.Notice
	pause, save    *widgets.Button
	grows          *fyne.Animation
}

func newPledgesScreen(m pledgesModel, _ window) *pledgesScreen {
	s := &pledgesScreen{m: m, tree: tree.New()}
	title := widgets.NewText(viewmodel.TreeTitle, widgets.Style{Role: widgets.Question, Bold: true, Zoom: 1.35, Align: fyne.TextAlignCenter})
	s.caption = widgets.NewText("", captionStyle(""))
	s.words = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Align: fyne.TextAlignCenter})
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	tool := func(label, key string, do func()) *widgets.Button {
		return widgets.NewButton(label, key, widgets.Tool, do)
	}
	s.pause = tool("Pause", "Space", m.Pause)
	s.save = tool("Save as a picture", "s", s.keep)
	keys := widgets.Centre(footerWidth, widgets.Flow(0, s.pause, tool("Next", "Right", m.Next), tool("All leaves", "End", m.ShowAll),
		tool("From the start", "Home", m.Again), s.save, tool("Back", "Esc", m.Leave)))
	below := widgets.Inset(0, widgets.Gap3, widgets.Gap1, widgets.Gap3, widgets.Stack(widgets.Gap1,
		widgets.Centre(captionWidth, widgets.Stack(widgets.Gap1, s.caption, s.words, s.failed.Object())), keys))
	s.root = widgets.Layers(s.tree, widgets.Frame(widgets.Inset(widgets.Gap2, widgets.Gap2, 0, widgets.Gap2, title), below, nil, widgets.NewSpace(1, 1)))
	s.redraw()
	return s
}

func captionWidth() float32 { return widgets.Scaled(980) }

// captionStyle sets a short pledge larger than a long one.
func captionStyle(pledge string) widgets.Style {
	zoom := float32(1)
	switch n := len([]rune(pledge)); {
	case n <= 60:
		zoom = 1.3
	case n > 220:
		zoom = 0.75
	case n > 110:
		zoom = 0.85
	}
	return widgets.Style{Role: widgets.Heading, Bold: true, Zoom: zoom, Align: fyne.TextAlignCenter}
}

func (s *pledgesScreen) object() fyne.CanvasObject { return s.root }

func (s *pledgesScreen) redraw() {
	state := s.m.State()
	newLeaf := state.Shown == s.tree.Shown()+1 && state.Reading == state.Shown-1
	still := state.Still || !fyne.CurrentApp().Settings().ShowAnimations()
	if state.Shown != s.tree.Shown() || state.Reading != s.tree.Lit() || len(state.Pledges) != s.tree.Total() {
		s.stopGrowing()
		if newLeaf && !still {
			s.tree.Grow(0)
		}
		s.tree.Set(state.Pledges, state.Shown, state.Reading)
		if newLeaf && !still {
			s.grows = fyne.NewAnimation(growing, s.tree.Grow)
			s.grows.Curve = fyne.AnimationEaseOut
			s.grows.Start()
		}
	}
	pledge := state.Caption()
	s.caption.Set(pledge, captionStyle(pledge))
	setVisible(s.caption, pledge != "")
	words := state.Words
	if state.Saved != "" {
		words = "Saved as " + state.Saved
	}
	s.words.SetText(words)
	e := explain(state.Err)
	s.failed.Set(e.title, e.text, "")
	label := "Pause"
	if state.Paused {
		label = "Go on"
	}
	s.pause.SetLabel(label)
	setVisible(s.save, s.m.CanSave() || state.Saving)
	s.root.Refresh()
}

// stopGrowing lets a leaf that still grows be grown.
func (s *pledgesScreen) stopGrowing() {
	if s.grows != nil {
		s.grows.Stop()
		s.grows = nil
	}
	s.tree.Grow(1)
}

func (s *pledgesScreen) keep() { s.m.Save(tree.Picture) }

func (s *pledgesScreen) pressed(key string) bool {
	switch key {
	case "Space":
		s.m.Pause()
	case "Right", "Down", "Page Down", "Enter":
		s.m.Next()
	case "Left", "Up", "Page Up":
		s.m.Previous()
	case "End":
		s.m.ShowAll()
	case "Home":
		s.m.Again()
	case "Esc":
		s.m.Leave()
	default:
		return false
	}
	return true
}

func (s *pledgesScreen) typed(r rune) bool {
	if r == 's' {
		s.keep()
	}
	return r == 's'
}

func (s *pledgesScreen) firstFocus() fyne.Focusable { return nil } // Space is the tree's
func (s *pledgesScreen) shortcuts() []string        { return nil }

func (s *pledgesScreen) help() []keyLine {
	return []keyLine{
		{"Space", "Pause, and go on"},
		{"Right, Left", "The next pledge, the one before"},
		{"End", "All leaves at once"},
		{"Home", "From the start"},
		{"s", "Save the tree as a picture"},
		{"Esc", "Back"},
	}
}

// fillScreen gives a screen the whole of the laptop's, or takes it back.
func (u *ui) fillScreen(on bool) {
	if on == u.filled {
		return
	}
	u.filled = on
	u.window.SetFullScreen(on)
}
