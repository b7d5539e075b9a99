package export

import "doorstep/survey"

// Files lists the names of the files a response answers with, in form order:
// those of the questions that are in this export and no others. Whether the
// response goes in is for Admit to say.
func (p *Plan) Files(sub *survey.Submission) []string {
	form, ok := p.versions[sub.FormVersion]
	if !ok {
		return nil
	}
	return p.filesOf(nil, form, p.Main, p.Forms[form].Main, &sub.Record)
}

func (p *Plan) filesOf(names []string, form int, s *Sheet, scope *survey.Scope, r *survey.Record) []string {
	for _, v := range s.Variables {
		value, q := v.valueOf(form, r)
		if q == nil || !value.IsAnswered() || value.Text == "" {
			continue
		}
		switch q.Type {
		case survey.TypeFile, survey.TypeImage, survey.TypeAudio, survey.TypeVideo:
			names = append(names, value.Text)
		}
	}
	for i, inner := range scope.Repeats {
		if i >= len(r.Repeats) {
			break
		}
		for j := range r.Repeats[i] {
			names = p.filesOf(names, form, p.sheets[inner], inner, &r.Repeats[i][j])
		}
	}
	return names
}
