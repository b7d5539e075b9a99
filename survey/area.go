package survey

import (
	"slices"
	"strings"
)

// AreaQuestion returns the question that says which area a response is from,
// nil when the form asks none: outside every repeat, the one with one answer
// most of whose choices the quotas' area column names, else the first with
// "area" as a word of its name.
func (f *Form) AreaQuestion() *Question {
	var found, named *Question
	most := 0
	for _, q := range f.Main.Questions {
		if q.Type != TypeSelectOne || q.List == nil {
			continue
		}
		hits := 0
		for _, c := range q.List.Choices {
			if f.isQuotaArea(c) {
				hits++
			}
		}
		if hits > most {
			found, most = q, hits
		}
		if named == nil && slices.Contains(strings.Split(strings.ToLower(q.Name), "_"), "area") {
			named = q
		}
	}
	if found == nil {
		return named
	}
	return found
}

func (f *Form) isQuotaArea(c *Choice) bool {
	return slices.ContainsFunc(f.Quotas, func(q Quota) bool {
		if q.Area == "" {
			return false
		}
		label, _ := c.Label.In(f.DefaultLanguage, f.Languages...)
		return strings.EqualFold(q.Area, c.Name) || strings.EqualFold(q.Area, label)
	})
}

// ChoiceLabel words one of a question's answers in the form's own language; an
// answer that is no choice comes back as it is.
func (f *Form) ChoiceLabel(q *Question, name string) string {
	for _, c := range q.List.Choices {
		if c.Name != name {
			continue
		}
		if label, _ := c.Label.In(f.DefaultLanguage, f.Languages...); label != "" {
			return label
		}
	}
	return name
}
