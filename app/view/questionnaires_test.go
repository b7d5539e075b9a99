package view

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/survey"
)

const homesForm = `
| survey   |                    |         |                     |                     |                      |               |
|          | type               | name    | label::English (en) | label::Urdu (ur)    | label::Arabic (ar)   | relevant      |
|          | select_one yes_no  | part    | Happy to take part? | کیا آپ حصہ لیں گے؟  | هل ترغب في المشاركة؟ |               |
|          | begin group        | home    | Your home           | آپ کا گھر           | بيتك                 | ${part}='yes' |
|          | integer            | age     | How old are you?    | آپ کی عمر کیا ہے؟   | كم عمرك؟             |               |
|          | end group          |         |                     |                     |                      |               |
| choices  |                    |         |                     |                     |                      |               |
|          | list_name          | name    | label::English (en) | label::Urdu (ur)    | label::Arabic (ar)   |               |
|          | yes_no             | yes     | Yes                 | ہاں                 | نعم                  |               |
|          | yes_no             | no      | No                  | نہیں                |                      |               |
| settings |                    |         |                     |                     |                      |               |
|          | form_title         | form_id | version             | default_language    |                      |               |
|          | At home            | athome  | 1                   | English (en)        |                      |               |
`

// homesNext is its next version.
func homesNext() string {
	return strings.NewReplacer("How old are you?", "Your age?       ", "='yes'", "!='no'", "| athome  | 1  ", "| athome  | 2  ").Replace(homesForm)
}

func openHomes(t *testing.T, look setting) *stage {
	t.Helper()
	look.forms = []string{homesForm, homesNext()}
	s := newStage(t, look)
	s.shell.Show(viewmodel.ScreenQuestionnaires)
	s.until("the list", func() bool { return len(s.shell.Questionnaires.State().Forms) == 2 })
	s.settle()
	s.canvas().Unfocus()
	s.typed("1")
	s.until("it is open", func() bool { o := s.shell.Questionnaires.State().Open; return o != nil && !o.Loading })
	s.settle()
	return s
}

func TestQuestionnaireIsPreviewedByKeyboard(t *testing.T) {
	s := openHomes(t, setting{})
	m := s.shell.Questionnaires
	s.typed("q")
	if o := m.State().Open; o.List == nil {
		t.Fatal("q does not list the questions")
	}
	s.typed("old")
	s.keys("Enter")
	if q := m.State().Open.Question; q == nil || q.Name != "age" {
		t.Fatalf("Enter shows %+v", q)
	}
	s.keys("F6")
	if s.ui.sheet == nil {
		t.Fatal("F6 does not ask which language")
	}
	s.typed("2")
	if q := m.State().Open.Question; q.Language.Code != "ur" {
		t.Errorf("the preview is in %q", q.Language.Name)
	}
	s.keys("Esc", "Esc") // the second takes away what was typed
	s.keys("F6")
	s.typed("1")
	if label := s.ui.screens[viewmodel.ScreenQuestionnaires].(*questionnairesScreen).speaks.Label(); label != "English" {
		t.Errorf("beside F6 stands %q", label)
	}
	s.keys("Enter")
	if m.State().Open.Question == nil {
		t.Error("Enter does not show the question in the ring that nobody moved")
	}
	s.keys("Esc", "Esc", "Esc")
	if m.State().Open != nil {
		t.Error("Esc does not lead back to the list")
	}
}

func TestQuestionnaireIsTriedOutByKeyboard(t *testing.T) {
	s := openHomes(t, setting{})
	s.typed("t")
	if s.shell.Interview() == nil || s.shell.Band().Word != "TRYING OUT" || !s.ui.band.box.Visible() {
		t.Fatal("t does not begin a walk through it, or no band says so")
	}
	s.typed("1")
	s.typed("40")
	s.keys("Enter", "Ctrl+Enter")
	s.until("the end", func() bool { return s.shell.Interview().Stage() == viewmodel.StageDone })
	s.settle()
	s.keys("Enter")
	if s.shell.Interview() != nil || s.shell.Screen() != viewmodel.ScreenQuestionnaires || partOf(s.shell.Questionnaires.State()) != partForm {
		t.Error("it does not end at the questionnaire")
	}
	if s.ui.band.box.Visible() || len(s.store.changes) > 0 || len(s.store.drafts) > 0 || len(s.store.finished) > 0 {
		t.Error("the walk left something behind")
	}
}

