package view

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"doorstep/app/viewmodel"
	"doorstep/app/widgets"
	"doorstep/app/widgets/widgettest"
	"doorstep/survey"
)

const doubtfulForm = `
| survey |
| | type | name | label::English (en) | label::العربية (ar) | soft_constraint | soft_constraint_message::English (en) | soft_constraint_message::العربية (ar) |
| | integer | age | How old are you? | كم عمرك؟ | . <= 100 | That is over 100. Is it right? | هذا أكثر من 100 (مئة). هل هو صحيح؟ |
| | select_one yn | happy | Are you happy to go on? | هل نتابع؟ | | | |

| choices |
| | list_name | name | label::English (en) | label::العربية (ar) |
| | yn | yes | Yes | نعم |
| | yn | no | No | لا |

| settings |
| | form_id | form_title | version | default_language |
| | doubts | Doubts | 1 | English (en) |
`

func doubts(t *testing.T, look setting) (*stage, *viewmodel.Interview) {
	t.Helper()
	look.forms = []string{doubtfulForm}
	s := newStage(t, look)
	return s, s.begin()
}

// A doubtful answer is told of once: it is mended, or stands with a reason.
func TestADoubtIsMendedOrStands(t *testing.T) {
	s, m := doubts(t, setting{theme: viewmodel.ThemeLight})
	s.typed("104")
	s.keys("Enter")
	s.wantQuestion(m, "age")
	if !s.says("That is over 100. Is it right?") || !s.says("press Enter to go on with a reason") || !s.says("Give a reason") {
		t.Error("the doubt is not told, or not what to do")
	}
	if f, ok := s.canvas().Focused().(*widgets.Field); !ok || f.Text != "104" {
		t.Error("the answer's field has lost the keyboard")
	}
	s.keys("Enter")
	if s.ui.sheet == nil || !s.says("Why is it right?") {
		t.Fatal("no reason is asked for")
	}
	s.keys("Enter") // without one
	if s.ui.sheet == nil || !s.says("Write a few words first") {
		t.Error("a blank reason is taken")
	}
	s.keys("Esc")
	s.wantQuestion(m, "age")
	s.keys("Enter")
	s.typed("seen the telegram")
	s.keys("Enter")
	s.wantQuestion(m, "happy")
	if s.ui.sheet != nil {
		t.Error("the sheet stays")
	}
	s.keys("Esc")
	if !s.says("Stands with a reason") || s.says("telegram") {
		t.Error("the question does not say that it stands, or tells why before the resident")
	}
	s.keys("F7")
	if !s.says("Stands because: seen the telegram") {
		t.Error("the review does not say why it stands")
	}
	if f := s.canvas().Focused(); f == nil || !s.ui.onScreen(f) {
		t.Error("nothing has the keyboard")
	}
}

func TestNoteAndFlagByKeys(t *testing.T) {
	a := &archive{}
	s, m := doubts(t, setting{theme: viewmodel.ThemeLight, archive: a})
	a.stage = s
	s.typed("40")
	s.keys("Ctrl+N")
	if s.ui.sheet == nil || !s.says("How old are you?") {
		t.Fatal("no sheet")
	}
	s.typed("her sister")
	s.keys("Ctrl+F", "Enter")
	if s.ui.sheet != nil {
		t.Fatal("the sheet stays")
	}
	if !s.says("Flagged for follow-up · Has a note") || s.says("her sister") {
		t.Error("the mark is missing, or the note is shown to everybody")
	}
	if q := m.Page().Questions[0]; q.Text != "40" {
		t.Errorf("what was typed is %q", q.Text)
	}
	s.keys("Ctrl+N")
	s.typed(" and more")
	s.keys("Esc") // leaves it as it was
	s.keys("Ctrl+F")
	if q := m.Page().Questions[0]; q.Remarks != (viewmodel.Remarks{Note: "her sister"}) {
		t.Errorf("beside the answer stands %+v", q.Remarks)
	}
	s.keys("F11")
	if s.says("Has a note") {
		t.Error("the show card has the worker's mark")
	}
	s.keys("Esc", "F7")
	if !s.says("Note: her sister") {
		t.Error("the review does not show the note")
	}
	s.keys("Ctrl+Enter")
	s.until("the end", func() bool { return m.Stage() == viewmodel.StageDone })
	sub := s.store.stored[len(s.store.stored)-1]
	if r, ok := survey.RemarkOn(sub.Remarks, "/data/age", survey.Note); !ok || r.Text != "her sister" || r.Worker != "W04" {
		t.Errorf("stored %+v", sub.Remarks)
	}
	s.keys("Enter")
	s.shell.Show(viewmodel.ScreenResponses)
	s.until("the list", func() bool { return len(s.shell.Responses.State().Rows) == 1 })
	s.typed("1")
	s.until("it is open", func() bool {
		d := s.shell.Responses.Detail()
		return d != nil && !d.Loading
	})
	if !s.says("Note: her sister") {
		t.Error("the opened response does not show the note")
	}
}

// The sheets and marks in every look, for the eye; nothing is cut off.
func TestRemarkPictures(t *testing.T) {
	for _, look := range []struct {
		name    string
		setting setting
		arabic  bool
	}{
		{"light", setting{theme: viewmodel.ThemeLight}, false},
		{"dark-200", setting{theme: viewmodel.ThemeDark, text: 200}, false},
		{"contrast-arabic", setting{theme: viewmodel.ThemeHighContrast}, true},
		{"light-1920", setting{theme: viewmodel.ThemeLight, size: fyne.NewSize(1920, 1080)}, false},
	} {
		t.Run(look.name, func(t *testing.T) {
			if os.Getenv(widgettest.FolderVariable) == "" && look.name != "light" {
				t.Skip("the pictures are not asked for: set " + widgettest.FolderVariable)
			}
			s, m := doubts(t, look.setting)
			if look.arabic {
				m.SetLanguage(m.Languages()[1].Name)
			}
			s.typed("104")
			s.keys("Enter")
			s.shot("remarks-doubt-" + look.name)
			s.keys("Enter")
			s.keys("Enter")
			s.shot("remarks-reason-" + look.name)
			s.typed(strings.Repeat("her letter from the King says so ", 3))
			s.keys("Enter", "Esc", "Ctrl+N")
			s.typed("Her sister Żaneta answered for her at first.")
			s.keys("Ctrl+F")
			s.shot("remarks-note-" + look.name)
			s.keys("Enter")
			s.shot("remarks-marks-" + look.name)
			s.keys("F7")
			s.shot("remarks-review-" + look.name)
		})
	}
}
