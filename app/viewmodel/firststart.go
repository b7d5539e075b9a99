package viewmodel

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ProjectOpener opens a project file that was handed out.
type ProjectOpener interface {
	// OpenProject opens it, and it is the one opened at every start from now on.
	OpenProject(ctx context.Context, path string) error
}

// NamedMaker makes projects with names.
type NamedMaker interface {
	ProjectMaker
	// SetName names the project that Make makes.
	SetName(name string)
	// Name is the one offered.
	Name() string
}

// HandOutTaker sets a laptop up from a project file that a coordinator handed
// out. A NamedMaker may be one.
type HandOutTaker interface {
	// TakeHandOut has Make take the file's project; it returns false for a file
	// that is none.
	TakeHandOut(path string) (bool, error)
	ForgetHandOut()
	// Workers are those that the project file lists.
	Workers() []TeamWorker
}

// FirstStep is a page of the first start.
type FirstStep uint8

// The steps, in order.
const (
	FirstWho      FirstStep = iota // who uses this laptop
	FirstProject                   // a new project, or one that was handed out
	FirstProtect                   // a passphrase and the recovery key: see [FirstStart.SetUp]
	FirstPractice                  // a practice interview, or not
	FirstDone
)

// FirstSteps is how many steps the worker is told of.
const FirstSteps = 4

// Title names the step, for the window's title.
func (s FirstStep) Title() string {
	switch s {
	case FirstWho:
		return "Welcome: who you are"
	case FirstProject:
		return "Welcome: the project"
	case FirstPractice:
		return "Welcome: a practice interview"
	}
	return "Welcome"
}

// FirstStartState is what a first start shows.
type FirstStartState struct {
	Step       FirstStep
	Name, Code string // of the worker

	Project string       // the new project's name
	Path    string       // of the file that was handed out; "" until one is chosen
	Pick    []TeamWorker // the project's workers, while it is asked who of them uses this laptop
	Busy    bool
	Err     error
}

// FirstStart is the window before there is a project: who uses it, which
// project, how it is protected, and a practice interview. It is used on the UI
// goroutine.
type FirstStart struct {
	OnChange func()
	OnDone   func() // the project is open

	// SetUp is the step [FirstProtect]; nil before it.
	SetUp *SetUp

	run        Runtime
	settings   SettingsStore
	maker      NamedMaker
	opener     ProjectOpener
	passphrase string
	state      FirstStartState
	practise   bool
}

// NewFirstStart begins a first start. A passphrase that is given is not asked
// for.
func NewFirstStart(run Runtime, settings SettingsStore, maker NamedMaker, opener ProjectOpener, passphrase string) *FirstStart {
	m := &FirstStart{run: run, settings: settings, maker: maker, opener: opener, passphrase: passphrase}
	m.state.Project = maker.Name()
	if prefs, err := settings.Load(); err == nil { // of a set-up that was broken off
		m.state.Name, m.state.Code = prefs.WorkerName, prefs.WorkerCode
	}
	return m
}

// State returns what is shown.
func (m *FirstStart) State() FirstStartState { return m.state }

// Title names what is shown.
func (m *FirstStart) Title() string {
	if m.state.Step == FirstProtect && m.SetUp != nil {
		return m.SetUp.State().Stage.Title()
	}
	return m.state.Step.Title()
}

// SetWorker says who uses this laptop. The name stays on it, the code goes
// with every response.
func (m *FirstStart) SetWorker(name, code string) {
	m.state.Name, m.state.Code = name, code
}

// Introduced goes on from the first step. Without a code the name's initials
// are taken: responses of several workers are told apart by it.
func (m *FirstStart) Introduced() {
	if m.state.Step != FirstWho {
		return
	}
	name, code := strings.TrimSpace(m.state.Name), strings.TrimSpace(m.state.Code)
	if code == "" {
		code = initials(name)
	}
	m.state.Name, m.state.Code = name, code
	m.saveWorker()
	m.state.Step = FirstProject
	notify(m.OnChange)
}

