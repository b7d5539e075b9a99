package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/survey"
)

// answerWithFile says in a draft that a file is the answer, the file first.
func answerWithFile(t testing.TB, s *Store, id, name string, data []byte) {
	t.Helper()
	if err := s.Attach(t.Context(), id, name, data); err != nil {
		t.Fatal(err)
	}
	if err := s.AppendDraft(t.Context(), id, survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer(name), At: testStart}); err != nil {
		t.Fatal(err)
	}
}

// responseWithFile finishes a response that has a file.
func responseWithFile(t testing.TB, s *Store, id, name string, data []byte) *survey.Submission {
	t.Helper()
	if err := s.StartDraft(t.Context(), header(id)); err != nil {
		t.Fatal(err)
	}
	answerWithFile(t, s, id, name, data)
	sub := submission(id)
	sub.Record.Repeats[0][0].Values[0] = survey.Answer(name)
	if err := s.Finish(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	return sub
}

func checkFile(t testing.TB, s *Store, id, name string, want []byte) {
	t.Helper()
	if got, err := s.Attachment(t.Context(), id, name); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s of %s: %d bytes of %d, %v", name, id, len(got), len(want), err)
	}
}

func checkNoFiles(t testing.TB, s *Store, id string) {
	t.Helper()
	if names, err := s.Attachments(t.Context(), id); err != nil || len(names) > 0 {
		t.Errorf("%s still has %q, %v", id, names, err)
	}
	var pieces int
	if err := s.writer.QueryRow("SELECT count(*) FROM attachment_piece WHERE attachment NOT IN (SELECT id FROM attachment)").Scan(&pieces); err != nil || pieces > 0 {
		t.Errorf("%d pieces belong to no file, %v", pieces, err)
	}
}

func TestFilesComeBackAsTheyWere(t *testing.T) {
	sealed, _ := newSealed(t)
	for kind, s := range map[string]*Store{"plain": newStore(t), "sealed": sealed} {
		t.Run(kind, func(t *testing.T) {
			ctx := t.Context()
			if err := s.Attach(ctx, "uuid:1", "a.png", nil); !errors.Is(err, ErrNoDraft) {
				t.Errorf("without a draft: %v", err)
			}
			if err := s.StartDraft(ctx, header("uuid:1")); err != nil {
				t.Fatal(err)
			}
			files := map[string][]byte{"empty.txt": nil}
			for name, size := range map[string]int{"one.png": 1, "piece.png": attachmentPiece, "more.png": attachmentPiece + 1, "large.png": 3*attachmentPiece + 7} {
				files[name] = make([]byte, size)
				rand.Read(files[name])
			}
			for name, data := range files {
				answerWithFile(t, s, "uuid:1", name, []byte("the first try"))
				answerWithFile(t, s, "uuid:1", name, data)
			}
			if err := s.Attach(ctx, "uuid:1", "huge.png", make([]byte, MaxAttachment+1)); !errors.Is(err, ErrFileTooLarge) || !strings.Contains(err.Error(), "50 MB") {
				t.Errorf("too large: %v", err)
			}
			s := reopen(t, s)
			if s.Locked() {
				if _, err := s.Attachment(ctx, "uuid:1", "one.png"); !errors.Is(err, ErrLocked) {
					t.Errorf("while locked: %v", err)
				}
				if err := s.Unlock(ctx, testPassphrase); err != nil {
					t.Fatal(err)
				}
			}
			for name, data := range files {
				checkFile(t, s, "uuid:1", name, data)
			}
			names, err := s.Attachments(ctx, "uuid:1")
			if want := []string{"empty.txt", "large.png", "more.png", "one.png", "piece.png"}; err != nil || !slices.Equal(names, want) {
				t.Errorf("listed %q, %v", names, err)
			}
			if _, err := s.Attachment(ctx, "uuid:1", "none.png"); !errors.Is(err, ErrNotFound) {
				t.Errorf("none: %v", err)
			}
			// Pieces that are left out, changed or in another order are found.
			for _, damage := range []string{
				"DELETE FROM attachment_piece WHERE n = 3",
				"UPDATE attachment_piece SET n = 10 - n WHERE n IN (1, 2)",
				"UPDATE attachment_piece SET data = zeroblob(300) WHERE n = 0",
			} {
				if _, err := s.writer.Exec(damage); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Attachment(ctx, "uuid:1", "large.png"); !errors.Is(err, ErrDamaged) {
					t.Errorf("%s: %v", damage, err)
				}
			}
			if faults, err := s.Check(ctx, nil); err != nil || len(faults) == 0 {
				t.Errorf("the check found %q, %v", faults, err)
			}
		})
	}
}

