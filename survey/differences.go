package survey

import (
	"slices"
	"strconv"
	"strings"
)

// Side is one of several edits of a response, with the form version it answers.
type Side struct {
	Form       *Form
	Submission *Submission
}

// Difference is a question, or a whole repeat, to which several edits of one
// response say different things.
type Difference struct {
	Ref      Ref
	Question *Question // nil for a repeat
	Repeat   *Repeat   // nil for a question; its instances are one difference
	Values   []Value   // of each side; of a question that its form lacks NotAsked
	Rows     []int     // of each side, for a repeat: how many instances

	scopes  []*Scope // of each side, for a repeat; nil where its form lacks it
	records [][]Record
}

// Differences compares edits of one response, answer by answer, in the first
// side's form order; questions only others have come after. What was worked out
// from answers is left out: it follows them.
func Differences(sides []Side) []Difference {
	var all []Difference
	done := map[Ref]bool{}
	for _, side := range sides {
		for _, q := range side.Form.Main.Questions {
			if done[q.Ref] || !q.Type.IsAsked() {
				continue
			}
			done[q.Ref] = true
			d := Difference{Ref: q.Ref, Question: q}
			for _, s := range sides {
				d.Values = append(d.Values, valueAt(s, q.Ref))
			}
			if slices.ContainsFunc(d.Values, func(v Value) bool { return !sameSaid(v, d.Values[0]) }) {
				all = append(all, d)
			}
		}
		for _, scope := range side.Form.Main.Repeats {
			if ref := scope.Repeat.Ref; !done[ref] {
				done[ref] = true
				if d, differs := repeatDifference(sides, scope.Repeat); differs {
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// sameSaid reports whether two values say the same: a question left open is one
// that was passed over.
func sameSaid(a, b Value) bool {
	if a.State == Unanswered {
		a.State = Skipped
	}
	if b.State == Unanswered {
		b.State = Skipped
	}
	return a == b
}

func valueAt(s Side, ref Ref) Value {
	at := slices.IndexFunc(s.Form.Main.Questions, func(q *Question) bool { return q.Ref == ref })
	if at < 0 {
		return Value{State: NotAsked}
	}
	return s.Submission.Record.Value(at)
}

// repeatAt returns a repeat's instances and their scope.
func repeatAt(s Side, ref Ref) (*Scope, []Record) {
	for i, scope := range s.Form.Main.Repeats {
		if scope.Repeat.Ref != ref {
			continue
		}
		if i < len(s.Submission.Record.Repeats) {
			return scope, s.Submission.Record.Repeats[i]
		}
		return scope, nil
	}
	return nil, nil
}

func repeatDifference(sides []Side, r *Repeat) (d Difference, differs bool) {
	d = Difference{Ref: r.Ref, Repeat: r}
	firstScope, first := repeatAt(sides[0], r.Ref)
	for i, s := range sides {
		scope, rows := repeatAt(s, r.Ref)
		d.Rows, d.scopes, d.records = append(d.Rows, len(rows)), append(d.scopes, scope), append(d.records, rows)
		if i > 0 && (len(rows) != len(first) || !sameRows(firstScope, scope, first, rows)) {
			differs = true
		}
	}
	return d, differs
}

func sameRows(scopeA, scopeB *Scope, a, b []Record) bool {
	for i := range a {
		// Both ways: each form version may ask what the other does not.
		if !sameRecord(scopeA, scopeB, &a[i], &b[i]) || !sameRecord(scopeB, scopeA, &b[i], &a[i]) {
			return false
		}
	}
	return true
}

func sameRecord(scopeA, scopeB *Scope, a, b *Record) bool {
	for slot, q := range scopeA.Questions {
		if !q.Type.IsAsked() {
			continue
		}
		other := slices.IndexFunc(scopeB.Questions, func(o *Question) bool { return o.Ref == q.Ref })
		v := Value{State: NotAsked}
		if other >= 0 {
			v = b.Value(other)
		}
		if !sameSaid(a.Value(slot), v) {
			return false
		}
	}
	for i, inner := range scopeA.Repeats {
		var rowsA, rowsB []Record
		if i < len(a.Repeats) {
			rowsA = a.Repeats[i]
		}
		at := slices.IndexFunc(scopeB.Repeats, func(o *Scope) bool { return o.Repeat.Ref == inner.Repeat.Ref })
		if at >= 0 && at < len(b.Repeats) {
			rowsB = b.Repeats[at]
		}
		if len(rowsA) != len(rowsB) || len(rowsA) > 0 && !sameRows(inner, scopeB.Repeats[at], rowsA, rowsB) {
			return false
		}
	}
	return true
}

// Label is the question's words, or the repeat's, in a language.
func (d *Difference) Label(language string) string {
	label := Label(nil)
	if d.Question != nil {
		label = d.Question.Label
	} else {
		label = d.Repeat.Label
	}
	if text, _ := label.In(language); text != "" {
		return text
	}
	return d.Ref.Name()
}

// Words are what each side says, in plain words: choices by their labels in a
// language.
func (d *Difference) Words(language string) []string {
	if d.Repeat != nil {
		words := make([]string, len(d.Rows))
		for i, n := range d.Rows {
			words[i] = rowsSaid(d.scopes[i], d.records[i], language)
			if n == 0 {
				words[i] = "(no rows)"
			}
		}
		return words
	}
	words := make([]string, len(d.Values))
	for i, v := range d.Values {
		words[i] = d.Question.Said(v, language)
	}
	return words
}

// rowsSaid are a repeat's instances in plain words, a numbered line each: what
// was asked and not passed over.
func rowsSaid(scope *Scope, rows []Record, language string) string {
	lines := make([]string, len(rows))
	for i := range rows {
		var said []string
		for slot, q := range scope.Questions {
			if v := rows[i].Value(slot); q.Type.IsAsked() && (v.State == Answered || v.State == DontKnow || v.State == Refused) {
				said = append(said, q.Said(v, language))
			}
		}
		for at, inner := range scope.Repeats {
			if at < len(rows[i].Repeats) && len(rows[i].Repeats[at]) > 0 {
				said = append(said, "("+strings.ReplaceAll(rowsSaid(inner, rows[i].Repeats[at], language), "\n", "; ")+")")
			}
		}
		lines[i] = strconv.Itoa(i+1) + ". " + strings.Join(said, ", ")
	}
	return strings.Join(lines, "\n")
}

// Said is a value in plain words: a silence named, choices by their labels in a
// language.
func (q *Question) Said(v Value, language string) string {
	if v.State != Answered {
		return "(" + strings.ReplaceAll(v.State.String(), "_", " ") + ")"
	}
	if q.List == nil {
		return v.Text
	}
	names := []string{v.Text}
	if q.Type != TypeSelectOne {
		names = strings.Fields(v.Text)
	}
	for i, name := range names {
		at := slices.IndexFunc(q.List.Choices, func(c *Choice) bool { return c.Name == name })
		if at < 0 {
			continue
		}
		if text, _ := q.List.Choices[at].Label.In(language); text != "" {
			names[i] = text
		}
	}
	return strings.Join(names, ", ")
}
