package viewmodel

import (
	"context"
	"time"
)

// Daybook counts what was done.
type Daybook interface {
	// Interviews counts those finished since two times, and all; training and
	// refusals left out.
	Interviews(ctx context.Context, today, week time.Time) (Interviews, error)
	// NotSent is how many responses of this laptop are new or changed since its
	// last pack, and when that was; a zero time when there was none.
	NotSent(ctx context.Context) (n int, last time.Time, err error)
}

// Interviews are how many were held.
type Interviews struct{ Today, Week, All int }

// Today is what Home tells of the day beside what can be begun.
type Today struct {
	Known    bool // else nothing is counted yet, or nobody counts
	Date     string
	Held     Interviews
	NotSent  int
	LastSent time.Time // zero for never
	Quotas   []Quota
	Counting error // why Quotas are not as they are now; nil when they are
	Due      int   // to come back to today, or overdue
	Err      error
}

// readToday counts in the background, beside the lists.
func (m *Home) readToday() {
	if m.daybook == nil {
		return
	}
	asked := m.asked
	now := m.run.Now()
	year, month, day := now.Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	week := today.AddDate(0, 0, -((int(today.Weekday()) + 6) % 7)) // from Monday
	m.run.Go(func() {
		ctx := context.Background()
		t := Today{Known: true, Date: now.Format("Monday 2 January")}
		t.Held, t.Err = m.daybook.Interviews(ctx, today, week)
		if t.Err == nil {
			t.NotSent, t.LastSent, t.Err = m.daybook.NotSent(ctx)
		}
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			if t.Err != nil {
				m.run.Log.Error("the day's counts not read", "err", t.Err)
				t.Known = false
			}
			m.state.Today = t
			notify(m.OnChange)
		})
	})
}

// countDue counts who is to be come back to today or was before.
func (m *Home) countDue() (due int) {
	for _, c := range m.state.CallBacks {
		if c.Bucket != DueLater {
			due++
		}
	}
	return due
}
