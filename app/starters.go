package app

import (
	"context"
	"fmt"

	"doorstep/app/viewmodel"
	"doorstep/assets"
	"doorstep/survey"
)

// readStarters reads the questionnaires that come with the program.
func readStarters() ([]viewmodel.Starter, error) {
	var list []viewmodel.Starter
	for _, q := range assets.Questionnaires() {
		form, _, err := compile(survey.Source{Name: q.Name, Data: q.Data})
		if err != nil {
			return nil, err
		}
		list = append(list, viewmodel.Starter{FormInfo: infoOf(form), Name: q.Name, For: q.For})
	}
	return list, nil
}

func infoOf(form *survey.Form) viewmodel.FormInfo {
	return viewmodel.FormInfo{
		ID: form.ID, Title: form.Title, Version: form.Version,
		Languages: form.Languages, Questions: countQuestions(form),
	}
}

// Starters lists the questionnaires that come with the program.
func (f *forms) Starters(context.Context) ([]viewmodel.Starter, error) {
	list, err := f.starters()
	return list, explainFailure(err)
}

// AddStarter brings one of them into the project.
func (f *forms) AddStarter(ctx context.Context, name string) (viewmodel.FormInfo, error) {
	q, ok := assets.FindQuestionnaire(name)
	if !ok {
		return viewmodel.FormInfo{}, explainFailure(fmt.Errorf("the starter questionnaire %s is not in this program", name))
	}
	return f.add(ctx, survey.Source{Name: q.Name, Data: q.Data})
}