// initials are the first letters of a name's words, in capitals.
func initials(name string) string {
	var b strings.Builder
	for _, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// SetProject names the new project.
func (m *FirstStart) SetProject(name string) { m.state.Project = name }

// NewProject goes on with a project of this laptop's own.
func (m *FirstStart) NewProject() {
	if m.state.Step != FirstProject || m.state.Busy || m.state.Pick != nil {
		return
	}
	if t, ok := m.maker.(HandOutTaker); ok {
		t.ForgetHandOut()
	}
	if name := strings.TrimSpace(m.state.Project); name != "" {
		m.maker.SetName(name)
	}
	m.state.Err = nil // it was told on this page
	m.protect()
}

// protect goes on to how the project is protected. A failure to keep who uses
// this laptop is told on the page after it.
func (m *FirstStart) protect() {
	m.state.Step = FirstProtect
	m.SetUp = NewSetUp(m.run, m.maker, m.passphrase)
	m.SetUp.OnChange = func() { notify(m.OnChange) }
	m.SetUp.OnDone = func() {
		m.state.Step = FirstPractice
		notify(m.OnChange)
	}
	notify(m.OnChange)
}

// OpenProject goes on with a project file that was handed out. One that a
// coordinator made for every laptop sets this one up; a project itself is used
// where it is: a copy would number its responses as the first does.
func (m *FirstStart) OpenProject(path string) {
	if m.state.Step != FirstProject || m.state.Busy {
		return
	}
	m.state.Busy, m.state.Err, m.state.Path = true, nil, path
	notify(m.OnChange)
	m.run.Go(func() {
		var handed bool
		var err error
		if t, ok := m.maker.(HandOutTaker); ok {
			handed, err = t.TakeHandOut(path)
		}
		if !handed && err == nil {
			err = m.opener.OpenProject(context.Background(), path)
		}
		m.run.Do(func() {
			m.state.Busy, m.state.Err = false, err
			switch {
			case err != nil:
				notify(m.OnChange)
			case handed:
				m.joined()
			default:
				m.done()
			}
		})
	})
}

// joined goes on once the project file is read. Whoever was named is looked for
// on its list of workers; it is asked when that leaves a doubt.
func (m *FirstStart) joined() {
	list := m.maker.(HandOutTaker).Workers()
	at := knownWorker(list, m.state.Name, m.state.Code)
	switch {
	case at >= 0:
		m.keepWorker(list[at])
	case len(list) > 0:
		m.state.Pick = list
		notify(m.OnChange)
		return
	}
	m.protect()
}

// Pick says which of the project's workers uses this laptop; any other number
// leaves name and code as they were typed. Initials that are a worker's code
// get a number: nobody's responses are to go under another's code.
func (m *FirstStart) Pick(at int) {
	list := m.state.Pick
	if list == nil {
		return
	}
	switch m.state.Pick = nil; {
	case at >= 0 && at < len(list):
		m.keepWorker(list[at])
	case m.state.Code == initials(m.state.Name) && findCode(list, m.state.Code) >= 0:
		n := 2
		for findCode(list, m.state.Code+strconv.Itoa(n)) >= 0 {
			n++
		}
		m.keepWorker(TeamWorker{Code: m.state.Code + strconv.Itoa(n)})
	}
	m.protect()
}

func (m *FirstStart) keepWorker(w TeamWorker) {
	if m.state.Code = w.Code; w.Name != "" {
		m.state.Name = w.Name
	}
	m.saveWorker()
}

// saveWorker keeps who uses this laptop. A failure is told on the next page
// that has room for it: it can be typed in Settings again.
func (m *FirstStart) saveWorker() {
	prefs, err := m.settings.Load()
	if err != nil {
		prefs = DefaultPreferences()
	}
	prefs.WorkerName, prefs.WorkerCode = m.state.Name, m.state.Code
	m.state.Err = m.settings.Save(prefs)
}

// Back goes a step back, where nothing was made yet.
func (m *FirstStart) Back() {
	switch {
	case m.state.Busy:
		return
	case m.state.Pick != nil:
		m.state.Pick = nil
	case m.state.Step == FirstProject:
		m.state.Step = FirstWho
	case m.state.Step == FirstProtect && m.SetUp.State().Stage == SetUpProtect && !m.SetUp.State().Busy:
		m.state.Step, m.SetUp = FirstProject, nil
	default:
		return
	}
	m.state.Err = nil
	notify(m.OnChange)
}

// Finish ends the first start; the shell then opens a practice interview if
// one is wished for.
func (m *FirstStart) Finish(practise bool) {
	if m.state.Step == FirstPractice {
		m.practise = practise
		m.done()
	}
}

// Practise reports whether a practice interview was asked for.
func (m *FirstStart) Practise() bool { return m.practise }

func (m *FirstStart) done() {
	m.state.Step = FirstDone
	notify(m.OnDone)
}
