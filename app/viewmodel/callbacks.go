package viewmodel

import (
	"context"
	"strings"
	"time"

	"doorstep/survey"
)

// ContactLog keeps the tries to reach somebody.
type ContactLog interface {
	// LogAttempt writes a new try, which gets its ID, or a later state of one.
	LogAttempt(ctx context.Context, a *survey.Attempt) error
	// DeleteAttempt takes one out and erases what was written of it.
	DeleteAttempt(ctx context.Context, id survey.AttemptID) error
	// Attempts lists tries, newest first; those to come back to by when they
	// are due.
	Attempts(ctx context.Context, q AttemptQuery) ([]survey.Attempt, error)
}

// AttemptQuery chooses tries. The zero value is all.
type AttemptQuery struct {
	Since      time.Time
	Waiting    bool   // only those to come back to
	InstanceID string // only those that an interview began with
}

// CallBack is somebody to come back to.
type CallBack struct {
	Key      string // picks it on Home
	Place    string
	Words    string // for then: "after five, ask for Mrs K"
	Bucket   CallBackBucket
	When     string // "17:00", "Thu 19 Nov, 17:00"
	Due      time.Time
	Company  string
	Drafted  bool // its interview was begun: picking it goes on with that
	Training bool

	attempt survey.Attempt
}

// ID names the try that asks to come back.
func (c *CallBack) ID() survey.AttemptID { return c.attempt.ID }

// CallBackBucket says how pressing it is.
type CallBackBucket uint8

// The buckets, the most pressing first.
const (
	Overdue CallBackBucket = iota // of a day that is over
	DueToday
	DueLater
)

// laterShown is how many come-backs of days to come Home lists.
const laterShown = 3

// callBack words a try that asks to come back.
func callBack(a survey.Attempt, now time.Time) CallBack {
	due := a.Due.In(now.Location())
	c := CallBack{Place: placeWords(a.Place), Words: a.Reminder, Due: due, Company: a.Company(), Training: a.Training, attempt: a}
	year, month, day := now.Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	switch {
	case due.Before(today):
		c.Bucket, c.When = Overdue, due.Format("Mon 2 Jan, 15:04")
	case due.Before(today.AddDate(0, 0, 1)):
		c.Bucket, c.When = DueToday, due.Format("15:04")
	default:
		c.Bucket, c.When = DueLater, due.Format("Mon 2 Jan, 15:04")
	}
	return c
}

func placeWords(place string) string {
	if place == "" {
		return "No place given"
	}
	return place
}

// Pending is a try for which a questionnaire is still to be picked.
type Pending struct {
	Place, Words string
	Back         bool // somebody came back
	Training     bool
}

// pickCallBack readies an interview with somebody who is come back to, or goes
// on with the one that was begun.
func (m *Home) pickCallBack(c CallBack) {
	for _, d := range m.state.Drafts {
		if c.attempt.InstanceID != "" && d.InstanceID == c.attempt.InstanceID {
			m.Resume(d.InstanceID)
			return
		}
	}
	now := m.run.Now()
	m.offer(survey.Attempt{
		At: now, Mode: c.attempt.Mode, Place: c.attempt.Place, Interpreter: c.attempt.Interpreter,
		Worker: m.prefs().WorkerCode, Training: c.attempt.Training, Follows: c.attempt.ID,
	}, c.Words)
}

// offer asks for the questionnaire of an interview that begins with a try.
func (m *Home) offer(a survey.Attempt, words string) {
	m.pending = &a
	m.state.Pending = &Pending{Place: placeWords(a.Place), Words: words, Back: a.Follows != (survey.AttemptID{}), Training: a.Training}
	notify(m.OnChange)
}

// startOffered is offer for when there may be nothing to choose.
func (m *Home) startOffered(a survey.Attempt) {
	m.offer(a, "")
	if q := m.state.Questionnaires; len(q) == 1 {
		m.Start(q[0].ID, q[0].Version)
	}
}

// Unpick puts off the interview that a questionnaire is asked for.
func (m *Home) Unpick() {
	m.pending, m.state.Pending = nil, nil
	notify(m.OnChange)
}

// AnotherTry goes to the contact log: somebody came back, and no interview
// began.
func (m *Home) AnotherTry() {
	if m.pending == nil {
		return
	}
	a := *m.pending
	m.Unpick()
	if m.logAnother != nil {
		m.logAnother(a)
	}
}

// pressPending takes the letters that have a use while a questionnaire is
// asked for.
func (m *Home) pressPending(key string) bool {
	if !m.state.Pending.Back {
		return false
	}
	switch key {
	case "l":
		m.AnotherTry()
	case "x":
		m.DropCallBack()
	default:
		return false
	}
	return true
}

