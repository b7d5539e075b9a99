package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"doorstep/survey"
	"doorstep/survey/store"
)

// step is one page of the interview: what is pressed and what that answers.
type step struct {
	question string
	keys     []string // or
	text     string   // typed, then Enter
	want     string   // the value on the disk, as XForms writes it
	state    survey.State
}

func (s step) value() survey.Value {
	if s.state != survey.Unanswered {
		return survey.Value{State: s.state}
	}
	return survey.Answer(s.want)
}

func pressed(question, want string, keys ...string) step {
	return step{question: question, keys: keys, want: want}
}
func typed(question, text string) step { return step{question: question, text: text, want: text} }

// residentsPath answers the flagship from its first page to its last.
var residentsPath = []step{
	pressed("opening_words", "", "Return"),
	pressed("take_part", "yes", "1"),
	pressed("may_note_health", "yes", "1"),
	pressed("may_quote", "no", "2"),
	pressed("may_contact_again", "yes", "1"),
	pressed("helped_by", "interpreter", "2"),
	pressed("home_area", "haghill", "1"),
	{question: "postcode", text: "g312xx", want: "G31 2XX"},
	typed("age", "67"),
	pressed("groups_in_contact", "none", "1", "6", "Return"), // none takes the place of the first
	pressed("asked_before", "no", "2"),
	pressed("how_we_met", "door", "1"),
	pressed("in_the_way", "cost travel health", "1", "2", "5", "Return"),
	pressed("in_the_way_most", "health", "3"), // the third of those chosen
	typed("what_would_help", "=1+1 buses that run late"),
	pressed("keeps_well", "people green_space", "1", "5", "Return"),
	pressed("general_health", "fair", "3"),
	pressed("long_condition", "yes", "1"),
	pressed("limits_daily_life", "a_little", "2"),
	pressed("help_not_had", "gp mental_health", "1", "2", "Return"),
	typed("help_what_happened", "Nobody rang back, twice."), // the battery dies before this one
	pressed("unpaid_care", "hours_1_19", "2"),
	pressed("carer_would_help", "break", "1", "Return"),
	{question: "lack_company", keys: []string{"F2"}, state: survey.DontKnow},
	pressed("left_out", "sometimes", "2"),
	pressed("cut_off", "often", "3"),
	{question: "lonely", keys: []string{"F3"}, state: survey.Refused},
	pressed("online_at_home", "home_internet", "1"),
	pressed("tech_help", "getting_online", "1", "Return"),
	pressed("comes_first", "food loneliness carer_support", "4", "7", "9", "Return"),
	pressed("comes_first_order", "loneliness food carer_support", "2", "1", "3", "Return"),
	typed("one_change", "A bench on the hill"),
	{question: "ethnic_group", keys: []string{"F4"}, state: survey.Skipped},
	pressed("preferred_language", "english", "1"),
	pressed("sex", "female", "1"),
	{question: "anything_missed", keys: []string{"Return"}, state: survey.Skipped},
	pressed("how_it_felt", "very_good", "1"),
	pressed("support_card_offered", "yes", "1"),
	typed("contact_name", "Mairi of the test"),
	pressed("contact_way", "phone_call", "1"),
	typed("contact_phone", "0141 496 0000"),
	pressed("thank_you", "", "Return"),
}

const (
	diesAt    = "help_what_happened"
	coveredAt = "asked_before" // the worker locks the screen here
)

// TestInterviewInTheRealWindow takes one interview through the window: start,
// power loss in the middle, resume, finish and export, by keys alone.
func TestInterviewInTheRealWindow(t *testing.T) {
	w := newWindow(t)
	w.first = residentsPath[0].question
	w.start()
	w.setUp()
	w.until("the project", func() bool {
		return w.look(func(ctx context.Context, s *store.Store) error {
			forms, err := s.Forms(ctx)
			if len(forms) == 0 {
				return fmt.Errorf("no forms yet: %w", err)
			}
			return err
		})
	}, nil)
	w.picture("home")
	w.until("the interview to begin", func() bool { _, ok := w.draft(); return ok }, func() { w.keys("1") })

	want := map[string]survey.Value{}
	for _, s := range residentsPath {
		w.page(s.question)
		if s.question == diesAt {
			d, _ := w.draft()
			for name, value := range want {
				if d.answers[name] != value && value.State != survey.Skipped {
					t.Errorf("before the power went, %s was %v on the disk, want %v", name, d.answers[name], value)
				}
			}
			w.kill()
			w.nowhere("buses that run late", "G31 2XX", "g312xx")
			w.start()
			w.unlock()
			w.picture("home-with-draft")
			w.shows("Haghill", "a")
		}
		if s.question == coveredAt {
			w.shows("Locked", "ctrl+l")
			w.unlock()
		}
		w.picture("interview-" + s.question)
		if s.keys != nil {
			w.keys(s.keys...)
		} else {
			w.write(s.text)
			w.keys("Return")
		}
		if s.want != "" || s.state != survey.Unanswered {
			want[s.question] = s.value()
		}
	}
	finished := w.finished(1, func() { w.picture("review"); w.keys("ctrl+Return") })
	if finished.Outcome != survey.Complete {
		t.Errorf("outcome %q, want %q", finished.Outcome, survey.Complete)
	}
	w.picture("finished")
	w.exportAndCompare(want)
}

// exported writes the workbook from the screen of exports, with what keys
// choose, and opens it.
func (w *window) exported(picture string, choose ...string) *excelize.File {
	w.t.Helper()
	var path string
	shown := false // keys that come before the screen is filled go nowhere
	w.until("the workbook", func() bool {
		found, _ := filepath.Glob(filepath.Join(w.home, "exports", "*.xlsx"))
		if len(found) > 0 {
			path = found[0]
		}
		return path != ""
	}, func() {
		w.keys(choose...)
		w.picture(picture)
		if shown {
			w.keys("ctrl+Return")
		}
		shown = true
	})
	book, err := excelize.OpenFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = book.Close() })
	return book
}

// exportAndCompare writes the workbook from the window, codes and personal
// answers included, and holds its row against what was typed.
func (w *window) exportAndCompare(want map[string]survey.Value) {
	t := w.t
	t.Helper()
	w.shows("Today –", "Return") // from the last screen back to the start
	w.shows("Export –", "ctrl+4")
	book := w.exported("export", "c", "p")
	w.picture("exported")
	rows, err := book.GetRows("Responses", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	header := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "take_part") })
	if header < 0 || len(rows) != header+2 {
		t.Fatalf("the sheet has %d rows and its header in row %d", len(rows), header+1)
	}
	for name, value := range want {
		column := slices.Index(rows[header], name)
		if column < 0 || column >= len(rows[header+1]) {
			t.Errorf("no column %s", name)
			continue
		}
		expected := value.Text
		if !value.IsAnswered() {
			expected = fmt.Sprint(value.State.Code())
		}
		if got := rows[header+1][column]; got != expected {
			t.Errorf("%s: the workbook holds %q, want %q", name, got, expected)
		}
	}
}
