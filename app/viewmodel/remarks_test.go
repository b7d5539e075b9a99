package viewmodel

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// doubtful has soft checks on a number and on a choice, and a page of two.
const doubtful = `
| survey | | | | | | | | |
| | type | name | label::English (en) | label::Polish (pl) | relevant | soft_constraint | soft_constraint_message::English (en) | appearance |
| | integer | age | How old are you? | | | . <= 100 | That is over 100. Is it right? | |
| | select_one hours | care | How much care? | | | not(. = 'most' and ${age} > 90) | Somebody over 90 giving so much care is rare. | |
| | begin group | two | Two | | | | | field-list |
| | integer | rooms | Rooms | | | . < 9 | | |
| | text | street | Street | | | | | |
| | end group | | | | | | | |
| | text | change | What would help? | | | | | |
| choices | | | | | | | | |
| | list_name | name | label::English (en) |
| | hours | none | None |
| | hours | most | Most of the week |
| settings | | | | | | | | |
| | form_title | form_id | version | default_language |
| | Doubts | doubts | 1 | English (en) |
`

func TestASoftCheckAsksOnce(t *testing.T) {
	b := newBench(t, doubtful)
	m := b.begin()
	b.typing(m, "104")
	b.press(m, "enter")
	wantPage(t, m, "age")
	if q := only(t, m); q.Doubt != "That is over 100. Is it right?" || q.Message != "" {
		t.Fatalf("doubt %q, message %q", q.Doubt, q.Message)
	}
	if c := m.Commands()[0]; c.ID != CommandReason || c.Shown != "Give a reason" || !c.Enabled {
		t.Errorf("in place of continue stands %+v", c)
	}
	b.press(m, "enter") // continue is not there
	wantPage(t, m, "age")
	b.typing(m, "105") // an answer that changes is another matter
	if q := only(t, m); q.Doubt != "" {
		t.Error("the doubt is about what was there before")
	}
	b.press(m, "enter")
	d, ok := m.Doubt()
	if !ok || d.Answer != "105" || d.Question != "How old are you?" || d.Message == "" {
		t.Fatalf("doubt %+v, %v", d, ok)
	}
	if m.GoOnWithReason("  ") == "" {
		t.Error("no reason is taken")
	}
	wantPage(t, m, "age")
	if fault := m.GoOnWithReason(" has a telegram "); fault != "" {
		t.Error(fault)
	}
	wantPage(t, m, "care")
	b.press(m, "esc", "enter") // it stands now
	wantPage(t, m, "care")
	b.press(m, "2") // goes on by itself, as any choice
	wantPage(t, m, "care")
	if only(t, m).Doubt == "" {
		t.Fatal("a choice is not doubted")
	}
	b.press(m, "1")
	wantPage(t, m, "two")
	m.Answer("/data/two/rooms", "12")
	m.Answer("/data/two/street", "Todd Street")
	b.press(m, "enter")
	if q := m.Page().Questions[0]; q.Doubt != "Is this right?" || m.Page().Focus != 0 {
		t.Errorf("a doubt without words of its own: %q", q.Doubt)
	}
	m.SetLanguage("Polish (pl)")
	if q := m.Page().Questions[0]; q.Doubt != "Czy to się zgadza?" {
		t.Errorf("in Polish: %q", q.Doubt)
	}

	b.press(m, "review")
	r := m.Review()
	if r.Doubts != 1 || r.Faults != 0 || !r.Finish {
		t.Errorf("review %+v", r)
	}
	if row := rowOf(r, "/data/two/rooms"); row.Doubt == "" || row.Key == "" {
		t.Errorf("row %+v", row)
	}
	if row := rowOf(r, "/data/age"); row.Remarks.Reason != "has a telegram" || row.Doubt != "" {
		t.Errorf("row %+v", row)
	}
	b.press(m, "finish") // a doubt keeps nothing from finishing
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	if got := b.store.finished[0].Remarks; len(got) != 1 || got[0].Kind != survey.SoftOverride || got[0].Text != "has a telegram" || got[0].Ref != "/data/age" {
		t.Errorf("stored %+v", got)
	}
}

func rowOf(r Review, ref survey.Ref) ReviewRow {
	for _, s := range r.Sections {
		for _, row := range s.Rows {
			if row.Ref == ref {
				return row
			}
		}
	}
	return ReviewRow{}
}

func TestASoftCheckLeavesSilenceAlone(t *testing.T) {
	b := newBench(t, doubtful)
	m := b.begin()
	b.press(m, "refused")
	wantPage(t, m, "care")
	b.press(m, "esc", "clear")
	b.typing(m, "101")
	b.press(m, "enter", "dont-know")
	wantPage(t, m, "care")
}

