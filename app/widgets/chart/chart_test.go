package chart

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

var figures = map[string]Figure{
	"bars": {Kind: Bars, Title: "Interviews by area", Base: "112 interviews.", Rows: []Row{
		{Label: "Haghill", Values: []float64{60}, Words: "60"},
		{Label: "Carntyne and the streets north of it", Values: []float64{48}, Words: "48"},
		{Label: "Somewhere else", Values: []float64{0}, Words: "0"},
		{Label: "On the edge", Values: []float64{4}, Words: "4, few so far", Few: true},
	}},
	"stacked": {Kind: Stacked, Title: "Questions without an answer", Base: "Of the people asked.", Percent: true, Parts: []string{"Refused", "Don’t know", "Skipped"}, Rows: []Row{
		{Label: "How is your health these days?", Values: []float64{0.11, 0.04, 0.07}, Words: "22 % of 98"},
		{Label: "Could you tell us your age?", Values: []float64{0.02, 0.1, 0}, Words: "12 % of 110"},
	}},
	"line":     {Kind: Line, Title: "Interviews by day", Base: "112 interviews.", Rows: days(28)},
	"line-one": {Kind: Line, Title: "Interviews by day", Base: "1 interview.", Rows: days(1)},
	"dots": {Kind: Dots, Title: "Unknown to existing groups, by age", Base: "90 people whose answers tell.", Percent: true, Rows: []Row{
		{Label: "16 to 24", Values: []float64{0.5}, Low: 0.1, High: 0.9, Words: "2 of 4", Few: true},
		{Label: "25 to 44", Values: []float64{0.62}, Low: 0.5, High: 0.72, Words: "62 %, 38 of 61"},
		{Label: "65 or over", Words: "nobody yet"},
	}},
	"nothing": {Kind: Bars, Title: "Interviews by area", Base: "No interview."},
}

func days(n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{Label: []string{"2 Nov", "3 Nov", "14 Nov"}[i%3], Values: []float64{float64(1 + i*i%9)}, Words: "7"}
	}
	return rows
}

// noTwoTouch finds words of a line that stand in one another or hardly apart.
func noTwoTouch(t *testing.T, of string, objects []fyne.CanvasObject) {
	t.Helper()
	var words []*widgets.Text
	for _, o := range objects {
		if w, ok := o.(*widgets.Text); ok && w.Text() != "" {
			words = append(words, w)
		}
	}
	for i, a := range words {
		for _, b := range words[:i] {
			right, left := max(a.Position().X, b.Position().X), min(a.Position().X+a.Size().Width, b.Position().X+b.Size().Width)
			if a.Position().Y == b.Position().Y && right < left+4 {
				t.Errorf("%s: %q and %q stand too near one another: %.0f", of, a.Text(), b.Text(), right-left)
			}
		}
	}
}

func testFonts() widgets.Fonts { return widgets.Fonts{} }

// TestNothingRunsOverTheEdge lays every kind of chart out in narrow and wide
// places and in large text; pictures are kept where they are asked for.
func TestNothingRunsOverTheEdge(t *testing.T) {
	for _, look := range []struct {
		name  string
		mode  widgets.Mode
		scale float32
		width float32
	}{
		{"light-100-640", widgets.LightMode, 1, 640},
		{"dark-200-640", widgets.DarkMode, 2, 640},
		{"contrast-100-300", widgets.ContrastMode, 1, 300},
	} {
		widgettest.NewApp(t, look.mode, look.scale, testFonts())
		for name, f := range figures {
			c := New(f)
			h := c.HeightFor(look.width)
			w := widgettest.Show(t, widgets.Layers(widgets.NewGround(widgets.PaperSurface), widgets.Inset(8, 8, 8, 8, c)), fyne.NewSize(look.width+16, h+16))
			for _, o := range test.WidgetRenderer(c).Objects() {
				at, size := o.Position(), o.Size()
				if l, line := o.(*canvas.Line); line {
					at, size = fyne.NewPos(min(l.Position1.X, l.Position2.X), min(l.Position1.Y, l.Position2.Y)), fyne.Size{}
				}
				if at.X < -1 || at.Y < -1 || at.X+size.Width > look.width+1 || at.Y+size.Height > h+1 {
					t.Errorf("%s, %s: %T at %v of size %v leaves %v by %v", name, look.name, o, at, size, look.width, h)
				}
			}
			noTwoTouch(t, name+", "+look.name, test.WidgetRenderer(c).Objects())
			if os.Getenv(widgettest.FolderVariable) != "" {
				widgettest.Capture(t, w, "charts/"+name+"-"+look.name)
			}
		}
	}
}

