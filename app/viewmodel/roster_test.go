package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"
	"time"

	"doorstep/survey"
)

// stored puts responses into the fake store, the oldest first.
func (b *bench) stored(n int) {
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	b.store.areas, b.store.codes = map[string]string{}, map[string]string{}
	for i := range n {
		id := fmt.Sprint("r", i+1)
		b.store.areas[id] = []string{"Haghill", "Carntyne", ""}[i%3]
		b.store.codes[id] = fmt.Sprintf("%03dX-9PQ%d", i+1, i%10)
		b.store.finished = append(b.store.finished, &survey.Submission{Header: survey.Header{
			InstanceID: id, FormID: "door", FormVersion: "3", Number: i + 1, Worker: []string{"W7", "Mairi"}[i%2],
			Outcome: []survey.Outcome{survey.Complete, survey.Partial, survey.RespondentRefusal}[i%3], Status: survey.Finished,
			Finished: testNow.AddDate(0, 0, i-n+1),
		}})
	}
}

func TestResponsesAreFound(t *testing.T) {
	b := newBench(t, door)
	b.stored(120) // the last of them today, 21 November 2026
	gone := b.store.finished[99]
	gone.Status, gone.Finished = survey.Withdrawn, time.Time{}
	b.store.finished[98].Training = true
	m := b.shell.Responses
	m.Load()
	b.until("all is read", func() bool { return !m.reading && !m.State().Loading })
	find := func(text string) (numbers []int) {
		t.Helper()
		m.SetFilter(text)
		b.until("it is found", func() bool { return !m.State().Loading })
		s := m.State()
		if s.Filter != text || s.Stored != 120 || text != "" && s.Searched != 120 || s.Searching() || s.Err != nil {
			t.Errorf("%q: %+v", text, s)
		}
		for _, r := range s.Rows {
			numbers = append(numbers, r.Number)
		}
		return numbers
	}
	for text, want := range map[string][]int{
		"today": {120}, "yesterday": {119}, "21 nov": {120}, "21/11": {120}, "2026-11-20": {119}, "sat mairi": {120, 106, 92, 78, 64, 50, 36, 22, 8},
		"withdrawn": {100}, "training": {99}, "118X": {118}, "118x-9pq7": {118}, "#117": {117},
		"partial november w7": {119, 113, 107, 101}, "moon": nil, "withdrawn january": nil, "0001-01-01": nil, "withdrawn mairi": {100}, "at the door today": {120}, "carntyne refused": nil,
	} {
		if got := find(text); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", text, got, want)
		}
	}
	find("withdrawn")
	if r := m.State().Rows[0]; r.When != "" || r.Short != "" {
		t.Errorf("the one withdrawn stands as of %q, %q", r.When, r.Short)
	}
	if got := find("haghill"); len(got) != 25 || m.State().Total != 39 || !m.State().Older { // not the one withdrawn
		t.Errorf("%d of %d", len(got), m.State().Total)
	}
	m.Older()
	b.until("the next page", func() bool { return !m.State().Loading })
	if s := m.State(); s.From != 26 || s.To != 39 || s.Older || !s.Newer || s.Rows[0].Area != "Haghill" {
		t.Errorf("%+v", s)
	}
	if got := find(""); len(got) != 25 || m.State().Total != 120 {
		t.Errorf("%d of %d", len(got), m.State().Total)
	}
}

// TestOnlyWhatChangedIsReadAgain loads the list anew after a response came in
// and another was taken out.
func TestOnlyWhatChangedIsReadAgain(t *testing.T) {
	b := newBench(t, door)
	b.stored(50)
	m := b.shell.Responses
	load := func() int {
		b.store.mu.Lock()
		b.store.entriesRead = 0
		b.store.mu.Unlock()
		m.Load()
		b.until("all is read", func() bool { return !m.reading && !m.State().Loading })
		return b.store.entriesRead
	}
	if n := load(); n != 50 {
		t.Errorf("%d read at first", n)
	}
	b.store.finished = append(b.store.finished, &survey.Submission{Header: survey.Header{InstanceID: "new", Number: 51, Finished: testNow}})
	b.store.finished[10].Status = survey.Void
	if n := load(); n != 2 {
		t.Errorf("%d read again, want 2", n)
	}
	m.SetFilter("taken out")
	b.until("it is found", func() bool { return !m.State().Loading })
	if s := m.State(); len(s.Rows) != 1 || s.Rows[0].Number != 11 {
		t.Errorf("%+v", s.Rows)
	}
}

// slowRegister gives entries one by one, as the test lets it.
type slowRegister struct {
	*fakeStore
	next chan struct{}
}

func (s slowRegister) Entries(ctx context.Context, places []int64) iter.Seq2[[]Listed, error] {
	return func(yield func([]Listed, error) bool) {
		for i := range places {
			if len(places) > PageSize {
				<-s.next
			}
			for batch, err := range s.fakeStore.Entries(ctx, places[i:i+1]) {
				if !yield(batch, err) {
					return
				}
			}
		}
	}
}

