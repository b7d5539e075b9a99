package viewmodel

import (
	"strings"
	"time"

	"doorstep/survey"
)

// entry is a try as it is being entered.
type entry struct {
	place, note, language, when, reminder string
	mode                                  survey.Mode
	outcome                               survey.Outcome
	interview                             bool // an interview begins
	interpreter, friend, carer            bool
	follows                               survey.AttemptID
	remembered                            bool // place and mode were taken from the entry before
	tried                                 bool // Save was asked for, so what is missing is said
}

// ContactEntry is the entry as the screen shows it.
type ContactEntry struct {
	Place, Note, Language string
	When, Reminder        string
	Outcomes              []ContactOption // picked by digits
	Modes                 []ContactOption // picked by letters
	Company               []ContactOption // who was there, by letters
	Interpreter           bool            // the language is asked for
	ComeBack              bool            // when to come back is asked for
	Understood            string          // when, in full
	Interview             bool            // Save begins an interview
	Follows               bool            // somebody came back
	Message               string          // what is missing
	Missing               ContactField    // where
}

// ContactOption is one of a few to pick from.
type ContactOption struct {
	Key, Title, Value string
	Chosen            bool
}

// ContactField names a part of the entry.
type ContactField uint8

// The parts of the entry.
const (
	FieldNone ContactField = iota
	FieldPlace
	FieldOutcome
	FieldWhen
)

// outcomeInterview is the option that begins an interview.
const outcomeInterview = "interview"

// modeKeys pick by letters that start their words.
var modeKeys = map[survey.Mode]string{
	survey.AtDoor: "d", survey.InStreet: "s", survey.AtEvent: "e", survey.ByPhone: "p", survey.Referred: "r", survey.OtherWay: "o",
}

// modeTitles are short, so that all fit beside one another.
var modeTitles = map[survey.Mode]string{
	survey.AtDoor: "Door", survey.InStreet: "Street", survey.AtEvent: "Event", survey.ByPhone: "Phone", survey.Referred: "Referral", survey.OtherWay: "Other",
}

// quickOutcomes are in the order of their digits: what doorsteps end in most,
// and come back and interview beside one another at the end.
var quickOutcomes = []survey.Outcome{
	survey.NonContact, survey.HouseholdRefusal, survey.RespondentRefusal, survey.LanguageBarrier, survey.Unable, survey.Ineligible, survey.QuotaFilled,
	survey.ComeBack, "", survey.OutOfSample, survey.Dead,
}

func (e *entry) clear() { *e = entry{mode: survey.AtDoor} }

// next is clear for the next door: place and way stay.
func (e *entry) next() {
	*e = entry{mode: e.mode, place: e.place, remembered: true}
}

// remember takes place and way from the newest try, once.
func (e *entry) remember(tries []survey.Attempt) {
	if e.remembered || e.place != "" || len(tries) == 0 {
		return
	}
	e.remembered = true
	e.place, e.mode = tries[0].Place, tries[0].Mode
	if modeKeys[e.mode] == "" {
		e.mode = survey.AtDoor
	}
}

// bare reports whether nothing was entered yet: what stands there is the newest
// try's.
func (e *entry) bare(newest survey.Attempt) bool {
	rest := *e
	rest.place, rest.mode, rest.remembered, rest.tried = "", "", false, false
	return rest == entry{} && e.place == newest.Place
}

// take puts a try back into the entry, to be mended.
func (e *entry) take(a survey.Attempt) {
	*e = entry{
		place: a.Place, note: a.Note, language: a.Interpreter, interpreter: a.Interpreter != "", friend: a.Friend, carer: a.Carer,
		mode: a.Mode, outcome: a.Outcome, reminder: a.Reminder, follows: a.Follows, remembered: true,
	}
	if !a.Due.IsZero() {
		e.when = a.Due.Format("2 Jan 2006 15:04")
	}
}

// attempt is the entry as a try, if it is whole.
func (e *entry) attempt(now time.Time) (survey.Attempt, bool) {
	if _, missing := e.missing(now); missing != FieldNone {
		return survey.Attempt{}, false
	}
	a := survey.Attempt{
		At: now, Mode: e.mode, Outcome: e.outcome, Place: strings.TrimSpace(e.place), Note: strings.TrimSpace(e.note),
		Friend: e.friend, Carer: e.carer, Follows: e.follows,
	}
	if e.interpreter {
		if a.Interpreter = strings.TrimSpace(e.language); a.Interpreter == "" {
			a.Interpreter = "language not given"
		}
	}
	if e.outcome == survey.ComeBack {
		a.Due, _ = readWhen(e.when, now)
		a.Reminder = strings.TrimSpace(e.reminder)
	}
	return a, true
}

