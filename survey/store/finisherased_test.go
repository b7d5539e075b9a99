package store

import (
	"path/filepath"
	"testing"
	"time"

	"doorstep/survey"
)

// TestFinishErasedKeepsTheOutcomeOnly stops an interview whose resident wants
// nothing kept, and looks for the words in every file there is.
func TestFinishErasedKeepsTheOutcomeOnly(t *testing.T) {
	s, _ := newStoreWithKey(t)
	ctx, home := t.Context(), filepath.Dir(s.Path())
	backups := filepath.Join(t.TempDir(), "backups")
	h := header("uuid:1")
	if err := s.StartDraft(ctx, h); err != nil {
		t.Fatal(err)
	}
	if err := s.AppendDraft(ctx, "uuid:1", survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(secret), At: testStart}); err != nil {
		t.Fatal(err)
	}
	if err := s.Attach(ctx, "uuid:1", "door.txt", []byte(secret)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rotate(ctx, backups, testStart, RotateOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := len(holds(t, secret, home, backups)); n < 2 {
		t.Fatalf("the words stand in %d files only: the test looks for nothing", n)
	}
	h.Outcome, h.Finished = survey.RespondentRefusal, testStart.Add(time.Minute)
	sub := &survey.Submission{Header: h, Name: secret, Consents: []survey.Consent{{Purpose: secret}}}
	sub.Record.Values = []survey.Value{survey.Answer(secret)}
	if err := s.FinishErased(ctx, sub); err != nil {
		t.Fatal(err)
	}
	if found := holds(t, secret, home, backups); len(found) > 0 {
		t.Errorf("the words are still in %v", found)
	}
	if sub.Number != 1 || sub.Status != survey.Finished {
		t.Errorf("it came back as %+v", sub.Header)
	}
	back, err := s.Submission(ctx, "uuid:1")
	if err != nil || back.Outcome != survey.RespondentRefusal || back.Name != "" || len(back.Consents) > 0 {
		t.Fatalf("%+v, %v", back, err)
	}
	if v := back.Record.Value(0); v.State != survey.NotAsked {
		t.Errorf("the question reads %+v", v)
	}
	if code, _ := s.Reference(ctx, "uuid:1"); code != "" {
		t.Errorf("there is a code %q for a card, and nothing to withdraw", code)
	}
	if drafts, err := s.Drafts(ctx); err != nil || len(drafts) > 0 {
		t.Errorf("drafts %v, %v", drafts, err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("the project: %v, %v", faults, err)
	}
}
