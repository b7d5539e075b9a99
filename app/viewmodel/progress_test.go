package viewmodel

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"
	"time"
)

// figuresOnHand is a Surveyor whose readings end when they are let go on.
type figuresOnHand struct {
	of   map[string]*Fieldwork
	err  error
	read []string
	hold chan struct{}

	path string
}

func (f *figuresOnHand) Fieldwork(ctx context.Context, id string, progress func(done, total int)) (*Fieldwork, error) {
	f.read = append(f.read, id)
	progress(5, 10)
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return f.of[id], f.err
}

func (f *figuresOnHand) PictureFolder() string { return "/home/agnieszka/Doorstep" }

func (f *figuresOnHand) KeepPicture(_ context.Context, path string, data []byte) error {
	f.path = path
	return f.err
}

// some is the fieldwork of n interviews.
func some(n int) *Fieldwork {
	share := func(n, of int) ShareFigures { return ShareFigures{N: n, Of: of, Low: 0.1, High: 0.9} }
	return &Fieldwork{
		Interviews: n, AsksUnheard: true, Unheard: share(n/2, n),
		Days:      []DayFigures{{Day: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Interviews: n, Unheard: share(n/2, n)}},
		Areas:     []GroupFigures{{Label: "Haghill", Interviews: n, Unheard: share(n/2, n)}, {Label: "Carntyne"}},
		Workers:   []WorkerFigures{{Code: "AK", Interviews: n - 2, Unanswered: share(4, 40), Timed: n - 2, Minutes: 14.4}, {Code: "MB", Interviews: 2, Unanswered: share(1, 4)}},
		Outcomes:  []OutcomeFigures{{Words: "Complete", N: n}},
		Questions: []QuestionFigures{{Title: "Which other group?", Unanswered: share(1, 3), Refused: 1}, {Title: "What would help?", Unanswered: share(4, n), Skipped: 4}, {Title: "Where is home?", Unanswered: share(0, n)}},
		Times:     []TimeFigures{{Title: "What would help?", N: n, Median: 12.4, P90: 40}},
	}
}

// progressOver is the screen over one questionnaire, "door".
func progressOver(t *testing.T, f *figuresOnHand) (*FieldProgress, *bench) {
	t.Helper()
	b := newBench(t, door)
	return NewFieldProgress(b.runtime(), b.forms, f, f, func(id string) []Quota {
		return []Quota{{FormID: id, Label: "People in Haghill", Done: 30, Target: 60}, {FormID: id, Label: "Carers", Done: 9, Target: 8}}
	}), b
}

func (f *figuresOnHand) shown(t *testing.T, part ProgressPart) []Chart {
	t.Helper()
	m, b := progressOver(t, f)
	m.Load()
	b.until("it is read", func() bool { return !m.State().Loading })
	m.SetPart(part)
	return m.State().Charts
}

func TestProgressShowsEveryPart(t *testing.T) {
	f := &figuresOnHand{of: map[string]*Fieldwork{"door": some(20)}}
	for part, want := range map[ProgressPart]string{
		ProgressSoFar:   "interviews-by-day [20]; targets [30 of 60|9 of 8, reached]; interviews-by-area [20|0]; interviews-by-worker [18|2]; how-contacts-ended [20]",
		ProgressUnheard: "unheard-number [10]; unheard-share [50 %]; unheard-number-by-area [10 and 10|0 and 0]; unheard-share-by-area [10 of 20, 50 %|nobody yet]",
		// Of 3 people nothing is said, and MB's 2 interviews are not shown.
		ProgressQuestions: "questions-left-open [20 % of 20]; questions-that-take-longest [12 s]",
		ProgressWorkers:   "left-open-by-worker [10 %]; length-by-worker [14 min]",
	} {
		var got []string
		for _, c := range f.shown(t, part) {
			var words []string
			for _, r := range c.Rows {
				words = append(words, r.Words)
			}
			got = append(got, c.Name+" ["+strings.Join(words, "|")+"]")
			if len(c.Rows) > 0 && (len(c.Table) == 0 || len(c.Table[0]) != len(c.Head) || c.Title == "" || c.Base == "") {
				t.Errorf("%s has no figures beside it, or no base: %+v", c.Name, c)
			}
		}
		if all := strings.Join(got, "; "); all != want {
			t.Errorf("%s shows\n%s, want\n%s", part, all, want)
		}
	}
	if note := f.shown(t, ProgressQuestions)[0].Note; note != "1 question was asked of fewer than 10 people, too few to compare." {
		t.Errorf("of what is not compared it says %q", note)
	}
	if note := f.shown(t, ProgressWorkers)[0].Note; note != "1 worker has held fewer than 5 interviews and is not shown." {
		t.Errorf("of workers with few interviews it says %q", note)
	}
}

