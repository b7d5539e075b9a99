package tree

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/assets"
)

// said are pledges as people give them: short, long, in other scripts, with
// emoji, one word that is longer than a leaf.
var said = []string{
	"Ask “what matters to you?” before I ask what is the matter.",
	"Sit down for five minutes, even on a busy day.",
	"Będę pamiętać, jak pani Zofia lubi herbatę – z cytryną i dwiema łyżeczkami cukru.",
	"سأصغي أكثر مما أتكلم، وأسأل كل شخص عن اسمه.",
	"Listen 💚",
	"Write down the name of the dog, the grandchildren and the football team, so that whoever comes tomorrow can ask after them; and read what others wrote before I ring the bell, every time, not only the first time.",
	"Knock and wait.",
	"Say when I am running late 📞",
	"Call back when I said I would",
	"میں ہر شخص کی بات پوری سنوں گا۔",
	"Nie będę się spieszyć",
	"Donaudampfschifffahrtsgesellschaftskapitänswitwe",
}

func pledges(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = said[i%len(said)]
	}
	return list
}

func testFonts() widgets.Fonts {
	pair := func(script string) (regular, bold fyne.Resource) {
		f, _ := assets.Fonts(script)
		return fyne.NewStaticResource(script+"-Regular.ttf", f.Regular), fyne.NewStaticResource(script+"-Bold.ttf", f.Bold)
	}
	var f widgets.Fonts
	f.Regular, f.Bold = pair("Latn")
	regular, bold := pair("Arab")
	f.Scripts = []widgets.ScriptFont{{Script: unicode.Arabic, Regular: regular, Bold: bold}}
	return f
}

// Leaves stay in the picture, above the ground, and none covers another's
// words.
func TestLeavesHaveRoom(t *testing.T) {
	for _, size := range [][2]float64{{1366, 768}, {1920, 1080}, {800, 1000}, {1980, 1400}} {
		for _, n := range []int{0, 1, 2, 3, 7, 12, 46, 60, 200, 500} {
			s := shapeOf(n, size[0], size[1], 0, 0)
			if len(s.leaves) != n || len(s.branches) < min(max(n, 10), bareTwigs) {
				t.Fatalf("%v, %d leaves: %d leaves on %d branches", size, n, len(s.leaves), len(s.branches))
			}
			for i, l := range s.leaves {
				if l.centre.x-l.width/2 < 0 || l.centre.x+l.width/2 > size[0] || l.centre.y-l.height/2 < size[1]*0.1 || l.centre.y+l.height/2 > s.ground {
					t.Errorf("%v, leaf %d of %d is outside: %+v", size, i, n, l)
				}
				for j, other := range s.leaves[:i] {
					across := (l.width + other.width) / 2 * wordsWide
					down := (l.height + other.height) / 2 * wordsHigh
					if dx, dy := abs(l.centre.x-other.centre.x), abs(l.centre.y-other.centre.y); dx < across && dy < down {
						t.Errorf("%v, of %d leaves %d and %d share the place of their words", size, n, i, j)
					}
				}
			}
		}
	}
}

func abs(v float64) float64 { return max(v, -v) }

// Words stand within their leaf, and those that are cut short say so.
func TestWordsStandOnTheirLeaf(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, testFonts())
	for _, n := range []int{1, 12, 40} {
		for i, l := range shapeOf(n, 1980, 1400, 0, 0).leaves {
			words := said[i%len(said)]
			text := textIn(l, words, true)
			if text == nil {
				t.Errorf("of %d leaves, %d has no words", n, i)
				continue
			}
			p, size := text.Position(), text.Size()
			if p.X < float32(l.centre.x-l.width/2) || p.X+size.Width > float32(l.centre.x+l.width/2) ||
				p.Y < float32(l.centre.y-l.height/2) || p.Y+size.Height > float32(l.centre.y+l.height/2) {
				t.Errorf("of %d leaves, the words of %d leave it: %v %v", n, i, p, size)
			}
			if got := text.Text(); got != words && !strings.HasSuffix(got, "…") {
				t.Errorf("%q became %q", words, got)
			}
		}
	}
	for _, small := range []leaf{{width: 40, height: 18}, {width: 90, height: 38}} {
		if text := textIn(small, said[0], false); text != nil {
			t.Errorf("on a leaf as small as %v stands %q", small, text.Text())
		}
	}
}

