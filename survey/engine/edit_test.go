package engine_test

import (
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"

	"github.com/google/go-cmp/cmp"
)

const editForm = `
| survey |
| | type                | name     | label          | hint       | relevant              | calculation              | default | consent | personal | repeat_count |
| | start               | start    |                |            |                       |                          |         |         |          |              |
| | end                 | end      |                |            |                       |                          |         |         |          |              |
| | select_one yes_no   | ok       | May we ask?    | About you. |                       |                          |         | health  |          |              |
| | text                | ill      | What is wrong? |            | ${ok} = 'yes'         |                          |         |         |          |              |
| | calculate           | said     |                |            |                       | concat('said ', ${ill})  |         |         |          |              |
| | text                | mood     | Mood           |            | ${ok} = 'no'          |                          | fine    |         |          |              |
| | text                | phone    | Phone          |            |                       |                          |         |         | contact  |              |
| | text                | sex      | Sex            |            |                       |                          |         |         | yes      |              |
| | calculate           | stamp    |                |            |                       | once(string(now()))      |         |         |          |              |
| | integer             | kids     | Kids           |            |                       |                          |         |         |          |              |
| | begin_repeat        | kid      | Kid            |            |                       |                          |         |         |          | ${kids}      |
| | text                | name     | Name           |            |                       |                          |         |         |          |              |
| | end_repeat          |          |                |            |                       |                          |         |         |          |              |
| | begin_repeat        | pet      | Pet            |            |                       |                          |         |         |          |              |
| | text                | pet_name | Name           |            |                       |                          |         |         |          |              |
| | end_repeat          |          |                |            |                       |                          |         |         |          |              |
| choices |
| | list_name | name | label |
| | yes_no    | yes  | Yes   |
| | yes_no    | no   | No    |
| settings |
| | form_id | version | instance_name              |
| | f       | 1       | concat('call ', ${phone})  |
`

