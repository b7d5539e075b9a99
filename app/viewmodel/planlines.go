package viewmodel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Every Set below changes the line at a place, or adds one at -1. It returns
// what is wrong, in words, when the line is not taken.

// SetName names the project.
func (m *PlanScreen) SetName(name string) (fault string) {
	name = strings.TrimSpace(name)
	switch {
	case !m.State().CanEdit:
		return ""
	case name == "":
		return "Give the project a name: it stands on exports and on the resident’s card."
	}
	m.change("The project is called "+name+". The other laptops keep the name they were set up with.", "", func(p *Plan) { p.Name = name })
	return ""
}

// mostMonths is how long contact details may be kept, as the store has it.
const mostMonths = 120

// SetMonths says how long contact details are kept after an interview.
func (m *PlanScreen) SetMonths(text string) (fault string) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	switch {
	case !m.State().CanEdit:
		return ""
	case err != nil || n < 1 || n > mostMonths:
		return fmt.Sprintf("Enter a number of months, from 1 to %d.", mostMonths)
	}
	m.change("Contact details are erased after "+monthWords(n)+", where the questionnaire does not say otherwise.", "", func(p *Plan) { p.Months = n })
	return ""
}

func monthWords(n int) string {
	if n == 1 {
		return "1 month"
	}
	return fmt.Sprintf("%d months", n)
}

// SetArea sets an area.
func (m *PlanScreen) SetArea(at int, name string) (fault string) {
	return m.setText(at, name, "area", "Haghill", func(p *Plan) *[]string { return &p.Areas }, nil)
}

// SetOrganisation sets an organisation; its workers follow it to a new name.
func (m *PlanScreen) SetOrganisation(at int, name string) (fault string) {
	return m.setText(at, name, "organisation", "PEEK", func(p *Plan) *[]string { return &p.Organisations }, func(p *Plan, old string) {
		for i, w := range p.Workers {
			if w.Organisation == old {
				p.Workers[i].Organisation = strings.TrimSpace(name)
			}
		}
	})
}

func (m *PlanScreen) setText(at int, text, what, example string, list func(*Plan) *[]string, renamed func(p *Plan, old string)) (fault string) {
	text = strings.TrimSpace(text)
	switch now := *list(&m.state.Info.Plan); {
	case !m.State().CanEdit || at >= len(now):
		return ""
	case text == "":
		return "Enter the name of the " + what + ", such as " + example + "."
	case hasText(now, text, at):
		return text + " is written down already."
	}
	m.change(text+" is written down.", "", func(p *Plan) {
		l := list(p)
		if at < 0 {
			*l = append(*l, text)
			return
		}
		if renamed != nil {
			renamed(p, (*l)[at])
		}
		(*l)[at] = text
	})
	return ""
}

// SetWorker sets a worker.
func (m *PlanScreen) SetWorker(at int, w TeamWorker) (fault string) {
	w.Code, w.Name = strings.TrimSpace(w.Code), strings.TrimSpace(w.Name)
	now := m.state.Info.Workers
	if !m.State().CanEdit || at >= len(now) {
		return ""
	}
	if w.Code == "" {
		return "Enter a code, such as W1: every response of this worker carries it."
	}
	for i, other := range now {
		if i != at && strings.EqualFold(other.Code, w.Code) {
			return other.Title() + " has that code. Give each worker a code of their own."
		}
	}
	m.change(w.Title()+" is written down.", "", func(p *Plan) {
		if at < 0 {
			p.Workers = append(p.Workers, w)
		} else {
			p.Workers[at] = w
		}
	})
	return ""
}

// SetRule sets a rule by which two responses may be one person's.
func (m *PlanScreen) SetRule(at int, questions []string) (fault string) {
	now := m.state.Info.Rules
	if !m.State().CanEdit || at >= len(now) {
		return ""
	}
	if len(questions) == 0 {
		return "Choose at least one question. Several make a better rule: postcode, age and sex, say."
	}
	same := func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}
	for i, other := range now {
		if i != at && same(other, questions) {
			return "That rule is there already."
		}
	}
	questions = slices.Clone(questions)
	m.change("The rule is kept: alike in "+strings.Join(questions, ", ")+".", "", func(p *Plan) {
		if at < 0 {
			p.Rules = append(p.Rules, questions)
		} else {
			p.Rules[at] = questions
		}
	})
	return ""
}

// Remove takes the line at a place out of the part shown. [PlanScreen.Undo]
// brings it back.
func (m *PlanScreen) Remove(at int) {
	s := m.State()
	lines := s.Info.Lines(s.Part)
	if !s.CanEdit || at < 0 || at >= len(lines) {
		return
	}
	m.change("", lines[at], func(p *Plan) {
		switch s.Part {
		case PlanAreas:
			p.Areas = slices.Delete(p.Areas, at, at+1)
		case PlanOrganisations:
			p.Organisations = slices.Delete(p.Organisations, at, at+1)
		case PlanWorkers:
			p.Workers = slices.Delete(p.Workers, at, at+1)
		case PlanRules:
			p.Rules = slices.Delete(p.Rules, at, at+1)
		}
	})
}

// Lines are the lines of a part that is a list.
func (p *Plan) Lines(part PlanPart) (lines []string) {
	switch part {
	case PlanAreas:
		return p.Areas
	case PlanOrganisations:
		return p.Organisations
	case PlanWorkers:
		for _, w := range p.Workers {
			lines = append(lines, w.Title())
		}
	case PlanRules:
		for _, r := range p.Rules {
			lines = append(lines, "Alike in "+strings.Join(r, ", "))
		}
	}
	return lines
}
