package viewmodel

import (
	"time"

	"doorstep/app/words"
	"doorstep/survey"
	"doorstep/survey/engine"
)

// Interview is the state of the interview screen, used on the UI goroutine
// only. It owns its session. What is said goes the straight line: an action
// sets it in the session, and the change that comes back is given to the
// writer at once.
type Interview struct {
	OnChange func() // the view redraws itself

	run     Runtime
	writer  *Writer
	prefs   func() Preferences
	onLeave func() // the shell: the interview was left or is over

	form    *survey.Form
	session *engine.Session
	header  survey.Header
	edit    bool // of a finished response
	trial   bool // nothing of it is kept
	project string
	printer CardPrinter          // nil when no cards are printed
	remind  func(survey.Attempt) // notes a come-back; nil without a contact log
	active  survey.Clock

	stage    Stage
	page     engine.Page
	focus    int                   // of page.Refs
	typed    map[survey.Ref]string // what fields hold, while their page is shown
	dirty    map[survey.Ref]bool   // typed since it was last taken up
	rest     func()                // stops the timer that takes typing up
	complain map[survey.Ref]bool   // a message is shown while the answer does not fit
	doubt    survey.Ref            // the page tells that this answer is doubtful
	advance  bool                  // a choice completed the page; its blink is on
	lists    map[survey.Ref]*listing
	repeat   int        // tile picked on an "Add another?" page, from 1
	removing bool       // Remove was asked for once
	mending  bool       // the page was reached from the review, and leads back there
	from     survey.Ref // the page that the outline was opened on, when this one was reached from there

	pages   []engine.Page                  // as they stand; nil after a change
	choices map[survey.Ref][]engine.Choice // as they stand; nil after a change
	drawn   *Page                          // nil after a change
	end     End

	files       attached            // that came with the questionnaire
	attachments Attachments         // nil when nothing can be attached
	kept        map[survey.Ref]kept // attached files as their page shows them

	player  Player    // nil when nothing can be heard
	sound   *sounding // what is heard now
	unheard map[survey.Ref]error

	paused bool
	card   bool     // the show card is up
	hand   handover // the resident's own answering
	eyes   map[survey.Ref]eyes
	groups fullGroups
}

// typingPause is how long typing rests before it is written.
const typingPause = 400 * time.Millisecond

// interviewParts is what an interview is opened with.
type interviewParts struct {
	run     Runtime
	writer  *Writer
	prefs   func() Preferences
	onLeave func()
	form    *survey.Form
	session *engine.Session
	header  survey.Header
	edit    bool            // of a finished response
	changes []survey.Change // of the draft, when it is resumed
	files   attached

	attachments Attachments
	player      Player
}

// openInterview shows a session where it stands: at its first page, at the
// page a draft was left on, or at the review.
func openInterview(p interviewParts) *Interview {
	m := &Interview{
		run: p.run, writer: p.writer, prefs: p.prefs, onLeave: p.onLeave,
		form: p.form, session: p.session, header: p.header, edit: p.edit,
		files: p.files, attachments: p.attachments, player: p.player,
	}
	m.active.Begin(p.header.Started, m.firstRef())
	for _, c := range p.changes {
		m.active.Step(c)
	}
	m.active.Begin(m.run.Now(), m.session.At())
	m.takeUp(p.changes)
	m.clearPage()
	at := m.session.At()
	switch i := m.find(at); {
	case i >= 0:
		m.page = m.allPages()[i]
		m.focusFirst()
		m.focusOn(at)
	case at == m.form.Root.Ref && len(p.changes) > 0:
		m.stage = StageReview
	case len(m.allPages()) > 0:
		m.page = m.allPages()[0]
		m.focusFirst()
	case m.HandedOver():
		m.hand.part = HandDone
	default:
		m.stage = StageReview
	}
	return m
}

// Stage says which part of the interview screen is shown.
type Stage uint8

// The stages.
const (
	StageQuestions Stage = iota // Page() is shown
	StageReview                 // Review() is shown
	StageFinishing              // waiting for the disk
	StageDone                   // End() is shown
)

// Stage returns what is shown.
func (m *Interview) Stage() Stage { return m.stage }

// Title is the questionnaire's.
func (m *Interview) Title() string { return m.form.Title }

// Saving tells how the draft stands on disk.
func (m *Interview) Saving() Saving { return m.writer.Saving() }

// Languages lists the form's languages.
func (m *Interview) Languages() []Language { return languages(m.form, m.header.Language) }

// MoreBelow says that a page goes on below what is seen, in its language.
func (m *Interview) MoreBelow() string { return m.words().Say("card_more") }

// words are what the program says in the interview's language.
func (m *Interview) words() *words.Words { return words.In(codeOf(m.header.Language)) }

// SetLanguage shows everything in another of the form's languages from now on.
func (m *Interview) SetLanguage(name string) {
	if name == m.header.Language || m.stage > StageReview {
		return
	}
	m.takeUpTyping()
	m.header.Language = name
	m.record(m.session.SetLanguage(name))
	m.pages = nil // the sections' headings are in the language
	m.keepPlace()
	m.stopSound()
	m.changed()
	m.autoplay()
}

// NextLanguage goes to the language after this one, and round.
func (m *Interview) NextLanguage() {
	names := m.form.Languages
	for i, n := range names {
		if n == m.header.Language {
			m.SetLanguage(names[(i+1)%len(names)])
			return
		}
	}
	if len(names) > 0 {
		m.SetLanguage(names[0])
	}
}

// StopHere leaves the interview; the draft stays and can be resumed.
func (m *Interview) StopHere() {
	if m.HandedOver() {
		return
	}
	m.takeUpTyping()
	m.stopSound()
	notify(m.onLeave)
}

// End is what the last screen of an interview shows.
type End struct {
	Number   int // the device's count of finished responses, 0 until known
	Outcome  survey.Outcome
	Finished time.Time
	Active   time.Duration
	Paused   time.Duration // from start to finish, no interview time

	Reference string // the code for the resident's card, "" when there is none
	Erased    bool   // nothing that was said is kept
	Trial     bool   // nothing was to be kept
	Changed   bool   // it was stored before, and answers were changed

	CardOpened bool  // the card stands in the browser, to be printed
	CardErr    error // why it does not
}

// End returns the finished interview; meaningful in StageDone.
func (m *Interview) End() End { return m.end }

// Leave goes back to Home from the last screen.
func (m *Interview) Leave() {
	if m.stage == StageDone {
		notify(m.onLeave)
	}
}

// record gives a change to the writer.
func (m *Interview) record(c survey.Change) {
	m.active.Step(c)
	m.writer.Append(m.header.InstanceID, c)
	m.pages, m.choices, m.drawn, m.removing = nil, nil, nil, false
}

// changed redraws.
func (m *Interview) changed() {
	m.drawn = nil
	notify(m.OnChange)
}

// firstRef is where an interview begins.
func (m *Interview) firstRef() survey.Ref {
	if pages := m.allPages(); len(pages) > 0 {
		return pages[0].Ref
	}
	return m.form.Root.Ref
}
