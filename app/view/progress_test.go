package view

import (
	"context"
	"fmt"
	"image/png"
	"io"
	"log/slog"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/chart"
	"doorstep/app/widgets/widgettest"
)

// fieldworkOf makes up the figures of so many interviews, and keeps pictures.
type fieldworkOf struct {
	n    int
	hold chan struct{} // closed when the reading may end; nil for at once
	kept map[string][]byte
}

// progress is the model over it.
func (f *fieldworkOf) progress(s *stage) *viewmodel.FieldProgress {
	run := viewmodel.Runtime{
		Do: func(f func()) { s.queue <- f }, Go: func(f func()) { go f() }, Now: func() time.Time { return s.now },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	return viewmodel.NewFieldProgress(run, s.store, f, f, func(string) []viewmodel.Quota {
		return []viewmodel.Quota{{Label: "People who live in Haghill", Done: f.n * 4 / 10, Target: 60}, {Label: "People aged 65 or over", Done: f.n / 4, Target: 25}}
	})
}

func (f *fieldworkOf) Fieldwork(ctx context.Context, _ string, progress func(done, total int)) (*viewmodel.Fieldwork, error) {
	if f.hold != nil {
		progress(f.n/3, f.n)
		select {
		case <-f.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	n := f.n
	out := &viewmodel.Fieldwork{Interviews: n, AsksUnheard: true, Unheard: shareOf(n/3, n)}
	if n == 0 {
		return out, nil
	}
	days := min(n, 26)
	for i := range days {
		part := n / days
		if i == days-1 {
			part = n - part*i
		}
		part += []int{0, -part / 2, part / 2}[i%3]
		sum := n * (i + 1) / days
		out.Days = append(out.Days, viewmodel.DayFigures{Day: time.Date(2026, 10, 27+i, 0, 0, 0, 0, time.UTC), Interviews: part, Unheard: shareOf(sum/3, sum)})
	}
	for i, area := range []string{"Haghill", "Carntyne", "Somewhere else"} {
		k := []int{n - n/2, n / 2, 0}[i]
		out.Areas = append(out.Areas, viewmodel.GroupFigures{Label: area, Interviews: k, Unheard: shareOf(k/3, k)})
	}
	for i, age := range []string{"16 to 24", "25 to 44", "45 to 64", "65 or over"} {
		k := n * (i + 1) / 10
		out.Ages = append(out.Ages, viewmodel.GroupFigures{Label: age, Interviews: k, Unheard: shareOf(k*(i+1)/6, k)})
	}
	for i, w := range []string{"AK", "MB", "JS"} {
		if k := n / (i + 1) / 2; k > 0 || i == 0 {
			out.Workers = append(out.Workers, viewmodel.WorkerFigures{Code: w, Interviews: max(k, 1), Unanswered: shareOf(k*3, max(1, k*(30+i))), Timed: k, Minutes: 14 + 3*float64(i)})
		}
	}
	out.Outcomes = []viewmodel.OutcomeFigures{{Words: "Complete", N: n - n/10}, {Words: "Partial", N: n / 10}, {Words: "Person refused", N: n / 8}}
	for i, q := range []string{"How is your health these days?", "In the past year, was there any health or care help that you needed but did not get?", "What one change would help you live the way you choose?", "Where is home for you?"} {
		k := n / (i + 1)
		out.Questions = append(out.Questions, viewmodel.QuestionFigures{Title: q, Unanswered: shareOf(k/20+k/30+k/9, k), Refused: k / 20, DontKnow: k / 30, Skipped: k / 9})
		out.Times = append(out.Times, viewmodel.TimeFigures{Title: q, N: k, Median: 9 + 4*float64(i), P90: 30})
	}
	out.Contacts = &viewmodel.ContactFigures{Reached: n, Eligible: n + 4, Cooperation: 0.8, Refusal: 0.1, Contact: 0.9}
	return out, nil
}

func shareOf(n, of int) viewmodel.ShareFigures {
	s := viewmodel.ShareFigures{N: n, Of: of}
	if of > 0 {
		half := 1 / math.Sqrt(float64(of)) / 2
		s.Low, s.High = max(0, s.Value()-half), min(1, s.Value()+half)
	}
	return s
}

func (f *fieldworkOf) PictureFolder() string { return "/home/agnieszka/Doorstep" }

func (f *fieldworkOf) KeepPicture(_ context.Context, path string, data []byte) error {
	f.kept = map[string][]byte{path: data}
	return nil
}

// showProgress goes to the screen and waits for its figures.
func (s *stage) showProgress() {
	s.t.Helper()
	s.keys("Ctrl+2")
	s.until("the figures", func() bool { return !s.shell.Progress.State().Loading })
	s.settle()
}

// progressAfter leaves the interview for the screen.
func (s *stage) progressAfter(m *viewmodel.Interview) {
	s.t.Helper()
	m.StopHere()
	s.settle()
	s.showProgress()
}

func visitProgress(t *testing.T, theme viewmodel.Theme, look see) {
	s := newStage(t, setting{theme: theme, fieldwork: &fieldworkOf{n: 64, hold: make(chan struct{})}})
	s.keys("Ctrl+2")
	s.until("something is read", func() bool { return s.shell.Progress.State().Done > 0 })
	look("progress being read", s.canvas())
	s.keys("Esc")
	s.until("it stops", func() bool { return s.shell.Progress.State().Stopped })
	look("progress stopped", s.canvas())
	s = newStage(t, setting{theme: theme, fieldwork: &fieldworkOf{n: 64}})
	s.showProgress()
	for _, part := range []string{"s", "u", "q", "w"} {
		s.typed(part)
		look("progress "+part, s.canvas())
	}
	s = newStage(t, setting{theme: theme, fieldwork: &fieldworkOf{}})
	s.showProgress()
	look("progress of nothing", s.canvas())
}

// chartsShown are the charts on the screen.
func (s *stage) chartsShown() []chart.Figure {
	var list []chart.Figure
	for _, d := range painted(s.canvas()) {
		if c, ok := d.object.(*chart.Chart); ok {
			list = append(list, c.Figure())
		}
	}
	return list
}

func TestProgressByKeysAlone(t *testing.T) {
	field := &fieldworkOf{n: 64}
	s := newStage(t, setting{fieldwork: field})
	s.showProgress()
	for key, want := range map[string]string{
		"s": "Interviews by day, Targets, Interviews by area, Interviews by worker, How contacts ended",
		"q": "Questions most often left without an answer, Questions that take longest",
		"w": "Questions left without an answer, by worker, How long interviews take, by worker",
	} {
		s.typed(key)
		var titles []string
		for _, f := range s.chartsShown() {
			titles = append(titles, f.Title)
		}
		if got := strings.Join(titles, ", "); got != want {
			t.Errorf("%s shows %q, want %q", key, got, want)
		}
	}
	s.typed("u")
	s.keys("Tab")
	for range 60 {
		if b, ok := s.canvas().Focused().(*widgets.Button); ok && strings.HasPrefix(b.Label(), "Save") {
			break
		}
		s.canvas().FocusNext()
	}
	s.keys("Enter")
	s.until("the picture is kept", func() bool { return s.shell.Progress.State().Saved != "" })
	for path, data := range field.kept {
		img, err := png.Decode(strings.NewReader(string(data)))
		if err != nil || img.Bounds().Empty() || !strings.HasPrefix(path, field.PictureFolder()) || !strings.HasSuffix(path, " unheard-number 2026-11-21.png") {
			t.Errorf("%s is kept, of %v, %v", path, img, err)
		}
	}
}

// TestProgressPictures keeps pictures of the screen with nothing, little and
// much in it, where they are asked for; else it shows each part once.
func TestProgressPictures(t *testing.T) {
	asked := os.Getenv(widgettest.FolderVariable) != ""
	looks := []setting{{theme: viewmodel.ThemeLight}, {theme: viewmodel.ThemeDark, text: 200}, {theme: viewmodel.ThemeHighContrast, size: fyne.NewSize(1920, 1080)}}
	if !asked {
		looks = looks[1:2]
	}
	for i, look := range looks {
		for _, n := range []int{0, 1, 12, 5000} {
			look.fieldwork = &fieldworkOf{n: n}
			s := newStage(t, look)
			s.showProgress()
			for _, part := range []string{"s", "u", "q", "w"} {
				s.typed(part)
				for page := 0; ; page++ {
					if asked {
						s.shot(fmt.Sprintf("progress/%d-%d-%s-%d", i, n, part, page))
					}
					shown := s.ui.shown.(*progressScreen)
					if !asked || shown.page.AtEnd() {
						break
					}
					shown.page.ScrollBy(0.9)
				}
				if n == 0 {
					break
				}
			}
		}
	}
}
