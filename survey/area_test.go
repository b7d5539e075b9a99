package survey_test

import (
	"testing"

	"doorstep/survey"
)

func TestAreaQuestion(t *testing.T) {
	list := func(names ...string) *survey.List {
		l := &survey.List{}
		for _, n := range names {
			l.Choices = append(l.Choices, &survey.Choice{Name: n, Label: survey.Label{"English": "The " + n}})
		}
		return l
	}
	ask := func(name string, l *survey.List) *survey.Question {
		return &survey.Question{Item: survey.Item{Name: name}, Type: survey.TypeSelectOne, List: l}
	}
	form := func(quotas []survey.Quota, questions ...*survey.Question) *survey.Form {
		f := &survey.Form{Languages: []string{"English"}, DefaultLanguage: "English", Root: &survey.Group{Item: survey.Item{Name: "data"}}, Quotas: quotas}
		for _, q := range questions {
			f.Root.Children = append(f.Root.Children, q)
		}
		f.Arrange()
		return f
	}
	sex, home, where := ask("sex", list("female", "male")), ask("home_area", list("hill", "park")), ask("where_now", list("hill", "park"))
	for name, c := range map[string]struct {
		form *survey.Form
		want *survey.Question
	}{
		"named by the quotas' codes":  {form([]survey.Quota{{Area: "Hill"}}, sex, where, home), where},
		"named by the quotas' labels": {form([]survey.Quota{{Area: "the park"}}, sex, where), where},
		"named most often":            {form([]survey.Quota{{Area: "female"}, {Area: "hill"}, {Area: "park"}}, sex, where), where},
		"named area":                  {form(nil, sex, where, home), home},
		"none":                        {form(nil, sex, ask("tarea", list("a"))), nil},
	} {
		if got := c.form.AreaQuestion(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	f := form(nil, home)
	if got := f.ChoiceLabel(home, "park") + f.ChoiceLabel(home, "moon"); got != "The parkmoon" {
		t.Errorf("%q", got)
	}
}
