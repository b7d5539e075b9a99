package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/survey"
)

var anEdit = Edit{Worker: "W9", Reason: "the resident rang to correct it"}

// edit starts an edit, changes the first answer and finishes it.
func edit(t *testing.T, s *Store, id, answer string) *survey.Submission {
	t.Helper()
	ctx := t.Context()
	if _, err := s.StartEdit(ctx, id, Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	sub, err := s.EditBase(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	sub.Record.Values[0] = survey.Answer(answer)
	if err := s.AppendDraft(ctx, id, survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: sub.Record.Values[0], At: testStart}); err != nil {
		t.Fatal(err)
	}
	if err := s.FinishEdit(ctx, sub, anEdit); err != nil {
		t.Fatal(err)
	}
	return sub
}

// TestTheReasonOfAnEditOutlivesTheProgram starts an edit, opens the project
// anew and finishes it without saying why again.
func TestTheReasonOfAnEditOutlivesTheProgram(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	for _, why := range []string{"a slip", anEdit.Reason, ""} { // the last that was said holds
		if _, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W9", Reason: why}); err != nil {
			t.Fatal(err)
		}
	}
	c := survey.Change{Op: survey.SetValue, Ref: "/data/q", Value: survey.Answer("no"), At: testStart}
	if err := s.AppendDraft(ctx, "uuid:1", c); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	if changes, err := s.DraftChanges(ctx, "uuid:1"); err != nil || len(changes) != 1 {
		t.Errorf("the reason stands among the answers: %v, %v", changes, err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
	base, err := s.EditBase(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.FinishEdit(ctx, base, Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	if history, err := s.History(ctx, "uuid:1"); err != nil || len(history) != 2 || history[1].Reason != anEdit.Reason {
		t.Errorf("%+v, %v", history, err)
	}
	if why, err := s.EditReason(ctx, "uuid:1"); err != nil || why != "" {
		t.Errorf("a finished edit still says %q, %v", why, err)
	}
}

func TestEditHistoryAndRestore(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	first := submission("uuid:1")
	first.Consents = []survey.Consent{{Purpose: "health", Given: true, At: testStart, Words: "May we?", Answer: "Yes", Language: "Polish (pl)"}}
	first.Device = "LAP7" // it came from another laptop
	if err := s.Finish(ctx, first); err != nil {
		t.Fatal(err)
	}
	d, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W9"})
	if err != nil || !d.Edits || d.Worker != "W9" || d.FormID != "visit" {
		t.Fatalf("%+v, %v", d, err)
	}
	if again, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W5"}); err != nil || again.Worker != "W9" {
		t.Errorf("the open edit is returned: %+v, %v", again, err)
	}
	if h, err := s.Headers(ctx, Everything("visit")); err != nil || len(h) != 1 || h[0].Status != survey.Finished {
		t.Errorf("an edit under way counts as a response of its own: %+v, %v", h, err)
	}
	base, err := s.EditBase(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the edit starts from what stands", base, first)
	if err := s.FinishEdit(ctx, base, Edit{Worker: "W9"}); !errors.Is(err, ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	if err := s.Finish(ctx, base); !errors.Is(err, ErrNoReason) {
		t.Errorf("an edit finished as an interview: %v", err)
	}
	second := edit(t, s, "uuid:1", "no")
	if second.Device != "LAP1" || second.Number != 1 || second.Worker != "W3" {
		t.Errorf("%+v", second.Header)
	}
	same(t, "the edit stands", all(t, s.Submissions(ctx, Filter{})), []*survey.Submission{second})
	if drafts, _ := s.Drafts(ctx); len(drafts) != 0 {
		t.Errorf("drafts left: %v", drafts)
	}

	s = reopen(t, s)
	history, err := s.History(ctx, "uuid:1")
	if err != nil || len(history) != 2 {
		t.Fatal(history, err)
	}
	one, two := history[0], history[1]
	if one.Worker != "W3" || one.Device != "LAP7" || one.Cause != Interviewed || one.Current || one.Head {
		t.Errorf("%+v", one)
	}
	if two.Worker != "W9" || two.Device != "LAP1" || two.Cause != Edited || two.Reason != anEdit.Reason || !two.At.Equal(testStart) || !two.Current || !two.Head || two.Parents[0] != one.ID {
		t.Errorf("%+v", two)
	}
	was, err := s.Revision(ctx, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the first revision", was, first)
	if err := s.RestoreRevision(ctx, one.ID, Edit{}); !errors.Is(err, ErrNoReason) {
		t.Errorf("%v", err)
	}
	if err := s.RestoreRevision(ctx, one.ID, Edit{"W9", "the call was about somebody else"}); err != nil {
		t.Fatal(err)
	}
	now, err := s.Submission(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "restored", now.Record, first.Record)
	same(t, "consents", now.Consents, first.Consents)
	if history, _ = s.History(ctx, "uuid:1"); len(history) != 3 || history[2].Cause != Restored || now.Number != 2 {
		t.Errorf("%+v", history)
	}
	if _, err := s.StartEdit(ctx, "uuid:9", Edit{Worker: "W9"}); !errors.Is(err, ErrNoResponse) {
		t.Errorf("edit of nothing: %v", err)
	}
	if _, err := s.Revision(ctx, [16]byte{1}); !errors.Is(err, ErrNoResponse) {
		t.Errorf("a revision that is not there: %v", err)
	}
}

// TestEditsOfOneResponseAreAConflictThatRestoringSettles edits one response
// twice from the same revision, as two laptops do.
func TestEditsOfOneResponseAreAConflictThatRestoringSettles(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	mine, err := s.EditBase(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	history, _ := s.History(ctx, "uuid:1")
	theirs := *mine
	theirs.Device, theirs.Number = "LAP2", 1
	document, err := encodeDocument(&theirs)
	if err != nil {
		t.Fatal(err)
	}
	other := &Revision{
		ID: [16]byte{7}, Parents: [][16]byte{history[0].ID}, Generation: 2, Header: theirs.Header, Document: document,
		Edit: &RevisionEdit{Cause: Edited, Worker: "W2", Reason: "theirs", At: testStart},
	}
	err = s.Merge(ctx, func(m *Merger) error {
		if _, err := m.AddRevision(other); err != nil {
			return err
		}
		_, err := m.Settle()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.FinishEdit(ctx, mine, anEdit); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Conflicts(ctx); err != nil || len(c) != 1 {
		t.Fatalf("conflicts %v, %v", c, err)
	}
	if err := s.RestoreRevision(ctx, [16]byte{7}, Edit{"W1", "the later call counts"}); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Conflicts(ctx); err != nil || len(c) != 0 {
		t.Errorf("conflicts %v, %v", c, err)
	}
	history, err = s.History(ctx, "uuid:1")
	if err != nil || len(history) != 4 || len(history[3].Parents) != 2 {
		t.Errorf("%+v, %v", history, err)
	}
}

func TestAnEditOfWhatWasErasedMeanwhileIsNotKept(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	sub, err := s.EditBase(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	history, _ := s.History(ctx, "uuid:1")
	erased := &Revision{ID: history[0].ID, Generation: 1, Header: sub.Header}
	after := *erased
	after.ID, after.Parents, after.Generation = [16]byte{8}, [][16]byte{erased.ID}, 2
	if after.Document, err = encodeDocument(sub); err != nil {
		t.Fatal(err)
	}
	err = s.Merge(ctx, func(m *Merger) error {
		for _, r := range []*Revision{erased, &after} {
			if _, err := m.AddRevision(r); err != nil {
				return err
			}
		}
		_, err := m.Settle()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.FinishEdit(ctx, sub, anEdit); !errors.Is(err, ErrNoDraft) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Revision(ctx, erased.ID); !errors.Is(err, ErrErased) {
		t.Errorf("got %v", err)
	}
	if got := all(t, s.Submissions(ctx, Filter{})); len(got) != 1 {
		t.Errorf("%d responses", len(got))
	}
}

func TestReferenceCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		code := newReference()
		if seen[code] {
			t.Fatalf("%s came twice", code)
		}
		seen[code] = true
		for _, typed := range []string{code, strings.ToLower(code), " " + strings.ReplaceAll(code, "-", " ") + " ", strings.NewReplacer("2", "z", "5", "S", "8", "B").Replace(code)} {
			if got, err := ParseReference(typed); err != nil || got != code {
				t.Fatalf("%q reads as %q, %v", typed, got, err)
			}
		}
	}
	plain := strings.ReplaceAll(newReference(), "-", "")
	for i := range plain {
		for _, c := range referenceAlphabet {
			wrong := plain[:i] + string(c) + plain[i+1:]
			if _, err := ParseReference(wrong); (err == nil) != (wrong == plain) {
				t.Errorf("%s for %s: %v", wrong, plain, err)
			}
		}
		if i > 0 && plain[i] != plain[i-1] {
			swapped := plain[:i-1] + string(plain[i]) + string(plain[i-1]) + plain[i+1:]
			if _, err := ParseReference(swapped); !errors.Is(err, ErrBadReference) {
				t.Errorf("%s for %s: %v", swapped, plain, err)
			}
		}
	}
	for _, typed := range []string{"", "1234", "AEIO-U000", "uuid:1"} {
		if _, err := ParseReference(typed); !errors.Is(err, ErrBadReference) || !strings.Contains(err.Error(), "card") {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if _, err := ParseReference("7KXM-9PQW"); err != nil {
		t.Errorf("the example in the message is no code: %v", err)
	}
}

func TestFindingAResponseByItsCard(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	codes := map[string]string{}
	for i := range 50 {
		id := fmt.Sprintf("uuid:%d", i)
		if err := s.Finish(ctx, submission(id)); err != nil {
			t.Fatal(err)
		}
		code, err := s.Reference(ctx, id)
		if err != nil || code == "" || codes[code] != "" {
			t.Fatalf("%s has code %q, %v", id, code, err)
		}
		codes[code] = id
	}
	s = reopen(t, s)
	for code, id := range codes {
		found, err := s.FindReference(ctx, strings.ToLower(code))
		if err != nil || len(found) != 1 || found[0].InstanceID != id {
			t.Fatalf("%s finds %v, %v", code, found, err)
		}
		edit(t, s, id, "other")
		if again, err := s.Reference(ctx, id); err != nil || again != code {
			t.Fatalf("an edit changed the code from %s to %s, %v", code, again, err)
		}
		break
	}
	if err := s.Finish(ctx, submission("uuid:late")); err != nil {
		t.Fatal(err)
	}
	code := newReference()
	if _, err := s.WithdrawByReference(ctx, code); !errors.Is(err, ErrNoResponse) || !strings.Contains(err.Error(), code) {
		t.Errorf("got %v", err)
	}
}

func TestExpiryOfContactDetails(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	for i, months := range []int{-13, -11} {
		sub := submission(fmt.Sprintf("uuid:%d", i))
		sub.Finished = testStart.AddDate(0, months, 0)
		sub.Record.Values[0] = survey.Answer("phone 0141")
		if err := s.Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, s, "uuid:0", "phone 0142")
	rules := func(id, version string) (Retention, error) {
		return Retention{Months: -1, Erase: func(sub *survey.Submission) int {
			if !strings.HasPrefix(sub.Record.Values[0].Text, "phone") {
				return 0
			}
			sub.Record.Values[0] = survey.Value{State: survey.Erased}
			return 1
		}}, nil
	}
	got, err := s.EraseExpired(ctx, rules, testStart)
	if err != nil || got != (Expired{Responses: 1, Details: 1}) {
		t.Fatalf("%+v, %v", got, err)
	}
	texts := fmt.Sprint(answersOf(t, s))
	if strings.Contains(texts, "0142") || !strings.Contains(texts, "phone 0141") {
		t.Errorf("left: %.200s", texts)
	}
	history, err := s.History(ctx, "uuid:0")
	if err != nil || len(history) != 3 || !history[0].Erased || !history[1].Erased || history[2].Cause != ContactsExpired || history[2].Number != 0 ||
		!history[2].At.Equal(testStart.AddDate(0, -1, 0)) {
		t.Errorf("%+v, %v", history, err)
	}
	if record, err := s.Erasures(ctx, time.Time{}); err != nil || len(record) != 1 || record[0].Kind != "expired" || record[0].Details != 1 || !record[0].At.Equal(testStart) {
		t.Errorf("%+v, %v", record, err)
	}
	if again, err := s.EraseExpired(ctx, rules, testStart); err != nil || again != (Expired{}) {
		t.Errorf("%+v, %v", again, err)
	}
	// Somebody edits it and asks for a number again: that goes the next day.
	edit(t, s, "uuid:0", "phone 0143")
	if again, err := s.EraseExpired(ctx, rules, testStart); err != nil || again.Responses != 1 {
		t.Errorf("%+v, %v", again, err)
	}
	if err := s.SetContactMonths(ctx, 6); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartEdit(ctx, "uuid:1", Edit{Worker: "W9"}); err != nil {
		t.Fatal(err)
	}
	if again, err := s.EraseExpired(ctx, rules, testStart); err != nil || again != (Expired{Waiting: 1}) {
		t.Errorf("%+v, %v", again, err)
	}
	if faults, err := s.Check(ctx, nil); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

func TestTakingOneConsentBack(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	if err := s.Finish(ctx, submission("uuid:1")); err != nil {
		t.Fatal(err)
	}
	edit(t, s, "uuid:1", "ill")
	rework := func(sub *survey.Submission) (*survey.Submission, bool) {
		w := *sub
		w.Record.Values = append([]survey.Value{{State: survey.Erased}}, sub.Record.Values[1:]...)
		w.Consents = append(w.Consents, survey.Consent{Purpose: "health", TakenBack: true, At: testStart})
		return &w, true
	}
	if err := s.WithdrawConsent(ctx, "uuid:1", "health", "W3", rework); err != nil {
		t.Fatal(err)
	}
	got := all(t, s.Submissions(ctx, Filter{}))
	if len(got) != 1 || got[0].Record.Values[0].State != survey.Erased || !got[0].Consents[0].TakenBack {
		t.Fatalf("%+v", got)
	}
	history, err := s.History(ctx, "uuid:1")
	if err != nil || len(history) != 3 || !history[0].Erased || !history[1].Erased || history[2].Cause != ConsentChanged {
		t.Errorf("%+v, %v", history, err)
	}
	if records, err := s.ConsentRecords(ctx, "uuid:1"); err != nil || len(records) != 1 {
		t.Errorf("%+v, %v", records, err)
	}
	none := func(*survey.Submission) (*survey.Submission, bool) { return nil, false }
	if err := s.WithdrawConsent(ctx, "uuid:1", "quote", "W3", none); !errors.Is(err, ErrNoConsent) {
		t.Errorf("got %v", err)
	}
	if err := s.WithdrawConsent(ctx, "uuid:1", survey.ConsentTakePart, "W3", nil); err != nil {
		t.Fatal(err)
	}
	if got := all(t, s.Submissions(ctx, Filter{})); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
