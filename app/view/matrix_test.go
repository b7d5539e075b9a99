package view

import (
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets/widgettest"
)

// handable is the form in many languages with two questions that residents may
// answer alone.
func handable() string {
	var out strings.Builder
	survey := true
	for line := range strings.Lines(languagesForm) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "| choices") {
			survey = false
		}
		switch cells := strings.Split(line, "|"); {
		case !survey || len(cells) < 4:
		case strings.TrimSpace(cells[2]) == "type":
			line += " self_completion |"
		case strings.TrimSpace(cells[3]) == "visits", strings.TrimSpace(cells[3]) == "help":
			line += " yes |"
		default:
			line += " |"
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

// whole are the screens that are looked at in every look before a release.
var whole = []picture{
	{name: "interview", reach: func(s *stage, _ *viewmodel.Interview) { s.typed("2"); s.typed("14") }},
	{name: "card", reach: func(s *stage, _ *viewmodel.Interview) { s.keys("F11") }},
	{name: "card-several", reach: func(s *stage, _ *viewmodel.Interview) { s.typed("2"); s.typed("14"); s.keys("F11") }},
	{name: "hand-worker", reach: func(s *stage, _ *viewmodel.Interview) { s.keys("F12") }},
	{name: "hand-intro", reach: func(s *stage, _ *viewmodel.Interview) { s.keys("F12", "Enter") }},
	{name: "hand-over", reach: func(s *stage, _ *viewmodel.Interview) { s.keys("F12", "Enter", "Enter"); s.typed("2") }},
	{name: "pause", reach: func(s *stage, _ *viewmodel.Interview) { s.keys("F9") }},
	{name: "review", reach: func(s *stage, m *viewmodel.Interview) {
		s.typed("2")
		s.typed("14")
		m.ShowReview()
		s.settle()
	}},
	{name: "end", reach: func(s *stage, m *viewmodel.Interview) {
		s.typed("2")
		m.ShowReview()
		s.settle()
		s.keys("Ctrl+Enter")
		s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	}},
	{name: "contacts", reach: func(s *stage, m *viewmodel.Interview) { s.doors(m) }},
	{name: "exchange", reach: func(s *stage, m *viewmodel.Interview) { s.exchangeAfter(m) }},
	{name: "exchange-laptops", reach: func(s *stage, m *viewmodel.Interview) { s.exchangeAfter(m); s.keys("Page Down") }},
	{name: "exchange-came", reach: func(s *stage, m *viewmodel.Interview) { s.exchangeAfter(m); s.typed("r"); s.exchanged() }},
	{name: "exchange-conflict", reach: func(s *stage, m *viewmodel.Interview) { s.conflictAfter(m); s.typed("3") }},
	{name: "exchange-conflict-end", reach: func(s *stage, m *viewmodel.Interview) { s.conflictAfter(m); s.keys("Page Down") }},
	{name: "claims", reach: func(s *stage, m *viewmodel.Interview) {
		m.StopHere()
		s.settle()
		s.shell.Show(viewmodel.ScreenExport)
		s.until("export", func() bool { return !s.shell.Export.State().Loading })
		visitClaims(s, func(string, fyne.Canvas) {})
		s.keys("Ctrl+K")
		s.typed("91 % of 271 said often")
		s.keys("Enter")
		s.until("it is checked", func() bool { return len(s.shell.Claims.State().Checked) == 1 })
	}},
	{name: "plan", reach: func(s *stage, m *viewmodel.Interview) { s.planAfter(m) }},
	{name: "plan-workers", reach: func(s *stage, m *viewmodel.Interview) { s.planAfter(m); s.typed("w") }},
	{name: "ways", reach: func(s *stage, m *viewmodel.Interview) {
		m.StopHere()
		s.settle()
		s.shell.ShowWays()
		s.opened(2)
	}},
	{name: "progress", reach: func(s *stage, m *viewmodel.Interview) { s.progressAfter(m) }},
	{name: "progress-unheard", reach: func(s *stage, m *viewmodel.Interview) { s.progressAfter(m); s.typed("u") }},
	{name: "home-training", reach: func(s *stage, m *viewmodel.Interview) {
		s.doors(m)
		s.typed("8")
		s.typed("mon 17")
		s.keys("Enter")
		s.read()
		s.keys("Esc", "Ctrl+T")
		s.read()
	}},
}

// read waits until the lists are read.
func (s *stage) read() {
	s.t.Helper()
	s.until("it is read", func() bool {
		return !s.shell.Contacts.State().Loading && !s.shell.Home.State().Loading && s.shell.Status().Saving.Waiting == 0 && len(s.queue) == 0
	})
}

// exchangeAfter leaves the interview for Send and receive.
func (s *stage) exchangeAfter(m *viewmodel.Interview) {
	s.t.Helper()
	m.StopHere()
	s.settle()
	s.showExchange(&parcels{opens: true})
}

// conflictAfter goes on to the first response that was edited twice.
func (s *stage) conflictAfter(m *viewmodel.Interview) {
	s.t.Helper()
	s.exchangeAfter(m)
	s.typed("1")
	s.exchanged()
}

// planAfter goes on to the plan.
func (s *stage) planAfter(m *viewmodel.Interview) {
	s.t.Helper()
	s.exchangeAfter(m)
	s.typed("t")
	s.planned()
}

// doors leaves the interview for the contact log and logs one door.
func (s *stage) doors(m *viewmodel.Interview) {
	s.t.Helper()
	language := m.Page().Language.Code
	m.StopHere()
	s.settle()
	s.shell.Settings.SetLanguage(language)
	s.shell.Show(viewmodel.ScreenContacts)
	s.read()
	s.typed("Duke Street")
	s.keys("Enter")
	s.typed("1")
	s.keys("Enter")
	s.read()
}

// TestMatrix takes every screen in every look where pictures are asked for;
// else it reaches each once.
func TestMatrix(t *testing.T) {
	asked := os.Getenv(widgettest.FolderVariable) != ""
	for _, p := range append(slices.Clip(whole), questionnaireLooks...) {
		p.form = handable()
		p.languages, p.themes, p.texts, p.sizes = everyLanguage, everyTheme, everyText, everySize
		for look := range p.looks() {
			t.Run(p.name+"/"+look.name, func(t *testing.T) {
				look.setting.contacts, look.setting.fieldwork = &logInMemory{}, &fieldworkOf{n: 64}
				look.setting.planner, look.setting.ways = newPlans(viewmodel.RoleCoordinator), newDoors()
				s := newStage(t, look.setting)
				m := s.begin()
				s.in(m, look.language)
				p.reach(s, m)
				if asked {
					s.shot("matrix/" + p.name + "-" + look.name)
				}
			})
			if !asked {
				break
			}
		}
	}
	for _, theme := range everyTheme {
		for _, text := range everyText {
			for _, size := range everySize {
				t.Run("first start", func(t *testing.T) {
					look := picture{languages: []string{"en"}, themes: []viewmodel.Theme{theme}, texts: []int{text}, sizes: []fyne.Size{size}}
					for l := range look.looks() {
						t.Run(l.name, func(t *testing.T) { beginIn(t, l, asked) })
					}
				})
			}
		}
	}
}

// beginIn takes the first start's steps in a look.
func beginIn(t *testing.T, l look, asked bool) {
	t.Helper()
	p := &firstProject{}
	first := viewmodel.NewFirstStart(viewmodel.Runtime{
		Do: func(f func()) { f() }, Go: func(f func()) { f() }, Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}, &memory{}, p, p, "")
	w := NewWindow(test.NewTempApp(t))
	defer w.Close()
	prefs := viewmodel.Preferences{TextSize: l.setting.text, Theme: l.setting.theme}
	newBeginning(Options{App: fyne.CurrentApp(), First: first, Preferences: prefs, Fonts: testFonts(), window: w})
	first.OnDone = func() {}
	w.Resize(l.setting.size)
	for _, step := range []struct{ name, words string }{
		{"who", "Mairi"}, {"code", ""}, {"project", ""}, {"passphrase", "four old kettles sing"}, {"again", "four old kettles sing"}, {"key", ""},
	} {
		if asked && step.name != "code" && step.name != "again" {
			widgettest.Capture(t, w, "matrix/start-"+step.name+"-"+l.name)
		}
		widgettest.Type(w.Canvas(), step.words)
		widgettest.Key(w.Canvas(), fyne.KeyReturn)
	}
}
