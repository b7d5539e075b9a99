package collate

import (
	"strings"

	"doorstep/survey"
)

// layout is a form version's questions as rows of answers.
type layout struct {
	form     *survey.Form
	byName   map[string]spot // by the path of the question
	personal map[string]bool // names that any version marks
}

// spot is where a question's values are in a record.
type spot struct {
	repeats []int // positions in Scope.Repeats, from the main scope down
	scopes  []*survey.Scope
	slot    int
}

func newLayout(form *survey.Form) *layout {
	l := &layout{form: form, byName: map[string]spot{}}
	l.gather(form.Main, nil, nil)
	return l
}

func (l *layout) gather(scope *survey.Scope, repeats []int, scopes []*survey.Scope) {
	scopes = append(scopes[:len(scopes):len(scopes)], scope)
	for _, q := range scope.Questions {
		l.byName[q.Ref.Column()] = spot{repeats, scopes, q.Slot}
	}
	for i, inner := range scope.Repeats {
		l.gather(inner, append(repeats[:len(repeats):len(repeats)], i), scopes)
	}
}

// answers adds a record's answers to rows: personal ones, or the others. What
// was not asked has no row.
func (l *layout) answers(rows [][]any, revision [16]byte, personal bool, r *survey.Record) [][]any {
	return l.record(rows, revision, personal, l.form.Main, r, nil)
}

func (l *layout) record(rows [][]any, revision [16]byte, personal bool, scope *survey.Scope, r *survey.Record, places []int) [][]any {
	place := placeText(places)
	for _, q := range scope.Questions {
		v := r.Value(q.Slot)
		if l.personal[q.Name] != personal || v.State == survey.NotAsked {
			continue
		}
		var value any
		if v.IsAnswered() {
			value = plain(v.Text)
		}
		rows = append(rows, []any{revision, q.Ref.Column(), place, v.State.String(), value})
	}
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			break
		}
		for j := range r.Repeats[i] {
			rows = l.record(rows, revision, personal, inner, &r.Repeats[i][j], append(places[:len(places):len(places)], j+1))
		}
	}
	return rows
}

// plain takes out what PostgreSQL has no text for.
func plain(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
}

func replaceQuotes(s string) string { return strings.ReplaceAll(s, "'", "''") }
