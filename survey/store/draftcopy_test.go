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
	path, err := s.SaveDraftAt(t.Context(), t.TempDir(), h, changes)
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
