package exchange_test

import (
	"errors"
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
)

// contact logs a try on a laptop, or a later state of one that is there.
func (f *fleet) contact(t fataler, laptop int, a survey.Attempt) survey.Attempt {
	t.Helper()
	f.clock = f.clock.Add(time.Minute)
	if a.At.IsZero() {
		a.At = f.clock
	}
	if err := f.stores[laptop].LogAttempt(ctx, &a); err != nil && !errors.Is(err, store.ErrNoAttempt) {
		t.Fatal(err)
	}
	return a
}

// contactsOf is all that copies of a contact log must agree on.
func contactsOf(t fataler, s *store.Store) (c contacts) {
	t.Helper()
	c.Revisions = map[[16]byte]store.AttemptRevision{}
	all, err := s.AttemptRevisions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		c.Revisions[r.ID] = r
	}
	c.Current = map[survey.AttemptID]survey.Attempt{}
	current, err := s.Attempts(ctx, store.AttemptFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range current {
		c.Current[a.ID] = a
	}
	if c.Ends, err = s.AttemptEnds(ctx); err != nil {
		t.Fatal(err)
	}
	return c
}

type contacts struct {
	Revisions map[[16]byte]store.AttemptRevision
	Current   map[survey.AttemptID]survey.Attempt
	Ends      []store.AttemptEnd
}

var visit = survey.Attempt{
	Mode: survey.AtDoor, Outcome: survey.ComeBack, Place: "Duke Street", Note: "a dog", Interpreter: "Polish", Friend: true, Carer: true,
	Worker: "W1", Training: true, Due: start.Add(24 * time.Hour), Reminder: "after five",
}

func TestTheContactLogTravels(t *testing.T) {
	f := newFleet(t, t.TempDir(), 3)
	defer f.close()
	first := f.contact(t, 1, visit)
	old := f.pack(t, 1)
	if res := f.merge(t, 2, old); res.Contacts != 1 {
		t.Errorf("merged %+v", res)
	}
	// The first comes back on another laptop, and the interview is withdrawn there.
	second := f.contact(t, 2, survey.Attempt{Mode: survey.AtDoor, Place: "Duke Street", InstanceID: "uuid:1", Follows: first.ID})
	f.answer(t, 2, "uuid:1", "yes")
	f.merge(t, 0, f.pack(t, 2))
	if d := cmp.Diff(contactsOf(t, f.stores[2]), contactsOf(t, f.stores[0])); d != "" {
		t.Errorf("the copies differ:\n%s", d)
	}
	if list, err := f.stores[0].Attempts(ctx, store.AttemptFilter{ID: second.ID}); err != nil || len(list) != 1 || list[0].Outcome != survey.Complete {
		t.Errorf("%+v, %v", list, err)
	}
	linked := f.pack(t, 2)
	if err := f.stores[0].Withdraw(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	withdrawn := f.pack(t, 0)
	for _, p := range []string{withdrawn, linked, old} { // old ones come late
		f.merge(t, 1, p)
	}
	for _, p := range []string{old, linked} {
		f.merge(t, 0, p)
	}
	for _, at := range []int{0, 1} {
		for id, r := range contactsOf(t, f.stores[at]).Revisions {
			if a := r.Attempt; a.InstanceID+a.Place+a.Note+a.Reminder+a.Interpreter != "" {
				t.Errorf("laptop %d, %x: %+v", at, id, a)
			}
		}
	}
}

// TestPacksOfPastFormatsAreRead reads packs as earlier programs wrote them.
func TestPacksOfPastFormatsAreRead(t *testing.T) {
	for _, format := range []int{1, 2} {
		f := newFleet(t, t.TempDir(), 2)
		f.answer(t, 1, "uuid:1", "a")
		pack := exchange.RewriteFormat(t, f.pack(t, 1), format, f.options.Identities, f.stores[0].Info().Recipient)
		if res := f.merge(t, 0, pack); res.New != 1 {
			t.Errorf("format %d: merged %+v", format, res)
		}
		f.close()
	}
}