// TestPartsAreToldApartWithoutColour compares the parts of a stacked bar as a
// grey printer shows them.
func TestPartsAreToldApartWithoutColour(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, testFonts())
	f := Figure{Kind: Stacked, Parts: []string{"a", "b", "c", "d", "e", "f", "g"}, Rows: []Row{{Label: "x", Values: []float64{1, 1, 1, 1, 1, 1, 1}}}}
	c := New(f)
	w := widgettest.Show(t, widgets.Layers(widgets.NewGround(widgets.PaperSurface), c), fyne.NewSize(900, 200))
	img := w.Canvas().Capture()
	seen := map[string]bool{}
	for _, o := range test.WidgetRenderer(c).Objects() {
		if r, ok := o.(*canvas.Rectangle); ok && r.Size().Width > 60 && r.FillColor != nil {
			seen[grey(img, r)] = true
		}
	}
	if len(seen) != len(f.Parts) {
		t.Errorf("%d looks for %d parts", len(seen), len(f.Parts))
	}
}

// grey is the inked points in the middle of an area, as text.
func grey(img image.Image, r *canvas.Rectangle) string {
	var s strings.Builder
	x0, y0 := int(r.Position().X)+8, int(r.Position().Y)+3
	for y := y0; y < y0+16; y++ {
		for x := x0; x < x0+16; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			if red+green+blue < 3*0x8000 {
				s.WriteByte('#')
			} else {
				s.WriteByte('.')
			}
		}
	}
	return s.String()
}

func TestFigureInWords(t *testing.T) {
	for name, want := range map[string]string{
		"bars":    "Interviews by area. 112 interviews. Haghill: 60. Carntyne and the streets north of it: 48. Somewhere else: 0. On the edge: 4, few so far.",
		"stacked": "Questions without an answer. Of the people asked. How is your health these days?: 22 % of 98, Refused 11 %, Don’t know 4 %, Skipped 7 %. Could you tell us your age?: 12 % of 110, Refused 2 %, Don’t know 10 %, Skipped 0 %.",
		"dots":    "Unknown to existing groups, by age. 90 people whose answers tell. 16 to 24: 2 of 4, from 10 % to 90 %. 25 to 44: 62 %, 38 of 61, from 50 % to 72 %. 65 or over: nobody yet.",
	} {
		if got := New(figures[name]).AccessibilityLabel(); got != want {
			t.Errorf("%s says %q, want %q", name, got, want)
		}
	}
}

// TestPictureIsLightWhateverTheScreen draws a chart for paper from a dark
// screen with large text.
func TestPictureIsLightWhateverTheScreen(t *testing.T) {
	widgettest.NewApp(t, widgets.DarkMode, 2, testFonts())
	img := Picture(figures["dots"], func() fyne.CanvasObject {
		return widgets.NewTable([]widgets.Column{{Title: "Age", Share: 1}, {Title: "Number", Share: 1}}, [][]string{{"16 to 24", "2 of 4"}})
	})
	if got, want := img.Bounds().Dx(), printWidth*printScale; got != want {
		t.Errorf("%d points wide, want %d", got, want)
	}
	if got := img.At(3, 3); !sameColour(got, widgets.Light.Paper) {
		t.Errorf("the ground is %v", got)
	}
	if widgets.Colours() != widgets.Dark || widgets.Scaled(1) != 2 {
		t.Error("the screen has the look of paper now")
	}
	if folder := os.Getenv(widgettest.FolderVariable); folder != "" {
		f, err := os.Create(filepath.Join(folder, "picture.png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
	}
}

func sameColour(a, b interface{ RGBA() (r, g, b, a uint32) }) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	return ar == br && ag == bg && ab == bb
}

func TestAxesEndInRoundFigures(t *testing.T) {
	for _, c := range []struct {
		most    float64
		percent bool
		top     float64
		steps   int
	}{{1, false, 2, 2}, {3, false, 4, 4}, {7, false, 8, 4}, {11, false, 15, 3}, {450, false, 600, 3}, {0.07, true, 0.1, 2}, {0.53, true, 0.6, 2}, {1, true, 1, 2}} {
		if got := (Figure{}).number(40_000); got != "40,000" {
			t.Errorf("an axis says %s", got)
		}
		top := niceTop(c.most, c.percent)
		if steps := axisSteps(top, c.percent); top != c.top || steps != c.steps {
			t.Errorf("%v: to %v in %d, want %v in %d", c.most, top, steps, c.top, c.steps)
		}
	}
}

// Every line of an axis is a round figure, whatever its end.
func TestLinesOfAnAxisAreRound(t *testing.T) {
	for most, want := range map[float64]string{
		1: "0 1 2", 4: "0 1 2 3 4", 5: "0 2 4 6", 9: "0 5 10", 14: "0 5 10 15", 18: "0 5 10 15 20", 55: "0 20 40 60",
		90: "0 25 50 75 100", 130: "0 50 100 150", 580: "0 200 400 600", 1054: "0 500 1000 1500", 4278: "0 2000 4000 6000",
	} {
		top := niceTop(most, false)
		steps := axisSteps(top, false)
		var got []string
		for i := range steps + 1 {
			got = append(got, fmt.Sprintf("%.6g", top*float64(i)/float64(steps)))
		}
		if line := strings.Join(got, " "); line != want {
			t.Errorf("up to %.0f: %s, want %s", most, line, want)
		}
	}
}
