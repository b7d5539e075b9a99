package export

import "doorstep/survey"

// The columns of the free text sheet that a coded one is read back by.
const (
	FreeTextKey      = "instanceID"
	FreeTextVariable = "variable"
	FreeTextQuestion = "question"
	FreeTextArea     = "area"
	FreeTextAnswer   = "answer"
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
	if w.plan.Areas == nil {
		return Cell{}
	}
	v := w.plan.Areas.Variable
	value, _ := v.valueOf(w.form, &w.sub.Record)
	if !value.IsAnswered() {
		return Cell{}
	}
	return w.plan.labels(v, value)
}
