package export_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"doorstep/export"
	"doorstep/survey"
)

func TestContactsOfAQuestionnaire(t *testing.T) {
	at := time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)
	later := func(minutes int) time.Time { return at.Add(time.Duration(minutes) * time.Minute) }
	headers := []survey.Header{
		{InstanceID: "uuid:logged", Status: survey.Finished, Outcome: survey.Complete, Started: later(5)},
		{InstanceID: "uuid:alone", Status: survey.Finished, Outcome: survey.Partial, Started: later(1), Worker: "W2"},
		{InstanceID: "uuid:practice", Status: survey.Finished, Outcome: survey.Complete, Training: true},
		{InstanceID: "uuid:void", Status: survey.Void},
		{InstanceID: "uuid:draft", Status: survey.Draft},
	}
	tries := []survey.Attempt{
		{At: later(9), Outcome: survey.NonContact},
		{At: later(8), Training: true, Outcome: survey.NonContact},
		{At: later(7), InstanceID: "uuid:draft"},
		{At: later(6), InstanceID: "uuid:void", Outcome: survey.Complete},
		{At: later(5), InstanceID: "uuid:logged", Outcome: survey.Complete},
		{At: later(4), InstanceID: "uuid:another form's", Outcome: survey.Complete},
	}
	each := func(yield func(survey.Header, error) bool) {
		for _, h := range headers {
			if !yield(h, nil) {
				return
			}
		}
	}
	stock, err := export.TakeStock(tries, each)
	if err != nil || stock.Stored != len(headers) {
		t.Fatalf("%d stored, %v", stock.Stored, err)
	}
	var got []string
	for _, a := range stock.Contacts.Entries {
		got = append(got, a.At.Format("05 ")+a.InstanceID+a.At.Format("04"))
	}
	if want := []string{"00 uuid:logged05", "00 uuid:draft07", "00 09"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := map[survey.Outcome]int{survey.Partial: 1}; !maps.Equal(stock.Contacts.Unlogged, want) {
		t.Errorf("not logged: %v, want %v", stock.Contacts.Unlogged, want)
	}
	if cases := stock.Contacts.Cases(); cases.Interviews != 1 || cases.Partials != 1 || cases.NonContacts != 1 || cases.Open != 1 {
		t.Errorf("cases: %+v", cases)
	}
	if stock, err := export.TakeStock(nil, each); err != nil || len(stock.Contacts.Entries) != 0 || stock.Contacts.Unlogged[survey.Complete] != 1 {
		t.Errorf("where nothing was logged: %v, %v", stock.Contacts, err)
	}
	broken := errors.New("the disk is gone")
	if _, err := export.TakeStock(tries, func(yield func(survey.Header, error) bool) { yield(survey.Header{}, broken) }); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}
