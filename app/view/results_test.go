package view

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
)

// findingsOf makes up a page of results and so many pledges, and keeps
// pictures.
type findingsOf struct {
	pledges int
	told    string        // a pledge more, and what stands over the first chart
	hold    chan struct{} // closed when the reading may end; nil for at once
	kept    map[string][]byte
}

func (f *findingsOf) port() viewmodel.Findings {
	if f == nil {
		return nil
	}
	return f
}

func (f *findingsOf) pictures() viewmodel.PictureKeeper {
	if f == nil {
		return nil
	}
	return f
}

func (f *findingsOf) Results(_ context.Context, _ string, progress func(done, total int)) (*viewmodel.ResultsPage, error) {
	if f.hold != nil {
		progress(40, 100)
		<-f.hold
	}
	p := &viewmodel.ResultsPage{Title: "Compassionate care: session feedback and pledges", About: "How sessions were, and what people pledged.", Interviews: 59, Tree: true}
	if f.pledges == 0 {
		p.Interviews = 0
		return p, nil
	}
	bars := viewmodel.Chart{Name: "results 1", Title: cmp.Or(f.told, "How was the session, all in all?"), Base: "56 people who answered.", Percent: true, Head: []string{"", "Number and share"}}
	for i, label := range []string{"Very good", "Good", "Neither good nor bad", "Bad"} {
		n := []int{54, 2, 0, 0}[i]
		bars.Rows = append(bars.Rows, viewmodel.ChartRow{Label: label, Values: []float64{float64(n) / 56}, Words: fmt.Sprintf("%d %%", n*100/56)})
		bars.Table = append(bars.Table, []string{label, fmt.Sprintf("%d of 56", n)})
	}
	scale := viewmodel.Chart{
		Name: "results 2", Kind: viewmodel.StackedChart, Title: "How sure of themselves people felt", Base: "Of those who answered.", Percent: true,
		Parts: []string{"1 Not at all", "2", "3", "4", "5 Fully"}, Head: []string{"", "1", "2", "3", "4", "5"},
		Rows: []viewmodel.ChartRow{
			{Label: "Before", Values: []float64{0.3, 0.3, 0.2, 0.1, 0.1}, Words: "mean 2.4, 50 people"},
			{Label: "After", Values: []float64{0.05, 0.1, 0.25, 0.3, 0.3}, Words: "mean 3.7, 49 people"},
		},
		Table: [][]string{{"Before", "15", "15", "10", "5", "5"}, {"After", "2", "5", "12", "15", "15"}},
	}
	words := viewmodel.Chart{
		Name: "results 3", Title: "What each group would put first", Base: "Of those of each group who were asked.", Head: []string{"", ""},
		Table: [][]string{{"Older people", "Someone to go along with them (12 of 20); Warm, welcoming places to meet (9 of 20)"}, {"Young people", "Getting there: buses, lifts, safe paths (7 of 11)"}},
	}
	p.Charts = []viewmodel.Chart{bars, scale, words}
	return p, nil
}

// saidPledges are pledges as people give them.
var saidPledges = []string{
	"Ask “what matters to you?” before I ask what is the matter.",
	"Sit down for five minutes, even on a busy day.",
	"Będę pamiętać, jak pani Zofia lubi herbatę – z cytryną i dwiema łyżeczkami cukru.",
	"سأصغي أكثر مما أتكلم، وأسأل كل شخص عن اسمه.",
	"Listen 💚",
	"Write down the name of the dog, the grandchildren and the football team, so that whoever comes tomorrow can ask after them; and read what others wrote before I ring the bell, every time, not only the first time.",
	"Knock and wait.",
	"میں ہر شخص کی بات پوری سنوں گا۔",
}

func (f *findingsOf) Pledges(context.Context, string) ([]string, error) {
	list := make([]string, f.pledges)
	for i := range list {
		list[i] = saidPledges[i%len(saidPledges)]
	}
	if f.told != "" {
		list = append(list, f.told)
	}
	return list, nil
}

func (f *findingsOf) PictureFolder() string { return "/home/agnieszka/Doorstep" }

func (f *findingsOf) KeepPicture(_ context.Context, path string, data []byte) error {
	if f.kept == nil {
		f.kept = map[string][]byte{}
	}
	f.kept[path] = data
	return nil
}

// toResults goes to the results by keys, through Questionnaires.
func toResults(s *stage) {
	s.t.Helper()
	s.keys("Ctrl+5")
	s.until("the list", func() bool { return !s.shell.Questionnaires.State().Loading })
	s.settle()
	s.typed("1")
	s.until("the questionnaire", func() bool { o := s.shell.Questionnaires.State().Open; return o != nil && !o.Loading })
	s.settle()
	s.typed("a")
	s.until("the results", func() bool {
		st := s.shell.Results.State()
		return s.shell.Screen() == viewmodel.ScreenResults && (!st.Loading || st.Total > 0)
	})
	s.settle()
}

