package view

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

// see is shown each screen of a visit.
type see func(place string, c fyne.Canvas)

// handedBack is where nothing has the keyboard until Tab is pressed: an Enter
// too many leads nowhere there.
const handedBack = "the end of the hand-over"

// visits lead to every screen of the program.
var visits = []struct {
	name string
	walk func(t *testing.T, theme viewmodel.Theme, look see)
}{
	{"questions", visitQuestions},
	{"interview", visitInterview},
	{"resident", visitResident},
	{"contacts", visitContacts},
	{"progress", visitProgress},
	{"results", visitResults},
	{"send and receive", visitExchange},
	{"plan", visitPlan},
	{"ways in", visitWays},
	{"around", visitAround},
	{"apart", visitApart},
	{"rescue", visitRescue},
	{"questionnaires", visitQuestionnaires},
	{"first start", visitFirstStart},
}

// pages are the questions with a page to pick a date from.
var pages = map[string]bool{"born": true, "moved": true, "built": true}

// visitQuestions comes to every page of the form that asks everything, before
// and after an answer.
func visitQuestions(t *testing.T, theme viewmodel.Theme, look see) {
	s := newEverything(t, setting{theme: theme, attachments: keptFiles{}}, 60)
	m := s.begin()
	for i := 0; m.Stage() == viewmodel.StageQuestions; i++ {
		if i > 200 {
			t.Fatalf("no end in sight on %s", m.Page().Ref)
		}
		page, name := m.Page().Ref, m.Page().Ref.Name()
		look(string(page), s.canvas())
		if pages[name] {
			s.keys("Down")
			look(string(page)+" opened", s.canvas())
			s.keys("Esc")
		}
		given, known := answers[name]
		switch {
		case known:
			s.typed(given.text)
			for _, k := range given.keys {
				s.keys(k)
			}
		case name == "person":
			s.typed("1")
		default:
			s.keys("F4")
		}
		if m.Page().Ref == page {
			look(string(page)+" answered", s.canvas())
		}
		for range 5 {
			if m.Stage() != viewmodel.StageQuestions || m.Page().Ref != page {
				break
			}
			if m.Page().Questions[m.Page().Focus].Control == viewmodel.ControlUnavailable {
				s.keys("F4")
				continue
			}
			s.keys("Enter")
		}
		if name == "person" {
			return // the rest is the same again
		}
	}
}

// visitInterview comes to what surrounds the questions.
func visitInterview(t *testing.T, theme viewmodel.Theme, look see) {
	s := newStage(t, setting{theme: theme})
	m := s.begin()
	sheets := map[string]string{"F1": "keys", "F6": "languages", "Ctrl+J": "outline", "Ctrl+N": "note", "F10": "stop"}
	for i := 0; m.Stage() == viewmodel.StageQuestions; i++ {
		if i == 1 {
			s.keys("Ctrl+F")
			look("flagged", s.canvas())
			for key, name := range sheets {
				s.keys(key)
				look(name, s.canvas())
				s.keys("Esc")
			}
		}
		s.answer(m, func() {})
	}
	look("review", s.canvas())
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	look("end", s.canvas())
}

// visitResident comes to what a resident sees.
func visitResident(t *testing.T, theme viewmodel.Theme, look see) {
	s, m := handStage(t, setting{theme: theme}, "")
	s.typed("Mairi")
	s.keys("Enter", "F11")
	for _, answer := range []string{"2", "13", "67", "5", "21", ""} {
		look("card "+m.Page().Ref.Name(), s.canvas())
		page := m.Page().Ref
		s.typed(answer)
		if m.Page().Ref == page && answer != "" {
			look("card answered "+page.Name(), s.canvas())
			s.keys("Enter")
		}
	}
	s.keys("F9")
	look("pause", s.canvas())
	s.keys("Ctrl+Enter", "Esc")
	m.GoTo("/data/well")
	s.settle()
	s.keys("F12")
	look("before the hand-over", s.canvas())
	s.keys("Enter")
	look("handed over", s.canvas())
	s.keys("Enter")
	for m.Hand().Part == viewmodel.HandQuestions {
		page := m.Page().Ref
		look("alone "+page.Name(), s.canvas())
		s.keys("Enter")
		if m.Hand().Part == viewmodel.HandQuestions && m.Page().Ref == page {
			s.keys("F4")
			s.typed("1")
			s.keys("Enter")
		}
		if m.Hand().Part == viewmodel.HandQuestions && m.Page().Ref == page {
			t.Fatalf("stuck on %s", page)
		}
	}
	look(handedBack, s.canvas())
	s.keys("F12")
	look("the worker's code", s.canvas())
}

