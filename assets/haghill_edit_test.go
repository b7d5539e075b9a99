package assets_test

import (
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/simulate"

	"github.com/google/go-cmp/cmp"
)

// TestHaghillResponsesAreEditedAndErased takes made-up responses: an edit that
// changes nothing changes nothing, without the consent for health no answer on
// health is left, and erasing contact details leaves none and all the rest.
func TestHaghillResponsesAreEditedAndErased(t *testing.T) {
	program := readHaghill(t)
	form := program.Form()
	health, contacts := 0, 0
	for sub, err := range simulate.Responses(program, simulate.Options{N: 60, Seed: 7, Now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), Location: time.UTC}) {
		if err != nil {
			t.Fatal(err)
		}
		o := engine.Options{InstanceID: sub.InstanceID, Base: sub, Language: sub.Language, Location: time.UTC}
		name, record, violations := program.NewSession(o).Finalize()
		if d := cmp.Diff(sub.Record, record); d != "" || name != sub.Name || len(violations) > 0 {
			t.Fatalf("an edit that changes nothing (-was +is): %q %q %v\n%s", sub.Name, name, violations, d)
		}
		if given, asked := survey.Latest(sub.Consents, survey.ConsentTakePart); !asked || given.Words == "" || given.Language != sub.Language {
			t.Errorf("the consent to take part: %+v", sub.Consents)
		}
		without, ok := program.WithoutConsent(sub, survey.ConsentHealth, engine.Options{Location: time.UTC})
		if !ok {
			t.Fatal("the consent for health is not asked")
		}
		for slot, q := range form.Main.Questions {
			was, is := sub.Record.Value(slot), without.Record.Value(slot)
			switch {
			case q.Special && is.IsAnswered():
				t.Errorf("%s is still there", q.Name)
			case q.Special && was.IsAnswered():
				health++
			case !q.Special && q.Consent == "" && was != is:
				t.Errorf("%s was %+v and is %+v", q.Name, was, is)
			}
		}
		erased := *sub
		erased.Record.Values = append([]survey.Value(nil), sub.Record.Values...)
		contacts += program.EraseContacts(&erased)
		for slot, q := range form.Main.Questions {
			was, is := sub.Record.Value(slot), erased.Record.Value(slot)
			if q.Contact && is.IsAnswered() || !q.Contact && was != is {
				t.Errorf("%s was %+v and is %+v", q.Name, was, is)
			}
		}
	}
	if health < 20 || contacts < 20 {
		t.Errorf("only %d answers on health and %d contact details: the test looks at nothing", health, contacts)
	}
}