// Ink reads on every leaf.
func TestInkReadsOnLeaves(t *testing.T) {
	for _, p := range []widgets.Palette{widgets.Light, widgets.Dark, widgets.HighContrast} {
		c := coloursOf(p)
		for i, ground := range append(c.leaves[:], c.sky, c.horizon, c.hill, c.farHill) {
			if r := widgets.Contrast(p.Ink, ground); r < 7 {
				t.Errorf("ink on ground %d: %.1f", i, r)
			}
		}
		for i, edge := range c.edges {
			if r := widgets.Contrast(edge, c.leaves[i]); r < 1.5 {
				t.Errorf("edge %d: %.1f", i, r)
			}
		}
	}
}

// The tree is painted leaf after leaf, and what is on it is what was given.
func TestTreeGrows(t *testing.T) {
	widgettest.NewApp(t, widgets.LightMode, 1, testFonts())
	tr := New()
	w := widgettest.Show(t, tr, fyne.NewSize(900, 600))
	words := pledges(12)
	texts := func() (n int) {
		for _, o := range test.WidgetRenderer(tr).Objects() {
			if _, ok := o.(*widgets.Text); ok {
				n++
			}
		}
		return n
	}
	tr.Set(words, 0, -1)
	bare := w.Canvas().Capture()
	if texts() != 0 || tr.Shown() != 0 {
		t.Error("a bare tree has words")
	}
	tr.Set(words, 1, 0)
	tr.Grow(0.3)
	if texts() != 0 {
		t.Error("a leaf that grows has words already")
	}
	tr.Grow(1)
	one := w.Canvas().Capture()
	if texts() != 1 || len(tr.Words()) != 1 || same(bare, one) {
		t.Error("the first leaf is not on the tree")
	}
	tr.Set(words, 12, 3)
	if full := w.Canvas().Capture(); texts() != 12 || same(one, full) {
		t.Errorf("%d leaves have words", texts())
	}
	tr.Set(words, 1, 0)
	if !same(one, w.Canvas().Capture()) {
		t.Error("going back to one leaf gives another picture")
	}
}

func same(a, b image.Image) bool {
	for y := 0; y < a.Bounds().Dy(); y += 3 {
		for x := 0; x < a.Bounds().Dx(); x += 3 {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// TestPicture: pictures are kept where they are asked for.
func TestPicture(t *testing.T) {
	folder := os.Getenv(widgettest.FolderVariable)
	for _, look := range []struct {
		name string
		mode widgets.Mode
	}{{"light", widgets.LightMode}, {"dark", widgets.DarkMode}, {"contrast", widgets.ContrastMode}} {
		widgettest.NewApp(t, look.mode, 1, testFonts())
		for _, n := range []int{0, 1, 12, 40, 200} {
			if folder == "" {
				continue
			}
			tr := New()
			tr.Set(pledges(n), n, n-1)
			w := widgettest.Show(t, tr, fyne.NewSize(1366, 768))
			widgettest.Capture(t, w, fmt.Sprintf("tree/%s-%d", look.name, n))
		}
	}
	sizes := []int{12}
	if folder != "" {
		sizes = []int{0, 12, 200}
	}
	for _, n := range sizes {
		img := Picture("What Matters to You?", pledges(n), "12 pledges, shown as their givers agreed")
		if b := img.Bounds(); b.Dx() != printWidth*printScale || b.Dy() != printHeight*printScale {
			t.Errorf("the picture is %v", b)
		}
		if folder == "" {
			continue
		}
		f, err := os.Create(filepath.Join(folder, fmt.Sprintf("tree/picture-%d.png", n)))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}
