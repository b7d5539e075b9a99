package exchange_test

import (
	"fmt"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
)

// TestGapsAreSeenAndSentAgain loses a pack, sees what is missing, and has it
// sent again.
func TestGapsAreSeenAndSentAgain(t *testing.T) {
	f := newFleet(t, t.TempDir(), 2)
	defer f.close()
	newer := survey.Source{Name: "visit.xlsx", Data: []byte("workbook 2")}
	if err := f.stores[0].AddForm(ctx, newer, &survey.Form{ID: "visit", Version: "2"}); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		f.answer(t, 1, fmt.Sprint("uuid:", i), "a")
		if pack := f.packSince(t, 1); i != 2 && i != 4 { // lost on the way
			f.merge(t, 0, pack)
		}
	}
	if err := f.stores[0].Withdraw(ctx, "uuid:1"); err != nil { // it was received all the same
		t.Fatal(err)
	}
	want := store.Received{
		Device: "LAP1", Made: 6, Got: []store.Numbers{{First: 1, Last: 2}, {First: 4, Last: 4}, {First: 6, Last: 6}},
		Gaps:  []store.Numbers{{First: 3, Last: 3}, {First: 5, Last: 5}},
		Forms: [][2]string{{"visit", "1"}}, Lacks: [][2]string{{"visit", "2"}},
	}
	all, err := f.stores[0].Completeness(ctx)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if all[1].Heard.IsZero() {
		t.Error("it was not heard of")
	}
	want.Heard = all[1].Heard
	if d := cmp.Diff(want, all[1]); d != "" {
		t.Errorf("received (-want +got):\n%s", d)
	}
	if n, err := f.stores[1].ResendMissing(ctx, all[1].Gaps); err != nil || n != 2 {
		t.Errorf("%d to be sent again, %v", n, err)
	}
	info, err := exchange.WritePack(ctx, f.stores[1], f.dir, exchange.PackOptions{SinceLast: true})
	if err != nil {
		t.Fatal(err)
	}
	f.merge(t, 0, info.Path)
	if all, err = f.stores[0].Completeness(ctx); err != nil || len(all[1].Gaps) > 0 || all[1].Missing() != 0 {
		t.Errorf("still missing: %+v, %v", all[1], err)
	}
}
