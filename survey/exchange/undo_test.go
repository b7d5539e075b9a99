package exchange_test

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestUndoTakesTheLastMergeBack merges and takes back.
func TestUndoTakesTheLastMergeBack(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	at := f.stores[0]
	if _, err := at.UndoMerge(ctx); !errors.Is(err, store.ErrNoMerge) {
		t.Errorf("nothing to take back: %v", err)
	}
	f.answer(t, 0, "uuid:mine", "mine")
	f.answer(t, 1, "uuid:1", "a")
	f.merge(t, 0, f.pack(t, 1))
	before := stateOf(t, at)

	f.answer(t, 1, "uuid:1", "changed")
	f.answer(t, 1, "uuid:2", "b")
	f.contact(t, 1, visit)
	pack := f.pack(t, 1)
	f.merge(t, 0, pack)
	after := stateOf(t, at)
	u, err := at.UndoMerge(ctx)
	if err != nil || u.Revisions != 2 || u.Responses != 1 || u.Device != "LAP1" {
		t.Errorf("taken back %+v, %v", u, err)
	}
	numbers := cmpopts.IgnoreFields(state{}, "Numbers") // what a laptop gave stays known
	if d := cmp.Diff(before, stateOf(t, at), cmpopts.EquateEmpty(), numbers); d != "" {
		t.Errorf("it is not as before (-want +got):\n%s", d)
	}
	f.merge(t, 0, pack)
	if d := cmp.Diff(after, stateOf(t, at), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("merged again it differs (-want +got):\n%s", d)
	}

	// What was worked on since stays.
	f.answer(t, 0, "uuid:2", "more")
	worked := stateOf(t, at)
	if _, err := at.UndoMerge(ctx); !errors.Is(err, store.ErrBuiltOn) || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("taken back though it was worked on: %v", err)
	}
	if d := cmp.Diff(worked, stateOf(t, at), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("a refusal changed something:\n%s", d)
	}
}

// TestUndoBringsNothingBackThatWasErased: a withdrawal that came with the pack
// holds, and what is left of a response from which a consent was taken stays.
func TestUndoBringsNothingBackThatWasErased(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	f.answer(t, 1, "uuid:gone", "a")
	f.answer(t, 1, "uuid:less", "b")
	f.merge(t, 0, f.pack(t, 1))
	if err := f.stores[1].Withdraw(ctx, "uuid:gone"); err != nil {
		t.Fatal(err)
	}
	err := f.stores[1].WithdrawConsent(ctx, "uuid:less", survey.ConsentHealth, "W1", func(s *survey.Submission) (*survey.Submission, bool) {
		left := *s
		left.Record.Values = []survey.Value{{State: survey.Refused}}
		return &left, true
	})
	if err != nil {
		t.Fatal(err)
	}
	f.merge(t, 0, f.pack(t, 1))
	u, err := f.stores[0].UndoMerge(ctx)
	if err != nil || u.Kept != 1 {
		t.Errorf("taken back %+v, %v", u, err)
	}
	if h, err := f.stores[0].Headers(ctx, store.Filter{InstanceID: "uuid:gone", Withdrawn: true}); err != nil || len(h) != 1 || h[0].Status != survey.Withdrawn {
		t.Errorf("the withdrawn response: %+v, %v", h, err)
	}
	if got := first(t, f.stores[0], "uuid:less"); got.State != survey.Refused {
		t.Errorf("what was left of the other: %+v", got)
	}
}

// TestUndoOfAnyMerge merges a pack of random work, takes it back, and merges
// it again: without withdrawals the project is as it was, and then as it
// became.
func TestUndoOfAnyMerge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "undo")
		if err != nil {
			rt.Fatal(err)
		}
		f := newFleet(rt, dir, 2)
		defer f.close()
		id := rapid.IntRange(0, 4)
		work := func(laptop int, what string) {
			for step := range rapid.IntRange(0, 5).Draw(rt, what) {
				f.answer(rt, laptop, fmt.Sprint("uuid:", id.Draw(rt, "id")), fmt.Sprint("answer ", step))
			}
		}
		work(1, "before")
		f.merge(rt, 0, f.pack(rt, 1))
		work(0, "here")
		work(1, "there")
		before, pack := stateOf(rt, f.stores[0]), f.pack(rt, 1)
		res := f.merge(rt, 0, pack)
		after := stateOf(rt, f.stores[0])
		if !res.Added() {
			return
		}
		if _, err := f.stores[0].UndoMerge(ctx); err != nil {
			rt.Fatal(err)
		}
		if d := cmp.Diff(before, stateOf(rt, f.stores[0]), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(state{}, "Numbers")); d != "" {
			rt.Fatalf("it is not as before:\n%s", d)
		}
		f.merge(rt, 0, pack)
		if d := cmp.Diff(after, stateOf(rt, f.stores[0]), cmpopts.EquateEmpty()); d != "" {
			rt.Fatalf("merged again it differs:\n%s", d)
		}
	})
}

// TestSizesTellNothing packs one response with answers of many lengths: all
// packs are of one size, and larger ones grow in steps.
func TestSizesTellNothing(t *testing.T) {
	f := newFleet(t, t.TempDir(), 1)
	defer f.close()
	f.pack(t, 0)
	sizes := map[int64]bool{}
	noise := make([]byte, 2000)
	rand.Read(noise)
	random := hex.EncodeToString(noise) // so that compression has little to take away
	for i, length := range []int{0, 1, 2, 17, 100, 1000, 4000} {
		f.answer(t, 0, fmt.Sprint("uuid:", i), random[:length])
		info, err := exchange.WritePack(ctx, f.stores[0], f.dir, exchange.PackOptions{SinceLast: true})
		if err != nil || info.Revisions != 1 {
			t.Fatalf("%+v, %v", info, err)
		}
		sizes[info.Size] = true
	}
	if len(sizes) != 1 {
		t.Errorf("the packs have %d sizes: %v", len(sizes), sizes)
	}
}
