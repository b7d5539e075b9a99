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

	title          *widgets.Text
	caption, words *widgets.Text
	more           []*widgets.Button // that give way to large text: F1 tells of them
	failed         *widgets.Notice
	pause, save    *widgets.Button
	grows          *fyne.Animation
}

func newPledgesScreen(m pledgesModel, _ window) *pledgesScreen {
	s := &pledgesScreen{m: m, tree: tree.New()}
	s.title = widgets.NewText(viewmodel.TreeTitle, treeStyle(38, 44))
	s.caption = widgets.NewText("", captionStyle(""))
	s.words = widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet, Align: fyne.TextAlignCenter})
	s.failed = widgets.NewNotice(widgets.ErrorSurface)
	tool := func(label, key string, do func()) *widgets.Button {
		return widgets.NewButton(label, key, widgets.Tool, do)
	}
	s.pause = tool("Pause", "Space", m.Pause)
	s.save = tool("Save as a picture", "s", s.keep)
	s.more = []*widgets.Button{tool("Next", "Right", m.Next), tool("All leaves", "End", m.ShowAll), tool("From the start", "Home", m.Again)}
	keys := widgets.Centre(keysWidth, widgets.Flow(0, s.pause, s.more[0], s.more[1], s.more[2], s.save, tool("Back", "Esc", m.Leave)))
	below := widgets.Inset(0, widgets.Gap3, widgets.Gap1, widgets.Gap3, widgets.Stack(widgets.Gap1,
		widgets.Centre(captionWidth, widgets.Stack(widgets.Gap1, s.caption, s.words, s.failed.Object())), keys))
	s.root = widgets.Layers(s.tree, widgets.Frame(widgets.Inset(widgets.Gap2, widgets.Gap2, 0, widgets.Gap2, s.title), below, nil, widgets.NewSpace(1, 1)))
	s.redraw()
	return s
}

func captionWidth() float32 { return widgets.Scaled(980) }
func keysWidth() float32    { return widgets.Scaled(940) }

// treeStyle sets words over the tree. They grow with the size of text up to
// what leaves the tree room.
func treeStyle(pixels, most float32) widgets.Style {
	zoom := min(widgets.Scaled(pixels), most) / widgets.Scaled(roleQuestion)
	return widgets.Style{Role: widgets.Question, Bold: true, Zoom: zoom, Align: fyne.TextAlignCenter}
}

// roleQuestion is how large the role is at 100 %.
const roleQuestion = 28

// captionStyle sets a short pledge larger than a long one.
func captionStyle(pledge string) widgets.Style {
	switch n := len([]rune(pledge)); {
	case n <= 60:
		return treeStyle(29, 40)
	case n <= 110:
		return treeStyle(22, 34)
	case n <= 220:
		return treeStyle(19, 30)
	}
	return treeStyle(16, 26)
}

// captionRoom is what a long pledge takes, with what stands below it.
func captionRoom() float32 {
	return 3*1.36*min(widgets.Scaled(19), 30) + widgets.Scaled(15)*1.36 + widgets.Scaled(54) + 4*widgets.Gap1
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
	s.tree.SetRoom(widgets.Gap3+1.36*min(widgets.Scaled(38), 44), captionRoom())
	s.title.Set(viewmodel.TreeTitle, treeStyle(38, 44))
	for _, b := range s.more {
		setVisible(b, !widgets.LargeText())
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
	relayout(s.root)
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

func (s *pledgesScreen) firstFocus() fyne.Focusable { return s.pause } // Space is the tree's too
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
