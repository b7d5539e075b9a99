package viewmodel

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"
	"time"
)

// fakeFindings hands out pages and pledges.
type fakeFindings struct {
	page    *ResultsPage
	pledges []string
	err     error
	asked   []string
}

func (f *fakeFindings) Results(_ context.Context, id string, progress func(done, total int)) (*ResultsPage, error) {
	f.asked = append(f.asked, "results of "+id)
	progress(10, 20)
	return f.page, f.err
}

func (f *fakeFindings) Pledges(_ context.Context, id string) ([]string, error) {
	f.asked = append(f.asked, "pledges of "+id)
	return f.pledges, f.err
}

// fakePictures keeps pictures in memory.
type fakePictures struct {
	kept map[string][]byte
	err  error
}

func (f *fakePictures) PictureFolder() string { return "/exports" }
func (f *fakePictures) KeepPicture(_ context.Context, path string, png []byte) error {
	if f.err == nil {
		f.kept[path] = png
	}
	return f.err
}

func findingsBench(t *testing.T) (*bench, *fakeFindings, *fakePictures) {
	b := newBench(t, quotaForm)
	f := &fakeFindings{page: &ResultsPage{Title: "Who is heard", Interviews: 3, Tree: true}}
	p := &fakePictures{kept: map[string][]byte{}}
	b.shell.keepFindings(Parts{Runtime: b.runtime(), Findings: f, Pictures: p})
	return b, f, p
}

func TestResultsAreReachedAndLeft(t *testing.T) {
	b, f, pictures := findingsBench(t)
	s := b.shell
	s.Show(ScreenQuestionnaires)
	b.until("the list", func() bool { return len(s.Questionnaires.State().Forms) == 1 })
	if s.Questionnaires.ShowResults(); s.Screen() != ScreenQuestionnaires {
		t.Error("results of no questionnaire are shown")
	}
	s.Questionnaires.OpenForm("heard", "1")
	b.until("the questionnaire", func() bool { return !s.Questionnaires.State().Open.Loading })
	s.Questionnaires.ShowResults()
	r := s.Results
	b.until("the page", func() bool { return r.State().Page != nil && !r.State().Loading })
	if s.Screen() != ScreenResults || s.Title() != "Results" || r.State().Page.Title != "Who is heard" || r.State().Empty != "" {
		t.Errorf("%s, %s: %+v", s.Screen(), s.Title(), r.State())
	}
	for _, e := range s.Rail() {
		if e.Selected != (e.Screen == ScreenQuestionnaires) {
			t.Errorf("the rail stands at %s", e.Screen)
		}
	}
	r.SavePicture(Chart{Name: "results 1"}, image.NewRGBA(image.Rect(0, 0, 2, 2)))
	b.until("the picture", func() bool { return r.State().Saved != "" })
	if len(pictures.kept) != 1 || !strings.HasPrefix(r.State().Saved, "/exports/heard results 1") && !strings.Contains(r.State().Saved, "heard") {
		t.Errorf("kept as %q", r.State().Saved)
	}

	f.err = errors.New("the disk")
	r.Load()
	b.until("the failure", func() bool { return r.State().Err != nil })
	if r.State().Page == nil {
		t.Error("what was read before is gone")
	}
	f.err, f.page = nil, &ResultsPage{Title: "Who is heard"}
	r.Load()
	b.until("an empty page", func() bool { return r.State().Page.Interviews == 0 && r.State().Err == nil })
	if r.State().Empty == "" {
		t.Error("an empty page does not say what to do first")
	}
	if r.ShowTree(); s.Screen() != ScreenResults {
		t.Error("a questionnaire without pledges has a tree")
	}
	if r.Back(); s.Screen() != ScreenQuestionnaires || s.Questionnaires.State().Open == nil {
		t.Error("Back does not come back to the questionnaire")
	}
}

