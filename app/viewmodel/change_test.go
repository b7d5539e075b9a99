package viewmodel

import (
	"testing"
	"time"

	"doorstep/survey"
	"doorstep/survey/engine"
)

// A change of a stored response says all along that it is one, and leads back
// to the response.
func TestAChangeSaysSoAndLeadsBack(t *testing.T) {
	b := newBench(t, doubtful)
	form, program, err := b.forms.Program(t.Context(), "doubts", "1")
	if err != nil {
		t.Fatal(err)
	}
	record := survey.NewRecord(form.Main)
	record.Values[0], record.Values[1] = survey.Answer("44"), survey.Answer("none")
	base := &survey.Submission{
		Header: survey.Header{InstanceID: "uuid:9", FormID: "doubts", FormVersion: "1", Started: testNow.Add(-time.Hour), Finished: testNow},
		Record: record,
	}
	b.shell.open(interviewParts{
		form: form, header: base.Header, edit: true,
		session: program.NewSession(engine.Options{InstanceID: "uuid:9", Base: base, Now: b.clock}),
	})
	if w := b.shell.Band(); w.Word != "CHANGING" || w.Practice {
		t.Errorf("above it stands %+v", w)
	}
	m := b.shell.Interview()
	if o := m.Outline(); len(o.Sections) == 0 || o.Ahead > 0 {
		t.Errorf("it can go to %+v", o)
	}
	m.ShowReview()
	b.press(m, "finish")
	b.until("it is stored", func() bool { return m.Stage() == StageDone })
	if !m.End().Changed {
		t.Error("the end is that of a new interview")
	}
	if c := m.Commands()[0]; c.Title != "Back to the response" {
		t.Errorf("the way on is %q", c.Title)
	}
	b.press(m, "enter")
	if b.shell.Screen() != ScreenResponses || b.shell.Interview() != nil {
		t.Errorf("it leads to screen %v", b.shell.Screen())
	}
}