// PickCallBack readies an interview with somebody who is come back to.
func (m *Home) PickCallBack(id survey.AttemptID) {
	for _, c := range m.state.CallBacks {
		if c.attempt.ID == id {
			m.pickCallBack(c)
			return
		}
	}
}

// DropCallBack says that nobody needs to come back. [Home.Undo] takes that back.
func (m *Home) DropCallBack() {
	if m.pending == nil {
		return
	}
	id := m.pending.Follows
	m.Unpick()
	for _, c := range m.waiting {
		if c.ID != id {
			continue
		}
		c.Settled = true
		m.dropped = &c
		m.logAttempt(c)
		shown := callBack(c, m.run.Now())
		m.state.Dropped = &shown
		m.showCallBacks()
		notify(m.OnChange)
		return
	}
}

// undoDrop asks to come back again.
func (m *Home) undoDrop() {
	c := *m.dropped
	c.Settled = false
	m.dropped, m.state.Dropped = nil, nil
	m.logAttempt(c)
	m.Load()
}

// logAttempt writes a state of a try in line with everything else.
func (m *Home) logAttempt(a survey.Attempt) {
	if m.contacts == nil {
		return
	}
	m.writer.add(step{write: func(ctx context.Context) error { return m.contacts.LogAttempt(ctx, &a) }})
}

// showCallBacks lists who waits, of the mode that the window is in: practice
// and real ones never stand side by side.
func (m *Home) showCallBacks() {
	m.state.CallBacks, m.state.MoreCallBacks = nil, 0
	later := 0
	for _, a := range m.waiting {
		if a.Training != m.inTraining() || m.dropped != nil && m.dropped.ID == a.ID {
			continue
		}
		c := callBack(a, m.run.Now())
		for _, d := range m.state.Drafts {
			c.Drafted = c.Drafted || a.InstanceID != "" && d.InstanceID == a.InstanceID
		}
		if c.Bucket == DueLater {
			if later++; later > laterShown {
				m.state.MoreCallBacks++
				continue
			}
		}
		m.state.CallBacks = append(m.state.CallBacks, c)
	}
	m.giveKeys()
}

// giveKeys gives letters to what is on the page, from its top.
func (m *Home) giveKeys() {
	n := 9
	key := func() string { n++; return choiceKey(n - 1) }
	for i := range m.state.CallBacks {
		m.state.CallBacks[i].Key = key()
	}
	for i := range m.state.Drafts {
		m.state.Drafts[i].Key = key()
	}
}

// readWhen reads when to come back: "tomorrow 17:00", "tom 5pm", "sat 10",
// "28/11 18:30", "17:30" (the next one), "friday". A day without a time means
// ten in the morning; nothing at all means tomorrow at this hour.
func readWhen(text string, now time.Time) (time.Time, bool) {
	at := func(day, clock time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
	}
	words := strings.Fields(strings.ToLower(strings.NewReplacer(",", " ", " at ", " ").Replace(" " + text + " ")))
	if len(words) == 0 {
		return at(now.AddDate(0, 0, 1), now.Truncate(30*time.Minute)), true
	}
	if t, ok := readTime(strings.Join(words, " "), now); ok {
		due := at(now, t)
		if !due.After(now) {
			due = due.AddDate(0, 0, 1)
		}
		return due, true
	}
	ten := time.Date(0, 1, 1, 10, 0, 0, 0, now.Location())
	for i := len(words); i > 0; i-- {
		day, ok := readDay(strings.Join(words[:i], " "), now)
		if !ok {
			continue
		}
		clock := ten
		if i < len(words) {
			if clock, ok = readTime(strings.Join(words[i:], " "), now); !ok {
				continue
			}
		}
		due := at(day, clock)
		return due, due.After(now)
	}
	return time.Time{}, false
}

// readDay reads a day ahead: the first letters of a weekday's name, of today
// or of tomorrow, or a date.
func readDay(text string, now time.Time) (time.Time, bool) {
	if len(text) >= 3 {
		switch {
		case strings.HasPrefix("today", text):
			return now, true
		case strings.HasPrefix("tomorrow", text):
			return now.AddDate(0, 0, 1), true
		}
		for i := 1; i <= 7; i++ {
			day := now.AddDate(0, 0, i)
			if strings.HasPrefix(strings.ToLower(day.Weekday().String()), text) {
				return day, true
			}
		}
	}
	return readDate(text, now)
}
