package export

import (
	"strings"

	"doorstep/survey"
)

// newNotes lays out the sheet of what workers put beside answers, one row a
// remark. Notes may name people, so only an export of personal data has it.
func newNotes(p *Plan) *Sheet {
	s := &Sheet{Name: unique("Notes", p.named), Parent: p.Main}
	for _, c := range []Column{
		{Name: "instanceID", Part: PartInstance, Title: "The response the remark is in"},
		{Name: "question", Part: PartNoteQuestion, Title: "Variable of the question it stands beside"},
		{Name: "place", Part: PartNotePlace, Title: "The question's path, with the place of each row of a repeat"},
		{Name: "label", Part: PartNoteTitle, Title: "The question"},
		{Name: "kind", Part: PartNoteKind, Title: "flag: for follow-up; note; override: why an answer stands that a soft check doubts"},
		{Name: "text", Part: PartNoteText, Title: "The note or the reason, as typed"},
		{Name: "when", Part: PartNoteWhen, Title: "When it was written, on the laptop's clock"},
		{Name: "worker", Part: PartNoteWorker, Title: "Who wrote it"},
	} {
		s.Columns = append(s.Columns, &c)
	}
	return s
}

// notes writes a response's remarks.
func (w *rowWriter) notes() error {
	s := w.plan.Notes
	for i := range w.sub.Remarks {
		row := make([]Cell, len(s.Columns))
		for j, c := range s.Columns {
			row[j] = w.noteCell(c.Part, &w.sub.Remarks[i])
		}
		if err := w.emit(s, row); err != nil {
			return err
		}
	}
	return nil
}

func (w *rowWriter) noteCell(part Part, r *survey.Remark) Cell {
	switch part {
	case PartInstance:
		return TextCell(w.sub.InstanceID)
	case PartNoteQuestion:
		return TextCell(w.variableName(r.Ref))
	case PartNotePlace:
		return TextCell(r.Ref.Column())
	case PartNoteTitle:
		if node := w.plan.Forms[w.form].Find(r.Ref.Definition()); node != nil {
			return TextCell(w.plan.Words(node.Base().Label))
		}
	case PartNoteKind:
		return TextCell(string(r.Kind))
	case PartNoteText:
		return TextCell(r.Text)
	case PartNoteWhen:
		return InstantCell(r.At)
	case PartNoteWorker:
		return TextCell(r.Worker)
	}
	return Cell{}
}

// flagged names the questions flagged for follow-up, each once.
func (w *rowWriter) flagged() string {
	var names []string
	seen := map[string]bool{}
	for _, r := range w.sub.Remarks {
		if name := w.variableName(r.Ref); r.Kind == survey.Flag && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// variableName is what the export calls a question of the response's version,
// also one that is left out of it.
func (w *rowWriter) variableName(ref survey.Ref) string {
	if v := w.plan.variableOf(w.form, ref.Definition()); v != nil {
		return v.Name
	}
	return ref.Definition().Column()
}

// variableOf returns the variable of a question of one version, nil when the
// plan has none.
func (p *Plan) variableOf(form int, ref survey.Ref) *Variable {
	if p.byRef == nil {
		p.byRef = make([]map[survey.Ref]*Variable, len(p.Forms))
		lists := [][]*Variable{p.LeftOut}
		for _, s := range p.Sheets() {
			lists = append(lists, s.Variables)
		}
		for i := range p.Forms {
			p.byRef[i] = map[survey.Ref]*Variable{}
			for _, list := range lists {
				for _, v := range list {
					if q := v.byForm[i]; q != nil {
						p.byRef[i][q.Ref] = v
					}
				}
			}
		}
	}
	return p.byRef[form][ref]
}
