package export

import (
	"math"
	"strconv"
	"strings"
	"time"

	"doorstep/survey"
)

// Rows writes a response's rows: one on the main sheet, then those of its
// repeats, outer before inner. The row is emit's only until it returns.
func (p *Plan) Rows(sub *survey.Submission, emit func(s *Sheet, row []Cell) error) error {
	return p.rows(sub, nil, emit)
}

// rows is Rows with the weight of each response, when they are weighted.
func (p *Plan) rows(sub *survey.Submission, weigh func(*survey.Submission) Cell, emit func(s *Sheet, row []Cell) error) error {
	form, ok := p.versions[sub.FormVersion]
	if !ok {
		return nil // Admit has said so
	}
	w := &rowWriter{plan: p, sub: sub, form: form, emit: emit}
	if weigh != nil {
		w.weight = weigh(sub)
	}
	main := p.Forms[form].Main
	if err := w.record(p.Main, main, &sub.Record, sub.InstanceID, "", 0); err != nil {
		return err
	}
	if p.FreeText != nil {
		if err := w.freeTexts(p.Main, main, &sub.Record, sub.InstanceID); err != nil {
			return err
		}
	}
	if p.Notes == nil {
		return nil
	}
	return w.notes()
}

type rowWriter struct {
	plan   *Plan
	sub    *survey.Submission
	form   int
	weight Cell
	emit   func(*Sheet, []Cell) error
}

func (w *rowWriter) record(s *Sheet, scope *survey.Scope, r *survey.Record, key, parent string, position int) error {
	row := make([]Cell, len(s.Columns))
	for i, c := range s.Columns {
		switch {
		case c.Variable == nil:
			row[i] = w.own(c.Part, key, parent, position)
		case c.fromParent:
			row[i] = w.plan.cell(c, w.form, &w.sub.Record)
		default:
			row[i] = w.plan.cell(c, w.form, r)
		}
	}
	if err := w.emit(s, row); err != nil {
		return err
	}
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			break
		}
		child := w.plan.sheets[inner]
		for j := range r.Repeats[i] {
			if err := w.record(child, inner, &r.Repeats[i][j], rowKey(key, child, j), key, j+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowKey names a row of a repeat, its place counted from 0.
func rowKey(parent string, s *Sheet, at int) string {
	return parent + "/" + s.Name + "[" + strconv.Itoa(at+1) + "]"
}

// own returns the cell of a column that belongs to the row itself.
func (w *rowWriter) own(part Part, key, parent string, position int) Cell {
	h := &w.sub.Header
	switch part {
	case PartInstance, PartRowKey:
		return TextCell(key)
	case PartParentKey:
		return TextCell(parent)
	case PartPosition:
		return NumberCell(float64(position))
	case PartVersion:
		return TextCell(h.FormVersion)
	case PartDevice:
		return TextCell(h.Device)
	case PartWorker:
		return TextCell(h.Worker)
	case PartStart:
		return InstantCell(h.Started)
	case PartEnd:
		return InstantCell(h.Finished)
	case PartDuration:
		return minutes(h.Active)
	case PartOutcome:
		return TextCell(string(h.Outcome))
	case PartOutcomeLabel:
		return TextCell(h.Outcome.Words())
	case PartPaused:
		return minutes(w.sub.Paused)
	case PartWeight:
		return w.weight
	case PartFlagged:
		return TextCell(w.flagged())
	case PartTraining:
		if h.Training {
			return NumberCell(1)
		}
		return NumberCell(0)
	}
	return Cell{}
}

func minutes(d time.Duration) Cell {
	if d <= 0 {
		return Cell{}
	}
	return NumberCell(math.Round(d.Minutes()*100) / 100)
}

// valueOf returns the answer to a variable in a record of its own scope, and
// the question as the response's version asks it: nil, and not asked, when that
// version does not ask it.
func (v *Variable) valueOf(form int, r *survey.Record) (survey.Value, *survey.Question) {
	q := v.byForm[form]
	if q == nil {
		return survey.Value{State: survey.NotAsked}, nil
	}
	return r.Value(q.Slot), q
}

func (p *Plan) cell(c *Column, form int, r *survey.Record) Cell {
	v := c.Variable
	value, q := v.valueOf(form, r)
	if !value.IsAnswered() {
		switch {
		case c.Part == PartTick || c.Part == PartPlace:
			return Cell{}
		case isComputed(q) && value.State != survey.NotAsked && value.State != survey.Refused && value.State != survey.DontKnow:
			return Cell{} // the calculation or the device gave nothing; nobody skipped it
		}
		return missingCell(value.State, p.Options.Values != Codes && c.Part != PartAnswer || p.Options.Values == Labels)
	}
	switch c.Part {
	case PartTick:
		return v.tick(c.Choice, value)
	case PartPlace:
		return v.place(c.Choice, value)
	case PartLabel:
		return p.labels(v, value)
	}
	if !v.IsClosed() {
		return openCell(q.Type, value.Text)
	}
	if !q.Type.IsMultiple() {
		return v.codeCell(value.Text)
	}
	return v.joinedCodes(value)
}

// isComputed reports whether nobody is asked: a blank there is no silence.
func isComputed(q *survey.Question) bool { return q != nil && !q.Type.IsAsked() }

func (v *Variable) tick(choice int, value survey.Value) Cell {
	for _, code := range value.Choices() {
		if v.ChoiceIndex(code) == choice {
			return NumberCell(1)
		}
	}
	return NumberCell(0)
}

func (v *Variable) place(choice int, value survey.Value) Cell {
	for i, code := range value.Choices() {
		if v.ChoiceIndex(code) == choice {
			return NumberCell(float64(i + 1))
		}
	}
	return NumberCell(0)
}

func (v *Variable) joinedCodes(value survey.Value) Cell {
	codes := value.Choices()
	for i, code := range codes {
		if at := v.ChoiceIndex(code); at >= 0 {
			codes[i] = v.Choices[at].Code
		}
	}
	return TextCell(strings.Join(codes, " "))
}

// labels returns the chosen labels joined with semicolons. A code that no
// version lists (from an attached file, say) stands for itself.
func (p *Plan) labels(v *Variable, value survey.Value) Cell {
	if !v.IsMultiple() {
		if at := v.ChoiceIndex(value.Text); at >= 0 {
			return TextCell(p.ChoiceLabel(v.Choices[at]))
		}
		return TextCell(value.Text)
	}
	words := value.Choices()
	for i, code := range words {
		if at := v.ChoiceIndex(code); at >= 0 {
			words[i] = p.ChoiceLabel(v.Choices[at])
		}
	}
	return TextCell(strings.Join(words, "; "))
}

// CodeCell returns the cell of a choice's code, typed as in the answers.
func (v *Variable) CodeCell(choice int) Cell { return v.codeCell(v.Choices[choice].Code) }