func TestNotesAndFlags(t *testing.T) {
	b := newBench(t, doubtful)
	b.shell.Settings.SetWorker("Ann", "W7")
	m := b.begin()
	sheet, ok := m.Note()
	if !ok || sheet.Ref != "/data/age" || sheet.Question != "How old are you?" || sheet.Flag || sheet.Note != "" {
		t.Fatalf("sheet %+v", sheet)
	}
	b.pass(time.Second)
	m.KeepNote(sheet.Ref, " her sister answered ", false)
	b.press(m, "flag")
	if want := (Remarks{Flag: true, Note: "her sister answered"}); only(t, m).Remarks != want {
		t.Errorf("the page shows %+v", only(t, m).Remarks)
	}
	for _, c := range m.Commands() {
		if (c.ID == CommandNote || c.ID == CommandFlag) && (!c.On || !c.Enabled) {
			t.Errorf("command %+v", c)
		}
	}
	b.saved()
	b.start() // after a crash
	m = b.resume()
	if want := (Remarks{Flag: true, Note: "her sister answered"}); only(t, m).Remarks != want {
		t.Errorf("a resumed draft shows %+v", only(t, m).Remarks)
	}
	b.typing(m, "40")
	b.press(m, "enter", "flag", "flag", "1")
	m.ShowReview()
	if row := rowOf(m.Review(), "/data/age"); row.Remarks.Note != "her sister answered" || !row.Remarks.Flag {
		t.Errorf("the review shows %+v", row)
	}
	b.press(m, "finish")
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	var kinds []survey.RemarkKind
	for _, r := range b.store.finished[0].Remarks {
		if r.Ref != "/data/age" || r.Worker != "W7" {
			t.Errorf("remark %+v", r)
		}
		kinds = append(kinds, r.Kind)
	}
	if d := cmp.Diff([]survey.RemarkKind{survey.Flag, survey.Note}, kinds); d != "" {
		t.Error(d)
	}
}

// The clock's time is stored by question; pauses stand apart, and nothing is
// left over.
func TestTimesAreStored(t *testing.T) {
	b := newBench(t, doubtful)
	m := b.begin()
	b.pass(4 * time.Second)
	m.Answer("/data/age", "40")
	b.press(m, "enter", "1") // a second each
	b.press(m, "pause")
	b.pass(time.Hour)
	m.Resume()
	b.pass(9 * time.Second)
	m.ShowReview()
	b.press(m, "finish")
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	sub := b.store.finished[0]
	want := []survey.Timing{
		{Ref: "/data/age", Active: 5 * time.Second},
		{Ref: "/data/care", Active: time.Second},
		{Ref: "/data/two", Active: 10 * time.Second},
		{Ref: "/data", Active: time.Second},
	}
	if d := cmp.Diff(want, sub.Timings); d != "" {
		t.Errorf("timings (-want +got):\n%s", d)
	}
	if sub.Paused != time.Hour || sub.Active != 17*time.Second || sub.Active+sub.Paused != sub.Finished.Sub(sub.Started) {
		t.Errorf("active %s, paused %s, from %s to %s", sub.Active, sub.Paused, sub.Started, sub.Finished)
	}
}

// An edit keeps what stood beside the answers and can change it; the times
// stay the interview's.
func TestAnEditKeepsRemarksAndTimes(t *testing.T) {
	b := newBench(t, doubtful)
	form, program, err := b.forms.Program(t.Context(), "doubts", "1")
	if err != nil {
		t.Fatal(err)
	}
	began := testNow.Add(-48 * time.Hour)
	record := survey.NewRecord(form.Main)
	record.Values[0], record.Values[1] = survey.Answer("104"), survey.Answer("none")
	base := &survey.Submission{
		Header: survey.Header{InstanceID: "uuid:9", FormID: "doubts", FormVersion: "1", Started: began, Finished: began.Add(time.Hour), Active: time.Minute},
		Record: record,
		Remarks: []survey.Remark{
			{Ref: "/data/age", Kind: survey.Note, Text: "her sister", At: began, Worker: "W7"},
			{Ref: "/data/age", Kind: survey.SoftOverride, Text: "a telegram", At: began, Worker: "W7"},
			{Ref: "/data/care", Kind: survey.Flag, At: began, Worker: "W7"},
		},
		Timings: []survey.Timing{{Ref: "/data/age", Active: time.Minute}}, Paused: 59 * time.Minute,
	}
	header := base.Header
	header.Started, header.Worker = testNow, "W8"
	m := openInterview(interviewParts{
		run: b.runtime(), writer: b.shell.writer, prefs: DefaultPreferences, form: form, header: header, edit: true,
		session: program.NewSession(engine.Options{InstanceID: "uuid:9", Base: base, Now: b.clock, Username: "W8"}),
	})
	if want := (Remarks{Note: "her sister", Reason: "a telegram"}); only(t, m).Remarks != want {
		t.Errorf("the edit begins with %+v", only(t, m).Remarks)
	}
	b.press(m, "enter") // nothing is doubted again
	wantPage(t, m, "care")
	b.press(m, "flag", "esc")
	m.KeepNote("/data/age", "her sister Jean", false)
	m.ShowReview()
	b.pass(time.Minute)
	b.press(m, "finish")
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	sub := b.store.finished[0]
	want := []survey.Remark{
		{Ref: "/data/age", Kind: survey.Note, Text: "her sister Jean", At: sub.Remarks[0].At, Worker: "W8"},
		{Ref: "/data/age", Kind: survey.SoftOverride, Text: "a telegram", At: began, Worker: "W7"},
	}
	if d := cmp.Diff(want, sub.Remarks); d != "" {
		t.Errorf("remarks (-want +got):\n%s", d)
	}
	if d := cmp.Diff(base.Timings, sub.Timings); d != "" || sub.Paused != base.Paused || sub.Active != base.Active ||
		!sub.Started.Equal(base.Started) || !sub.Finished.Equal(base.Finished) {
		t.Errorf("the interview's times became %+v, %s paused", sub.Header, sub.Paused)
	}
}
