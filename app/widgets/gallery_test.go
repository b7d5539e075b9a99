package widgets_test

import (
	"os"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

// fontsForTest takes what the machine has; the app brings its own.
func fontsForTest() widgets.Fonts {
	load := func(path string) fyne.Resource {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		return fyne.NewStaticResource(path, b)
	}
	var f widgets.Fonts
	if arabic := load("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf"); arabic != nil {
		f.Scripts = append(f.Scripts, widgets.ScriptFont{
			Script: unicode.Arabic, Regular: arabic,
			Bold: load("/usr/share/fonts/truetype/noto/NotoSansArabic-Bold.ttf"),
		})
	}
	return f
}

func gallery() fyne.CanvasObject {
	list := widgets.NewTileList(nil)
	list.SetTiles([]widgets.Tile{
		{Key: "1", Label: "Yes"},
		{Key: "2", Label: "No", Chosen: true},
		{Key: "3", Label: "A long answer that has to wrap because it says more than fits on one line of the column, as some do"},
	})
	many := widgets.NewTileList(nil)
	var tiles []widgets.Tile
	for i, s := range []string{"Cost", "Travel", "Time", "Caring for someone", "Health", "Access", "Language", "None of these"} {
		tiles = append(tiles, widgets.Tile{Key: string(rune('1' + i)), Label: s})
	}
	tiles[1].Rank, tiles[4].Rank = 1, 2
	many.SetTiles(tiles)
	arabic := widgets.NewTileList(nil)
	arabic.SetTiles([]widgets.Tile{
		{Key: "1", Label: "نعم (مع صديق)", Language: "ar", Mirrored: true},
		{Key: "2", Label: "لا، شكرا!", Language: "ar", Mirrored: true, Chosen: true},
	})
	notice := widgets.NewNotice(widgets.ErrorSurface)
	notice.Set("Enter an age between 16 and 110", "You typed 11. If that is right, this person is too young to take part.", "")
	field := widgets.NewField("Age", 1, nil)
	field.SetText("42 years, żółć")
	bar := widgets.NewProgress(6)
	bar.Set(0.4)
	return widgets.Layers(widgets.NewGround(widgets.PaperSurface), widgets.NewPage(widgets.Centre(widgets.ColumnWidth, widgets.Stack(widgets.Gap2,
		bar,
		widgets.NewText("About you", widgets.Style{Role: widgets.Small, Tint: widgets.Accent, Bold: true}),
		widgets.NewText("Are you happy to take part in a short conversation about what keeps you well?", widgets.Style{Role: widgets.Question, Bold: true}),
		widgets.NewText("Ask everyone in the same words.", widgets.Style{Tint: widgets.Quiet}),
		list.Object(), many.Object(),
		widgets.NewText("هل أنت من سكان Haghill (G31) منذ 5 سنوات أو أكثر؟", widgets.Style{Role: widgets.Question, Bold: true, Language: "ar"}),
		arabic.Object(), notice.Object(), field,
		widgets.Flow(0, widgets.NewButton("Don't know", "F2", widgets.Plain, nil), widgets.NewButton("Prefer not to say", "F3", widgets.Plain, nil),
			widgets.NewButton("Back", "Esc", widgets.Secondary, nil), widgets.NewButton("Continue", "Enter", widgets.Primary, nil)),
		widgets.NewListRow(widgets.Line{Key: "1", Title: "Haghill and Carntyne", Detail: "35 questions · English, Polski", End: "12 responses", Card: true}, func() {}),
		widgets.NewListRow(widgets.Line{Title: "Responses", End: "Ctrl+2", Selected: true}, func() {}),
	))))
}

func TestGallery(t *testing.T) {
	for name, look := range map[string]struct {
		mode  widgets.Mode
		scale float32
	}{"light": {widgets.LightMode, 1}, "dark": {widgets.DarkMode, 1}, "contrast": {widgets.ContrastMode, 1}, "light-200": {widgets.LightMode, 2}} {
		t.Run(name, func(t *testing.T) {
			widgettest.NewApp(t, look.mode, look.scale, fontsForTest())
			w := widgettest.Show(t, gallery(), fyne.NewSize(1000, 1500))
			w.Canvas().FocusNext()
			widgettest.Capture(t, w, "gallery-"+name)
		})
	}
}
