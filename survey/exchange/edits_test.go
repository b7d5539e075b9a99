package exchange_test

import (
	"errors"
	"path/filepath"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"
)

// packSince packs what is new since the laptop's last pack.
func (f *fleet) packSince(t fataler, laptop int) string {
	t.Helper()
	f.packs++
	info, err := exchange.WritePack(ctx, f.stores[laptop], filepath.Join(f.dir, "since"+string(rune('a'+f.packs))+exchange.PackExtension), exchange.PackOptions{SinceLast: true})
	if err != nil {
		t.Fatal(err)
	}
	return info.Path
}

func first(t *testing.T, s *store.Store, id string) survey.Value {
	t.Helper()
	sub, err := s.Submission(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return sub.Record.Values[0]
}

func TestReasonsCodesAndErasuresTravel(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	laptop, main := f.stores[1], f.stores[0]
	f.answer(t, 1, "uuid:1", "ill")
	f.merge(t, 0, f.packSince(t, 1))

	code, err := laptop.Reference(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	if found, err := main.FindReference(ctx, code); err != nil || len(found) != 1 || found[0].InstanceID != "uuid:1" {
		t.Fatalf("%v, %v", found, err)
	}
	if _, err := laptop.StartEdit(ctx, "uuid:1", store.Edit{Worker: "W2"}); err != nil {
		t.Fatal(err)
	}
	sub, err := laptop.EditBase(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	sub.Record.Values[0] = survey.Answer("very ill")
	if err := laptop.FinishEdit(ctx, sub, store.Edit{Worker: "W2", Reason: "heard wrongly"}); err != nil {
		t.Fatal(err)
	}
	f.merge(t, 0, f.packSince(t, 1))
	history, err := main.History(ctx, "uuid:1")
	if err != nil || len(history) != 2 || history[1].Reason != "heard wrongly" || history[1].Worker != "W2" || history[1].Cause != store.Edited || !history[1].Current {
		t.Fatalf("%+v, %v", history, err)
	}

	// A consent taken back on the laptop erases here what was merged before,
	// though the pack holds only what is new.
	err = laptop.WithdrawConsent(ctx, "uuid:1", "health", "W2", func(sub *survey.Submission) (*survey.Submission, bool) {
		w := *sub
		w.Record.Values = append([]survey.Value{{State: survey.Erased}}, sub.Record.Values[1:]...)
		return &w, true
	})
	if err != nil {
		t.Fatal(err)
	}
	f.merge(t, 0, f.packSince(t, 1))
	if v := first(t, main, "uuid:1"); v.State != survey.Erased {
		t.Errorf("got %+v", v)
	}
	for _, h := range history {
		if _, err := main.Revision(ctx, h.ID); !errors.Is(err, store.ErrErased) {
			t.Errorf("revision %x: %v", h.ID, err)
		}
	}
	// Nor does an old pack bring it back, nor the withdrawn response itself.
	if err := main.Withdraw(ctx, "uuid:1"); err != nil {
		t.Fatal(err)
	}
	f.merge(t, 0, f.pack(t, 1))
	if found, err := main.FindReference(ctx, code); err != nil || len(found) != 0 {
		t.Errorf("the code of a withdrawn response finds %v, %v", found, err)
	}
	f.merge(t, 1, f.pack(t, 0))
	if found, err := laptop.FindReference(ctx, code); err != nil || len(found) != 0 {
		t.Errorf("on the laptop it finds %v, %v", found, err)
	}
}

// TestBothLaptopsKeepToAnEndDate has each erase contact details by itself:
// they come to one revision and no conflict.
func TestBothLaptopsKeepToAnEndDate(t *testing.T) {
	f := newFleet(t, t.TempDir(), 3)
	defer f.close()
	f.answer(t, 1, "uuid:1", "0141")
	before := f.pack(t, 1)
	f.merge(t, 0, before)
	rules := func(string, string) (store.Retention, error) {
		return store.Retention{Months: 12, Erase: func(sub *survey.Submission) int {
			if !sub.Record.Values[0].IsAnswered() {
				return 0
			}
			sub.Record.Values[0] = survey.Value{State: survey.Erased}
			return 1
		}}, nil
	}
	for days, s := range f.stores[:2] {
		if done, err := s.EraseExpired(ctx, rules, f.clock.AddDate(1, 0, days+1)); err != nil || done.Responses != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	f.merge(t, 0, f.pack(t, 1))
	f.merge(t, 1, f.pack(t, 0))
	f.merge(t, 2, before) // a third laptop heard of it before its end
	f.merge(t, 2, f.pack(t, 0))
	for i, s := range f.stores {
		if conflicts, err := s.Conflicts(ctx); err != nil || len(conflicts) != 0 {
			t.Errorf("laptop %d: conflicts %v, %v", i, conflicts, err)
		}
		if v := first(t, s, "uuid:1"); v.State != survey.Erased {
			t.Errorf("laptop %d: %+v", i, v)
		}
		if history, err := s.History(ctx, "uuid:1"); err != nil || len(history) != 2 || !history[0].Erased {
			t.Errorf("laptop %d: %+v, %v", i, history, err)
		}
	}
}

// TestAConsentTakenBackReachesAnEditMadeMeanwhile edits on one laptop what
// lost a consent on another.
func TestAConsentTakenBackReachesAnEditMadeMeanwhile(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	main, laptop := f.stores[0], f.stores[1]
	f.answer(t, 1, "uuid:1", "ill")
	f.merge(t, 0, f.pack(t, 1))
	without := func(sub *survey.Submission, purpose string) (*survey.Submission, bool) {
		w := *sub
		w.Record.Values = append([]survey.Value{{State: survey.Erased}}, sub.Record.Values[1:]...)
		w.Consents = append(w.Consents, survey.Consent{Purpose: purpose, TakenBack: true, At: f.clock})
		return &w, true
	}
	if _, err := main.StartEdit(ctx, "uuid:1", store.Edit{Worker: "W2"}); err != nil {
		t.Fatal(err)
	}
	sub, err := main.EditBase(ctx, "uuid:1")
	if err != nil {
		t.Fatal(err)
	}
	sub.Record.Values[0] = survey.Answer("very ill")
	if err := main.FinishEdit(ctx, sub, store.Edit{Worker: "W2", Reason: "heard wrongly"}); err != nil {
		t.Fatal(err)
	}
	err = laptop.WithdrawConsent(ctx, "uuid:1", "health", "W3", func(sub *survey.Submission) (*survey.Submission, bool) { return without(sub, "health") })
	if err != nil {
		t.Fatal(err)
	}
	f.merge(t, 0, f.pack(t, 1))
	if v := first(t, main, "uuid:1"); v.State != survey.Erased {
		t.Errorf("the edit stands before the resident's wish: %+v", v)
	}
	heads, err := main.Heads(ctx, "uuid:1")
	if err != nil || len(heads) != 2 {
		t.Fatalf("%d heads, %v", len(heads), err)
	}
	for _, h := range heads {
		err := main.ResolveConflict(ctx, h.Submission, [][16]byte{heads[0].ID, heads[1].ID}, store.Restored, store.Edit{Worker: "W2", Reason: "settled"})
		if !errors.Is(err, store.ErrChanged) {
			t.Errorf("settled over the resident's wish: %v", err)
		}
	}
	rules := func(string, string) (store.Retention, error) {
		return store.Retention{Months: 12, Erase: func(*survey.Submission) int { return 0 }, Without: without}, nil
	}
	for range 2 {
		if _, err := main.Tend(ctx, rules, f.clock); err != nil {
			t.Fatal(err)
		}
	}
	history, err := main.History(ctx, "uuid:1")
	if err != nil || len(history) != 5 {
		t.Fatalf("%+v, %v", history, err)
	}
	for _, h := range history {
		if h.Erased {
			continue
		}
		if rev, err := main.Revision(ctx, h.ID); err != nil || rev.Record.Values[0].State != survey.Erased || !h.Head {
			t.Errorf("%+v: %+v, %v", h, rev, err)
		}
	}
}
