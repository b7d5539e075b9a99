package viewmodel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"doorstep/survey"
)

const tried = `
| survey   |                    |         |                     |                     |               |            |          |
|          | type               | name    | label::English (en) | label::Urdu (ur)    | relevant      | constraint | personal |
|          | select_one yes_no  | part    | Happy to take part? | کیا آپ حصہ لیں گے؟  |               |            |          |
|          | begin group        | home    | Your home           |                     | ${part}='yes' |            |          |
|          | integer            | age     | How old are you?    | آپ کی عمر کیا ہے؟   |               | . > 15     | yes      |
|          | note               | said    | You are ${age}.     |                     |               |            |          |
|          | image              | photo   | A picture           |                     |               |            |          |
|          | end group          |         |                     |                     |               |            |          |
| choices  |                    |         |                     |                     |               |            |          |
|          | list_name          | name    | label::English (en) | label::Urdu (ur)    |               |            |          |
|          | yes_no             | yes     | Yes                 | ہاں                 |               |            |          |
|          | yes_no             | no      | No                  |                     |               |            |          |
| settings |                    |         |                     |                     |               |            |          |
|          | form_title         | form_id | version             | default_language    |               |            |          |
|          | At home            | athome  | 1                   | English (en)        |               |            |          |
`

func openTried(t *testing.T, forms ...string) (*bench, *Questionnaires) {
	t.Helper()
	b := newBench(t, append([]string{tried}, forms...)...)
	b.shell.Show(ScreenQuestionnaires)
	m := b.shell.Questionnaires
	b.until("the list", func() bool { return len(m.State().Forms) > 0 })
	m.OpenForm("athome", "1")
	b.until("it is open", func() bool { return m.State().Open != nil && !m.State().Open.Loading })
	return b, m
}

func TestPreview(t *testing.T) {
	_, m := openTried(t)
	m.ShowQuestions()
	if l := m.State().Open.List; l.Len() != 4 || l.Total != 4 {
		t.Fatalf("%d of %d questions", l.Len(), l.Total)
	}
	m.FilterQuestions("old you")
	l := m.State().Open.List
	if l.Len() != 1 {
		t.Fatalf("%d match", l.Len())
	}
	if n, label, name := l.Row(0); n != 2 || label != "How old are you?" || name != "age" {
		t.Errorf("row %d %q %q", n, label, name)
	}
	m.ShowQuestion(0)
	q := m.State().Open.Question
	want := []PreviewRule{{"Section home is asked when", "${part}='yes'"}, {"An answer must fit", ". > 15"}}
	if !slices.Equal(q.Rules, want) || !slices.Equal(q.Marks, []string{"Personal"}) || !slices.Equal(q.Headings, []string{"Your home"}) || q.Type != "A whole number" {
		t.Errorf("%+v", q)
	}
	m.NextLanguage()
	if q = m.State().Open.Question; q.Label != "آپ کی عمر کیا ہے؟" || !q.Language.RightToLeft || q.Untold {
		t.Errorf("in Urdu: %+v", q)
	}
	m.FilterQuestions("3")
	m.ShowQuestion(0)
	if q = m.State().Open.Question; q.Label != "You are ‹age›." || !q.Untold {
		t.Errorf("a note with a name in it: %+v", q)
	}
	m.StepQuestion(1) // it is the only one
	if q = m.State().Open.Question; q.Number != 3 {
		t.Errorf("went on to %d", q.Number)
	}
	m.FilterQuestions("")
	m.ShowQuestion(0)
	q = m.State().Open.Question
	if len(q.Choices) != 2 || q.Choices[0].Label != "ہاں" || q.Choices[0].Fallback || !q.Choices[1].Fallback {
		t.Errorf("choices %+v", q.Choices)
	}
	m.Back()
	m.Back()
	if o := m.State().Open; o == nil || o.List != nil || o.Question != nil {
		t.Errorf("Back leads to %+v", o)
	}
	m.Back()
	if m.State().Open != nil {
		t.Error("Back does not lead to the list")
	}
}

// A walk through a questionnaire leaves no trace: no draft, no response, no
// word of saving.
func TestTrialIsKeptNowhere(t *testing.T) {
	b, m := openTried(t)
	m.TryOut()
	i := b.shell.Interview()
	if i == nil || b.shell.Title() != "TRYING OUT – At home" || b.shell.Band().Word != "TRYING OUT" {
		t.Fatalf("title %q, band %+v", b.shell.Title(), b.shell.Band())
	}
	if len(i.Endings()) != 1 || i.CanRemind() {
		t.Error("a trial offers what would be stored")
	}
	i.PressKey('1')
	i.AdvanceAfterChoice()
	i.Answer("/data/home/age", "30")
	i.Continue()
	i.Continue()
	if err := i.Attach("/data/home/photo", "a.png", []byte("x")); err != nil {
		t.Errorf("a file: %v", err)
	}
	b.until("it is in memory", func() bool { return b.shell.trial.writer.Saving().Waiting == 0 })
	if s := b.shell.Status(); s.Saving.Words() != "" {
		t.Errorf("the bar says %q", s.Saving.Words())
	}
	i.ShowReview()
	i.Finish()
	b.until("the end", func() bool { return i.Stage() == StageDone })
	if e := i.End(); !e.Trial || e.Reference != "" || e.Number != 0 {
		t.Errorf("end %+v", e)
	}
	if c := i.Commands()[0]; c.Title != "Back to the questionnaire" {
		t.Errorf("the last command is %q", c.Title)
	}
	i.Do(CommandContinue)
	if b.shell.Screen() != ScreenQuestionnaires || b.shell.Interview() != nil || m.State().Open == nil {
		t.Error("it does not end at the questionnaire")
	}
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	if b.store.tries > 0 || len(b.store.order) > 0 {
		t.Error("something of the trial reached the store")
	}
}

