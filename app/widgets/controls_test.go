package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

// show puts a control in a window of the light theme.
func show(t *testing.T, o fyne.CanvasObject) fyne.Window {
	t.Helper()
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	return widgettest.Show(t, widgets.Stack(0, o), fyne.NewSize(800, 600))
}

// ringShown reports whether a stroke in the focus colour is drawn on the control.
func ringShown(o fyne.CanvasObject) bool {
	return strings.Contains(test.RenderObjectToMarkup(o), `strokeColor="rgba(138,75,0,255)"`)
}

func TestControlsAreLargeEnoughToHit(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	ring := 2 * widgets.RingRoom
	for name, o := range map[string]fyne.CanvasObject{
		"primary button": widgets.NewButton("Go", "", widgets.Primary, nil),
		"plain button":   widgets.NewButton("Go", "F2", widgets.Plain, nil),
		"tool button":    widgets.NewButton("Go", "F2", widgets.Tool, nil),
		"tile":           widgets.NewChoiceTile(widgets.Tile{Key: "1", Label: "Yes"}, nil),
		"row":            widgets.NewListRow(widgets.Line{Title: "Responses"}, func() {}),
	} {
		if m := o.MinSize(); m.Height-ring < widgets.MinTarget || m.Width-ring < widgets.MinTarget {
			t.Errorf("%s: %v with its ring's room, want %v without", name, m, widgets.MinTarget)
		}
	}
	if m := widgets.NewField("Age", 1, nil).MinSize(); m.Height < widgets.MinTarget {
		t.Errorf("field: %v high, want %v", m.Height, widgets.MinTarget)
	}
}

func TestTileIsChosenBySpaceOnceAndByTouch(t *testing.T) {
	n := 0
	tile := widgets.NewChoiceTile(widgets.Tile{Key: "1", Label: "Yes"}, func() { n++ })
	w := show(t, tile)
	w.Canvas().Focus(tile)
	widgettest.Type(w.Canvas(), " ")
	if n != 1 {
		t.Errorf("a space, which comes as key and as letter, chose %d times", n)
	}
	test.Tap(tile)
	if n != 2 {
		t.Errorf("a tap did not choose: %d", n)
	}
}

func TestFocusIsSeenAndGoesOn(t *testing.T) {
	list := widgets.NewTileList(nil)
	w := show(t, list.Object())
	list.SetTiles([]widgets.Tile{{Key: "1", Label: "Yes"}, {Key: "2", Label: "No"}})
	first, second := list.Tiles()[0], list.Tiles()[1]
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(first) || !ringShown(first) || ringShown(second) {
		t.Fatal("Tab does not show its ring on the first tile alone")
	}
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown} { // it stops at the last
		widgettest.Key(w.Canvas(), key)
	}
	if w.Canvas().Focused() != fyne.Focusable(second) || ringShown(first) || !ringShown(second) {
		t.Error("the arrow does not move the ring")
	}
	if !list.Moved || list.Focused() != 1 {
		t.Errorf("moved %v, focused %d", list.Moved, list.Focused())
	}
}

func TestKeysAControlHasNoUseForReachTheScreen(t *testing.T) {
	tile := widgets.NewChoiceTile(widgets.Tile{Key: "1", Label: "Yes"}, nil)
	field := widgets.NewField("Age", 1, nil)
	button := widgets.NewButton("Go", "", widgets.Primary, nil)
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	w := widgettest.Show(t, widgets.Stack(0, tile, field, button), fyne.NewSize(800, 600))
	var keys []fyne.KeyName
	var letters string
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
	w.Canvas().SetOnTypedRune(func(r rune) { letters += string(r) })

	w.Canvas().Focus(tile)
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	widgettest.Type(w.Canvas(), "2 ")
	w.Canvas().Focus(field)
	widgettest.Type(w.Canvas(), "42")
	widgettest.Key(w.Canvas(), fyne.KeyF2)
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	widgettest.Key(w.Canvas(), fyne.KeyEscape)
	widgettest.Key(w.Canvas(), fyne.KeyPageDown)
	w.Canvas().Focus(button)
	widgettest.Key(w.Canvas(), fyne.KeyF3)

	want := []fyne.KeyName{fyne.KeyReturn, fyne.KeyF2, fyne.KeyReturn, fyne.KeyEscape, fyne.KeyPageDown, fyne.KeyF3}
	if len(keys) != len(want) {
		t.Fatalf("keys %v, want %v", keys, want)
	}
	for i := range want {
		if keys[i] != want[i] {
			t.Errorf("keys %v, want %v", keys, want)
		}
	}
	if letters != "2" || field.Text != "42" {
		t.Errorf("letters %q and field %q, want \"2\" and \"42\"", letters, field.Text)
	}
}