func TestProgressOfLittle(t *testing.T) {
	few := &figuresOnHand{of: map[string]*Fieldwork{"door": some(4)}}
	share := few.shown(t, ProgressUnheard)[3]
	if r := share.Rows[0]; !r.Few || r.Words != "2 of 4, few so far" || strings.Contains(share.Table[0][2], "%") {
		t.Errorf("of 4 people: %+v, %v", r, share.Table)
	}
	nothing := &figuresOnHand{of: map[string]*Fieldwork{"door": {}}}
	m, b := progressOver(t, nothing)
	m.Load()
	b.until("it is read", func() bool { return !m.State().Loading })
	if s := m.State(); !strings.HasPrefix(s.Empty, "No interview is finished yet.") || s.Parts != nil {
		t.Errorf("with nothing: %+v", s)
	}
	m.SetPart(ProgressUnheard)
	if s := m.State(); s.Part == ProgressUnheard {
		t.Error("a questionnaire that does not ask it shows the unheard meter")
	}
}

func TestProgressDaysOfManyWeeksAreAddedUp(t *testing.T) {
	f := some(20)
	f.Days = nil
	for i := range 30 {
		f.Days = append(f.Days, DayFigures{Day: time.Date(2026, 11, 2+i, 0, 0, 0, 0, time.UTC), Interviews: 1, Unheard: ShareFigures{N: i, Of: i + 10}})
	}
	c := (&figuresOnHand{of: map[string]*Fieldwork{"door": f}}).shown(t, ProgressSoFar)[0]
	if len(c.Rows) != 30 || len(c.Table) != 5 || strings.Join(c.Table[0], " ") != "2 Nov to 8 Nov 7" || strings.Join(c.Table[4], " ") != "30 Nov to 1 Dec 2" || c.Head[0] != "Week" {
		t.Errorf("%d points, by week %v", len(c.Rows), c.Table)
	}
}

func TestProgressStopsFailsAndGoesOn(t *testing.T) {
	f := &figuresOnHand{of: map[string]*Fieldwork{"door": some(20)}, hold: make(chan struct{})}
	m, b := progressOver(t, f)
	m.Load()
	b.until("some is read", func() bool { return m.State().Done == 5 && m.State().Total == 10 })
	m.Stop()
	b.until("it stops", func() bool { return !m.State().Loading })
	if s := m.State(); !s.Stopped || s.Err != nil || s.Charts != nil {
		t.Errorf("stopped: %+v", s)
	}
	close(f.hold)
	m.Load()
	b.until("it is read", func() bool { return !m.State().Loading })
	if s := m.State(); s.Stopped || len(s.Charts) == 0 {
		t.Errorf("read again: %+v", s)
	}
	f.err = errors.New("the disk")
	m.Load()
	b.until("it fails", func() bool { return !m.State().Loading })
	if s := m.State(); s.Err == nil || len(s.Charts) == 0 {
		t.Errorf("after a failure what was read stays: %+v", s)
	}
	m.Load()
	m.Leave()
	if s := m.State(); s.Loading {
		t.Error("a reading nobody waits for goes on")
	}
}

func TestProgressPictureIsKept(t *testing.T) {
	f := &figuresOnHand{of: map[string]*Fieldwork{"door": some(20)}}
	m, b := progressOver(t, f)
	m.Load()
	b.until("it is read", func() bool { return !m.State().Loading })
	c := m.State().Charts[0]
	m.SavePicture(c, image.NewNRGBA(image.Rect(0, 0, 4, 4)))
	b.until("it is kept", func() bool { return m.State().Saved != "" })
	if s := m.State(); s.SavedOf != c.Name || s.Saved != f.path || f.path != "/home/agnieszka/Doorstep/door interviews-by-day 2026-11-21.png" {
		t.Errorf("kept as %q, told as %q of %s", f.path, s.Saved, s.SavedOf)
	}
	f.err = errors.New("the disk is full")
	m.SavePicture(c, image.NewNRGBA(image.Rect(0, 0, 4, 4)))
	b.until("it fails", func() bool { return m.State().Err != nil })
	if m.State().Saved != "" {
		t.Error("a picture that was not kept is said to be")
	}
}
