package engine_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
	"doorstep/survey/engine"
)

const softForm = `
| survey | | | | | | | |
| | type | name | label | relevant | constraint | soft_constraint | soft_constraint_message::English (en) | soft_constraint_message::Polish (pl) |
| | integer | most | Most | | | | | |
| | integer | age | Age | | . >= 16 | . <= ${most} | Over ${most}, right? | Na pewno? |
| | begin repeat | child | Child | ${most} != 7 | | | | |
| | text | name | Name | | | | | |
| | end repeat | | | | | | | |
| settings | | | | | | | | |
| | form_id | version | default_language | | | | | |
| | f | 1 | English (en) | | | | | |
`

func TestSoftConstraint(t *testing.T) {
	s := start(t, softForm)
	play(t, s, `
/data/most = 100
/data/age doubts nothing
/data/age = 104
/data/age doubts soft Over 100, right?
/data/age breaks nothing
~ Polish
/data/age doubts soft Na pewno?
~ English
/data/most = 105
/data/age doubts nothing
/data/most = 103
/data/age doubts soft Over 103, right?
/data/age stands their letter says so
/data/age doubts nothing
/data/age = 107
/data/age doubts soft Over 103, right?
/data/age = 3
/data/age breaks constraint
/data/age doubts nothing`)
	if _, err := s.SetValue("/data/age", survey.Value{State: survey.Refused}); err != nil || s.SoftViolation("/data/age") != nil {
		t.Errorf("a refusal is doubted (%v)", err)
	}
	if _, err := s.SetValue("/data/age", survey.Answer("120")); err != nil {
		t.Fatal(err)
	}
	if got := s.SoftViolations(); len(got) != 1 || got[0].Ref != "/data/age" {
		t.Errorf("the doubts are %v", got)
	}
	if _, _, violations := s.Finalize(); len(violations) > 0 {
		t.Errorf("a doubt keeps the interview from finishing: %v", violations)
	}
}

// A worker's remarks go with their questions: through removed repeats, a
// resumed draft and an edit, and out with what is no longer asked.
func TestRemarks(t *testing.T) {
	program := compile(t, readForm(t, softForm))
	o := options()
	o.Username = "W7"
	at := morning
	o.Now = func() time.Time { at = at.Add(time.Minute); return at }
	s := program.NewSession(o)
	var journal []survey.Change
	keep := keeping(t, &journal)
	keep(s.SetValue("/data/most", survey.Answer("100")))
	keep(s.SetValue("/data/age", survey.Answer("104")))
	keep(s.Override("/data/age", "seen the telegram"))
	keep(s.SetNote("/data/age", "first"))
	keep(s.SetNote("/data/age", "her sister too"))
	keep(s.AddRepeat("/data/child"))
	keep(s.SetNote("/data/child[1]/name", "gone with its child"))
	keep(s.SetFlag("/data/child[2]/name", true))
	keep(s.SetFlag("/data/most", true))
	keep(s.SetFlag("/data/most", false))
	keep(s.RemoveRepeat("/data/child[1]"))

	minute := func(n int) time.Time { return morning.Add(time.Duration(n+1) * time.Minute) } // the form's start took one
	want := []survey.Remark{
		{Ref: "/data/age", Kind: survey.Note, Text: "her sister too", At: minute(5), Worker: "W7"},
		{Ref: "/data/age", Kind: survey.SoftOverride, Text: "seen the telegram", At: minute(3), Worker: "W7"},
		{Ref: "/data/child[1]/name", Kind: survey.Flag, At: minute(8), Worker: "W7"},
	}
	if diff := cmp.Diff(want, s.Remarks()); diff != "" {
		t.Errorf("remarks (-want +got):\n%s", diff)
	}
	again, err := engine.Resume(program, o, journal)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, again.Remarks()); diff != "" {
		t.Errorf("remarks of the resumed draft (-want +got):\n%s", diff)
	}

	name, record, _ := s.Finalize()
	sub := &survey.Submission{Header: survey.Header{InstanceID: o.InstanceID}, Name: name, Record: record, Remarks: s.Remarks()}
	o.Base, o.Username = sub, "W8"
	edit := program.NewSession(o)
	if diff := cmp.Diff(want, edit.Remarks()); diff != "" {
		t.Errorf("an edit begins with (-want +got):\n%s", diff)
	}
	if edit.SoftViolation("/data/age") != nil {
		t.Error("an edit asks again about an answer that stands with a reason")
	}
	if _, err := edit.SetNote("/data/age", "moved away"); err != nil {
		t.Fatal(err)
	}
	if r, ok := survey.RemarkOn(edit.Remarks(), "/data/age", survey.Note); !ok || r.Text != "moved away" || r.Worker != "W8" {
		t.Errorf("the edited note is %+v", r)
	}
	play(t, edit, "/data/most = 7") // the children are not asked any more
	if slices.ContainsFunc(edit.Remarks(), func(r survey.Remark) bool { return r.Ref.Parent() == "/data/child[1]" }) {
		t.Errorf("a remark is left of what is not asked: %+v", edit.Remarks())
	}
}

func TestRemarkOnNothing(t *testing.T) {
	s := start(t, softForm)
	if _, err := s.SetNote("/data/nobody", "x"); !errors.Is(err, engine.ErrNoSuchNode) {
		t.Errorf("a note on no question: %v", err)
	}
	if _, err := s.SetFlag("/data/child[1]", true); !errors.Is(err, engine.ErrNoValue) {
		t.Errorf("a flag on a repeat: %v", err)
	}
	if s.RemarksOn("/data/nobody") != nil || s.SoftViolation("/data/nobody") != nil {
		t.Error("there is something on no question")
	}
}

// What a consent covered goes with the notes on it, and so do notes on contact
// details at their end date.
func TestRemarksErased(t *testing.T) {
	program := compile(t, readForm(t, `
| survey | | | | | | |
| | type | name | label | relevant | consent | personal |
| | select_one yn | health | Health? | | health | |
| | text | ill | Ill? | ${health} = 'yes' | | |
| | text | phone | Phone | | | contact |
| choices | | | | | | |
| | list_name | name | label | | | |
| | yn | yes | Yes | | | |
| | yn | no | No | | | |
`))
	o := options()
	s := program.NewSession(o)
	play(t, s, "/data/health = yes\n/data/ill = bad back\n/data/phone = 0141")
	for _, ref := range []survey.Ref{"/data/health", "/data/ill", "/data/phone"} {
		if _, err := s.SetNote(ref, "of "+string(ref)); err != nil {
			t.Fatal(err)
		}
	}
	sub := &survey.Submission{Remarks: s.Remarks(), Timings: []survey.Timing{{Ref: "/data/ill", Active: time.Second}}, Paused: time.Minute}
	sub.Name, sub.Record, _ = s.Finalize()
	without, ok := program.WithoutConsent(sub, "health", o)
	if !ok || len(without.Remarks) != 2 || without.Remarks[0].Ref != "/data/health" || without.Remarks[1].Ref != "/data/phone" {
		t.Errorf("without consent: %+v", without.Remarks)
	}
	if len(without.Timings) != 1 || without.Paused != time.Minute {
		t.Errorf("the clock is lost: %+v", without)
	}
	if n := program.EraseContacts(sub); n != 2 || len(sub.Remarks) != 2 || sub.Remarks[1].Ref != "/data/ill" {
		t.Errorf("erasing contacts took %d and left %+v", n, sub.Remarks)
	}
	if n := program.EraseContacts(sub); n != 0 {
		t.Errorf("erasing again takes %d", n)
	}
}
