package export

import (
	"strings"

	"doorstep/survey"
)

// InNewest returns a response's answers as the newest version asks for them:
// questions and choices that were renamed go by their new names, and what an
// older version did not ask was not asked. false when the plan does not know
// the response's version. The record may share memory with the response's.
func (p *Plan) InNewest(sub *survey.Submission) (survey.Record, bool) {
	form, known := p.versions[sub.FormVersion]
	newest := len(p.Forms) - 1
	switch {
	case !known:
		return survey.Record{}, false
	case form == newest:
		return sub.Record, true
	}
	return p.inNewest(p.Main, form, &sub.Record), true
}

func (p *Plan) inNewest(s *Sheet, form int, r *survey.Record) survey.Record {
	newest := len(p.Forms) - 1
	scope := p.scopeOf(s, newest)
	if scope == nil {
		return survey.Record{} // no longer asked
	}
	rec := survey.NewRecord(scope)
	for i := range rec.Values {
		rec.Values[i].State = survey.NotAsked
	}
	for _, v := range s.Variables {
		if q := v.byForm[newest]; q != nil {
			value, _ := v.valueOf(form, r)
			rec.Values[q.Slot] = v.inNewest(value)
		}
	}
	old := p.scopeOf(s, form)
	for i, inner := range scope.Repeats {
		child := p.sheets[inner]
		for j, before := range old.Repeats {
			if p.sheets[before] != child || j >= len(r.Repeats) {
				continue
			}
			for k := range r.Repeats[j] {
				rec.Repeats[i] = append(rec.Repeats[i], p.inNewest(child, form, &r.Repeats[j][k]))
			}
		}
	}
	return rec
}

// scopeOf returns a sheet's scope in one version, nil when that has none.
func (p *Plan) scopeOf(s *Sheet, form int) *survey.Scope {
	var find func(*survey.Scope) *survey.Scope
	find = func(scope *survey.Scope) *survey.Scope {
		if p.sheets[scope] == s {
			return scope
		}
		for _, inner := range scope.Repeats {
			if found := find(inner); found != nil {
				return found
			}
		}
		return nil
	}
	return find(p.Forms[form].Main)
}

// inNewest writes the codes of an answer as the newest version spells them.
func (v *Variable) inNewest(value survey.Value) survey.Value {
	if !v.IsClosed() || !value.IsAnswered() {
		return value
	}
	codes := strings.Fields(value.Text)
	for i, code := range codes {
		if at := v.ChoiceIndex(code); at >= 0 {
			codes[i] = v.Choices[at].Code
		}
	}
	value.Text = strings.Join(codes, " ")
	return value
}
