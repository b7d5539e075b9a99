package app_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// teaForm has a run of two questions that a resident may answer alone.
const teaForm = `
| survey |
| | type | name | label | self_completion |
| | text | name | What is your name? | |
| | select_one well | well | How is your health in general? | yes |
| | select_multiple well | was | How has it been this year? | yes |
| | text | more | Is there anything else? | |

| choices |
| | list_name | name | label |
| | well | good | Good |
| | well | fair | Fair |
| | well | bad | Bad |

| settings |
| | form_id | form_title | version |
| | tea | Tea and talk | 1 |
`

// project makes a project without a passphrase that has one questionnaire.
func (w *window) project(markdown, first string) {
	w.t.Helper()
	w.first = first
	src := survey.Source{Name: "tea.md", Data: []byte(markdown)}
	form, problems, err := xlsform.Read(src)
	if err != nil || form == nil {
		w.t.Fatalf("read the questionnaire: %v %v", err, problems)
	}
	ctx := context.Background()
	st, _, err := store.Create(ctx, filepath.Join(w.home, "fieldwork.doorstep"), store.CreateOptions{NoPassphrase: true})
	if err == nil {
		err = errors.Join(st.AddForm(ctx, src, form), st.Close())
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// journaled waits until the journal's last step is of a kind.
func (w *window) journaled(op survey.Op, keys ...string) {
	w.t.Helper()
	w.until(fmt.Sprintf("a step of kind %d", op), func() bool { d, ok := w.draft(); return ok && d.last == op }, func() { w.keys(keys...) })
}

// TestTheResidentInTheRealWindow goes through the show card, the hand-over and
// the pause by keys alone, with a power loss while the resident has the laptop.
func TestTheResidentInTheRealWindow(t *testing.T) {
	w := newWindow(t)
	w.project(teaForm, "name")
	w.start()
	w.begins()
	w.write("Mairi")
	w.keys("Return")
	w.page("well")

	w.shows("Show card –", "F11")
	w.picture("show-card")
	w.keys("2") // chosen on the card; the next question follows there
	w.page("was")
	w.keys("F2") // no use is made of what is not shown, but the worker's keys work
	w.page("more")
	w.shows("Tea and talk –", "Escape")
	w.keys("Escape")
	w.page("was")
	w.keys("Escape")
	w.page("well")

	w.keys("F12")
	w.picture("hand-over-worker")
	w.journaled(survey.HandOver, "Return")
	w.shows("Handed over –", "shift")
	w.picture("hand-over-intro")
	w.keys("Return")
	for _, key := range []string{"F1", "F7", "F10", "F11", "ctrl+1", "ctrl+3", "ctrl+7", "ctrl+j", "ctrl+0", "Escape", "Escape"} {
		w.keys(key)
	}
	w.picture("hand-over")
	w.keys("3")
	w.page("was") // none of those keys led out of the run
	w.kill()
	w.start()
	w.shows("Today –", "shift")
	w.shows("Handed over –", "a")
	w.keys("Escape", "Escape")
	w.page("well") // and nothing before it, after the power came back either
	w.shows("Paused –", "F9")
	w.picture("pause")
	w.journaled(survey.Pause)
	w.keys("1", "Return", "Escape", "F9", "F12")
	if title := w.title(); !strings.HasPrefix(title, "Paused") {
		t.Errorf("the title is %q: another key than the worker's ended the pause", title)
	}
	w.shows("Handed over –", "ctrl+Return")
	w.keys("1")
	w.page("was")
	w.keys("1", "Return", "Return") // the second Return finds the run over
	w.picture("hand-over-done")
	w.keys("F12")
	w.picture("hand-over-code")
	w.write("back")
	w.shows("Tea and talk –", "shift")
	w.page("more")
	w.keys("Return")

	finished := w.finished(1, func() { w.keys("ctrl+Return") })
	wantValues(t, finished.Record, survey.Answer("Mairi"), survey.Answer("good"), survey.Answer("good"), survey.Value{State: survey.Skipped})
	if finished.Paused <= 0 {
		t.Error("the pause is not told from the interview's time")
	}
}