func TestVersionsSideBySideByKeyboard(t *testing.T) {
	s := openHomes(t, setting{})
	s.typed("c")
	s.until("they are compared", func() bool { c := s.shell.Questionnaires.State().Open.Comparison; return c != nil && !c.Loading })
	s.settle()
	if c := s.shell.Questionnaires.State().Open.Comparison; len(c.Rows) != 3 {
		t.Errorf("%+v", c.Rows)
	}
	if contains(s.ui.window.Content(), s.ui.shown.firstFocus().(fyne.CanvasObject)) != true {
		t.Error("nothing has the keyboard")
	}
	s.keys("Esc")
	if partOf(s.shell.Questionnaires.State()) != partForm {
		t.Error("Esc does not lead back")
	}
}

// A faulty file is mended, and one key brings it in again.
func TestFaultyFileIsCheckedAgainByKeyboard(t *testing.T) {
	s := newStage(t, setting{forms: []string{homesForm}})
	mended := false
	s.store.check = func(string) (*survey.Form, []*survey.Problem, error) {
		if mended {
			return s.store.forms[0], nil, nil
		}
		return nil, []*survey.Problem{{Severity: survey.SeverityError, At: survey.Cell{Sheet: "survey", Name: "F17"}, Err: errors.New("there is no question called agee")}}, nil
	}
	s.shell.Show(viewmodel.ScreenQuestionnaires)
	m := s.shell.Questionnaires
	m.CheckFile("/stick/form.xlsx")
	ready := func() bool { c := m.State().Check; return c != nil && !c.Running }
	s.until("the check", ready)
	s.settle()
	if b, ok := focusedOf(s).(*widgets.Button); !ok || b.Label() != "Check the file again" {
		t.Errorf("the keyboard stands on %v", focusedOf(s))
	}
	mended = true
	s.keys("Ctrl+R")
	s.until("the check again", func() bool { return ready() && m.State().Check.CanAdd })
	s.settle()
	s.keys("Ctrl+Enter")
	s.until("it is added", func() bool { return m.State().Check.Added })
}

// bigForm has so many questions.
func bigForm(n int) string {
	var b strings.Builder
	b.WriteString("| survey |\n| | type | name | label |\n")
	for i := range n {
		fmt.Fprintf(&b, "| | text | q%d | Question about the street, number %d |\n", i+1, i+1)
	}
	b.WriteString("| settings |\n| | form_title | form_id | version |\n| | A long one | long | 1 |\n")
	return b.String()
}

// A long questionnaire is listed, searched and read to its last question.
func TestAThousandQuestionsArePreviewed(t *testing.T) {
	s := newStage(t, setting{forms: []string{bigForm(1000)}})
	s.shell.Show(viewmodel.ScreenQuestionnaires)
	m := s.shell.Questionnaires
	s.until("the list", func() bool { return !m.State().Loading && len(m.State().Forms) == 1 })
	m.OpenForm("long", "1")
	s.until("it is open", func() bool { return !m.State().Open.Loading })
	s.settle()
	s.typed("q")
	s.typed("1000")
	s.keys("Enter")
	if q := m.State().Open.Question; q == nil || q.Number != 1000 || q.Total != 1000 {
		t.Fatalf("shows %+v", q)
	}
	s.keys("Right") // it is the last that was found
	if q := m.State().Open.Question; q.Number != 1000 {
		t.Errorf("went on to %d", q.Number)
	}
}