func toTree(s *stage, pledges int) {
	s.t.Helper()
	s.typed("t")
	s.until("the tree", func() bool {
		st := s.shell.Pledges.State()
		return s.shell.Screen() == viewmodel.ScreenPledges && !st.Loading && len(st.Pledges) == pledges
	})
	s.settle()
}

func visitResults(t *testing.T, theme viewmodel.Theme, look see) {
	f := &findingsOf{pledges: 8, hold: make(chan struct{})}
	s := newStage(t, setting{theme: theme, findings: f})
	toResults(s)
	look("results being read", s.canvas())
	close(f.hold)
	s.until("the results", func() bool { return !s.shell.Results.State().Loading })
	s.settle()
	look("results", s.canvas())
	toTree(s, 8)
	look("the bare tree", s.canvas())
	s.keys("Right", "Right")
	look("a tree with two leaves", s.canvas())
	s.keys("End")
	s.typed(" ")
	look("a whole tree, paused", s.canvas())
	f.pledges = 0
	s.keys("Esc")
	s.typed("r")
	s.until("nothing", func() bool { st := s.shell.Results.State(); return !st.Loading && st.Page.Interviews == 0 })
	s.settle()
	look("results of nothing", s.canvas())
	toTree(s, 0)
	look("a tree without pledges", s.canvas())
}

// onTree are the pledges that can be read on the screen: on leaves, and below.
func onTree(s *stage) (words []string) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *widgets.Text:
			words = append(words, o.Text())
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(s.ui.shown.object())
	return words
}

// The tree has the whole window, by keys alone; its leaves appear one by one,
// and a picture of it is kept.
func TestTreeByKeys(t *testing.T) {
	f := &findingsOf{pledges: 3}
	s := newStage(t, setting{findings: f})
	toResults(s)
	toTree(s, 3)
	bar, rail := s.ui.status.box.Visible(), s.ui.rail.box.Visible()
	if !s.ui.window.FullScreen() || rail || bar {
		t.Error("the tree does not have the whole window")
	}
	reads := func(pledge string) bool { return slices.Contains(onTree(s), pledge) }
	for i, pledge := range saidPledges[:3] {
		if reads(pledge) {
			t.Errorf("%q is there before its leaf", pledge)
		}
		s.keys("Right")
		if s.shell.Pledges.State().Shown != i+1 || !reads(pledge) {
			t.Errorf("%q is not there: %q", pledge, onTree(s))
		}
	}
	s.typed(" ")
	if !s.shell.Pledges.State().Paused {
		t.Error("Space does not pause")
	}
	s.keys("Home")
	if s.shell.Pledges.State().Shown != 0 {
		t.Error("Home does not begin anew")
	}
	s.typed("s")
	s.until("the picture", func() bool { return s.shell.Pledges.State().Saved != "" })
	for path, data := range f.kept {
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil || img.Bounds().Dx() < 2000 || !strings.HasSuffix(path, ".png") {
			t.Errorf("kept as %s: %v", path, err)
		}
	}
	if len(f.kept) != 1 {
		t.Errorf("%d pictures were kept", len(f.kept))
	}
	s.keys("Esc")
	if s.ui.window.FullScreen() || !s.ui.rail.box.Visible() || s.shell.Screen() != viewmodel.ScreenResults {
		t.Error("Esc does not give the window back")
	}
	s.keys("Esc")
	if s.shell.Screen() != viewmodel.ScreenQuestionnaires {
		t.Error("Esc does not lead back to Questionnaires")
	}
}

// TestResultsLooks keeps pictures where they are asked for.
func TestResultsLooks(t *testing.T) {
	if os.Getenv(widgettest.FolderVariable) == "" {
		t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
	}
	for name, look := range map[string]setting{
		"light": {theme: viewmodel.ThemeLight}, "dark": {theme: viewmodel.ThemeDark},
		"contrast": {theme: viewmodel.ThemeHighContrast}, "light-200": {theme: viewmodel.ThemeLight, text: 200},
	} {
		for _, n := range []int{0, 1, 12, 200} {
			look.findings = &findingsOf{pledges: n}
			s := newStage(t, look)
			toResults(s)
			s.shot(fmt.Sprintf("results/%s-%d", name, n))
			toTree(s, n)
			s.keys("End")
			for range 5 {
				s.keys("Right")
			}
			s.shot(fmt.Sprintf("tree/%s-%d", name, n))
			s.keys("Esc")
		}
	}
}