func TestShiftEnterStartsALine(t *testing.T) {
	field := widgets.NewField("Why", 4, nil)
	w := show(t, field)
	w.Canvas().Focus(field)
	widgettest.Type(w.Canvas(), "a")
	field.KeyDown(&fyne.KeyEvent{Name: "LeftShift"})
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	field.KeyUp(&fyne.KeyEvent{Name: "LeftShift"})
	widgettest.Type(w.Canvas(), "b")
	if field.Text != "a\nb" {
		t.Errorf("field %q", field.Text)
	}
}

func TestButtonPressesOnceWithSpaceAndEnter(t *testing.T) {
	n := 0
	b := widgets.NewButton("Go", "Enter", widgets.Primary, func() { n++ })
	w := show(t, b)
	w.Canvas().Focus(b)
	widgettest.Type(w.Canvas(), " ")
	widgettest.Key(w.Canvas(), fyne.KeyReturn)
	if n != 2 {
		t.Errorf("pressed %d times, want 2", n)
	}
	b.SetEnabled(false)
	test.Tap(b)
	if n != 2 {
		t.Error("a disabled button was pressed")
	}
}

func TestStateIsSaidNotOnlyColoured(t *testing.T) {
	list := widgets.NewTileList(nil)
	w := show(t, list.Object())
	list.SetTiles([]widgets.Tile{{Key: "1", Label: "Yes"}, {Key: "2", Label: "No", Chosen: true}, {Key: "3", Label: "Both", Rank: 2, Chosen: true}})
	w.Resize(fyne.NewSize(801, 600))
	for i, want := range []string{"1 of 3: Yes, not chosen", "2 of 3: No, chosen", "3 of 3: Both, place 2"} {
		if got := list.Tiles()[i].AccessibilityLabel(); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
	lines := func(i int) int { return strings.Count(test.RenderObjectToMarkup(list.Tiles()[i]), "<line") }
	if lines(0) != 0 || lines(1) != 2 {
		t.Errorf("ticks: %d strokes on the open tile, %d on the chosen one", lines(0), lines(1))
	}
	if !strings.Contains(test.RenderObjectToMarkup(list.Tiles()[2]), ">2</text>") {
		t.Error("the ranked tile does not show its place")
	}
}

func TestLongWordsWrapAndNothingIsLost(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 2, widgets.Fonts{})
	words := "Donaudampfschifffahrtsgesellschaftskapitän asks a question that is rather long"
	text := widgets.NewText(words, widgets.Style{Role: widgets.Question})
	w := widgettest.Show(t, widgets.Stack(0, text), fyne.NewSize(420, 900))
	_ = w
	markup := test.RenderObjectToMarkup(text)
	for _, word := range []string{"asks", "question", "long"} {
		if !strings.Contains(markup, word) {
			t.Errorf("%q is not drawn", word)
		}
	}
	if n := text.LinesIn(420); n < 5 {
		t.Errorf("%d lines at 200 %% in 420 px: something runs out of the column", n)
	}
	if text.HeightFor(420) <= text.HeightFor(900) {
		t.Error("a narrower text is not taller")
	}
}

func TestManyShortChoicesStandInTwoColumns(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	list := widgets.NewTileList(nil)
	var tiles []widgets.Tile
	for _, s := range strings.Fields("Cost Travel Time Caring Health Access Language Other") {
		tiles = append(tiles, widgets.Tile{Label: s})
	}
	list.SetTiles(tiles)
	w := widgettest.Show(t, widgets.Stack(0, list.Object()), fyne.NewSize(800, 600))
	got := list.Tiles()
	if got[4].Position().X <= got[0].Position().X || got[4].Position().Y != got[0].Position().Y {
		t.Errorf("the fifth of eight stands at %v, want beside the first at %v", got[4].Position(), got[0].Position())
	}
	w.Canvas().Focus(got[0])
	widgettest.Key(w.Canvas(), fyne.KeyRight)
	if list.Focused() != 4 {
		t.Errorf("Right leads to tile %d, want the one beside", list.Focused())
	}
}

func TestPageBringsTheFocusIntoView(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, widgets.Fonts{})
	list := widgets.NewTileList(nil)
	var tiles []widgets.Tile
	for range 6 {
		tiles = append(tiles, widgets.Tile{Label: "Choice"})
	}
	list.SetTiles(tiles)
	page := widgets.NewPage(widgets.Stack(0, widgets.NewSpace(1, 600), list.Object()))
	list.OnFocus = page.Reveal
	w := widgettest.Show(t, page, fyne.NewSize(400, 300))
	w.Canvas().Focus(list.Tiles()[3])
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(list.Tiles()[3])
	if at.Y < 0 || at.Y+list.Tiles()[3].Size().Height > 300 {
		t.Errorf("the focused tile stands at %v in a page 300 high", at)
	}
	if page.AtStart() {
		t.Error("the page did not scroll")
	}
}
