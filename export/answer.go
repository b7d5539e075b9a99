package export

import "doorstep/survey"

// Answer returns what a response says to a variable of the main sheet, as the
// response's own version asks it: not asked when that version does not.
func (p *Plan) Answer(v *Variable, sub *survey.Submission) survey.Value {
	form, ok := p.versions[sub.FormVersion]
	if !ok {
		return survey.Value{State: survey.NotAsked}
	}
	value, _ := v.valueOf(form, &sub.Record)
	return value
}