// missing says what keeps the entry from being logged.
func (e *entry) missing(now time.Time) (string, ContactField) {
	if strings.TrimSpace(e.place) == "" {
		return "Enter a street or a place. It needs no house number and no name.", FieldPlace
	}
	if e.outcome == "" && !e.interview {
		return "Press the digit beside how it ended.", FieldOutcome
	}
	if e.outcome == survey.ComeBack {
		if _, ok := readWhen(e.when, now); !ok {
			return "Enter a day and a time ahead, such as tomorrow 17:00 or Sat 10.", FieldWhen
		}
	}
	return "", FieldNone
}

func (e *entry) words(now time.Time) ContactEntry {
	c := ContactEntry{
		Place: e.place, Note: e.note, Language: e.language, When: e.when, Reminder: e.reminder,
		Interpreter: e.interpreter, ComeBack: e.outcome == survey.ComeBack, Interview: e.interview, Follows: e.follows != (survey.AttemptID{}),
	}
	for i, o := range quickOutcomes {
		option := ContactOption{Key: choiceKey(i), Title: o.Words(), Value: string(o), Chosen: o != "" && o == e.outcome}
		if i >= 9 {
			option.Key = "0"
			if i > 9 {
				option.Key = "-"
			}
		}
		if o == "" {
			option.Title, option.Value, option.Chosen = "Interview starts", outcomeInterview, e.interview
		}
		c.Outcomes = append(c.Outcomes, option)
	}
	for _, mode := range survey.Modes {
		c.Modes = append(c.Modes, ContactOption{modeKeys[mode], modeTitles[mode], string(mode), mode == e.mode})
	}
	c.Company = []ContactOption{
		{"i", "Interpreter", "i", e.interpreter}, {"f", "Friend or relative", "f", e.friend}, {"c", "Paid carer", "c", e.carer},
	}
	if c.ComeBack {
		if due, ok := readWhen(e.when, now); ok {
			c.Understood = due.Format("Monday 2 January, 15:04")
		}
	}
	if e.tried {
		c.Message, c.Missing = e.missing(now)
	}
	return c
}

// SetPlace, SetNote, SetLanguage, SetWhen and SetReminder take what is typed.
func (m *Contacts) SetPlace(text string) {
	m.edit(func(e *entry) { e.place, e.remembered = text, true })
}

// SetNote takes the note as typed.
func (m *Contacts) SetNote(text string) { m.edit(func(e *entry) { e.note = text }) }

// SetLanguage takes the language that is interpreted.
func (m *Contacts) SetLanguage(text string) { m.edit(func(e *entry) { e.language = text }) }

// SetWhen takes when to come back.
func (m *Contacts) SetWhen(text string) { m.edit(func(e *entry) { e.when = text }) }

// SetReminder takes the words for then.
func (m *Contacts) SetReminder(text string) { m.edit(func(e *entry) { e.reminder = text }) }

// SetMode picks how somebody was tried.
func (m *Contacts) SetMode(mode string) { m.edit(func(e *entry) { e.mode = survey.Mode(mode) }) }

// SetOutcome picks how it ended; the one in force is taken back.
func (m *Contacts) SetOutcome(value string) {
	m.edit(func(e *entry) {
		same := e.interview && value == outcomeInterview || e.outcome != "" && value == string(e.outcome)
		e.outcome, e.interview = "", false
		switch {
		case same:
		case value == outcomeInterview:
			e.interview = true
		default:
			e.outcome = survey.Outcome(value)
		}
	})
}

// SetCompany turns one of those who were there on or off.
func (m *Contacts) SetCompany(who string) {
	m.edit(func(e *entry) {
		switch who {
		case "i":
			e.interpreter = !e.interpreter
		case "f":
			e.friend = !e.friend
		case "c":
			e.carer = !e.carer
		}
	})
}

func (m *Contacts) edit(change func(*entry)) {
	change(&m.entry)
	notify(m.OnChange)
}

// PressKey picks by a digit or letter; false when none has it.
func (m *Contacts) PressKey(r rune) bool {
	key, words := strings.ToLower(string(r)), m.entry.words(m.run.Now())
	for _, row := range []struct {
		options []ContactOption
		pick    func(string)
	}{{words.Outcomes, m.SetOutcome}, {words.Modes, m.SetMode}, {words.Company, m.SetCompany}} {
		for _, o := range row.options {
			if o.Key == key {
				row.pick(o.Value)
				return true
			}
		}
	}
	return false
}
