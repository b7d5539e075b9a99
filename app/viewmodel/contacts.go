package viewmodel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"doorstep/survey"
)

// Contacts is the contact log: an entry being made, today's tries, places with
// counts, and who is to be come back to.
type Contacts struct {
	OnChange func()

	run      Runtime
	log      ContactLog
	writer   *Writer
	prefs    func() Preferences
	training func() bool
	begin    func(survey.Attempt) // the shell starts an interview from a try
	leave    func()               // the shell shows Home
	fail     func(error)
	covered  func() bool // the shell: nothing of the project may be shown

	asked   int // counts reads, so that an overtaken one is dropped
	tries   []survey.Attempt
	waiting []survey.Attempt
	entry   entry
	saved   *survey.Attempt // just logged; Undo takes it out
	removed *survey.Attempt // just taken out; Undo brings it back
	forget  func()          // stops the timer that takes it out for good
	state   ContactsState
}

// ContactsState is what the contact log shows.
type ContactsState struct {
	Loading bool
	Err     error
	Entry   ContactEntry
	Rows    []ContactRow // today's, newest first
	Places  []PlaceCount // of every day, the busiest first
	Waiting []CallBack
	Saved   string // words for what was just logged, "" when Undo has nothing
	Removed string // or for what was just taken out
	Counts  ContactCounts
}

// ContactRow is one try of today.
type ContactRow struct {
	ID       survey.AttemptID
	When     string // "14:02"
	Place    string
	Outcome  string
	Mode     string
	Note     string
	Company  string
	Worker   string
	Training bool
}

// ContactCounts count tries, practice left out.
type ContactCounts struct {
	Today, All             int
	Reached, Interviews    int // of all: somebody was reached; an interview began
	TodayReached, TodayInt int
}

// PlaceCount is what came of a place's tries, practice left out.
type PlaceCount struct {
	Place                      string
	Tries, Reached, Interviews int
	Last                       string // "Sat 21 Nov, 14:02"

	last time.Time
}

// placesShown is how many places are listed.
const placesShown = 12

// newContacts makes the contact log, empty until Load.
func newContacts(run Runtime, log ContactLog, writer *Writer) *Contacts {
	m := &Contacts{run: run, log: log, writer: writer}
	m.entry.clear()
	return m
}

// State returns what is shown.
func (m *Contacts) State() ContactsState {
	s := m.state
	s.Entry = m.entry.words(m.run.Now())
	return s
}

// Load reads the log anew.
func (m *Contacts) Load() {
	if m.log == nil || m.covered() {
		return
	}
	m.asked++
	asked := m.asked
	m.state.Loading = true
	notify(m.OnChange)
	m.writer.then(func(ctx context.Context) { // after what is being written
		tries, err := m.log.Attempts(ctx, AttemptQuery{})
		var waiting []survey.Attempt
		if err == nil {
			waiting, err = m.log.Attempts(ctx, AttemptQuery{Waiting: true})
		}
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			m.state.Loading, m.state.Err = false, err
			if err != nil {
				m.run.Log.Error("contact log not read", "err", err)
			} else {
				m.tries, m.waiting = tries, waiting
				m.entry.remember(tries)
				m.show()
			}
			notify(m.OnChange)
		})
	})
}

// show lists what was read.
func (m *Contacts) show() {
	now := m.run.Now()
	m.state.Rows, m.state.Places, m.state.Waiting, m.state.Counts = nil, nil, nil, ContactCounts{}
	places := map[string]*PlaceCount{}
	for _, a := range m.tries {
		if m.removed != nil && m.removed.ID == a.ID {
			continue
		}
		today := sameDay(a.At.In(now.Location()), now)
		if today {
			m.state.Rows = append(m.state.Rows, contactRow(a, now.Location()))
		}
		if !a.Training {
			m.count(a, today, places)
		}
	}
	for _, p := range places {
		p.Last = p.last.In(now.Location()).Format("Mon 2 Jan, 15:04")
		m.state.Places = append(m.state.Places, *p)
	}
	slices.SortFunc(m.state.Places, func(a, b PlaceCount) int {
		return cmp.Or(cmp.Compare(b.Tries, a.Tries), strings.Compare(a.Place, b.Place))
	})
	m.state.Places = m.state.Places[:min(len(m.state.Places), placesShown)]
	for _, a := range m.waiting {
		if m.removed == nil || m.removed.ID != a.ID {
			m.state.Waiting = append(m.state.Waiting, callBack(a, now))
		}
	}
}

