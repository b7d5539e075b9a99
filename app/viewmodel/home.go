package viewmodel

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/survey"
)

// Home is the Interview entry while no interview is open: the questionnaires
// and the drafts.
type Home struct {
	OnChange func()

	run     Runtime
	forms   Forms
	drafts  Drafts
	writer  *Writer
	device  string
	prefs   func() Preferences
	open    func(interviewParts) // the shell shows the interview
	reopen  func(*Interview)
	fail    func(error) // the shell's status bar
	onReady func()      // the shell: the lists, which are waited for, are there

	media       FormFiles   // may be nil
	attachments Attachments // may be nil
	player      Player      // may be nil
	daybook     Daybook     // may be nil
	quotas      *Quotas     // may be nil

	// kept holds interviews that were left before all of them was on disk:
	// they are taken up again from memory.
	kept  map[string]*Interview
	stale bool // the lists were read while something waited to be written

	contacts     ContactLog                // nil when no contact log is kept
	training     func() bool               // the shell: the window practises
	practise     func(on bool)             // the shell
	showContacts func()                    // the shell shows the contact log
	logAnother   func(came survey.Attempt) // the contact log takes a come-back that came to nothing

	gone    map[string]bool  // drafts let go of, that a reading under way may still find
	waiting []survey.Attempt // to come back to, as read last
	pending *survey.Attempt  // a questionnaire is asked for
	dropped *survey.Attempt  // just dropped, and Undo takes that back

	covered func() bool // the shell: nothing of the project may be shown
	turn    int         // counts the times it was covered: an interview that was being made ready is not opened after

	asked   int    // counts reads, so that an overtaken one is dropped
	opening bool   // an interview is being made ready
	forget  func() // stops the timer that erases the discarded draft
	state   HomeState
}

// HomeState is what Home shows.
type HomeState struct {
	Loading        bool
	Opening        bool // an interview is being made ready
	Questionnaires []QuestionnaireCard
	Drafts         []DraftCard
	Discarded      *DraftCard // just discarded, and Undo brings it back
	Err            error

	Training      bool       // interviews begun now are practice
	Contacts      bool       // a contact log is kept
	CallBacks     []CallBack // to come back to: overdue, today, and the next ones
	MoreCallBacks int        // that are due later and not listed
	Pending       *Pending   // a questionnaire is asked for
	Dropped       *CallBack  // just dropped, and Undo takes that back

	Today Today
}

// QuestionnaireCard is a questionnaire that can be started.
type QuestionnaireCard struct {
	ID, Title, Version string
	Languages          []string // as their speakers call them: "English", "Polski"
	Questions          int
	Responses          int    // to any of its versions
	Key                string // picks it: "1"
}

// DraftCard is an interview that can be taken up again.
type DraftCard struct {
	InstanceID string
	Title      string
	Place      string // "Question 12 of about 35", or "Ready to review"
	Started    time.Time
	LastChange time.Time
	Worker     string
	Street     string // where the contact that led to it was, "" when none is logged
	Edit       bool   // it changes a finished response
	Training   bool
	Key        string // "a"

	header survey.Header
}

// State returns what is shown.
func (m *Home) State() HomeState {
	s := m.state
	s.Opening, s.Training, s.Contacts = m.opening, m.inTraining(), m.contacts != nil
	s.Today.Due = m.countDue()
	if m.quotas != nil {
		counted := m.quotas.State()
		s.Today.Quotas, s.Today.Counting = counted.List, counted.Err
	}
	return s
}

// Load reads the lists anew.
func (m *Home) Load() {
	if m.covered() {
		return
	}
	m.asked++
	asked := m.asked
	m.state.Loading = true
	notify(m.OnChange)
	m.stale = m.writer.Saving().Waiting > 0
	m.readToday()
	m.run.Go(func() {
		forms, drafts, waiting, err := m.read(context.Background())
		m.run.Do(func() {
			if asked != m.asked {
				return
			}
			m.state.Loading, m.state.Err = false, err
			if err != nil {
				m.run.Log.Error("start page not read", "err", err)
			} else {
				m.waiting = waiting
				m.show(forms, drafts)
			}
			notify(m.OnChange)
			notify(m.onReady) // after the lists, which are waited for
		})
	})
}

