package viewmodel

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/survey"
)

const handForm = `
| survey |
| | type | name | label::English (en) | label::Urdu (ur) | guidance_hint | relevant | required | self_completion | interviewer | non_response |
| | text | name | Your name? | آپ کا نام؟ | | | | | | |
| | begin group | health | Your health | آپ کی صحت | | | | yes | | |
| | select_one yn | well | Are you well? | کیا آپ ٹھیک ہیں؟ | Look away. | | yes | | | |
| | text | manner | How did they seem? | | | | yes | | yes | |
| | text | what | What is wrong? | کیا مسئلہ ہے؟ | | ${well} = 'no' | | | | |
| | select_multiple yn | both | Which? | کون سے؟ | | | | | | no |
| | end group | | | | | | | | | |
| | text | after | Anything else? | اور کچھ؟ | | | | | | |
| | integer | alone | How old? | عمر؟ | | | | yes | | |

| choices |
| | list_name | name | label::English (en) | label::Urdu (ur) |
| | yn | yes | Yes | ہاں |
| | yn | no | No | نہیں |

| settings |
| | form_id | form_title | version | default_language |
| | hand | Hand | 1 | English (en) |
`

// handed is an interview whose worker has just given the laptop to the resident.
func handed(t *testing.T) (*bench, *Interview) {
	t.Helper()
	b := newBench(t, handForm)
	m := b.begin()
	b.typing(m, "Mairi")
	b.press(m, "hand-over")
	wantPage(t, m, "well")
	if h := m.Hand(); h.Part != HandReady || h.Code != "back" || h.Questions < 2 || m.HandedOver() {
		t.Fatalf("%+v, want the worker's card", h)
	}
	m.GiveLaptop()
	if h := m.Hand(); h.Part != HandIntro || !m.HandedOver() || h.Title == "" {
		t.Fatalf("%+v, want the resident's card", h)
	}
	m.BeginAlone()
	return b, m
}

// takeBack is the worker's way to the laptop.
func takeBack(m *Interview) {
	m.AskForLaptop()
	for _, r := range "Back" {
		m.TypeCode(r)
	}
}

func TestAResidentAnswersTheMarkedRunAndNothingElse(t *testing.T) {
	b, m := handed(t)
	wantPage(t, m, "well")
	if q := only(t, m); q.Label == "" || !q.NonResponseOffered {
		t.Errorf("%+v", q)
	}
	b.press(m, "esc", "review", "stop", "skip", "clear", "outline", "show-card", "hand-over", "finish")
	m.GoTo("/data/name")
	m.ShowReview()
	m.StopHere()
	m.ShowCard(true)
	wantPage(t, m, "well")
	if b.shell.Interview() != m || m.CardShown() {
		t.Fatal("the run was left")
	}
	b.press(m, "2")
	wantPage(t, m, "what") // manner is the interviewer's, required or not
	b.press(m, "esc")
	wantPage(t, m, "well")
	b.press(m, "enter", "enter")
	wantPage(t, m, "both")
	if q := only(t, m); q.NonResponseOffered {
		t.Error("a refusal is offered where the form says no")
	}
	b.press(m, "1", "2", "enter")
	if h := m.Hand(); h.Part != HandDone || h.Title == "" {
		t.Fatalf("%+v, want the end of the run", h)
	}
	takeBack(m)
	wantPage(t, m, "manner") // what the resident was not shown comes first
	if m.HandedOver() {
		t.Error("the laptop is still handed over")
	}
	b.typing(m, "At ease")
	b.press(m, "enter")
	wantPage(t, m, "what")
	b.saved()
	changes := b.store.changes[m.header.InstanceID]
	var said []string
	for _, c := range changes {
		if c.Op == survey.HandOver || c.Op == survey.HandBack || c.Op == survey.SetValue {
			said = append(said, c.Ref.Name())
		}
	}
	if want := []string{"name", "well", "well", "both", "both", "both", "manner"}; !slices.Equal(said, want) {
		t.Errorf("journal %v, want %v", said, want)
	}
}

func TestPreferNotToSayIsOfferedWhenAlone(t *testing.T) {
	b, m := handed(t)
	titles := func() (list []string) {
		for _, c := range m.Commands() {
			if c.Enabled {
				list = append(list, c.Title)
			}
		}
		return list
	}
	if got, want := titles(), []string{"Continue", "Prefer not to say", "Don't know", "Language"}; !slices.Equal(got, want) {
		t.Errorf("offered %q, want %q", got, want)
	}
	b.press(m, "enter")
	wantPage(t, m, "well")
	if q := only(t, m); q.Message != "Choose an answer." {
		t.Errorf("message %q speaks of keys the resident has not", q.Message)
	}
	b.press(m, "0")
	wantPage(t, m, "both")
	if s, _ := m.session.State("/data/health/well"); s.Value.State != survey.Refused {
		t.Errorf("%+v, want refused", s.Value)
	}
	m.SetLanguage("Urdu (ur)")
	if got := titles(); slices.Contains(got, "Continue") || len(got) != 3 {
		t.Errorf("in Urdu %q is offered", got)
	}
}