// visitContacts comes to the contact log, its come-backs, and training.
func visitContacts(t *testing.T, theme viewmodel.Theme, look see) {
	s := newStage(t, setting{theme: theme, contacts: &logInMemory{}})
	read := func() {
		s.until("it is read", func() bool {
			return !s.shell.Contacts.State().Loading && !s.shell.Home.State().Loading && s.shell.Status().Saving.Waiting == 0 && len(s.queue) == 0
		})
	}
	s.keys("Ctrl+K")
	read()
	look("contacts", s.canvas())
	s.typed("Duke Street")
	s.keys("Enter", "Enter")
	look("contacts without an outcome", s.canvas())
	s.typed("8")
	s.typed("mon 17")
	look("contacts to come back", s.canvas())
	s.keys("Enter")
	read()
	look("contacts logged", s.canvas())
	s.keys("Esc", "Ctrl+T")
	read()
	look("home in training", s.canvas())
	s.begin()
	look("an interview in training", s.canvas())
}

// visitAround comes to the other screens.
func visitAround(t *testing.T, theme viewmodel.Theme, look see) {
	a := &archive{}
	s := newStage(t, setting{theme: theme, archive: a, vault: &vault{}, caretaker: &carer{}})
	a.stage = s
	look("home", s.canvas())
	s.begin()
	s.keys("Enter")
	s.typed("2")
	m := s.shell.Interview()
	for m.Stage() == viewmodel.StageQuestions {
		s.answer(m, func() {})
	}
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	s.keys("Enter")
	again := s.begin()
	s.keys("Enter")
	s.typed("1")
	again.StopHere()
	s.until("the draft", func() bool { st := s.shell.Home.State(); return !st.Loading && len(st.Drafts) > 0 })
	look("home with a draft", s.canvas())
	s.shell.Home.Discard(s.shell.Home.State().Drafts[0].InstanceID)
	s.settle()
	look("home, taken away", s.canvas())

	s.shell.Show(viewmodel.ScreenResponses)
	s.until("the list", func() bool { return len(s.shell.Responses.State().Rows) == 1 })
	look("responses", s.canvas())
	s.typed("/")
	s.typed("moon")
	s.until("nothing is found", func() bool { st := s.shell.Responses.State(); return !st.Loading && st.Total == 0 })
	look("responses, nothing found", s.canvas())
	s.keys("Esc")
	s.until("the list again", func() bool { return len(s.shell.Responses.State().Rows) == 1 })
	s.keys("Down")
	s.typed("1")
	s.until("the response", func() bool { d := s.shell.Responses.Detail(); return d != nil && !d.Loading })
	look("response", s.canvas())
	s.typed("w")
	look("withdraw", s.canvas())
	s.keys("Esc", "Esc")

	s.shell.Show(viewmodel.ScreenExport)
	s.until("export", func() bool { return !s.shell.Export.State().Loading })
	look("export", s.canvas())
	s.typed("+")
	look("a crosstab", s.canvas())
	s.keys("Esc")
	visitClaims(s, look)
	visitExport(s, look)

	s.shell.Show(viewmodel.ScreenQuestionnaires)
	s.until("questionnaires", func() bool { return !s.shell.Questionnaires.State().Loading })
	look("questionnaires", s.canvas())
	s.store.check = func(string) (*survey.Form, []*survey.Problem, error) {
		return nil, []*survey.Problem{
			{Severity: survey.SeverityError, At: survey.Cell{Sheet: "survey", Name: "F17"}, Err: errors.New("there is no question called agee")},
			{Severity: survey.SeverityWarning, At: survey.Cell{Sheet: "choices", Name: "D31"}, Err: errors.New("this choice has no Polish label")},
		}, nil
	}
	s.shell.Questionnaires.CheckFile("/home/agnieszka/faulty.xlsx")
	s.until("the check", func() bool { c := s.shell.Questionnaires.State().Check; return c != nil && !c.Running })
	s.settle()
	look("a faulty questionnaire", s.canvas())

	s.shell.Show(viewmodel.ScreenSettings)
	s.until("it is read", func() bool { return s.shell.Upkeep.State().Keeping.Months > 0 })
	look("settings", s.canvas())
	s.ui.open(newPassphraseSheet(s.shell.Upkeep, s.ui))
	look("passphrase", s.canvas())
	s.keys("Esc", "Ctrl+L")
	look("locked", s.canvas())
	s.typed("kettle")
	s.keys("Enter")
	s.settle()
	look("a wrong passphrase", s.canvas())
}

