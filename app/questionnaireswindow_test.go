package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/survey/store"
)

// visits is a questionnaire as its author saves it in Excel: with three faults
// and one thing to look at, unless mended.
func visits(mended bool, version, about string) map[string][][]any {
	relevant, constraint, list := "${home_visitt}='yes'", ". >> 0", "select_multiple helpers"
	if mended {
		relevant, constraint, list = "${home_visit}='yes'", ". > 0", "select_multiple helps"
	}
	return map[string][][]any{
		"survey": {
			{"type", "name", "label::English (en)", "label::Polish (pl)", "hint::English (en)", "relevant", "constraint"},
			{"select_one yes_no", "home_visit", "Would a visit at home help you?", "Czy wizyta w domu by pomogła?"},
			{"integer", "how_often", "How often in a month?", "", "A guess is good enough.", relevant, constraint},
			{list, "helps_with", about, "W czym pomóc?", "", "${home_visit}='yes'"},
			{"text", "else", "Is there anything else?", "Czy jest coś jeszcze?"},
		},
		"choices": {
			{"list_name", "name", "label::English (en)", "label::Polish (pl)"},
			{"yes_no", "yes", "Yes", "Tak"},
			{"yes_no", "no", "No", "Nie"},
			{"helps", "meals", "Meals and shopping", "Posiłki i zakupy"},
			{"helps", "company", "Company", "Towarzystwo"},
			{"helps", "repairs", "Small repairs", "Drobne naprawy"},
		},
		"settings": {
			{"form_title", "form_id", "version", "default_language"},
			{"Visits at home", "visits", version, "English (en)"},
		},
	}
}

// saveWorkbook writes sheets as Excel would.
func saveWorkbook(t *testing.T, path string, sheets map[string][][]any) {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for _, name := range []string{"survey", "choices", "settings"} {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range sheets[name] {
			if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

// goTo goes to a screen of the rail, whichever its number is.
func (w *window) goTo(title string) {
	w.t.Helper()
	n := 0
	w.until("the screen "+title, func() bool { return strings.HasPrefix(w.title(), title) }, func() {
		n = n%9 + 1
		w.keys(fmt.Sprintf("ctrl+%d", n))
	})
}

// titled waits for words in the title.
func (w *window) titled(words string) {
	w.t.Helper()
	w.until(words, func() bool { return strings.Contains(w.title(), words) }, nil)
}

// TestQuestionnaireMendedInARealWindow brings in a faulty workbook by keys
// alone, reads what is wrong, mends the file and brings it in again; walks
// through it, which leaves nothing behind; and sees what its next version
// would change.
func TestQuestionnaireMendedInARealWindow(t *testing.T) {
	w := newWindow(t)
	w.withProject()
	w.start()
	w.titled("Doorstep")
	file := filepath.Join(w.home, "visits.xlsx")
	saveWorkbook(t, file, visits(false, "1", "What would they help with?"))
	w.goTo("Questionnaires")
	w.picture("questionnaires")
	bringIn := func() {
		w.keys("Tab")
		w.write(file)
		w.keys("Return")
	}
	bringIn()
	w.titled("visits.xlsx has faults: 3")
	w.picture("questionnaire-faults")

	saveWorkbook(t, file, visits(true, "1", "What would they help with?"))
	w.shows("visits.xlsx can be added", "ctrl+r")
	w.picture("questionnaire-mended")
	w.shows("Questionnaires: Visits at home", "l")
	w.shows("TRYING OUT", "t")
	w.picture("questionnaire-trial")
	w.keys("1", "4", "Return")
	w.shows("Questionnaires: Visits at home", "F10")
	w.shows("its questions", "q")
	w.keys("Down", "Down")
	w.shows("question 3", "Return")
	w.picture("questionnaire-preview")
	w.shows("can be added", "Escape")
	w.shows("is in the project", "ctrl+Return")
	w.until("it is stored, and nothing else is", func() bool {
		found := false
		return w.look(func(ctx context.Context, s *store.Store) error {
			forms, err := s.Forms(ctx)
			drafts, more := s.Drafts(ctx)
			for sub, err := range s.Submissions(ctx, store.Filter{}) {
				return fmt.Errorf("a response %v: %w", sub.InstanceID, err)
			}
			found = err == nil && more == nil && len(forms) == 2 && forms[1].ID == "visits" && len(drafts) == 0
			return nil
		}) && found
	}, nil)

	next := visits(true, "2", "What would the visitor help with?")
	next["choices"] = append(next["choices"], []any{"helps", "letters", "Letters and forms", "Listy i formularze"})
	next["survey"][2][6] = ". > 0 and . <= 31"
	saveWorkbook(t, file, next)
	w.shows("Questionnaires – Doorstep", "Escape")
	bringIn()
	w.titled("can be added")
	w.shows("Questionnaires: Visits at home", "l")
	w.shows("what changed", "c")
	w.picture("questionnaire-versions")
	w.keys("F1")
	w.picture("help")
	w.keys("g")
	w.picture("guide")
}
