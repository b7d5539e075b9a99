package export

import "doorstep/survey"

// FormOf returns the version of the form that a response answers, nil when the
// plan does not have it.
func (p *Plan) FormOf(sub *survey.Submission) *survey.Form {
	if i, ok := p.versions[sub.FormVersion]; ok {
		return p.Forms[i]
	}
	return nil
}

// Questions returns the questions of all versions that are in this export: not
// those left out as personal, nor those that were not chosen.
func (p *Plan) Questions() map[*survey.Question]bool {
	in := map[*survey.Question]bool{}
	for _, s := range p.Sheets() {
		for _, v := range s.Variables {
			for _, q := range v.byForm {
				if q != nil {
					in[q] = true
				}
			}
		}
	}
	return in
}
