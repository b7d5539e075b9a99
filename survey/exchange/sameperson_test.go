package exchange_test

import (
	"fmt"
	"testing"

	"doorstep/survey"
	"doorstep/survey/exchange"
	"doorstep/survey/store"

	"github.com/google/go-cmp/cmp"
)

func TestSamePersonIsAskedAndNeverMerged(t *testing.T) {
	f := newFleet(t, t.TempDir(), 1)
	defer f.close()
	form := &survey.Form{ID: "visit", Version: "1", Main: &survey.Scope{}}
	for _, name := range []string{"postcode", "age", "sex"} {
		form.Main.Questions = append(form.Main.Questions, &survey.Question{Item: survey.Item{Ref: survey.Ref("/data/about/" + name)}})
	}
	read := func(string, string) (*survey.Form, error) { return form, nil }
	say := func(id string, training bool, values ...string) {
		t.Helper()
		sub := &survey.Submission{Header: survey.Header{InstanceID: id, FormID: "visit", FormVersion: "1", Training: training}}
		for _, v := range values {
			if v == "" {
				sub.Record.Values = append(sub.Record.Values, survey.Value{State: survey.Refused})
			} else {
				sub.Record.Values = append(sub.Record.Values, survey.Answer(v))
			}
		}
		if err := f.stores[0].Finish(ctx, sub); err != nil {
			t.Fatal(err)
		}
	}
	say("uuid:1", false, "G31 3AB", "40", "f")
	say("uuid:2", false, "g313ab", "40", "f")
	say("uuid:3", false, "G31 3AB", "41", "f")
	say("uuid:4", false, "G31 3AB", "", "f") // a refusal is no likeness
	say("uuid:5", false, "G31 3AB", "", "f")
	say("uuid:6", true, "G31 3AB", "40", "f") // practice
	for i := range 20 {
		say(fmt.Sprint("uuid:m", i), false, "G32 8AA", fmt.Sprint(20+i), "m")
	}
	rules := [][]string{{"postcode", "age", "sex"}, {"about/postcode", "sex"}, {"height"}}
	alike, broad, err := exchange.SamePerson(ctx, f.stores[0], rules, read)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, a := range alike {
		pairs = append(pairs, a.A+" "+a.B)
	}
	if !cmp.Equal(broad, []int{1}) || len(pairs) != 10 || pairs[0] != "uuid:1 uuid:2" || len(alike[0].Answers) != 3 {
		t.Errorf("pairs %q, too broad %v", pairs, broad)
	}
	if err := f.stores[0].DecidePair(ctx, store.NewPair("uuid:2", "uuid:1"), false, "W1"); err != nil {
		t.Fatal(err)
	}
	left, _, err := exchange.SamePerson(ctx, f.stores[0], rules, read)
	if err != nil || len(left) != len(alike)-1 {
		t.Errorf("%d are left, %v", len(left), err)
	}
	if h, err := f.stores[0].Headers(ctx, store.Filter{}); err != nil || len(h) != 26 {
		t.Errorf("%d responses, %v", len(h), err)
	}
	if err := f.stores[0].Withdraw(ctx, "uuid:2"); err != nil {
		t.Fatal(err)
	}
	if decided, err := f.stores[0].PairsDecided(ctx); err != nil || len(decided) > 0 {
		t.Errorf("a decision names a withdrawn response: %v, %v", decided, err)
	}
}
