package store

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"doorstep/survey"
)

func TestInterviewSavedToAnotherPlaceComesBack(t *testing.T) {
	s, key := newSealed(t)
	addTestForm(t, s, "1")
	h := header("uuid:draft")
	h.Status = survey.Draft
	changes := []survey.Change{
		{Op: survey.SetValue, Ref: "/data/name", Value: survey.Answer("Canary of the close"), At: testStart},
		{Op: survey.Move, Ref: "/data/age", At: testStart},
	}
	s.Lock() // the key is not needed to save
	path, _, err := s.SaveDraftAt(t.Context(), t.TempDir(), h, changes, nil)
	if err != nil {
		t.Fatal(err)
	}
	if sealed, err := os.ReadFile(path); err != nil || bytes.Contains(sealed, []byte("Canary")) {
		t.Fatalf("the file can be read by anybody: %v", err)
	}
	if err := s.Unlock(t.Context(), testPassphrase); err != nil {
		t.Fatal(err)
	}
	identity, err := ParseRecoveryKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for round, want := range []int{2, 0} { // a second time nothing is missing
		got, added, err := s.BringDraft(t.Context(), path, identity)
		if err != nil || added != want || got.InstanceID != h.InstanceID {
			t.Fatalf("round %d: %d answers of %s, %v", round, added, got.InstanceID, err)
		}
	}
	back, err := s.DraftChanges(t.Context(), h.InstanceID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "journal", back, changes)

	other, otherKey := newSealed(t)
	identity, err = ParseRecoveryKey(otherKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.BringDraft(t.Context(), path, identity); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another project's key: %v", err)
	}
}

// TestFilesAndEditsAreSavedToAnotherPlace saves an interview with two files,
// one of which the project never got, and an edit that another laptop's edit
// of the same response does not hide.
func TestFilesAndEditsAreSavedToAnotherPlace(t *testing.T) {
	s, key := newSealed(t)
	addTestForm(t, s, "1")
	identity, err := ParseRecoveryKey(key)
	if err != nil {
		t.Fatal(err)
	}
	ctx, dir := t.Context(), t.TempDir()
	h := header("uuid:draft")
	h.Status = survey.Draft
	answered := func(name string) survey.Change {
		return survey.Change{Op: survey.SetValue, Ref: "/data/name", Value: survey.Answer(name), At: testStart}
	}
	changes := []survey.Change{answered("stored.jpg"), answered("waiting.jpg")}
	if err := s.StartDraft(ctx, h); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"stored.jpg", "replaced.jpg"} {
		if err := s.Attach(ctx, h.InstanceID, name, []byte("a picture of the close, "+name)); err != nil {
			t.Fatal(err)
		}
	}
	path, missing, err := s.SaveDraftAt(ctx, dir, h, changes, map[string][]byte{"waiting.jpg": []byte("another")})
	if err != nil || len(missing) > 0 {
		t.Fatal(missing, err)
	}
	s.Lock() // files in the project cannot be opened now
	_, missing, err = s.SaveDraftAt(ctx, t.TempDir(), h, changes, nil)
	if err != nil || len(missing) != 1 {
		t.Errorf("nothing says that files are missing: %q, %v", missing, err)
	}
	if err := s.Unlock(ctx, testPassphrase); err != nil {
		t.Fatal(err)
	}
	if err := s.DiscardDraft(ctx, h.InstanceID); err != nil {
		t.Fatal(err)
	}
	if _, added, err := s.BringDraft(ctx, path, identity); err != nil || added != 2 {
		t.Fatal(added, err)
	}
	for name, want := range map[string]string{"stored.jpg": "a picture of the close, stored.jpg", "waiting.jpg": "another"} {
		if data, err := s.Attachment(ctx, h.InstanceID, name); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}

	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	d, err := s.StartEdit(ctx, "uuid:1", anEdit)
	if err == nil {
		_, err = s.EditBase(ctx, "uuid:1") // as the window does when it opens it
	}
	if err != nil {
		t.Fatal(err)
	}
	path, _, err = s.SaveDraftAt(ctx, dir, d.Header, changes[:1], nil)
	if err == nil {
		err = s.DiscardDraft(ctx, "uuid:1")
	}
	if err != nil {
		t.Fatal(err)
	}
	for round, want := range []int{1, 0} {
		if _, added, err := s.BringDraft(ctx, path, identity); err != nil || added != want {
			t.Fatalf("round %d: %d, %v", round, added, err)
		}
	}
	if why, err := s.EditReason(ctx, "uuid:1"); err != nil || why != anEdit.Reason {
		t.Errorf("%q, %v", why, err)
	}
	base, err := s.EditBase(ctx, "uuid:1")
	if err != nil || base == nil {
		t.Fatal(err)
	}
	if err := s.FinishEdit(ctx, base, Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	if _, added, err := s.BringDraft(ctx, path, identity); err != nil || added != 0 {
		t.Errorf("a finished edit was opened again: %d, %v", added, err)
	}
}
