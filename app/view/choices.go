package view

import (
	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/words"
	"doorstep/survey"
)

// control returns what answers the question and how it is redrawn.
func (v *questionView) control(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	nothing := func(viewmodel.Question) {}
	switch {
	case q.Look.Layout == viewmodel.LayoutHead:
		return nil, nothing
	case q.List != nil:
		return v.finder(q)
	case q.Look.Layout == viewmodel.LayoutMap:
		return v.imageMap(q)
	case q.Control.Chosen():
		return v.tileControl(q)
	case q.Control.Typed():
		return v.field(q)
	case q.Control == viewmodel.ControlRange && q.Look.Rating:
		return v.rating(q)
	case q.Control == viewmodel.ControlRange:
		return v.slider(q)
	case q.Control == viewmodel.ControlFile:
		return v.attachment(q)
	case q.Control == viewmodel.ControlUnavailable:
		return widgets.Words(notice(widgets.WarningSurface, unavailable(v.say, q))), nothing
	}
	return nil, nothing
}

// unavailable says why a question cannot be asked here.
func unavailable(w *words.Words, q viewmodel.Question) explanation {
	e := explanation{w.Say("unavailable"), w.Say("unavailable_next")}
	if q.NeedsFile {
		e.title = w.Say("unavailable_files")
	}
	return e
}

// tileControl answers by choosing among tiles.
func (v *questionView) tileControl(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	list, update := v.tileList(q)
	if q.Look.Layout == viewmodel.LayoutTable {
		return list.Object(), update
	}
	how := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	return widgets.Stack(4, widgets.Words(how), list.Object()), func(q viewmodel.Question) {
		words := howToChoose(v.say, q)
		how.SetText(words)
		setVisible(how, words != "")
		update(q)
	}
}

// tileList is the tiles themselves, as the question's look sets them.
func (v *questionView) tileList(q viewmodel.Question) (*widgets.TileList, func(viewmodel.Question)) {
	var last viewmodel.Question
	list := widgets.NewTileList(func(i int) { v.s.choose(v.ref, i) })
	v.tiles = list
	list.OnFocus = v.focusedHere
	list.OnEdge = func(i int, down bool) { v.s.leaveRow(v, i, down) }
	switch q.Look.Layout {
	case viewmodel.LayoutColumns:
		if list.Columns = q.Look.Columns; list.Columns == 0 {
			list.Columns = widgets.AsManyAsFit
		}
	case viewmodel.LayoutOneRow, viewmodel.LayoutTable:
		list.Columns = max(1, len(q.Choices))
	default:
		if q.Look.Pictures {
			list.Columns = widgets.AsManyAsFit
		}
	}
	v.focus = func() fyne.Focusable {
		if t := list.First(); t != nil {
			return t
		}
		return nil
	}
	v.pressed = func(key string) bool { return v.tileKey(list, last, key) }
	v.ring = list.Focused
	pictures := map[string]*widgets.Picture{}
	return list, func(q viewmodel.Question) {
		last = q
		tiles := make([]widgets.Tile, len(q.Choices))
		for i, c := range q.Choices {
			tiles[i] = v.tile(q, c, pictures)
		}
		list.SetTiles(tiles)
	}
}

// tile is one choice as its question's look sets it. A picture is made once.
func (v *questionView) tile(q viewmodel.Question, c viewmodel.Tile, pictures map[string]*widgets.Picture) widgets.Tile {
	t := widgets.Tile{
		Key: c.Key, Label: plain(c.Label), Language: v.language, Mirrored: widgets.IsRightToLeft(v.language),
		Chosen: c.Chosen, Rank: c.Rank,
		Upright: q.Look.Pictures || q.Look.Layout == viewmodel.LayoutOneRow || q.Look.Layout == viewmodel.LayoutTable,
	}
	if c.Fallback && !q.Untold {
		t.Note = v.say.Say("not_translated")
	}
	if c.Image.Data != nil {
		if t.Picture = pictures[c.Image.Name]; t.Picture == nil {
			t.Picture = widgets.NewPicture(c.Image.Name, t.Label, c.Image.Data)
			pictures[c.Image.Name] = t.Picture
		}
	}
	if q.Look.Layout == viewmodel.LayoutTable {
		t.Label, t.Spoken, t.Picture = "", t.Label, nil
	}
	return t
}

// tileKey takes Enter on a tile that arrows have led to, and moves ranked ones.
func (v *questionView) tileKey(list *widgets.TileList, q viewmodel.Question, key string) bool {
	i := list.Index(v.s.w.focused())
	if i < 0 || i >= len(q.Choices) {
		return false
	}
	switch key {
	case "Enter":
		if q.Control != viewmodel.ControlOne || !list.Moved || q.NonResponse != survey.Unanswered {
			return false
		}
		for _, c := range q.Choices {
			if c.Chosen {
				return false
			}
		}
		v.s.choose(v.ref, i)
		return true
	case "Ctrl+Up", "Ctrl+Down":
		if q.Choices[i].Rank == 0 {
			return false
		}
		by := 1
		if key == "Ctrl+Up" {
			by = -1
		}
		v.s.m.MoveRank(v.ref, q.Choices[i].Rank, by)
		return true
	}
	return false
}

