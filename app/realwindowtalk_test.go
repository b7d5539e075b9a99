package app_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/store/canary"
)

// talkForm is asked in three languages. Its last question has no Urdu.
const talkForm = `
| survey |
| | type | name | label::English (en) | label::Polski (pl) | label::اردو (ur) |
| | text | name | What is your name? | Jak masz na imię? | آپ کا نام کیا ہے؟ |
| | select_one well | well | How is your health in general? | Jak ogólnie oceniasz swoje zdrowie? | آپ کی صحت مجموعی طور پر کیسی ہے؟ |
| | select_multiple way | way | What gets in the way of joining in? | Co utrudnia udział? | شامل ہونے میں کیا رکاوٹ ہے؟ |
| | integer | age | How old are you? | Ile masz lat? | |

| choices |
| | list_name | name | label::English (en) | label::Polski (pl) | label::اردو (ur) |
| | well | good | Good | Dobre | اچھی |
| | well | fair | Fair | Średnie | درمیانی |
| | well | bad | Bad | Złe | خراب |
| | way | cost | What it costs (£5) | Koszt (5 £) | خرچہ (£5) |
| | way | bus | The 41 bus | Autobus 41 | 41 نمبر بس |

| settings |
| | form_id | form_title | version | default_language |
| | talk | Talk | 1 | English (en) |
`

// submissions reads what is finished, the first first.
func (w *window) submissions() (all []*survey.Submission) {
	w.t.Helper()
	w.look(func(ctx context.Context, s *store.Store) error {
		for sub, err := range s.Submissions(ctx, store.Filter{}) {
			if err != nil {
				return err
			}
			all = append(all, sub)
		}
		return nil
	})
	return all
}

// finished waits for so many finished responses and returns the last.
func (w *window) finished(n int, again func()) *survey.Submission {
	w.t.Helper()
	var all []*survey.Submission
	w.until(fmt.Sprintf("%d finished responses", n), func() bool {
		all = w.submissions()
		return len(all) == n
	}, again)
	return all[n-1]
}

// begins starts the first questionnaire by its key.
func (w *window) begins() {
	w.t.Helper()
	w.shows("Today –", "shift")
	w.until("the interview to begin", func() bool { _, ok := w.draft(); return ok }, func() { w.keys("1") })
	w.page(w.first)
}

// spoken waits until the interview is in a language, picked by the keys of its
// sheet.
func (w *window) spoken(language string, key string) {
	w.t.Helper()
	w.until("the interview in "+language, func() bool { d, ok := w.draft(); return ok && d.language == language }, func() { w.keys("F6", key) })
}

// wantValues compares a record's first values, in the form's order.
func wantValues(t *testing.T, got survey.Record, want ...survey.Value) {
	t.Helper()
	for i, v := range want {
		if g := got.Value(i); g.Text != v.Text || g.State != v.State {
			t.Errorf("value %d is %q (%d), want %q (%d)", i, g.Text, g.State, v.Text, v.State)
		}
	}
}

// TestTheLanguageInTheRealWindow switches to Urdu in the middle of a page, goes
// on in it after a power loss, and comes back to English, by keys alone. Every
// answer stays, and what was asked in Urdu is stored as in any other language.
func TestTheLanguageInTheRealWindow(t *testing.T) {
	w := newWindow(t)
	w.project(talkForm, "name")
	w.start()
	w.begins()
	w.write("Nasreen")
	w.spoken("اردو (ur)", "3")
	w.picture("urdu-name")
	w.keys("Return")
	w.page("well")
	w.picture("urdu-well")
	w.keys("2")
	w.page("way")
	w.kill()
	w.start()
	w.shows("Today –", "shift")
	w.shows("Talk –", "a")
	w.keys("1", "2")
	w.picture("urdu-way")
	w.keys("Return")
	w.page("age")
	w.picture("urdu-untranslated")
	w.keys("Escape")
	w.page("way")
	w.spoken("English (en)", "1")
	w.page("way") // where it was
	w.picture("english-way")
	w.keys("Return")
	w.page("age")
	w.write("67")
	w.keys("Return")
	sub := w.finished(1, func() { w.keys("ctrl+Return") })
	wantValues(t, sub.Record, survey.Answer("Nasreen"), survey.Answer("fair"), survey.Answer("cost bus"), survey.Answer("67"))
	if sub.Language != "English (en)" || sub.Outcome != survey.Complete {
		t.Errorf("stored in %q with outcome %q", sub.Language, sub.Outcome)
	}
}

// TestStoppingEarlyInTheRealWindow ends two interviews in the middle, by keys
// alone: one whose resident lets the answers be kept, and one who does not.
func TestStoppingEarlyInTheRealWindow(t *testing.T) {
	w := newWindow(t)
	w.project(talkForm, "name")
	w.start()
	w.begins()
	w.write("Mairi")
	w.keys("Return")
	w.page("well")
	w.keys("1")
	w.page("way")
	w.keys("1", "F10")
	w.picture("stop-how")
	w.keys("2") // they wish to stop
	w.picture("stop-answers")
	w.keys("1") // and what was said is kept
	kept := w.finished(1, nil)
	w.picture("stop-kept")
	if kept.Outcome != survey.Partial {
		t.Errorf("kept: outcome %q, want %q", kept.Outcome, survey.Partial)
	}
	wantValues(t, kept.Record, survey.Answer("Mairi"), survey.Answer("good"), survey.Answer("cost"), survey.Value{State: survey.NotAsked}) // the last was not come to

	const said = "Catriona-of-the-canary"
	w.shows("Today –", "Return")
	w.begins()
	w.write(said)
	w.keys("Return")
	w.page("well")
	w.keys("3")
	w.page("way")
	w.keys("F10", "2", "2", "2") // a key pressed once too often erases nothing
	w.picture("stop-erase")
	if d, ok := w.draft(); !ok || d.answers["name"].Text != said {
		t.Error("what was said is gone before Enter was pressed")
	}
	w.keys("Return")
	erased := w.finished(2, nil)
	w.picture("stop-erased")
	if erased.Outcome != survey.RespondentRefusal || slices.ContainsFunc(erased.Record.Values, func(v survey.Value) bool { return v.Text != "" }) {
		t.Errorf("erased: outcome %q, record %v; want %q and no answer", erased.Outcome, erased.Record.Values, survey.RespondentRefusal)
	}
	w.until("every trace to be erased", func() bool {
		found, err := canary.Find([]string{w.home}, said)
		return err == nil && len(found) == 0
	}, nil)
	w.shows("Today –", "Return")
	if all := w.submissions(); len(all) == 0 || all[0].Record.Value(0).Text != "Mairi" {
		t.Error("the answers of before are gone as well")
	}
}