func TestOnlyTheWorkersCodeTakesTheLaptopBack(t *testing.T) {
	b, m := handed(t)
	b.press(m, "2")
	m.AskForLaptop()
	for _, r := range "help" {
		m.TypeCode(r)
	}
	if h := m.Hand(); h.Part != HandAsking || !h.Wrong || h.Typed != 0 {
		t.Errorf("%+v after a wrong code", h)
	}
	m.LeaveCode()
	if h := m.Hand(); h.Part != HandQuestions {
		t.Errorf("%+v after leaving", h)
	}
	b.shell.Settings.SetWorker("Agnieszka", "W-04")
	m.AskForLaptop()
	for _, r := range "w04" {
		m.TypeCode(r)
	}
	if m.HandedOver() {
		t.Fatal("the worker's own code does not take it back")
	}
	wantPage(t, m, "what") // in the middle, where the resident was
	b.press(m, "esc")
	wantPage(t, m, "manner") // every page is there again
}

func TestACrashWhileHandedOverShowsNoEarlierAnswers(t *testing.T) {
	b, m := handed(t)
	b.press(m, "2")
	m.TypeText(m.Page().Ref, "My back")
	m.Pause()
	b.saved()
	b.start() // the battery died
	m = b.resume()
	if !m.Paused() || !m.HandedOver() || m.Hand().Part != HandQuestions {
		t.Fatalf("paused %v, %+v", m.Paused(), m.Hand())
	}
	m.Resume()
	wantPage(t, m, "what")
	if q := only(t, m); q.Text != "My back" {
		t.Errorf("typed before the crash: %q", q.Text)
	}
	b.press(m, "esc", "esc", "esc")
	wantPage(t, m, "well")
	takeBack(m)
	b.press(m, "esc")
	wantPage(t, m, "name")
}

func TestHandOverIsOfferedBeforeAndInARunAlone(t *testing.T) {
	b := newBench(t, handForm)
	m := b.begin()
	offered := func() bool {
		return slices.ContainsFunc(m.Commands(), func(c Command) bool { return c.ID == CommandHandOver && c.Enabled })
	}
	for _, step := range []struct {
		page string
		want bool
		keys []string
	}{
		{"name", true, []string{"enter"}},
		{"well", true, []string{"1"}},
		{"manner", true, []string{"skip"}},
		{"both", true, []string{"enter"}},
		{"after", true, []string{"enter"}},
		{"alone", true, nil},
	} {
		wantPage(t, m, step.page)
		if offered() != step.want {
			t.Errorf("on %s offered %v, want %v", step.page, offered(), step.want)
		}
		b.press(m, step.keys...)
	}
	b.press(m, "hand-over")
	m.KeepLaptop()
	wantPage(t, m, "alone")
	b.press(m, "hand-over")
	m.GiveLaptop()
	m.BeginAlone()
	b.press(m, "esc")
	wantPage(t, m, "alone") // the run before cannot be reached either
	b.press(m, "enter")
	takeBack(m)
	if m.Stage() != StageReview {
		t.Errorf("stage %d after the last run, want the review", m.Stage())
	}
}

func TestFilesAreLeftToTheWorker(t *testing.T) {
	b := newBench(t, `
| survey |
| | type | name | label | self_completion | appearance |
| | text | one | One | yes | |
| | image | photo | A photo | yes | |
| | image | signed | Sign here | yes | signature |
| | text | page | A page | yes | url |
| | text | two | Two | yes | |
| settings |
| | form_id | form_title | version |
| | files | Files | 1 |
`)
	m := b.begin()
	b.press(m, "hand-over")
	m.GiveLaptop()
	m.BeginAlone()
	b.press(m, "enter")
	wantPage(t, m, "signed")
	b.press(m, "enter")
	wantPage(t, m, "two")
	b.press(m, "enter")
	takeBack(m)
	wantPage(t, m, "photo")
}