func TestNothingIsLeftInMemoryOfALockedProject(t *testing.T) {
	b := newBench(t, door)
	b.stored(40)
	slow := slowRegister{b.store, make(chan struct{}, 100)}
	m := b.shell.Responses
	m.register = slow
	m.Load()
	b.until("the page", func() bool { return !m.State().Loading })
	for range 10 {
		slow.next <- struct{}{}
	}
	for ready := 0; ready < 10; ready, _ = m.roster.counts() {
		runtime.Gosched()
	}
	m.SetFilter("W7")
	b.until("they are searched", func() bool { return !m.State().Loading })
	if s := m.State(); s.Searched != 10 || s.Stored != 40 || !s.Searching() || len(s.Rows) != 5 {
		t.Errorf("half read: %d of %d, %d found", s.Searched, s.Stored, len(s.Rows))
	}
	m.forget()
	for range 30 {
		slow.next <- struct{}{}
	}
	b.until("the reading ends", func() bool { return !m.reading })
	if ready, all := m.roster.counts(); ready != 0 || all != 0 || len(m.roster.areas.words) > 0 || len(m.State().Rows) > 0 || m.State().Filter != "" {
		t.Errorf("%d of %d are still there: %+v", ready, all, m.State())
	}
}

func TestWhatCannotBeSearchedIsTold(t *testing.T) {
	b := newBench(t, door)
	b.stored(3)
	b.store.setFail(ErrProjectDamaged)
	m := b.shell.Responses
	m.Load()
	b.until("the failure", func() bool { return !m.reading && !m.State().Loading })
	if !errors.Is(m.State().Err, ErrProjectDamaged) {
		t.Error(m.State().Err)
	}
}

// fakeDay is a day's counts.
type fakeDay struct {
	today, week time.Time
	err         error
}

func (d *fakeDay) Interviews(_ context.Context, today, week time.Time) (Interviews, error) {
	d.today, d.week = today, week
	return Interviews{3, 12, 214}, d.err
}

func (d *fakeDay) NotSent(context.Context) (int, time.Time, error) { return 5, testNow, nil }

func TestToday(t *testing.T) {
	b := newBench(t, door)
	day := &fakeDay{}
	b.shell.Home.daybook = day
	b.home()
	b.until("the day is counted", func() bool { return b.shell.Home.State().Today.Known })
	got := b.shell.Home.State().Today
	if got.Held != (Interviews{3, 12, 214}) || got.NotSent != 5 || !got.LastSent.Equal(testNow) || got.Date != "Saturday 21 November" {
		t.Errorf("%+v", got)
	}
	if want := "2026-11-21 2026-11-16"; day.today.Format(time.DateOnly)+" "+day.week.Format(time.DateOnly) != want {
		t.Errorf("counted since %v and %v, want %s", day.today, day.week, want)
	}
	day.err = ErrProjectDamaged
	b.home()
	b.until("the failure", func() bool { return b.shell.Home.State().Today.Err != nil })
	if s := b.shell.Home.State(); s.Today.Known || s.Err != nil || len(s.Questionnaires) != 1 {
		t.Errorf("%+v", s)
	}
}

// manyResponses is a register of so many, made up as they are asked for.
type manyResponses int

func (n manyResponses) at(p int64) Listed {
	h := survey.Header{
		InstanceID: fmt.Sprintf("uuid:5f0c9a52-7a3e-4a70-9d55-%012d", p), FormID: "door", FormVersion: "3", Status: survey.Finished, Device: "LAPB",
		Number: int(p), Worker: fmt.Sprintf("W%d", p%40), Outcome: []survey.Outcome{survey.Complete, survey.Partial, survey.RespondentRefusal}[p%3],
		Finished: testNow.Add(-time.Duration(int64(n)-p) * time.Minute),
	}
	code := fmt.Sprintf("%08d", p*7919%100_000_000)
	return Listed{Place: p, Header: h, Reference: code[:4] + "-" + code[4:], Area: []string{"Haghill", "Carntyne"}[p%2]}
}

func (n manyResponses) Page(_ context.Context, offset, limit int) (page []Listed, total int, err error) {
	for p := int64(n) - int64(offset); p > 0 && len(page) < limit; p-- {
		page = append(page, n.at(p))
	}
	return page, int(n), nil
}

func (n manyResponses) Places(context.Context) (places []Place, err error) {
	for p := int64(n); p > 0; p-- {
		places = append(places, Place{p, survey.Finished})
	}
	return places, nil
}

func (n manyResponses) Entries(_ context.Context, places []int64) iter.Seq2[[]Listed, error] {
	return func(yield func([]Listed, error) bool) {
		for batch := range slices.Chunk(places, 1024) {
			list := make([]Listed, 0, len(batch))
			for _, p := range batch {
				list = append(list, n.at(p))
			}
			if !yield(list, nil) {
				return
			}
		}
	}
}

// BenchmarkResponses is a filter typed over 100,000 responses until its first
// page is there, a page turned, and the list entered again.
func BenchmarkResponses(b *testing.B) {
	const n = 100_000
	w := newBench(b, door)
	m := w.shell.Responses
	m.register = manyResponses(n)
	ready := func() bool { return !m.State().Loading && !m.reading }
	m.Load()
	w.until("all is read", ready)
	run := func(name string, do func(i int)) {
		b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				do(i)
				w.until("it is there", ready)
			}
		})
	}
	run("filter", func(i int) {
		m.SetFilter([]string{"h", "haghill", "haghill w1", "haghill w12 partial november", "7919"}[i%5])
	})
	m.SetFilter("carntyne")
	w.until("it is found", ready)
	run("turn", func(i int) {
		if i%2 == 0 {
			m.Older()
		} else {
			m.Newer()
		}
	})
	run("again", func(int) { m.Load() })
}