// A trial stopped half-way ends too, and so does one that the program is closed in.
func TestTrialStops(t *testing.T) {
	b, m := openTried(t)
	m.TryOut()
	b.shell.Interview().PressKey('1')
	b.shell.Interview().Do(CommandStop)
	if b.shell.Interview() != nil || b.shell.Screen() != ScreenQuestionnaires {
		t.Error("F10 does not end it")
	}
	m.TryOut()
	b.shell.Interview().PressKey('1')
	if err := b.shell.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if b.store.tries > 0 || len(b.store.order) > 0 {
		t.Error("something of the trial reached the store")
	}
}

func TestCompareVersions(t *testing.T) {
	next := strings.NewReplacer("How old are you?", "Your age?    ", "| athome  | 1  ", "| athome  | 2  ").Replace(tried)
	b, m := openTried(t, next)
	m.CompareNewest()
	b.until("they are compared", func() bool { c := m.State().Open.Comparison; return c != nil && !c.Loading })
	c := m.State().Open.Comparison
	if c.Err != nil || c.Summary != "1 reworded, settings: 1" || len(c.Rows) != 2 || c.More != 0 {
		t.Fatalf("%+v", c)
	}
	if r := c.Rows[1]; r.What != "Label in English" || r.Name != "age" {
		t.Errorf("%+v", r)
	}
	m.Back()
	if m.State().Open.Comparison != nil {
		t.Error("Back does not close the comparison")
	}
}

func TestManyDifferencesComeBitByBit(t *testing.T) {
	m := NewQuestionnaires(newBench(t, tried).runtime(), nil, nil)
	m.state.Open = &OpenForm{Comparison: &Comparison{}}
	var entries []survey.DiffEntry
	for i := range 250 {
		entries = append(entries, survey.DiffEntry{Kind: survey.DiffAdded, New: fmt.Sprint(i)})
	}
	m.rest = comparisonRows(entries)
	c := &Comparison{}
	m.moreRows(c)
	m.state.Open.Comparison = c
	m.MoreDifferences()
	m.MoreDifferences()
	m.MoreDifferences()
	if c = m.State().Open.Comparison; len(c.Rows) != 250 || c.More != 0 || c.Rows[249].New != "249" {
		t.Errorf("%d rows, %d more", len(c.Rows), c.More)
	}
}

// The faulty file is mended, and one key brings it in again.
func TestCheckAgain(t *testing.T) {
	b := newBench(t, door)
	faults := 2
	m := NewQuestionnaires(b.runtime(), b.forms, mending{b.forms, &faults})
	m.Load()
	b.until("the list", func() bool { return len(m.State().Forms) == 1 })
	done := func() bool { c := m.State().Check; return c != nil && !c.Running }
	m.CheckFile("/stick/form.xlsx")
	b.until("it is checked", done)
	faults = 1
	m.CheckAgain()
	b.until("it is checked again", done)
	if c := m.State().Check; !c.Again || c.Before != 2 || len(c.Errors) != 1 || c.CanAdd {
		t.Errorf("%+v", c)
	}
	faults = 0
	m.CheckAgain()
	b.until("it is checked again", done)
	c := m.State().Check
	if c.Before != 1 || !c.CanAdd || c.Here != "3" || !c.Same {
		t.Errorf("%+v", c)
	}
	m.OpenChecked()
	b.until("it is open", func() bool { return !m.State().Open.Loading })
	if o := m.State().Open; o.Err != nil || o.File != "form.xlsx" || len(o.Others) != 1 {
		t.Errorf("%+v", o)
	}
	m.CompareNewest()
	b.until("it is compared", func() bool { return !m.State().Open.Comparison.Loading })
	if c := m.State().Open.Comparison; c.Summary != "" || c.Newer != "form.xlsx" {
		t.Errorf("%+v", c)
	}
	m.Back()
	m.Back()
	if m.State().Open != nil || m.State().Check == nil {
		t.Error("Back does not lead to the check")
	}
}

// mending is a loader whose file has so many faults.
type mending struct {
	*fakeForms
	faults *int
}

func (l mending) Check(_ context.Context, path string) (*survey.Form, []*survey.Problem, error) {
	var problems []*survey.Problem
	for i := range *l.faults {
		problems = append(problems, &survey.Problem{Severity: survey.SeverityError, Err: fmt.Errorf("fault %d", i)})
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	return l.forms[0], nil, nil
}

func TestRetireAndUndo(t *testing.T) {
	b, m := openTried(t)
	m.CloseForm()
	m.Retire("athome", "1")
	b.until("it is retired", func() bool { return m.State().Retired != nil && m.State().Forms[0].Retired })
	m.UndoRetire()
	b.until("it is back", func() bool { return m.State().Retired == nil && !m.State().Forms[0].Retired })
	m.UndoRetire() // nothing to undo
	m.loader = failing{b.forms}
	m.Retire("athome", "1")
	b.until("the failure is told", func() bool { return errors.Is(m.State().Err, ErrDiskFull) })
}

type failing struct{ *fakeForms }

func (failing) Retire(context.Context, string, string) error { return ErrDiskFull }
