package view

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

const smallForm = `
| survey |
| | type | name | label::English (en) | label::العربية (ar) | required | constraint | constraint_message |
| | select_one yn | happy | Are you happy to take part? | هل أنت موافق؟ | | | |
| | select_multiple things | like | What do you like? | ماذا تحب؟ | | | |
| | integer | age | How old are you? | كم عمرك؟ | | . >= 16 | Enter an age of 16 or more. |
| | note | bye | That is all. | هذا كل شيء. | | | |

| choices |
| | list_name | name | label::English (en) | label::العربية (ar) |
| | yn | yes | Yes | نعم |
| | yn | no | No | لا |
| | things | tea | Tea | شاي |
| | things | cake | Cake | كعك |
| | things | walks | Walks | المشي |

| settings |
| | form_id | form_title | version | default_language |
| | small | Small | 1 | English (en) |
`

func small(t *testing.T) (*stage, *viewmodel.Interview) {
	t.Helper()
	s := newStage(t, setting{theme: viewmodel.ThemeLight, forms: []string{smallForm}})
	return s, s.begin()
}

func (s *stage) wantQuestion(m *viewmodel.Interview, name string) {
	s.t.Helper()
	if m.Stage() != viewmodel.StageQuestions || m.Page().Ref.Name() != name {
		s.t.Fatalf("stage %d on %s, want question %s", m.Stage(), m.Page().Ref, name)
	}
}

// says reports whether the words are drawn in the window.
func (s *stage) says(words string) bool {
	return strings.Contains(test.RenderToMarkup(s.canvas()), words)
}

func TestAnInterviewByKeysAlone(t *testing.T) {
	s, m := small(t)
	s.wantQuestion(m, "happy")
	if !s.says("Are you happy to take part?") || s.says("Responses") {
		t.Error("the question is not shown alone")
	}
	s.typed("1")
	s.wantQuestion(m, "like")
	s.typed("13")
	s.keys("Enter")
	s.wantQuestion(m, "age")
	s.typed("12")
	s.keys("Enter")
	s.wantQuestion(m, "age")
	if !s.says("Enter an age of 16 or more.") {
		t.Error("what is wrong is not said")
	}
	if f, ok := s.canvas().Focused().(*widgets.Field); !ok || f.Text != "12" {
		t.Error("what was typed is gone, or the field has lost the keyboard")
	}
	s.keys("BackSpace", "BackSpace")
	s.typed("42")
	s.keys("Enter")
	s.wantQuestion(m, "bye")
	s.keys("Enter")
	if m.Stage() != viewmodel.StageReview || !s.says("Before you finish") {
		t.Fatalf("stage %d, want the review", m.Stage())
	}
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	s.settle()
	if !s.says("The interview is stored.") {
		t.Error("the end is not shown")
	}
	s.keys("Enter")
	if s.shell.Interview() != nil || !s.says("Today") {
		t.Error("Enter does not lead back to the start")
	}
}

func TestCommandsHaveKeysInsideAFieldToo(t *testing.T) {
	s, m := small(t)
	s.typed("1")
	s.keys("Enter")
	s.wantQuestion(m, "age")
	s.keys("F3")
	s.wantQuestion(m, "bye")
	s.keys("Esc")
	s.wantQuestion(m, "age")
	if q := m.Page().Questions[0]; q.NonResponse != survey.Refused {
		t.Errorf("state %v, want refused", q.NonResponse)
	}
	if b := s.ui.interview.buttons[viewmodel.CommandRefused]; !b.Chosen() {
		t.Error("the button does not show that it was refused")
	}
}

func TestTheRingIsAlwaysSomewhere(t *testing.T) {
	s, m := small(t)
	for m.Stage() == viewmodel.StageQuestions {
		if f := s.canvas().Focused(); f == nil || !s.ui.onScreen(f) {
			t.Fatalf("nothing on %s has the keyboard", m.Page().Ref)
		}
		if m.Page().Ref.Name() == "happy" {
			s.typed("2")
			continue
		}
		s.keys("Enter")
	}
	for _, screen := range []string{"Ctrl+4", "Ctrl+5", "Ctrl+6"} {
		if m.Stage() == viewmodel.StageReview {
			s.keys("F10")
			s.keys("F10")
		}
		s.keys(screen)
		s.until("the lists", func() bool {
			return !s.shell.Export.State().Loading && !s.shell.Questionnaires.State().Loading
		})
		if f := s.canvas().Focused(); f == nil || !s.ui.onScreen(f) {
			t.Errorf("nothing has the keyboard after %s", screen)
		}
	}
}

func TestTabReachesEveryControl(t *testing.T) {
	s, _ := small(t)
	reached := map[fyne.Focusable]bool{}
	for range 30 {
		reached[s.canvas().Focused()] = true
		s.canvas().FocusNext()
	}
	want := s.ui.interview.buttons
	for id, b := range want {
		if id != viewmodel.CommandBack && id != viewmodel.CommandClear && id != viewmodel.CommandFinish && id != viewmodel.CommandHandOver && !reached[b] {
			t.Errorf("Tab does not reach %s", id)
		}
	}
	if len(reached) < len(want) {
		t.Errorf("%d controls reached", len(reached))
	}
}