// howToChoose says how many may be chosen, where the form's hint says nothing.
func howToChoose(w *words.Words, q viewmodel.Question) string {
	switch {
	case q.Hint != "":
	case q.Control == viewmodel.ControlRank && q.Most > 0:
		return w.Count("choose_up_to_in_order", q.Most)
	case q.Control == viewmodel.ControlRank:
		return w.Say("choose_in_order")
	case q.Control == viewmodel.ControlSeveral && q.Most > 0:
		return w.Count("choose_up_to", q.Most)
	case q.Control == viewmodel.ControlSeveral:
		return w.Say("choose_all")
	}
	return ""
}

// finder answers from a list that typing narrows down.
func (v *questionView) finder(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	how := widgets.NewText("", widgets.Style{Role: widgets.Small, Tint: widgets.Quiet})
	f := widgets.NewFinder(plain(q.Label), v.language)
	f.Field.SetPlaceHolder(v.say.Say("type_to_find"))
	f.OnFilter = func(text string) { v.s.m.Filter(v.ref, text) }
	f.OnChoose = func(i int) { v.s.choose(v.ref, i) }
	f.Field.OnFocus = func() { v.focusedHere(f.Field) }
	f.OnMove = v.s.page.Reveal
	v.focus = func() fyne.Focusable { return f.Field }
	picked := widgets.NewText("", widgets.Style{Bold: true, Language: v.language})
	version := 0
	filter, length := "", -1
	box := widgets.Stack(widgets.Gap1, widgets.Words(how), widgets.Words(picked), f.Object())
	return box, func(q viewmodel.Question) {
		if q.List == nil {
			return
		}
		words := howToChoose(v.say, q)
		how.SetText(words)
		setVisible(how, words != "")
		l := q.List
		fresh := l.Filter != filter || l.Len() != length || version == 0
		if l.Version != version || fresh {
			version, filter, length = l.Version, l.Filter, l.Len()
			f.Set(widgets.Finding{
				Filter: l.Filter, Len: l.Len(), Total: l.Total, At: l.At(), Fresh: fresh, Language: v.language, Words: matching(v.say, l),
				Tile: func(i int) widgets.Tile { return v.listTile(q, l.Tile(i)) },
			})
			chosen := ""
			for i, t := range l.Picked() {
				if i > 0 {
					chosen += " · "
				}
				chosen += plain(t.Label)
			}
			if chosen != "" {
				chosen = v.say.Say("chosen", "List", chosen)
			}
			picked.SetText(chosen)
			setVisible(picked, chosen != "")
		}
		if q.ReadOnly {
			f.Field.Disable()
		}
	}
}

// matching says how many there are to choose from.
func matching(w *words.Words, l *viewmodel.ChoiceList) string {
	switch {
	case l.Filter == "":
		return w.Count("to_choose_from", l.Total)
	case l.Len() == 0:
		return w.Say("nothing_matches")
	}
	return w.Say("match", "Found", l.Len(), "All", l.Total)
}

func (v *questionView) listTile(q viewmodel.Question, c viewmodel.Tile) widgets.Tile {
	t := widgets.Tile{Label: plain(c.Label), Chosen: c.Chosen, Rank: c.Rank}
	if c.Fallback && !q.Untold {
		t.Note = v.say.Say("not_translated")
	}
	return t
}

// imageMap answers by regions of a picture, with tiles beside it that do the
// same by key.
func (v *questionView) imageMap(q viewmodel.Question) (fyne.CanvasObject, func(viewmodel.Question)) {
	list, update := v.tileList(q)
	if q.Media.Image.Data == nil {
		return list.Object(), update
	}
	var names []string
	for _, c := range q.Choices {
		names = append(names, c.Name)
	}
	picture := widgets.NewImageMap(q.Media.Image.Name, plain(q.Label), q.Media.Image.Data, names, func(id string) {
		for i, c := range v.drawn.Choices {
			if c.Name == id {
				v.s.choose(v.ref, i)
			}
		}
	})
	picture.Most = func() float32 { return widgets.Scaled(460) }
	box := widgets.Beside(widgets.Gap3, 0.6, func() float32 { return widgets.Scaled(620) }, picture.Object(), list.Object())
	return box, func(q viewmodel.Question) {
		update(q)
		var chosen []string
		for _, c := range q.Choices {
			if c.Chosen {
				chosen = append(chosen, c.Name)
			}
		}
		picture.SetChosen(chosen)
	}
}
