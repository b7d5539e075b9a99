package viewmodel

import (
	"context"
	"strconv"

	"doorstep/app/words"
)

// Screen is an entry of the rail.
type Screen string

// The screens that are there.
const (
	ScreenInterview      Screen = "interview" // Home, or the open interview
	ScreenProgress       Screen = "progress"
	ScreenResponses      Screen = "responses"
	ScreenExport         Screen = "export"
	ScreenQuestionnaires Screen = "questionnaires"
	ScreenSettings       Screen = "settings"
	ScreenExchange       Screen = "exchange"

	ScreenContacts Screen = "contacts" // reached from Home
	ScreenResults  Screen = "results"  // reached from Questionnaires and Progress
	ScreenPledges  Screen = "pledges"  // reached from Results; it has the whole window
	ScreenPlan     Screen = "plan"     // reached from Send and receive
	ScreenWays     Screen = "ways"     // reached from Settings
)

var screens = []struct {
	screen Screen
	title  string // the key of its words
}{
	{ScreenInterview, "screen_interview"},
	{ScreenProgress, "screen_progress"},
	{ScreenResponses, "screen_responses"},
	{ScreenExport, "screen_export"},
	{ScreenQuestionnaires, "screen_questionnaires"},
	{ScreenExchange, "screen_exchange"},
	{ScreenSettings, "screen_settings"},
}

// RailEntry is one line of the rail.
type RailEntry struct {
	Screen   Screen
	Title    string
	Key      string // as shown: "Ctrl+1"; empty while an interview is on screen, which has those keys
	Selected bool
}

// Shell is the window: which screen is shown, and the status bar.
type Shell struct {
	OnChange func() // the screen or the status bar changed

	Home           *Home
	Responses      *Responses
	Export         *Export
	Claims         *Claims
	Questionnaires *Questionnaires
	Settings       *Settings
	Lock           *Lock
	Upkeep         *Upkeep
	Contacts       *Contacts
	Quotas         *Quotas
	Progress       *FieldProgress
	Results        *Results
	Pledges        *PledgeTree
	Exchange       *Exchange
	Plan           *PlanScreen
	Crew           *Crew
	Ways           *Ways

	Guide *Guide // nil when there is none to read

	trial    *trial          // a walk through a questionnaire, nil for none
	training bool            // interviews begun now are practice
	answered map[string]bool // drafts in which something was said, by instanceID

	run       Runtime
	writer    *Writer
	project   string
	screen    Screen
	behind    Screen // the one that results were opened on
	planFrom  Screen // the one that the plan was opened on
	interview *Interview
	late      bool // responses came in or left while the project was locked
	err       error
	keeper    DraftKeeper
	spoken    map[string]*spoken // by instanceID
	elsewhere Elsewhere
	printer   CardPrinter
}

// Parts is what a Shell is made of.
type Parts struct {
	Runtime  Runtime
	Project  string // its name
	Device   string // this laptop's code, as responses carry it
	Journal  Journal
	Drafts   Drafts
	Forms    Forms
	Loader   FormLoader
	Register Register
	Exporter Exporter
	Claims   ClaimChecker
	Settings SettingsStore

	Media       FormFiles    // nil when questionnaires bring no files
	Attachments Attachments  // nil when no files can be kept
	Player      Player       // nil when nothing can be heard
	Vault       Vault        // nil when nothing protects the project
	Archive     Archive      // nil when responses cannot be opened
	Caretaker   Caretaker    // nil when nothing looks after the project
	Keeper      DraftKeeper  // nil when interviews can be kept nowhere else
	Contacts    ContactLog   // nil when no contact log is kept
	Printer     CardPrinter  // nil when no cards are printed
	Daybook     Daybook      // nil when nothing is counted on Today
	Quotas      QuotaCounter // nil when nothing counts targets
	Surveyor    Surveyor     // nil when nothing counts fieldwork
	Findings    Findings     // nil when no results are read

	Pictures PictureKeeper // nil when no pictures of charts are kept

	Exchanger Exchanger // nil when nothing is sent or received
	Planner   Planner   // nil when no plan is kept
	Ways      WayKeeper // nil when nothing protects the project

	Guide string // docs/guide.md

	Sealer func() ProjectMaker // gives a project without a passphrase one; nil when none can be given
}