// read runs in the background.
func (m *Home) read(ctx context.Context) ([]FormInfo, []DraftCard, []survey.Attempt, error) {
	forms, err := m.forms.Forms(ctx)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("list questionnaires: %w", err)
	}
	titles := map[string]string{}
	for _, f := range forms {
		titles[f.ID+"@"+f.Version] = f.Title
	}
	drafts, err := m.drafts.Drafts(ctx)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("list drafts: %w", err)
	}
	var waiting []survey.Attempt
	if m.contacts != nil {
		if waiting, err = m.contacts.Attempts(ctx, AttemptQuery{Waiting: true}); err != nil {
			return nil, nil, nil, fmt.Errorf("list who waits: %w", err)
		}
	}
	cards := make([]DraftCard, 0, len(drafts))
	for _, d := range drafts {
		c := DraftCard{
			InstanceID: d.InstanceID, Title: titles[d.FormID+"@"+d.FormVersion],
			Started: d.Started, LastChange: d.LastChange,
			Worker: d.Worker, Training: d.Training, header: d.Header,
		}
		if c.Title == "" {
			c.Title = d.FormID
		}
		// A draft that cannot be replayed is listed all the same; opening it says why.
		if parts, err := m.replay(ctx, d.Header); err == nil {
			c.Place, c.Edit = openInterview(parts).place(), parts.edit
		} else {
			m.run.Log.Error("draft not replayed", "instance", d.InstanceID, "err", err)
		}
		c.Street = m.street(ctx, d.InstanceID)
		cards = append(cards, c)
	}
	return forms, cards, waiting, nil
}

// street is where the contact was that led to an interview.
func (m *Home) street(ctx context.Context, instanceID string) string {
	if m.contacts == nil {
		return ""
	}
	tries, err := m.contacts.Attempts(ctx, AttemptQuery{InstanceID: instanceID})
	if err != nil {
		m.run.Log.Error("contact of a draft not read", "instance", instanceID, "err", err)
	}
	if len(tries) == 0 {
		return ""
	}
	return tries[0].Place
}

func (m *Home) show(forms []FormInfo, drafts []DraftCard) {
	m.state.Questionnaires, m.state.Drafts = nil, nil
	responses := map[string]int{} // to any version
	for _, f := range forms {
		responses[f.ID] += f.Responses
	}
	seen := map[string]bool{}
	for _, f := range forms {
		if f.Retired || seen[f.ID] { // the newest version is the one to start
			continue
		}
		seen[f.ID] = true
		c := QuestionnaireCard{
			ID: f.ID, Title: f.Title, Version: f.Version,
			Languages: languageNames(f.Languages), Questions: f.Questions, Responses: responses[f.ID],
		}
		if n := len(m.state.Questionnaires); n < 9 {
			c.Key = choiceKey(n)
		}
		m.state.Questionnaires = append(m.state.Questionnaires, c)
	}
	onDisk := map[string]bool{}
	for _, d := range drafts {
		onDisk[d.InstanceID] = true
		if kept := m.kept[d.InstanceID]; kept != nil {
			d = keptCard(kept)
		}
		m.addDraft(d)
	}
	for _, id := range slices.Sorted(maps.Keys(m.kept)) {
		if !onDisk[id] {
			m.addDraft(keptCard(m.kept[id]))
		}
	}
	m.showCallBacks()
}

func (m *Home) addDraft(d DraftCard) {
	if m.gone[d.InstanceID] || m.state.Discarded != nil && m.state.Discarded.InstanceID == d.InstanceID {
		return
	}
	m.state.Drafts = append(m.state.Drafts, d)
}