func TestEnterTakesTheAnswerArrowsLedTo(t *testing.T) {
	s, m := small(t)
	s.keys("Down", "Enter")
	s.wantQuestion(m, "like")
	s.keys("Esc")
	if c := m.Page().Questions[0].Choices; !c[1].Chosen || c[0].Chosen {
		t.Error("the answer in the ring was not taken")
	}
}

func TestLanguageTurnsThePageRound(t *testing.T) {
	s, m := small(t)
	s.keys("F6")
	s.settle()
	if got := m.Page().Language.Code; got != "ar" {
		t.Fatalf("language %q, want ar", got)
	}
	tile := s.canvas().Focused().(*widgets.ChoiceTile)
	if !tile.Tile().Mirrored || tile.Tile().Label != "نعم" {
		t.Errorf("tile %+v", tile.Tile())
	}
	s.typed("1")
	s.wantQuestion(m, "like")
}

func TestTheSheetOfKeysHasTheKeyboardAndGivesItBack(t *testing.T) {
	s, m := small(t)
	before := s.canvas().Focused()
	s.keys("F1")
	if !s.says("Don't know") || s.says("Are you happy") {
		t.Error("the sheet does not cover the window")
	}
	s.typed("1")
	s.wantQuestion(m, "happy")
	s.keys("Esc")
	if s.canvas().Focused() != before || !s.says("Are you happy") {
		t.Error("the page is not as it was")
	}
	s.wantQuestion(m, "happy")
}

func TestAFailedSaveIsSaidAndTakenBack(t *testing.T) {
	s, _ := small(t)
	s.store.mu.Lock()
	s.store.fail = viewmodel.ErrDiskFull
	s.store.mu.Unlock()
	widgettest.Type(s.canvas(), "1")
	s.until("the failure", func() bool { return s.shell.Status().Saving.Err != nil && s.says("not saved yet") })
	if !s.says("not saved yet") || !s.says("Nothing you typed is lost") {
		t.Error("the failure is not said in words")
	}
	s.store.mu.Lock()
	s.store.fail = nil
	s.store.mu.Unlock()
	s.shell.RetrySave()
	s.settle()
	if s.says("not saved yet") || !s.says("Saved ") {
		t.Error("the success is not said")
	}
}

func TestTextSizeChangesAtOnce(t *testing.T) {
	s, _ := small(t)
	before := s.ui.interview.questions[0].label.HeightFor(400)
	s.keys("Ctrl+=")
	if after := s.ui.interview.questions[0].label.HeightFor(400); after <= before {
		t.Errorf("the question is %v high, was %v", after, before)
	}
}

func TestEveryErrorHasWords(t *testing.T) {
	for _, err := range []error{
		viewmodel.ErrDiskFull, viewmodel.ErrReadOnly, viewmodel.ErrDiskFailed, viewmodel.ErrProjectInUse, viewmodel.ErrNotProject,
		viewmodel.ErrNewerProject, viewmodel.ErrProjectDamaged, viewmodel.ErrNotWorkbook, viewmodel.ErrPassword, viewmodel.ErrNoSurvey,
		viewmodel.ErrTooLarge, viewmodel.ErrFormExists, viewmodel.ErrNotErased, viewmodel.ErrUnreconciled, viewmodel.ErrFileOpen,
		viewmodel.ErrCancelled, fs.ErrNotExist, fs.ErrPermission,
		&viewmodel.SaveError{Waiting: 2, Err: viewmodel.ErrDiskFailed}, &viewmodel.OpenError{Title: "Haghill", Err: errors.New("broken")},
		&viewmodel.Told{Words: "The stick is full. Nothing was changed. Use another."},
	} {
		e := explain(fmt.Errorf("doing something: %w", err))
		if e.title == "" || e.title == "Something went wrong" || e.text == "" {
			t.Errorf("%v: %+v", err, e)
		}
		if words := strings.ToLower(e.title + e.text); strings.Contains(words, "invalid") || strings.Contains(words, "required") {
			t.Errorf("%v: says invalid or required: %+v", err, e)
		}
	}
	if e := explain(errors.New("odd")); e.title == "" || !strings.Contains(e.text, "odd") {
		t.Errorf("an unknown error: %+v", e)
	}
}

func TestPlainTakesEmphasisOffAndNothingElse(t *testing.T) {
	for in, want := range map[string]string{
		"How are you **today**?":              "How are you today?",
		"_Really_ well":                       "Really well",
		"2 * 3 = 6":                           "2 * 3 = 6",
		"snake_case_name":                     "snake_case_name",
		"# Your home\nWhere is it?":           "Your home\nWhere is it?",
		`<span style="color:red">Stop</span>`: "Stop",
		"a < b":                               "a < b",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

// printed counts the cards that were brought to the printer.
type printed struct{ cards int }

func (p *printed) PrintCard(context.Context, viewmodel.Card) error {
	p.cards++
	return nil
}

// Ctrl+P plays a recording in a question, and prints the card at the end.
func TestTheCardIsPrintedByItsKey(t *testing.T) {
	p := &printed{}
	s := newStage(t, setting{forms: []string{smallForm}, printer: p})
	s.store.code = "K7M-2QX"
	m := s.begin()
	m.ShowReview()
	s.settle()
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	s.keys("Ctrl+P")
	s.until("the card is printed", func() bool { return m.End().CardOpened })
	if p.cards != 1 {
		t.Errorf("%d cards", p.cards)
	}
}
