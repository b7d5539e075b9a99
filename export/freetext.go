package export

import (
	"strings"

	"doorstep/survey"
)

// The columns of the free text sheet that a coded one is read back by.
const (
	FreeTextKey      = "instanceID"
	FreeTextVariable = "variable"
	FreeTextQuestion = "question"
	FreeTextArea     = "area"
	FreeTextAnswer   = "answer"
	FreeTextTelling  = "may_tell_who"
	FreeTextMayQuote = "may_quote"
	FreeTextQuote    = "quote"
	FreeTextTheme    = "theme_" // and a number from 1
	freeTextThemes   = 3
)

// newFreeText lays out the sheet of open answers, one row an answer, with
// columns to write its themes in.
func newFreeText(p *Plan) *Sheet {
	s := &Sheet{Name: unique("Free text", p.named), Parent: p.Main}
	for _, c := range []Column{
		{Name: FreeTextKey, Part: PartInstance, Title: "The response, or the row of a repeat, that the answer is in"},
		{Name: FreeTextVariable, Part: PartNoteQuestion, Title: "Variable of the question"},
		{Name: FreeTextQuestion, Part: PartNoteTitle, Title: "The question"},
		{Name: FreeTextArea, Part: PartOutcomeLabel, Title: "The area, as the response gives it"},
		{Name: FreeTextAnswer, Part: PartNoteText, Title: "The answer, as typed"},
	} {
		s.Columns = append(s.Columns, &c)
	}
	for i := range freeTextThemes {
		s.Columns = append(s.Columns, &Column{
			Name: FreeTextTheme + string(rune('1'+i)), Part: PartNotePlace,
			Title: "A theme of the answer: write it here, the weightiest first, then read the sheet back with 'doorstep themes read'",
		})
	}
	for _, c := range []Column{
		{Name: FreeTextMayQuote, Part: PartNotePlace, Title: "Whether the person agreed to be quoted without their name"},
		{Name: FreeTextTelling, Part: PartNotePlace, Title: "Words that may tell who it was: names, places, ways to reach somebody. Read the answer as well: this cannot find everything"},
		{Name: FreeTextQuote, Part: PartNotePlace, Title: "Write yes to quote the answer in a release, or the wording to quote instead; leave it empty not to"},
	} {
		s.Columns = append(s.Columns, &c)
	}
	return s
}

// isFreeText reports whether people answer the question in words of their own.
func isFreeText(v *Variable) bool { return v.Question.Type == survey.TypeText }

// freeTexts writes the open answers of one record and of the repeats in it.
func (w *rowWriter) freeTexts(s *Sheet, scope *survey.Scope, r *survey.Record, key string) error {
	for _, v := range s.Variables {
		if !isFreeText(v) {
			continue
		}
		value, _ := v.valueOf(w.form, r)
		if !value.IsAnswered() {
			continue
		}
		row := make([]Cell, len(w.plan.FreeText.Columns))
		row[0], row[1], row[2] = TextCell(key), TextCell(v.Name), TextCell(w.plan.Title(v))
		row[3], row[4] = w.area(), TextCell(value.Text)
		may, own := w.quotable()
		row[5+freeTextThemes] = TextCell(may)
		if found := Telling(value.Text, own); len(found) > 0 {
			row[6+freeTextThemes] = TextCell(strings.Join(found, ", "))
		}
		if err := w.emit(w.plan.FreeText, row); err != nil {
			return err
		}
	}
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			break
		}
		child := w.plan.sheets[inner]
		for j := range r.Repeats[i] {
			if err := w.freeTexts(child, inner, &r.Repeats[i][j], rowKey(key, child, j)); err != nil {
				return err
			}
		}
	}
	return nil
}

// area is the response's own area in words, empty when it gave none.
func (w *rowWriter) area() Cell {
	v := w.plan.Area
	if v == nil {
		return Cell{}
	}
	value, _ := v.valueOf(w.form, &w.sub.Record)
	if !value.IsAnswered() {
		return Cell{}
	}
	return w.plan.labels(v, value)
}

// quotable says whether the person agreed to be quoted, and returns what they
// said to personal questions: words not to quote.
func (w *rowWriter) quotable() (may string, own []string) {
	form := w.plan.Forms[w.form]
	if AgreesToQuote(form, w.sub) {
		may = "yes"
	} else {
		may = "no"
	}
	return may, PersonalAnswers(form, w.sub)
}

// AgreesToQuote reports whether the answer to the question that asks for it
// says yes, and no later word took that back.
func AgreesToQuote(form *survey.Form, sub *survey.Submission) bool {
	agreed := false
	for _, q := range form.Main.Questions {
		if q.Consent == survey.ConsentQuote {
			agreed = q.GivesConsent(sub.Record.Value(q.Slot))
		}
	}
	if last, ok := survey.Latest(sub.Consents, survey.ConsentQuote); ok {
		agreed = agreed && last.Given && !last.TakenBack
	}
	return agreed
}

// PersonalAnswers are what the person said to the response's own personal
// questions, and the name the questionnaire makes of answers.
func PersonalAnswers(form *survey.Form, sub *survey.Submission) []string {
	var said []string
	for _, q := range form.Main.Questions {
		if v := sub.Record.Value(q.Slot); v.IsAnswered() && q.IsPersonal() {
			said = append(said, v.Text)
		}
	}
	if sub.Name != "" {
		said = append(said, sub.Name)
	}
	return said
}