// Start begins an interview with a questionnaire; the shell then shows it. One
// that was asked for with a try is linked to it.
func (m *Home) Start(id, version string) {
	training := m.inTraining()
	if m.pending != nil {
		training = m.pending.Training
	}
	m.start(id, version, training)
}

// StartPractice begins a practice interview, whatever the window is set to.
func (m *Home) StartPractice(id, version string) {
	m.Unpick()
	m.start(id, version, true)
}

// PractiseFirst begins a practice interview with the newest questionnaire.
func (m *Home) PractiseFirst() {
	m.run.Go(func() {
		forms, err := m.forms.Forms(context.Background())
		m.run.Do(func() {
			if err != nil {
				m.fail(err)
				return
			}
			if i := slices.IndexFunc(forms, func(f FormInfo) bool { return !f.Retired }); i >= 0 {
				m.StartPractice(forms[i].ID, forms[i].Version)
			}
		})
	})
}

func (m *Home) inTraining() bool { return m.training != nil && m.training() }

// ToggleTraining goes into training mode, or leaves it.
func (m *Home) ToggleTraining() {
	if m.practise != nil {
		m.practise(!m.inTraining())
	}
}

// ShowContacts goes to the contact log.
func (m *Home) ShowContacts() {
	if m.contacts != nil && m.showContacts != nil {
		m.showContacts()
	}
}

func (m *Home) start(id, version string, training bool) {
	title := id
	for _, q := range m.state.Questionnaires {
		if q.ID == id && q.Version == version {
			title = q.Title
		}
	}
	prefs := m.prefs()
	header := survey.Header{
		InstanceID: m.run.NewID(), FormID: id, FormVersion: version, Status: survey.Draft,
		Device: m.device, Worker: prefs.WorkerCode, Started: m.run.Now(), Training: training,
	}
	m.prepare(title, func(ctx context.Context) (interviewParts, error) {
		form, program, err := m.forms.Program(ctx, id, version)
		if err != nil {
			return interviewParts{}, err
		}
		header.Language = form.DefaultLanguage
		options, err := m.options(ctx, header)
		if err != nil {
			return interviewParts{}, err
		}
		session := program.NewSession(options)
		header.Language = session.Language()
		return m.withFiles(ctx, interviewParts{form: form, session: session, header: header})
	}, func(p interviewParts) {
		m.writer.Start(p.header)
		if m.pending != nil {
			tried := *m.pending
			tried.InstanceID, tried.Outcome = p.header.InstanceID, ""
			m.pending, m.state.Pending = nil, nil
			m.logAttempt(tried)
		}
	})
}

// Resume takes a draft up where it stood.
func (m *Home) Resume(instanceID string) {
	if kept := m.kept[instanceID]; kept != nil {
		m.reopen(kept)
		return
	}
	for _, d := range m.state.Drafts {
		if d.InstanceID == instanceID {
			m.prepare(d.Title, func(ctx context.Context) (interviewParts, error) {
				parts, err := m.replay(ctx, d.header)
				if err != nil {
					return interviewParts{}, err
				}
				return m.withFiles(ctx, parts)
			}, nil)
			return
		}
	}
}

// PressKey starts or resumes by the key on a card; false when none has it.
func (m *Home) PressKey(r rune) bool {
	key := strings.ToLower(string(r))
	for _, q := range m.state.Questionnaires {
		if q.Key == key {
			m.Start(q.ID, q.Version)
			return true
		}
	}
	if m.pending != nil {
		return m.pressPending(key)
	}
	for _, c := range m.state.CallBacks {
		if c.Key == key {
			m.pickCallBack(c)
			return true
		}
	}
	for _, d := range m.state.Drafts {
		if d.Key == key {
			m.Resume(d.InstanceID)
			return true
		}
	}
	return false
}
