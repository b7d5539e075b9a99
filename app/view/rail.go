package view

import (
	"slices"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
)

// rail is the list of screens at the left.
type rail struct {
	box     *fyne.Container
	rows    *fyne.Container
	page    *widgets.Page // scrolls them
	entries []viewmodel.RailEntry
	show    func(viewmodel.Screen)

	help     *fyne.Container // leads to what F1 says
	called   string          // what it is called
	showKeys func()
}

func newRail(show func(viewmodel.Screen), keys func()) *rail {
	r := &rail{show: show, showKeys: keys, rows: widgets.Stack(0), help: widgets.Layers()}
	name := widgets.Inset(widgets.Gap3, widgets.Gap2, widgets.Gap3, railInset, widgets.NewLine("Doorstep",
		widgets.Style{Role: widgets.Heading, Tint: widgets.Accent, Bold: true}))
	// Large text under a band leaves no room for all: then the entries scroll.
	r.page = widgets.NewPage(widgets.Inset(0, 4, 0, 4, r.rows))
	r.box = widgets.Wide(r.width, widgets.Layers(widgets.NewGround(widgets.RailSurface),
		widgets.Frame(nil, widgets.Inset(0, 4, 12, 4, r.help), nil, widgets.Frame(name, nil, nil, r.page))))
	return r
}

// width has each screen's name on one line, and leaves the screens room when
// text is large.
func (r *rail) width() float32 {
	widest := widgets.Scaled(248)
	for _, e := range r.entries {
		name, key := widgets.NewLine(e.Title, widgets.Style{Bold: true}), widgets.NewLine(e.Key, widgets.Style{Role: widgets.Small})
		widest = max(widest, name.NaturalWidth()+key.NaturalWidth()+2*railInset+widgets.Gap2+8)
	}
	return min(widest, railMost)
}

// railMost is what the screens can spare at most.
const railMost = 528

// railInset stands the name above the entries' words.
const railInset = widgets.Gap2 + widgets.RingRoom + 4

// set shows the screens, and what help is called.
func (r *rail) set(entries []viewmodel.RailEntry, help string) {
	if help != r.called {
		r.called = help
		r.help.Objects = []fyne.CanvasObject{widgets.NewListRow(widgets.Line{Title: help, End: "F1"}, r.showKeys)}
		r.help.Refresh()
	}
	if slices.Equal(entries, r.entries) {
		return
	}
	r.entries = slices.Clone(entries)
	r.rows.Objects = nil
	for _, e := range entries {
		r.rows.Add(widgets.NewListRow(widgets.Line{Title: e.Title, End: e.Key, Selected: e.Selected}, func() { r.show(e.Screen) }))
	}
	r.rows.Refresh()
	r.page.Reflow()
	for i, e := range entries {
		if e.Selected {
			r.page.Reveal(r.rows.Objects[i])
		}
	}
}
