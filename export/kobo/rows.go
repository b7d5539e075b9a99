package kobo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"doorstep/survey"
)

// maxCell is what a cell of Excel holds, in UTF-16 units.
const maxCell = 32_767

// truncated stands before a text that was cut, as KoboToolbox writes it.
const truncated = "<WARNING: Truncated to Excel limit of 32767 characters!>"

// rows writes a response's rows, the repeats' after it.
func (l *layout) rows(sub *survey.Submission, emit func(*section, []any) error) error {
	form := slices.Index(l.forms, l.plan.FormOf(sub))
	if form < 0 {
		return nil // Admit has left it out
	}
	carried := make([]any, len(l.options.Extra))
	for i, name := range l.options.Extra {
		carried[i] = l.beside(sub, name)
	}
	w := &writer{layout: l, sub: sub, form: form, carried: carried, emit: emit}
	return w.record(l.sections[0], l.forms[form].Main, &sub.Record, 0)
}

type writer struct {
	*layout
	sub     *survey.Submission
	form    int
	carried []any
	emit    func(*section, []any) error
}

func (w *writer) record(s *section, scope *survey.Scope, r *survey.Record, parent int) error {
	s.last++
	index := s.last
	var row []any
	for _, f := range s.fields {
		row = w.cells(row, f, w.form, r, w.sub)
	}
	if s.parent == nil {
		row = append(row, w.carried...)
	}
	if s.numbered {
		row = append(row, index)
	}
	if s.parent != nil {
		row = append(append(row, s.parent.name, parent), w.carried...)
	}
	if err := w.fit(row, s); err != nil {
		return err
	}
	if err := w.emit(s, row); err != nil {
		return err
	}
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			break
		}
		child := w.sectionOf(inner)
		for j := range r.Repeats[i] {
			if err := w.record(child, inner, &r.Repeats[i][j], index); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *layout) sectionOf(scope *survey.Scope) *section {
	for _, s := range l.sections {
		if s.scopes[scope] {
			return s
		}
	}
	return nil // cannot be: every scope of every version has its section
}

// fit cuts texts that no cell holds. The whole of them is kept beside the
// workbook.
func (w *writer) fit(row []any, s *section) error {
	for i, cell := range row {
		text, ok := cell.(string)
		if !ok || len(text) <= maxCell || units(text) <= maxCell {
			continue
		}
		if w.longText != nil {
			name := fmt.Sprintf("sheet-%d-row-%d-column-%d.txt", s.at+1, s.last, i+1)
			if err := w.longText(name, text); err != nil {
				return err
			}
		}
		row[i] = truncated + cut(text, maxCell-len(truncated))
	}
	return nil
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

func cut(s string, most int) string {
	for i, r := range s {
		if most -= max(utf16.RuneLen(r), 1); most < 0 {
			return s[:i]
		}
	}
	return s
}

// beside returns what came beside a response's answers, or what Doorstep knows
// under KoboToolbox's name for it.
func (l *layout) beside(sub *survey.Submission, name string) any {
	if text, ok := sub.Extra[name]; ok {
		return l.plain(name, text)
	}
	switch name {
	case "_uuid":
		return strings.TrimPrefix(sub.InstanceID, "uuid:")
	case "meta/instanceID", "instanceID":
		return sub.InstanceID
	case "meta/instanceName":
		if l.plan.Options.Personal { // a name may name people
			return sub.Name
		}
	case "_id":
		if sub.Number > 0 {
			return sub.Number
		}
	case "_submission_time":
		if !sub.Finished.IsZero() {
			return sub.Finished.UTC().Format("2006-01-02T15:04:05")
		}
	case "_submitted_by":
		return sub.Worker
	case "__version__":
		return sub.FormVersion
	case "_xform_id_string":
		return sub.FormID
	case "_start":
		return sub.Started.Format(time.RFC3339)
	}
	return ""
}

// plain turns a JSON text into a cell. The validation status is its code, or
// its words among labels.
func (l *layout) plain(name, text string) any {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return text
	}
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v
	case map[string]any:
		if name == "_validation_status" {
			key := "label"
			if l.isNames() {
				key = "uid"
			}
			s, _ := v[key].(string)
			return s
		}
	}
	return text
}

func textOf(text string) string {
	var s string
	if json.Unmarshal([]byte(text), &s) != nil {
		return ""
	}
	return s
}
