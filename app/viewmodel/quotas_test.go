package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/survey"
)

const quotaForm = `
| survey | | | |
| | type | name | label |
| | select_one area | area | Where is home? |
| | integer | age | How old are you? |
| | text | more | Anything else? |
| choices | | | |
| | list_name | name | label |
| | area | h | Haghill |
| | area | c | Carntyne |
| settings | | | |
| | form_id | form_title | version |
| | heard | Who is heard | 1 |
| quotas | | | | |
| | name | label | when | target |
| | haghill | People of Haghill | ${area} = 'h' | 2 |
| | young | Young people | ${age} < 30 | 3 |
`

// fakeQuotas hands out counts, one a call, when it is let to.
type fakeQuotas struct {
	calls chan []Quota
	begun atomic.Int32
	tell  func(func()) // wakes who waits for it
	stop  context.Context
	fail  error
}

func (f *fakeQuotas) Quotas(ctx context.Context) ([]Quota, error) {
	f.stop = ctx
	f.begun.Add(1)
	f.tell(func() {})
	list := <-f.calls
	return list, f.fail
}

func heard(haghill, young int) []Quota {
	return []Quota{
		{FormID: "heard", Questionnaire: "Who is heard", Name: "haghill", Label: "People of Haghill", Done: haghill, Target: 2},
		{FormID: "heard", Questionnaire: "Who is heard", Name: "young", Label: "Young people", Done: young, Target: 3},
		{FormID: "other", Questionnaire: "Another", Name: "all", Label: "Everybody", Done: 1, Target: 9},
	}
}

func quotaBench(t *testing.T) (*bench, *fakeQuotas) {
	b := newBench(t, quotaForm)
	counter := &fakeQuotas{calls: make(chan []Quota, 10), tell: b.shell.Quotas.run.Do}
	b.shell.Quotas.counter = counter
	t.Cleanup(func() { close(counter.calls) }) // nobody is left waiting
	return b, counter
}

func TestQuotasAreCountedBehindToday(t *testing.T) {
	b, counter := quotaBench(t)
	q := b.shell.Quotas
	b.shell.Show(ScreenInterview)
	b.until("the lists", func() bool { return len(b.shell.Home.State().Questionnaires) == 1 })
	b.until("the count has begun", func() bool { return q.State().Loading && counter.begun.Load() == 1 })
	if s := q.State(); s.Known || len(s.List) != 0 {
		t.Errorf("known before they are counted: %+v", s)
	}
	b.shell.Show(ScreenInterview) // asked once more meanwhile
	counter.calls <- heard(1, 0)
	b.until("the first count", func() bool { return q.State().Known })
	counter.calls <- heard(2, 1)
	b.until("the second", func() bool { return !q.State().Loading && q.State().List[0].Done == 2 })
	if today := b.shell.Home.State().Today.Quotas; len(today) != 3 || !today[0].Full() || today[1].Full() {
		t.Errorf("on Today: %+v", today)
	}
	if of := q.Of("other"); len(of) != 1 || of[0].Name != "all" {
		t.Errorf("of the other questionnaire: %+v", of)
	}

	counter.fail = errors.New("the disk")
	q.Load()
	counter.calls <- nil
	b.until("the failure", func() bool { return q.State().Err != nil })
	if len(q.State().List) != 3 || b.shell.Home.State().Today.Counting == nil {
		t.Error("what was known is gone, or Today does not tell that it is old")
	}
	counter.fail = nil
	begun := counter.begun.Load()
	q.Load()
	b.until("the count has begun again", func() bool { return counter.begun.Load() == begun+1 })
	q.cover()
	<-counter.stop.Done()
	if q.State().Known || len(q.State().List) > 0 {
		t.Error("the counts outlast the lock")
	}
	q.Load() // when it is opened again
	counter.calls <- heard(7, 7)
	b.until("the count after the lock has begun", func() bool { return counter.begun.Load() == begun+2 })
	if len(q.State().List) > 0 {
		t.Error("a count from before the lock is shown after it")
	}
	q.close()
	<-counter.stop.Done()
	counter.calls <- nil
}

// What other laptops heard is told with the day it was told of.
func TestQuotasOverAllLaptops(t *testing.T) {
	friday := time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
	told := Quota{FormID: "heard", Name: "haghill", Label: "People of Haghill", Done: 7, Target: 30, Team: 23, TeamAt: friday}
	full := told
	full.Team = 31
	for _, test := range []struct {
		quota Quota
		words string
	}{
		{Quota{Done: 7, Target: 30}, "7 of 30"},
		{Quota{Done: 30, Target: 30}, "30 of 30, reached"},
		{told, "7 here, 23 in all, 30 wanted"},
		{full, "7 here, 31 in all, 30 wanted, reached"},
	} {
		if got := test.quota.Words(); got != test.words {
			t.Errorf("it says %q, want %q", got, test.words)
		}
	}
	if got := TeamTold([]Quota{{}, told}); !strings.HasPrefix(got, "In all: over all laptops by Friday 20 November, ") || TeamTold([]Quota{{}}) != "" {
		t.Errorf("it says %q", got)
	}
	chart := byQuota([]Quota{told, {Label: "Carers", Done: 9, Target: 8}})
	if got := fmt.Sprint(chart.Head, chart.Table, chart.Rows[0].Words); got != "[Target Here In all Wanted] [[People of Haghill 7 23 30] [Carers 9 9 8]]23 of 30" {
		t.Errorf("the chart says %s", got)
	}

	b, counter := quotaBench(t)
	counter.calls <- []Quota{full}
	b.shell.Quotas.Load()
	b.until("the counts", func() bool { return b.shell.Quotas.State().Known })
	m := b.begin()
	m.PressKey('1')
	if got := m.FullGroup(); got != "People of Haghill: all laptops together have heard 31 of 30 by Friday 20 November. Go on if you wish." {
		t.Errorf("in the interview it says %q", got)
	}
}

func TestFullGroupIsToldCalmly(t *testing.T) {
	b, counter := quotaBench(t)
	counter.calls <- heard(2, 2)
	b.shell.Quotas.Load()
	b.until("the counts", func() bool { return b.shell.Quotas.State().Known })
	m := b.begin()
	const full = "People of Haghill: this group is full (2 of 2). Go on if you wish."
	says := func(want string) {
		t.Helper()
		if got := m.FullGroup(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	says("")
	m.PressKey('1')
	says(full)
	m.AdvanceAfterChoice()
	says(full)
	m.ShowCard(true) // turned to the resident
	says("")
	m.ShowCard(false)
	m.Answer(m.Page().Ref, "20")
	says(full)
	counter.calls <- heard(2, 3)
	b.shell.Quotas.Load()
	b.until("another count", func() bool { return b.shell.Quotas.State().List[1].Full() })
	says("People of Haghill; Young people: these groups are full. Go on if you wish.")
	m.Back()
	m.PressKey('2') // it was Carntyne after all
	says("Young people: this group is full (3 of 3). Go on if you wish.")
	if _, err := m.session.SetValue("/data/age", survey.Value{State: survey.Refused}); err != nil {
		t.Fatal(err)
	}
	says("")
}