// NewShell makes every screen's model and starts the writer. It reads nothing
// but the settings; Show(ScreenInterview) fills the first screen.
func NewShell(p Parts) *Shell {
	m := &Shell{run: p.Runtime, project: p.Project, screen: ScreenInterview}
	m.printer = p.Printer
	m.writer = NewWriter(p.Runtime, p.Journal)
	m.writer.OnSaving = m.saving
	m.Settings = NewSettings(p.Runtime, p.Settings)
	m.Settings.worker = m.changed
	m.protect(p)
	m.Responses = NewResponses(p.Runtime, p.Register, p.Forms)
	m.Responses.opened = opened{archive: p.Archive, worker: m.workerCode, resume: m.takeUpEdit, fail: m.fail}
	m.Responses.covered = m.covered
	m.Export = NewExport(p.Runtime, p.Forms, p.Exporter)
	m.Export.covered = m.covered
	m.Claims = NewClaims(p.Runtime, p.Claims, m.Export.State)
	m.Questionnaires = NewQuestionnaires(p.Runtime, p.Forms, p.Loader)
	m.Questionnaires.try = m.tryOut
	m.Guide = NewGuide(p.Guide)
	m.Home = &Home{
		run: p.Runtime, forms: p.Forms, drafts: p.Drafts, writer: m.writer, device: p.Device,
		prefs: m.Settings.Preferences, open: m.open, reopen: m.reopen, fail: m.fail,
		kept: map[string]*Interview{}, covered: m.covered, media: p.Media, attachments: p.Attachments, player: p.Player,
	}
	m.Quotas = NewQuotas(p.Runtime, p.Quotas)
	m.Home.daybook, m.Home.quotas, m.Home.onReady = p.Daybook, m.Quotas, m.readAhead
	m.Progress = NewFieldProgress(p.Runtime, p.Forms, p.Surveyor, p.Pictures, m.Quotas.Of)
	m.keepFindings(p)
	m.keepContacts(p.Contacts)
	m.Exchange = NewExchange(p.Runtime, p.Exchanger, m.workerCode, m.exchanged)
	m.Exchange.covered = m.covered
	m.keepPlan(p)
	return m
}

// words are what the program says to the worker.
func (m *Shell) words() *words.Words { return words.In(m.Settings.Preferences().Language) }

// Rail lists the screens in order.
func (m *Shell) Rail() []RailEntry {
	rail, w := make([]RailEntry, 0, len(screens)), m.words()
	for i, s := range screens {
		e := RailEntry{Screen: s.screen, Title: w.Say(s.title), Selected: s.screen == m.onRail()}
		if m.Interview() == nil || m.screen != ScreenInterview {
			e.Key = "Ctrl+" + strconv.Itoa(i+1)
		}
		rail = append(rail, e)
	}
	return rail
}

// Title names what is shown, for the window's title: the questionnaire during
// an interview, else the screen, and that it is training. It never holds an
// answer.
func (m *Shell) Title() string {
	if m.tryingOut() {
		return "TRYING OUT – " + m.screenTitle()
	}
	if m.practising() {
		return "TRAINING – " + m.screenTitle()
	}
	return m.screenTitle()
}

func (m *Shell) screenTitle() string {
	if m.Lock.Covered() {
		return "Locked"
	}
	switch m.screen {
	case ScreenContacts:
		return "Contact log"
	case ScreenResults:
		return "Results"
	case ScreenPlan:
		return "Team and plan"
	case ScreenWays:
		return "Who can open this project"
	case ScreenPledges:
		return TreeTitle
	}
	if title := m.Responses.title(); title != "" && m.screen == ScreenResponses {
		return title
	}
	if m.interview != nil && m.screen == ScreenInterview {
		return m.interview.windowTitle()
	}
	for _, s := range screens {
		if s.screen != m.screen {
			continue
		}
		title := m.words().Say(s.title)
		if place := m.Questionnaires.place(); m.screen == ScreenQuestionnaires && place != "" {
			title += ": " + place
		}
		if place := m.Exchange.place(); m.screen == ScreenExchange && place != "" {
			title += ": " + place
		}
		return title
	}
	return m.project
}

// Screen is the one shown.
func (m *Shell) Screen() Screen { return m.screen }