// visitClaims checks a sentence that holds and one that does not.
func visitClaims(s *stage, look see) {
	s.t.Helper()
	s.keys("Ctrl+K")
	for n, v := range []viewmodel.ClaimVerdict{viewmodel.ClaimUnchecked, viewmodel.ClaimFails, viewmodel.ClaimHolds} {
		s.store.claim = viewmodel.ClaimAnswer{Verdict: v, Words: "Table: lonely (How often do you feel lonely?), answer Often\nIt would be true of 246 or 247 out of 271.\nThe data say 247 of 271 (91.1 %)."}
		s.typed("91 % of 271 said often")
		s.keys("Enter")
		s.until("it is checked", func() bool { return len(s.shell.Claims.State().Checked) == n+1 })
	}
	look("sentences of a report", s.canvas())
	s.keys("Esc")
}

func visitExport(s *stage, look see) {
	s.t.Helper()
	going, release := make(chan struct{}), make(chan struct{})
	s.store.export = func(_ context.Context, progress func(done, total int)) (viewmodel.ExportResult, error) {
		progress(1234, 10000)
		close(going)
		<-release
		return viewmodel.ExportResult{Path: "/home/agnieszka/Doorstep/haghill.xlsx", Stored: 10000, Exported: 9990}, nil
	}
	s.keys("Ctrl+Enter")
	<-going
	s.until("progress", func() bool { return s.shell.Export.State().Done > 0 })
	look("exporting", s.canvas())
	close(release)
	s.until("the file", func() bool { return s.shell.Export.State().Stage == viewmodel.ExportDone })
	look("exported", s.canvas())
}

// visitFirstStart comes to every step before there is a project.
func visitFirstStart(t *testing.T, theme viewmodel.Theme, look see) {
	p := &firstProject{}
	first := viewmodel.NewFirstStart(viewmodel.Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, &memory{}, p, p, "")
	w := NewWindow(test.NewTempApp(t))
	defer w.Close()
	b := newBeginning(Options{App: fyne.CurrentApp(), First: first, Preferences: viewmodel.Preferences{TextSize: 100, Theme: theme}, Fonts: testFonts(), window: w})
	first.OnDone = func() {}
	step := func(place, words string) {
		look(place, w.Canvas())
		widgettest.Type(w.Canvas(), words)
		widgettest.Key(w.Canvas(), fyne.KeyReturn)
	}
	step("who", "Mairi MacLeod")
	step("code", "")
	step("project", "")
	step("passphrase", "kettle")
	step("passphrase again", "kettle")
	look("a weak passphrase", w.Canvas())
	b.key("Ctrl+N")
	look("no passphrase", w.Canvas())
	widgettest.Key(w.Canvas(), fyne.KeyEscape)
	for range 2 {
		widgettest.Type(w.Canvas(), "four old kettles sing")
		widgettest.Key(w.Canvas(), fyne.KeyReturn)
	}
	look("the recovery key", w.Canvas())
	b.key("Ctrl+S")
	step("the key saved", "")
	step("check the key", "43WVLQ")
	first.SetUp.Check([]string{"43WVLQ", "HMQZAV"})
	look("practice", w.Canvas())

	ours := &joinedProject{}
	handed := viewmodel.NewFirstStart(atOnce(), &memory{}, ours, ours, "")
	newBeginning(Options{App: fyne.CurrentApp(), First: handed, Preferences: viewmodel.Preferences{TextSize: 100, Theme: theme}, Fonts: testFonts(), window: w})
	handed.SetWorker("Mo", "")
	handed.Introduced()
	handed.OpenProject("ours.doorproject")
	look("which of the workers", w.Canvas())
}