func (m *Contacts) count(a survey.Attempt, today bool, places map[string]*PlaceCount) {
	key := strings.ToLower(a.Place)
	p := places[key]
	if p == nil {
		p = &PlaceCount{Place: placeWords(a.Place)}
		places[key] = p
	}
	c := &m.state.Counts
	c.All++
	p.Tries++
	if a.At.After(p.last) {
		p.last = a.At
	}
	interview := a.Outcome.Interviewed() && (a.Outcome != "" || a.InstanceID != "")
	reached := a.Outcome != survey.NonContact
	if today {
		c.Today++
	}
	if reached {
		c.Reached++
		p.Reached++
		if today {
			c.TodayReached++
		}
	}
	if interview {
		c.Interviews++
		p.Interviews++
		if today {
			c.TodayInt++
		}
	}
}

func contactRow(a survey.Attempt, zone *time.Location) ContactRow {
	r := ContactRow{
		ID: a.ID, When: a.At.In(zone).Format("15:04"), Place: placeWords(a.Place), Outcome: a.Words(), Mode: a.Mode.Words(),
		Note: a.Note, Company: a.Company(), Worker: a.Worker, Training: a.Training,
	}
	if a.Waiting() {
		r.Outcome = fmt.Sprintf("%s, %s", a.Words(), a.Due.In(zone).Format("Mon 2 Jan 15:04"))
	}
	return r
}

func sameDay(a, b time.Time) bool {
	y, mo, d := a.Date()
	y2, mo2, d2 := b.Date()
	return y == y2 && mo == mo2 && d == d2
}

// Save logs the entry, or begins the interview it asks for. It returns false,
// and State says what is missing, when the entry is not whole.
func (m *Contacts) Save() bool {
	a, ok := m.entry.attempt(m.run.Now())
	if !ok {
		m.entry.tried = true
		notify(m.OnChange)
		return false
	}
	a.Worker, a.Training = m.prefs().WorkerCode, m.training()
	m.entry.next()
	m.eraseRemoved()
	m.saved, m.state.Saved = nil, ""
	if a.Outcome == "" {
		m.begin(a)
		return true
	}
	m.writer.add(step{
		write: func(ctx context.Context) error { return m.log.LogAttempt(ctx, &a) },
		done: func() {
			if m.covered() {
				return
			}
			m.saved = &a
			m.state.Saved = a.Words() + ", " + placeWords(a.Place)
			m.Load()
		},
	})
	notify(m.OnChange)
	return true
}

// Remove takes a try off the list. It is erased for good when the time to undo
// is over.
func (m *Contacts) Remove(id survey.AttemptID) {
	for _, a := range m.tries {
		if a.ID != id {
			continue
		}
		m.eraseRemoved()
		m.saved, m.state.Saved = nil, ""
		m.removed = &a
		m.state.Removed = a.Words() + ", " + placeWords(a.Place)
		m.forget = m.run.After(UndoTime, m.eraseRemoved)
		m.show()
		notify(m.OnChange)
		return
	}
}

// Undo brings back what was just taken out, or takes out what was just logged.
func (m *Contacts) Undo() {
	switch {
	case m.removed != nil:
		m.forget()
		m.removed, m.state.Removed = nil, ""
		m.show()
	case m.saved != nil:
		a := *m.saved
		m.saved, m.state.Saved = nil, ""
		m.entry.take(a)
		m.erase(a.ID)
	}
	notify(m.OnChange)
}

func (m *Contacts) eraseRemoved() {
	if m.removed == nil {
		return
	}
	id := m.removed.ID
	m.forget()
	m.removed, m.state.Removed = nil, ""
	m.erase(id)
	notify(m.OnChange)
}

// erase takes a try out for good, in line with the writer's work.
func (m *Contacts) erase(id survey.AttemptID) {
	m.writer.then(func(ctx context.Context) {
		if err := m.log.DeleteAttempt(ctx, id); err != nil {
			m.run.Log.Error("contact not taken out", "err", err)
			m.run.Do(func() { m.fail(err) })
		}
	})
	m.Load()
}

// Leave goes back to Home.
func (m *Contacts) Leave() {
	m.eraseRemoved()
	m.saved, m.state.Saved = nil, ""
	m.entry.clear()
	m.leave()
}

// follow makes ready an entry for somebody who was come back to.
func (m *Contacts) follow(a survey.Attempt) {
	m.entry.clear()
	m.entry.place, m.entry.mode, m.entry.follows = a.Place, a.Mode, a.Follows
	m.entry.remembered = true
}