// Show goes to a screen and reads what it shows anew. An open interview stays
// open: its last typing is written, and the Interview entry comes back to it.
func (m *Shell) Show(s Screen) {
	if m.interview != nil {
		m.interview.takeUpTyping()
		m.interview.stopSound()
	}
	if s != ScreenInterview {
		m.endTrial()
		m.Home.Unpick()
	}
	m.leaveResults(s)
	m.screen = s
	m.changed()
	if s != ScreenProgress {
		m.Progress.Leave()
	}
	if s != ScreenPlan {
		m.Plan.end()
	}
	switch s {
	case ScreenProgress:
		m.Quotas.Load()
		m.Progress.Load()
	case ScreenContacts:
		m.Contacts.Load()
	case ScreenInterview:
		m.Crew.Load()
		if m.interview == nil {
			m.Home.Load()
		}
	case ScreenResponses:
		m.Responses.hide()
		m.Responses.Load()
	case ScreenSettings:
		m.Crew.Load()
		m.Upkeep.Load()
	case ScreenPlan:
		m.Plan.Load()
	case ScreenWays:
		m.Ways.Load()
	case ScreenExport:
		m.Export.Load()
	case ScreenQuestionnaires:
		m.Questionnaires.Load()
	case ScreenExchange:
		m.Exchange.Load()
	}
}

// readAhead reads what will be asked for next.
func (m *Shell) readAhead() {
	m.Responses.readAhead()
	m.Quotas.Load()
}

// exchanged sees to what responses that came in or left change elsewhere; while
// the project is locked, once it is open.
func (m *Shell) exchanged() {
	if m.late = m.Lock.Covered(); m.late {
		return
	}
	m.Quotas.Load()
	m.Crew.Load()
}

// Interview is the one being held, nil when the Interview entry shows Home.
func (m *Shell) Interview() *Interview { return m.interview }

// open shows an interview that is ready.
func (m *Shell) open(p interviewParts) {
	p.run, p.writer, p.prefs, p.onLeave = m.run, m.writer, m.Settings.Preferences, m.leave
	m.keepSpoken(p.header, p.changes)
	m.noteSaid(p.header.InstanceID, p.changes...)
	m.interview = openInterview(p)
	m.interview.project, m.interview.printer = m.project, m.printer
	if !p.edit {
		m.interview.watchQuotas(func() []Quota { return m.Quotas.Of(p.header.FormID) })
	}
	if m.Home.contacts != nil && !p.edit {
		m.interview.remind = m.Home.remind
	}
	if n := len(p.changes); n > 0 {
		m.writer.wasSaved(p.changes[n-1].At.In(m.run.Now().Location()))
	}
	m.screen = ScreenInterview
	m.err = nil
	m.changed()
	m.interview.autoplay()
}

// reopen shows an interview that is still in memory.
func (m *Shell) reopen(i *Interview) {
	m.interview = i
	m.screen = ScreenInterview
	m.changed()
	i.autoplay()
}

// leave comes back to Home from an interview, and to the response from a change
// of one.
func (m *Shell) leave() {
	left := m.interview
	m.interview = nil
	switch {
	case left == nil:
	case left.edit && left.stage == StageDone:
		m.Show(ScreenResponses)
		m.Responses.Open(left.header.InstanceID)
		return
	case m.leftEmpty(left):
		m.Home.letGo(left.header.InstanceID)
	default:
		m.Home.leave(left)
	}
	m.Show(ScreenInterview)
}

// Busy says why the project cannot be closed just now, nil when it can.
func (m *Shell) Busy() error {
	saving := m.writer.Saving()
	switch {
	case saving.Err != nil:
		return saving.Err
	case saving.Waiting > 0, m.Export.State().Stage == ExportRunning, m.Upkeep.State().Task != NoTask, m.Exchange.State().Stage == ExchangeWorking,
		m.Plan.working(), m.Ways.state.Busy:
		return &Told{Kind: ErrBusy, Words: "Nothing was changed. Wait until what is under way is done, or stop it, then try again."}
	}
	return nil
}

// Close ends the program's work: typing is taken up and everything waiting is
// written, until ctx ends. The error is a *SaveError when something is not on
// disk. The shell is not used again.
func (m *Shell) Close(ctx context.Context) error {
	m.endTrial()
	if m.interview != nil {
		m.interview.takeUpTyping()
	}
	if m.interview != nil && m.leftEmpty(m.interview) {
		m.Home.letGo(m.interview.header.InstanceID)
	}
	m.Export.Cancel()
	m.Claims.Stop()
	m.Exchange.close()
	m.Plan.close(ctx)
	m.Quotas.close()
	m.Progress.Leave()
	m.leaveResults(ScreenInterview)
	m.Lock.close()
	m.Home.eraseDiscarded()
	m.Contacts.eraseRemoved()
	err := m.writer.Flush(ctx)
	m.writer.Close()
	m.Upkeep.close(ctx)
	m.Settings.close(ctx)
	return err
}

func (m *Shell) changed() {
	m.Upkeep.interviewing.Store(m.interview != nil && m.interview.Stage() != StageDone)
	notify(m.OnChange)
}