// finished answers editForm and returns the response.
func finished(t *testing.T, p *engine.Program, o engine.Options, answers ...string) *survey.Submission {
	t.Helper()
	s := p.NewSession(o)
	for i := 0; i < len(answers); i += 2 {
		if _, err := s.SetValue(survey.Ref(answers[i]), survey.Answer(answers[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	sub := &survey.Submission{Header: survey.Header{InstanceID: o.InstanceID, FormID: "f", FormVersion: "1"}}
	sub.Name, sub.Record, _ = s.Finalize()
	sub.Consents = s.Consents()
	return sub
}

func editOptions(hour int) engine.Options {
	return engine.Options{InstanceID: "uuid:1", Username: "W3", Location: time.UTC, Now: func() time.Time {
		return time.Date(2026, 11, 21, hour, 0, 0, 0, time.UTC)
	}}
}

func TestEditChangesOnlyWhatIsChanged(t *testing.T) {
	p := compile(t, readForm(t, editForm))
	sub := finished(t, p, editOptions(10), "/data/ok", "yes", "/data/ill", "knee", "/data/phone", "0141", "/data/kids", "2", "/data/kid[2]/name", "Bo", "/data/pet[1]/pet_name", "Rex")
	o := editOptions(15)
	o.Base = sub
	s := p.NewSession(o)
	if _, again, violations := s.Finalize(); len(violations) > 0 || !cmp.Equal(again, sub.Record) {
		t.Errorf("an edit that changes nothing changed (-was +is):\n%s%v", cmp.Diff(sub.Record, again), violations)
	}
	changes := []survey.Change{}
	set := func(ref survey.Ref, text string) {
		c, err := s.SetValue(ref, survey.Answer(text))
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, c)
	}
	set("/data/ill", "hip")
	set("/data/kids", "1")
	name, rec, _ := s.Finalize()
	if name != "call 0141" || valueAt(t, p, rec, "said").Text != "said hip" || valueAt(t, p, rec, "stamp") != valueAt(t, p, sub.Record, "stamp") ||
		valueAt(t, p, rec, "end") != valueAt(t, p, sub.Record, "end") || len(rec.Repeats[0]) != 1 || len(rec.Repeats[1]) != 1 {
		t.Errorf("%q %+v", name, rec)
	}
	set("/data/ok", "no")
	_, rec, _ = s.Finalize()
	if v := valueAt(t, p, rec, "mood"); v.Text != "fine" {
		t.Errorf("what was not asked starts with its default; got %+v", v)
	}
	again, err := engine.Resume(p, o, changes)
	if err != nil {
		t.Fatal(err)
	}
	if _, replayed, _ := again.Finalize(); !cmp.Equal(replayed, rec) {
		t.Errorf("resumed edit (-was +is):\n%s", cmp.Diff(rec, replayed))
	}
}

func TestARemovedLastInstanceStaysRemoved(t *testing.T) {
	p := compile(t, readForm(t, editForm))
	sub := finished(t, p, editOptions(10))
	sub.Record.Repeats[1] = nil
	o := editOptions(15)
	o.Base = sub
	if _, rec, _ := p.NewSession(o).Finalize(); len(rec.Repeats[1]) != 0 {
		t.Errorf("it came back: %+v", rec.Repeats[1])
	}
}

func TestConsentIsRecordedAndTakenBack(t *testing.T) {
	p := compile(t, readForm(t, editForm))
	sub := finished(t, p, editOptions(10), "/data/ok", "no", "/data/ok", "yes", "/data/ill", "knee")
	if len(sub.Consents) != 2 || sub.Consents[0].Given || !sub.Consents[1].Given {
		t.Fatalf("%+v", sub.Consents)
	}
	want := survey.Consent{
		Purpose: "health", Given: true, At: editOptions(10).Now(), Worker: "W3", Ref: "/data/ok", FormID: "f", FormVersion: "1",
		Words: "May we ask?\nAbout you.", Answer: "Yes",
	}
	if d := cmp.Diff(want, sub.Consents[1]); d != "" {
		t.Error(d)
	}
	without, ok := p.WithoutConsent(sub, "health", editOptions(16))
	if !ok {
		t.Fatal("the form asks it")
	}
	if v := valueAt(t, p, without.Record, "ill"); v.State != survey.Erased {
		t.Errorf("ill is %+v", v)
	}
	if v := valueAt(t, p, without.Record, "said"); v.Text != "said " {
		t.Errorf("said is %+v", v)
	}
	last, _ := survey.Latest(without.Consents, "health")
	if last.Given || !last.TakenBack || last.At.Hour() != 16 || len(sub.Consents) != 2 {
		t.Errorf("%+v", without.Consents)
	}
	if _, ok := p.WithoutConsent(sub, "other", editOptions(16)); ok {
		t.Error("a consent nobody asked was taken back")
	}
}

func TestAnEditLeavesWhatWasNeverAskedNotAsked(t *testing.T) {
	p := compile(t, readForm(t, editForm))
	s := p.NewSession(editOptions(10))
	if _, err := s.SetValue("/data/ok", survey.Answer("yes")); err != nil {
		t.Fatal(err)
	}
	s.MoveTo("/data/ill")
	sub := &survey.Submission{Header: survey.Header{InstanceID: "uuid:1"}} // broken off there
	sub.Name, sub.Record, _ = s.Finalize()
	sub.Consents = s.Consents()
	if valueAt(t, p, sub.Record, "ill").State != survey.Skipped || valueAt(t, p, sub.Record, "sex").State != survey.NotAsked {
		t.Fatalf("%+v", sub.Record)
	}
	o := editOptions(15)
	o.Base = sub
	edit := p.NewSession(o)
	if _, rec, _ := edit.Finalize(); !cmp.Equal(rec, sub.Record) {
		t.Error(cmp.Diff(sub.Record, rec))
	}
	edit.MoveTo("/data/sex")
	if _, rec, _ := edit.Finalize(); valueAt(t, p, rec, "sex").State != survey.Skipped || valueAt(t, p, rec, "phone").State != survey.NotAsked {
		t.Errorf("%+v", rec)
	}
	without, _ := p.WithoutConsent(sub, "health", editOptions(16))
	if v := valueAt(t, p, without.Record, "sex"); v.State != survey.NotAsked {
		t.Errorf("%+v", v)
	}
}

func TestEraseContacts(t *testing.T) {
	p := compile(t, readForm(t, editForm))
	sub := finished(t, p, editOptions(10), "/data/phone", "0141", "/data/sex", "f")
	sub.Extra = map[string]string{"_id": "7", "meta/instanceName": `"call 0141"`, "telephone": `"0141"`, "meta": `{"instanceID":"uuid:1","instanceName":"call 0141"}`}
	if n := p.EraseContacts(sub); n != 1 || sub.Name != "call " || valueAt(t, p, sub.Record, "phone").State != survey.Erased || valueAt(t, p, sub.Record, "sex").Text != "f" {
		t.Errorf("%d, %+v", n, sub)
	}
	if diff := cmp.Diff(map[string]string{"_id": "7", "meta": `{"instanceID":"uuid:1"}`}, sub.Extra); diff != "" {
		t.Error(diff)
	}
	if n := p.EraseContacts(sub); n != 0 {
		t.Errorf("%d more", n)
	}
}

func valueAt(t *testing.T, p *engine.Program, rec survey.Record, name string) survey.Value {
	t.Helper()
	q, ok := p.Form().Find(survey.Ref("/data/" + name)).(*survey.Question)
	if !ok {
		t.Fatalf("no question %s", name)
	}
	return rec.Value(q.Slot)
}
