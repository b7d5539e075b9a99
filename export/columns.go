package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"doorstep/survey"
)

// layOut makes a sheet's columns: its key, the answers in form order, then
// what is known of the response.
func (p *Plan) layOut(s *Sheet) error {
	used := map[string]bool{}
	for _, v := range s.Variables {
		used[strings.ToLower(v.Name)] = true // a question's name is its own; ours give way
	}
	add := func(name string, part Part, title string) {
		s.Columns = append(s.Columns, &Column{Name: unique(name, used), Part: part, Title: title})
	}
	if s.Repeat != nil {
		add("row_key", PartRowKey, "This row, unmistakably")
		add("parent_key", PartParentKey, "The row this one belongs to")
		add("position", PartPosition, "Its place among the rows of the same parent, from 1")
		p.copyDown(s, used)
	} else {
		add("instanceID", PartInstance, "The response, unmistakably")
	}
	s.arrangeCompanions()
	for _, v := range s.Variables {
		p.addVariable(s, v, used)
	}
	addOurs := func(name string, part Part, title string) {
		if used[strings.ToLower(name)] {
			name = "response_" + name // says whose it is, where a number would not
		}
		add(name, part, title)
	}
	if s.Repeat == nil {
		p.addMetadata(addOurs)
	}
	if len(p.Margins) > 0 {
		addOurs(WeightName, PartWeight, p.weightTitle())
	}
	if n := len(s.Columns); n > MaxColumns {
		return fmt.Errorf("%w, and %q needs %d: choose fewer questions, or leave out one column a choice (select-multiple summary); the widest are %s",
			ErrTooManyColumns, s.Name, n, strings.Join(s.widest(3), ", "))
	}
	return nil
}

func (p *Plan) addMetadata(add func(string, Part, string)) {
	add("version", PartVersion, "Version of the questionnaire")
	add("device", PartDevice, "Laptop")
	add("worker", PartWorker, "Who interviewed")
	add("start", PartStart, "When the interview started, on the laptop's clock")
	add("end", PartEnd, "When it ended")
	add("duration", PartDuration, "Minutes of interview, pauses left out")
	add("paused", PartPaused, "Minutes between start and end that were no interview time")
	if p.Options.Values != Labels {
		add("outcome", PartOutcome, "How the contact ended: AAPOR code")
	}
	if p.Options.Values != Codes {
		name := "outcome"
		if p.Options.Values == Both {
			name = "outcome_label"
		}
		add(name, PartOutcomeLabel, "How the contact ended")
	}
	add("training", PartTraining, "1 for a training response, 0 for a real one")
	add("flagged", PartFlagged, "Questions flagged for follow-up")
}

// copyDown puts the chosen answers of the response on each row of a repeat,
// so that nobody has to join sheets by hand.
func (p *Plan) copyDown(s *Sheet, used map[string]bool) {
	for _, want := range p.Options.ParentColumns {
		for _, v := range p.Main.Variables {
			if v.Name != want && v.Question.Name != want {
				continue
			}
			at := len(s.Columns)
			p.addVariable(s, v, used)
			for _, c := range s.Columns[at:] {
				c.fromParent = true
			}
		}
	}
}

func (p *Plan) addVariable(s *Sheet, v *Variable, used map[string]bool) {
	title := p.Title(v)
	add := func(name string, part Part, choice int, title string) {
		s.Columns = append(s.Columns, &Column{Name: name, Part: part, Variable: v, Choice: choice, Title: title})
	}
	if !v.IsClosed() && !v.Question.Type.IsSelect() {
		add(v.Name, PartAnswer, -1, title)
		return
	}
	multiple := v.IsMultiple() && v.IsClosed()
	if !multiple || p.Options.SelectMultiple != MultipleDetails {
		switch p.Options.Values {
		case Codes:
			add(v.Name, PartAnswer, -1, title)
		case Labels:
			add(v.Name, PartLabel, -1, title)
		case Both:
			add(v.Name, PartAnswer, -1, title)
			add(unique(v.Name+"_label", used), PartLabel, -1, title)
		}
	}
	if !multiple || p.Options.SelectMultiple == MultipleSummary {
		return
	}
	sep := p.Options.GroupSep
	if sep == "" {
		sep = "/"
	}
	part := PartTick
	if v.Question.Type == survey.TypeRank {
		part = PartPlace
	}
	for i, c := range v.Choices {
		add(unique(v.Name+sep+c.Code, used), part, i, title+": "+p.ChoiceLabel(c))
	}
}

var referenced = regexp.MustCompile(`\$\{\s*([^}\s]+)\s*\}`)

// arrangeCompanions moves each "other, please say" right behind its question,
// wherever the form asks it.
func (s *Sheet) arrangeCompanions() {
	for _, v := range slices.Clone(s.Variables) {
		owner := s.ownerOf(v)
		if owner == nil {
			continue
		}
		s.Variables = slices.DeleteFunc(s.Variables, func(x *Variable) bool { return x == v })
		s.Variables = slices.Insert(s.Variables, slices.Index(s.Variables, owner)+1, v)
	}
}

// ownerOf returns the question whose "other" answer v spells out, nil when v
// is no such companion: a text named after the question, or asked only when
// that one question has an "other" choice.
func (s *Sheet) ownerOf(v *Variable) *Variable {
	if v.Question.Type != survey.TypeText {
		return nil
	}
	relevant := v.Question.Bind.Relevant.Source
	refs := referenced.FindAllStringSubmatch(relevant, -1)
	for _, o := range s.Variables {
		if !o.Question.Type.IsSelect() {
			continue
		}
		name := o.Question.Name
		if v.Question.Name == name+"_other" || v.Question.Name == name+"_specify" || v.Question.Name == name+"_other_specify" {
			return o
		}
		if len(refs) == 1 && refs[0][1] == name && o.namesOther(relevant) {
			return o
		}
	}
	return nil
}

// namesOther reports whether the expression names one of the question's
// choices whose code speaks of "other".
func (v *Variable) namesOther(expr string) bool {
	for _, c := range v.Choices {
		if strings.Contains(strings.ToLower(c.Code), "other") &&
			(strings.Contains(expr, "'"+c.Code+"'") || strings.Contains(expr, `"`+c.Code+`"`)) {
			return true
		}
	}
	return false
}

// widest names the questions that take the most columns.
func (s *Sheet) widest(n int) []string {
	counts := map[*Variable]int{}
	for _, c := range s.Columns {
		if c.Variable != nil {
			counts[c.Variable]++
		}
	}
	vars := slices.Clone(s.Variables)
	slices.SortStableFunc(vars, func(a, b *Variable) int { return counts[b] - counts[a] })
	var names []string
	for _, v := range vars[:min(n, len(vars))] {
		names = append(names, fmt.Sprintf("%s (%d)", v.Name, counts[v]))
	}
	return names
}