func TestFilesLastAsLongAsAnAnswerNamesThem(t *testing.T) {
	s, _ := newStoreWithKey(t)
	ctx := t.Context()
	if err := s.StartDraft(ctx, header("uuid:1")); err != nil {
		t.Fatal(err)
	}
	answerWithFile(t, s, "uuid:1", "blurred.png", []byte("blurred"))
	answerWithFile(t, s, "uuid:1", "sharp.png", []byte("sharp"))
	sub := submission("uuid:1")
	sub.Record.Values[0] = survey.Answer("sharp.png")
	if err := s.Finish(ctx, sub); err != nil {
		t.Fatal(err)
	}
	if names, err := s.Attachments(ctx, "uuid:1"); err != nil || !slices.Equal(names, []string{"sharp.png"}) {
		t.Errorf("kept %q, %v", names, err)
	}
	// A discarded edit takes its own files along, and no others.
	if _, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	answerWithFile(t, s, "uuid:1", "edit.png", []byte("edit"))
	if err := s.DiscardDraft(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	if names, err := s.Attachments(ctx, "uuid:1"); err != nil || !slices.Equal(names, []string{"sharp.png"}) {
		t.Errorf("kept %q, %v", names, err)
	}
	// A consent taken back takes the answer, and the answer its file.
	err := s.WithdrawConsent(ctx, "uuid:1", "quote", "W9", func(sub *survey.Submission) (*survey.Submission, bool) {
		sub.Record.Values[0] = survey.Value{State: survey.Erased}
		return sub, true
	})
	if err != nil {
		t.Fatal(err)
	}
	checkNoFiles(t, s, "uuid:1")
	// So does an end date.
	responseWithFile(t, s, "uuid:2", "face.png", []byte("a face"))
	rules := func(string, string) (Retention, error) {
		return Retention{Months: 0, Erase: func(sub *survey.Submission) int {
			sub.Record.Repeats[0][0].Values[0] = survey.Value{State: survey.Erased}
			return 1
		}}, nil
	}
	if _, err := s.EraseExpired(ctx, rules, testStart.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	checkNoFiles(t, s, "uuid:2")
	if err := s.StartDraft(ctx, header("uuid:3")); err != nil {
		t.Fatal(err)
	}
	answerWithFile(t, s, "uuid:3", "a.png", []byte("a"))
	if err := s.DiscardDraft(ctx, "uuid:3"); err != nil {
		t.Fatal(err)
	}
	checkNoFiles(t, s, "uuid:3")
}

// TestFilesAreErasedEverywhere looks for a file's words wherever the project
// went, before and after its response is taken out.
func TestFilesAreErasedEverywhere(t *testing.T) {
	for kind, takeOut := range map[string]func(*Store) error{
		"withdrawn": func(s *Store) error { return s.Withdraw(t.Context(), "uuid:1") },
		"void":      func(s *Store) error { return s.Void(t.Context(), "uuid:1", "asked twice") },
	} {
		t.Run(kind, func(t *testing.T) {
			s, key := newStoreWithKey(t)
			ctx, dir, stick := t.Context(), t.TempDir(), t.TempDir()
			if err := s.SetCopies(ctx, stick); err != nil {
				t.Fatal(err)
			}
			large := append(make([]byte, 2*attachmentPiece), secret...)
			responseWithFile(t, s, "uuid:1", "letter.txt", large)
			responseWithFile(t, s, "uuid:2", "other.txt", []byte("other"))
			made, err := s.Rotate(ctx, dir, testStart, RotateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if done, err := s.CopyOwed(ctx); err != nil || done.Written != 2 {
				t.Fatalf("%+v, %v", done, err)
			}
			fresh, _, err := Create(ctx, filepath.Join(t.TempDir(), "fresh.doorstep"), CreateOptions{NoPassphrase: true, Join: &s.info})
			if err != nil {
				t.Fatal(err)
			}
			defer fresh.Close()
			if _, err := fresh.MergeCopies(ctx, stick, identity(t, key)); err != nil {
				t.Fatal(err)
			}
			checkFile(t, fresh, "uuid:1", "letter.txt", large)
			home := filepath.Dir(s.Path())
			if found := holds(t, secret, home, dir); len(found) < 2 {
				t.Fatalf("the words stand in %v only", found)
			}
			if err := takeOut(s); err != nil {
				t.Fatal(err)
			}
			if found := holds(t, secret, home, dir, stick); len(found) > 0 {
				t.Errorf("the words are still in %v", found)
			}
			b := opened(t, made.Path)
			for _, s := range []*Store{s, b} {
				checkNoFiles(t, s, "uuid:1")
				checkFile(t, s, "uuid:2", "other.txt", []byte("other"))
				if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
					t.Errorf("%v, %v", faults, err)
				}
			}
		})
	}
}

func TestSealingAProjectSealsItsFiles(t *testing.T) {
	s := newStore(t)
	s.work = testWork
	large := append(make([]byte, attachmentPiece), secret...)
	responseWithFile(t, s, "uuid:1", "letter.txt", large)
	if _, err := s.Seal(t.Context(), SealOptions{Passphrase: testPassphrase}); err != nil {
		t.Fatal(err)
	}
	checkFile(t, s, "uuid:1", "letter.txt", large)
	if found := holds(t, secret, filepath.Dir(s.Path())); len(found) > 0 {
		t.Errorf("the words stand in %v", found)
	}
}