// TestNoKeyLeadsOutOfTheRun presses whatever there is while the resident has
// the laptop.
func TestNoKeyLeadsOutOfTheRun(t *testing.T) {
	commands := []CommandID{
		CommandContinue, CommandBack, CommandDontKnow, CommandRefused, CommandSkip, CommandClear, CommandLanguage, CommandReview,
		CommandOutline, CommandRemove, CommandStop, CommandFinish, CommandShowCard, CommandHandOver, CommandPause,
	}
	rapid.Check(t, func(rt *rapid.T) {
		b, m := handed(t)
		defer b.shell.writer.Close()
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "kind") {
			case 0, 1:
				if m.Do(rapid.SampledFrom(commands).Draw(rt, "command")) {
					m.AdvanceAfterChoice()
				}
			case 2:
				m.PressKey(rapid.RuneFrom([]rune("0123abc")).Draw(rt, "key"))
			case 3:
				m.GoTo(rapid.SampledFrom([]survey.Ref{"/data/name", "/data/after", "/data/health/manner"}).Draw(rt, "ref"))
			case 4:
				m.BeginAlone()
			case 5:
				m.TypeText(m.Page().Ref, "no")
			}
			m.Resume()
			for _, q := range m.Page().Questions {
				if !strings.Contains("well what both", q.Ref.Name()) || q.Guidance != "" {
					rt.Fatalf("%s is shown", q.Ref)
				}
			}
			if m.Stage() != StageQuestions || !m.HandedOver() || m.CardShown() || b.shell.Interview() != m {
				rt.Fatalf("stage %d, handed over %v", m.Stage(), m.HandedOver())
			}
		}
	})
}

func TestAPauseStopsTheClockAndKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t, handForm)
	m := b.begin()
	b.pass(time.Minute)
	m.TypeText(m.Page().Ref, "Mairi")
	m.Do(CommandPause)
	b.saved()
	if got := b.store.changes[m.header.InstanceID]; len(got) != 2 || got[0].Value.Text != "Mairi" || got[1].Op != survey.Pause {
		t.Fatalf("journal %+v", got)
	}
	if b.shell.Title() != "Paused" {
		t.Errorf("the title is %q", b.shell.Title())
	}
	b.pass(4 * time.Minute) // no longer than a long thought
	m.Resume()
	b.pass(time.Minute)
	b.press(m, "enter", "review")
	m.Do(CommandPause) // on the review too
	b.pass(time.Hour)
	m.Resume()
	end := m.active
	if end.Active() < 2*time.Minute || end.Active() > 3*time.Minute || end.Paused() != time.Hour+4*time.Minute {
		t.Errorf("active %s, paused %s", end.Active(), end.Paused())
	}
}

func TestAPausedDraftIsTakenUpPaused(t *testing.T) {
	b := newBench(t, handForm)
	m := b.begin()
	b.press(m, "enter")
	m.Pause()
	m.Pause()
	b.saved()
	b.start()
	m = b.resume()
	if !m.Paused() {
		t.Fatal("the pause is over")
	}
	b.pass(time.Minute)
	active := m.active.Active()
	m.Resume()
	if m.active.Active() != active {
		t.Error("paused time counts as interview time")
	}
	wantPage(t, m, "well")
}

func TestTheBreakNamesWhoIsThere(t *testing.T) {
	b := newBench(t, handForm)
	m := b.begin()
	lines := m.Break().Lines
	if len(lines) != 4 || lines[1].Number != "116 123" || lines[1].For == "" {
		t.Errorf("%+v", lines)
	}
	b.shell.Settings.SetSupport("Our own helpline: 0141 496 0000\n\nThe minister, at the church\n")
	got := m.Break().Lines
	want := []SupportLine{{Name: "Our own helpline", Number: "0141 496 0000"}, {Name: "The minister, at the church"}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	b.shell.Settings.SetSupport(SupportText())
	if p := b.shell.Settings.Preferences(); p.Support != "" {
		t.Errorf("ours are kept as %q", p.Support)
	}
	m.SetLanguage("Urdu (ur)")
	if br := m.Break(); br.Words != "ur" || strings.Contains(br.Title, "break") {
		t.Errorf("%+v", br)
	}
}

func TestTheShowCardHasOnlyWhatIsForTheResident(t *testing.T) {
	b := newBench(t, handForm)
	m := b.begin()
	b.press(m, "enter", "show-card")
	c := m.Card()
	if !m.CardShown() || c.Blank || c.Question.Guidance != "" || c.Question.NonResponseOffered || len(c.Question.Choices) != 2 || c.Question.Choices[0].Key != "1" {
		t.Fatalf("%+v", c)
	}
	b.press(m, "1")
	if c := m.Card(); !c.Blank { // manner is the interviewer's own
		t.Errorf("the card shows %+v", c.Question)
	}
	b.press(m, "refused", "2")
	if c := m.Card(); c.Question.Ref.Name() != "both" || !c.Question.Choices[1].Chosen || c.How == "" {
		t.Errorf("%+v", c)
	}
	b.press(m, "review")
	if m.CardShown() {
		t.Error("the review is under a card")
	}
}
