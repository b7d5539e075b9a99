package kobo

import (
	"strings"

	"doorstep/export"
	"doorstep/survey"
)

// placeParts are the columns of a place beside the whole of it.
var placeParts = []string{"latitude", "longitude", "altitude", "precision"}

// heading returns the header, and a row for each tag that a question of the
// sheet has.
func (s *section) heading() [][]any {
	var header []any
	for _, f := range s.fields {
		for _, h := range s.layout.headers(f) {
			header = append(header, h)
		}
	}
	for _, name := range s.extra {
		header = append(header, name)
	}
	if s.numbered {
		header = append(header, "_index")
	}
	if s.parent != nil {
		header = append(header, "_parent_table_name", "_parent_index")
		for _, name := range s.layout.options.Extra {
			header = append(header, "_submission_"+name)
		}
	}
	rows := [][]any{header}
	for _, tag := range s.layout.options.Tags {
		if row, found := s.tags(tag, len(header)); found {
			rows = append(rows, row)
		}
	}
	return rows
}

// tags is a row of one tag: each at its question's first column.
func (s *section) tags(tag string, width int) (row []any, found bool) {
	for _, f := range s.fields {
		text := tagOf(f.newest, tag)
		found = found || text != ""
		row = append(row, text)
		for range len(s.layout.headers(f)) - 1 {
			row = append(row, "")
		}
	}
	for len(row) < width {
		row = append(row, "")
	}
	return row, found
}

// tagOf is a question's cell of a column of the survey sheet. KoboToolbox
// writes hxl "#loc +name" also into the column tags, as hxl:#loc hxl:+name.
func tagOf(q *survey.Question, tag string) string {
	if text := q.Tags[tag]; text != "" {
		return text
	}
	var b strings.Builder
	for i, rest := range strings.Split(q.Tags["tags"], tag+":") {
		if words := strings.Fields(rest); i > 0 && len(words) > 0 {
			b.WriteString(words[0])
		}
	}
	return b.String()
}

// headers are the names of a field's columns.
func (l *layout) headers(f *field) []string {
	title := l.title(f)
	switch {
	case f.newest.Type == survey.TypeGeoPoint:
		names := []string{title}
		for _, part := range placeParts {
			names = append(names, l.above(f)+"_"+l.itemName(&f.newest.Item, f.form)+"_"+part)
		}
		return names
	case !f.isMultiple():
		return []string{title}
	}
	var names []string
	if l.plan.Options.SelectMultiple != export.MultipleDetails {
		names = append(names, title)
	}
	if l.plan.Options.SelectMultiple != export.MultipleSummary {
		for _, c := range f.options {
			names = append(names, title+l.sep+l.choice(c, f.form))
		}
	}
	return names
}

func (f *field) isMultiple() bool {
	return f.newest.Type == survey.TypeSelectMany && len(f.options) > 0
}

// choice is a choice as cells and headers show it.
func (l *layout) choice(c *survey.Choice, form int) string {
	if !l.isNames() {
		if s := l.words(c.Label, form); s != "" {
			return s
		}
	}
	return c.Name
}

// chosen is what stands for a choice's code in a response of version form. The
// version's own words count; the newest knows those of the older ones too.
func (l *layout) chosen(f *field, form int, code string) string {
	if l.isNames() {
		return code
	}
	if q := f.byForm[form]; q.List != nil {
		for _, c := range q.List.Choices {
			if c.Name == code {
				return l.choice(c, form)
			}
		}
	}
	for _, c := range f.options {
		if c.Name == code {
			return l.choice(c, f.form)
		}
	}
	return code
}

// cells returns a field's cells, appended to row.
func (l *layout) cells(row []any, f *field, form int, r *survey.Record, sub *survey.Submission) []any {
	q := f.byForm[form]
	var value survey.Value
	if q != nil && q.Slot >= 0 && l.in[q] {
		value = r.Value(q.Slot)
	}
	if q != nil && q.Type == survey.TypeAudit && !value.IsAnswered() && l.in[q] {
		value = survey.Answer(textOf(sub.Extra["meta/audit"])) // where KoboToolbox keeps it
	}
	switch {
	case f.newest.Type == survey.TypeGeoPoint:
		row = append(row, value.Text)
		parts := value.Choices()
		for i := range placeParts {
			if i < len(parts) {
				row = append(row, parts[i])
			} else {
				row = append(row, "")
			}
		}
		return row
	case f.isMultiple():
		return l.several(row, f, form, value, sub)
	case value.IsAnswered() && q.Type.IsSelect() && !q.Type.IsMultiple() && !isFromFile(l.forms[form], q):
		return append(row, l.chosen(f, form, value.Text))
	}
	return append(row, value.Text)
}

// several returns the cells of a question with several answers: the joined
// one, and 1 or 0 for each choice that the response's version offers.
func (l *layout) several(row []any, f *field, form int, value survey.Value, sub *survey.Submission) []any {
	codes := value.Choices()
	if l.plan.Options.SelectMultiple != export.MultipleDetails {
		words := make([]string, len(codes))
		for i, code := range codes {
			words[i] = l.chosen(f, form, code)
		}
		row = append(row, strings.Join(words, " "))
	}
	if l.plan.Options.SelectMultiple == export.MultipleSummary {
		return row
	}
	q := f.byForm[form]
	blank := q != nil && l.in[q] && sub.Extra[q.Ref.Column()] == `""`
	for _, c := range f.options {
		row = append(row, tick(codes, c.Name, (value.IsAnswered() || blank) && f.offers(form, c.Name)))
	}
	return row
}

func tick(codes []string, code string, offered bool) string {
	for _, c := range codes {
		if c == code {
			return "1"
		}
	}
	if offered {
		return "0"
	}
	return ""
}

// offers reports whether a version lists the choice. The newest takes over the
// choices of those before it.
func (f *field) offers(form int, code string) bool {
	q := f.byForm[form]
	if q == nil || q.List == nil {
		return false
	}
	if form == f.form {
		return true
	}
	for _, c := range q.List.Choices {
		if c.Name == code {
			return true
		}
	}
	return false
}
