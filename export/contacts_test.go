package export_test

import (
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
	var got []string
	for a := range export.Contacts(tries, headers) {
		got = append(got, a.At.Format("05 ")+a.InstanceID+a.At.Format("04"))
	}
	want := []string{"00 uuid:alone01", "00 uuid:logged05", "00 uuid:draft07", "00 09"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if export.Contacts(nil, headers) != nil {
		t.Error("contacts where nothing was logged")
	}
}
