package app_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/assets"
	"doorstep/survey"
	"doorstep/survey/store"
	"doorstep/survey/xlsform"
)

// withProject makes a project without a passphrase where the window looks for
// one, with the first starter questionnaire.
func (w *window) withProject() {
	w.t.Helper()
	ctx := w.t.Context()
	st, _, err := store.Create(ctx, filepath.Join(w.home, "fieldwork.doorstep"), store.CreateOptions{NoPassphrase: true})
	if err != nil {
		w.t.Fatal(err)
	}
	q := assets.Questionnaires()[0]
	src := survey.Source{Name: q.Name, Data: q.Data}
	form, _, err := xlsform.Read(src)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := errors.Join(st.AddForm(ctx, src, form), st.Close()); err != nil {
		w.t.Fatal(err)
	}
}

// tries waits until the contact log is as it should be.
func (w *window) tries(what string, right func([]survey.Attempt) bool, keys ...string) {
	w.t.Helper()
	var again func()
	if len(keys) > 0 {
		again = func() { w.keys(keys...) }
	}
	w.until(what, func() bool {
		found := false
		return w.look(func(ctx context.Context, s *store.Store) error {
			all, err := s.Attempts(ctx, store.AttemptFilter{})
			found = err == nil && right(all)
			return err
		}) && found
	}, again)
}

// TestComeBackInARealWindow logs, by keys alone, that somebody asks to come
// back; the power fails; it is on the first screen, and the interview starts
// from there in two keys.
func TestComeBackInARealWindow(t *testing.T) {
	w := newWindow(t)
	w.withProject()
	w.start()
	w.shows("Today")
	w.shows("TRAINING", "ctrl+t")
	w.picture("training")
	w.until("training ends", func() bool { return strings.HasPrefix(w.title(), "Today") }, func() { w.keys("ctrl+t") })

	w.shows("Contact log", "ctrl+k")
	w.write("Duke Street")
	w.keys("Return", "1", "Return")
	w.tries("nobody was in", func(all []survey.Attempt) bool { return len(all) == 1 && all[0].Outcome == survey.NonContact })
	w.keys("8")
	w.write("tomorrow 17")
	w.picture("contact-log")
	w.keys("Return")
	w.tries("somebody asks to come back", func(all []survey.Attempt) bool {
		return len(all) == 2 && all[0].Outcome == survey.ComeBack && all[0].Place == "Duke Street" && all[0].Due.Hour() == 17 && all[0].Waiting()
	})

	w.kill()
	w.start()
	w.shows("Today")
	w.picture("come-back-on-home")
	linked := func(all []survey.Attempt) bool {
		return len(all) == 3 && all[0].InstanceID != "" && all[0].Follows == all[1].ID && !all[1].Waiting()
	}
	w.shows("Haghill", "a", "1")
	w.tries("the interview is linked to it", linked)
	w.until("a first answer is on the disk", func() bool {
		answered := false
		return w.look(func(ctx context.Context, s *store.Store) error {
			drafts, err := s.Drafts(ctx)
			if err != nil || len(drafts) != 1 {
				return errors.Join(err, errors.New("no draft"))
			}
			changes, err := s.DraftChanges(ctx, drafts[0].InstanceID)
			for _, c := range changes {
				answered = answered || c.Op == survey.SetValue
			}
			return err
		}) && answered
	}, func() { w.keys("Return", "1") })
}