func TestPledgesAppearOneAfterAnother(t *testing.T) {
	b, f, pictures := findingsBench(t)
	f.pledges = []string{"Sit down.", "Ask first what matters to the person I am with, and only then what is the matter with them, every single time.", "Knock."}
	s := b.shell
	s.ShowResults("heard")
	b.until("the page", func() bool { return s.Results.State().Page != nil })
	s.Results.ShowTree()
	p := s.Pledges
	b.until("the pledges", func() bool { return len(p.State().Pledges) == 3 })
	if s.Screen() != ScreenPledges || s.Title() != TreeTitle {
		t.Errorf("%s, %q", s.Screen(), s.Title())
	}
	at := func(shown, reading int, caption string) {
		t.Helper()
		if st := p.State(); st.Shown != shown || st.Reading != reading || st.Caption() != caption {
			t.Errorf("%d leaves, reading %d, %q; want %d, %d, %q", st.Shown, st.Reading, st.Caption(), shown, reading, caption)
		}
	}
	at(0, -1, "")
	b.pass(firstLeaf)
	at(1, 0, f.pledges[0])
	b.pass(leafAtLeast - time.Millisecond)
	at(1, 0, f.pledges[0])
	b.pass(time.Millisecond)
	at(2, 1, f.pledges[1])
	p.Pause()
	b.pass(time.Hour)
	at(2, 1, f.pledges[1])
	p.Previous()
	at(2, 0, f.pledges[0])
	p.Next()
	p.Pause()
	b.pass(leafAtLeast)
	at(3, 2, f.pledges[2])
	b.pass(leafAtLeast) // round again
	at(3, 0, f.pledges[0])
	p.Previous()
	at(3, 2, f.pledges[2])
	p.Again()
	at(0, -1, "")
	p.Previous()
	at(1, 0, f.pledges[0])
	p.ShowAll()
	at(3, 0, f.pledges[0])
	if w := p.State().Words; w != "3 pledges, shown because their givers agreed" {
		t.Error(w)
	}
	p.Save(func(title string, pledges []string, below string) image.Image {
		if title != TreeTitle || len(pledges) != 3 || below == "" {
			t.Errorf("drawn: %q, %d pledges, %q", title, len(pledges), below)
		}
		return image.NewRGBA(image.Rect(0, 0, 2, 2))
	})
	b.until("the picture", func() bool { return p.State().Saved != "" })
	if len(pictures.kept) != 1 || !strings.HasSuffix(p.State().Saved, ".png") {
		t.Errorf("kept: %v", pictures.kept)
	}
	p.Leave()
	if s.Screen() != ScreenResults || len(p.State().Pledges) != 0 {
		t.Error("what was read stays after the tree is left")
	}
	b.pass(time.Hour)
	if p.State().Shown != 0 {
		t.Error("leaves go on appearing")
	}
}

func TestTreeWithoutPledges(t *testing.T) {
	b, f, _ := findingsBench(t)
	p := b.shell.Pledges
	p.open("heard")
	b.until("it is read", func() bool { return !p.State().Loading })
	p.Next()
	p.ShowAll()
	p.Save(func(string, []string, string) image.Image { t.Error("a bare tree is drawn"); return nil })
	if st := p.State(); st.Words == "" || st.Caption() != "" || p.CanSave() {
		t.Errorf("%+v", st)
	}
	f.err = errors.New("the disk")
	p.open("heard")
	b.until("the failure", func() bool { return p.State().Err != nil })
	if p.State().Words != "" {
		t.Error("a failure is taken for an empty tree")
	}
	b.shell.Settings.SetStill(true)
	if !p.State().Still {
		t.Error("the setting of no movement is not followed")
	}
}

func TestReadingTime(t *testing.T) {
	long := strings.Repeat("word ", 400)
	for _, test := range []struct {
		pledge string
		want   time.Duration
	}{{"Knock.", leafAtLeast}, {long, leafAtMost}, {strings.Repeat("word ", 20), 1500*time.Millisecond + 20*aWord}} {
		if got := readingTime(test.pledge); got != test.want {
			t.Errorf("%d words: %v, want %v", len(strings.Fields(test.pledge)), got, test.want)
		}
	}
}
