package app_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/store"
)

// withResponses finishes so many responses to the only questionnaire of a
// project that no window has open, and returns their codes, the first first.
func (w *window) withResponses(n int) (ids, codes []string) {
	w.t.Helper()
	ctx := w.t.Context()
	st, err := store.Open(ctx, filepath.Join(w.home, "fieldwork.doorstep"), store.OpenOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer st.Close()
	for i := range n {
		id := fmt.Sprintf("uuid:5f0c9a52-7a3e-4a70-9d55-%012d", i+1)
		now := time.Now().Add(time.Duration(i-n) * time.Hour)
		sub := &survey.Submission{Header: survey.Header{
			InstanceID: id, FormID: "tea", FormVersion: "1", Outcome: survey.Complete, Worker: fmt.Sprintf("W%d", i+1),
			Started: now.Add(-10 * time.Minute), Finished: now, Active: 9 * time.Minute,
		}}
		for _, answer := range []string{"Mairi", "good", "fair", "nothing"} {
			sub.Record.Values = append(sub.Record.Values, survey.Answer(answer))
		}
		if err := st.Finish(ctx, sub); err != nil {
			w.t.Fatal(err)
		}
		code, err := st.Reference(ctx, id)
		if err != nil {
			w.t.Fatal(err)
		}
		ids, codes = append(ids, id), append(codes, code)
	}
	return ids, codes
}

// status waits until a response is as it should be on the disk.
func (w *window) status(id string, want survey.Status, again func()) {
	w.t.Helper()
	w.until(fmt.Sprintf("%s to be %s", id, want), func() bool {
		found := false
		return w.look(func(ctx context.Context, s *store.Store) error {
			headers, err := s.Headers(ctx, store.Filter{InstanceID: id, Void: true, Withdrawn: true})
			found = err == nil && len(headers) == 1 && headers[0].Status == want
			return err
		}) && found
	}, again)
}

// TestResponsesInARealWindow finds responses, changes one with a reason and
// sees its history, takes one out, and withdraws one by the code on its card,
// by keys alone.
func TestResponsesInARealWindow(t *testing.T) {
	w := newWindow(t)
	w.project(teaForm, "name")
	ids, codes := w.withResponses(3)
	w.start()
	w.shows("Today –", "shift")
	w.picture("today")
	w.shows("Responses –", "ctrl+3")

	// The second is found by its worker, and opened from the field.
	w.shows("Response 2 –", "slash", "ctrl+a", "w", "2", "Return")
	w.picture("response")
	w.shows("Change answers –", "e")
	w.write("She rang to mend her name")
	w.keys("Return")
	w.shows("Tea and talk –", "shift")
	w.until("the question", func() bool { d, ok := w.draft(); return ok && d.at.Name() == "name" }, func() { w.keys("ctrl+j", "Home", "Return") })
	w.keys("ctrl+a")
	w.write("Morag")
	w.keys("Return")
	w.until("the change is on the disk", func() bool { d, ok := w.draft(); return ok && d.answers["name"] == survey.Answer("Morag") }, nil)
	w.keys("F7")
	w.until("two states of it", func() bool {
		done := false
		return w.look(func(ctx context.Context, s *store.Store) error {
			history, err := s.History(ctx, ids[1])
			if err != nil || len(history) != 2 {
				return errors.Join(err, errors.New("not yet"))
			}
			now, err := s.Submission(ctx, ids[1])
			done = err == nil && history[1].Reason == "She rang to mend her name" && now.Record.Value(0) == survey.Answer("Morag")
			return err
		}) && done
	}, func() { w.keys("ctrl+Return") })
	w.shows("Response 4 –", "Return") // back to it; the change has a number of its own
	w.keys("h")
	w.picture("response-history")
	w.shows("Responses –", "Escape")

	// The first is taken out.
	w.shows("Response 1 –", "slash", "ctrl+a", "w", "1", "Return")
	w.shows("Take this response out –", "v")
	w.write("A test of ours")
	w.picture("response-void")
	w.status(ids[0], survey.Void, func() { w.keys("Return") })
	if ok := w.look(func(ctx context.Context, s *store.Store) error {
		why, err := s.VoidReason(ctx, ids[0])
		if why != "A test of ours" {
			return fmt.Errorf("%q, %w", why, err)
		}
		return err
	}); !ok {
		t.Error("the reason was not kept")
	}
	w.shows("Responses –", "Escape")

	// The third is withdrawn by the code on its card.
	w.shows("Withdraw by the code", "ctrl+w")
	w.write(codes[2])
	w.shows("Response 3 –", "Return")
	w.shows("Withdraw this response –", "w")
	w.write(codes[2])
	w.picture("response-withdraw")
	w.status(ids[2], survey.Withdrawn, func() { w.keys("Return") })
	w.shows("Responses –", "Escape")
	w.picture("responses-after")
}
