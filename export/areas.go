package export

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"doorstep/survey"
)

// AreaNames returns the labels of choices of the areas' question.
func (p *Plan) AreaNames(choices []int) []string {
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = p.ChoiceLabel(p.Area.Choices[c])
	}
	return names
}

// findAreas finds the question that tells areas apart: the one asked for, else
// the newest form's own (see [survey.Form.AreaQuestion]). Compared are those of
// its answers that the quotas' area column names; of a question that was asked
// for and has fewer than two such answers, all.
func (p *Plan) findAreas() error {
	asked := p.Options.Area
	own := p.Newest().AreaQuestion()
	for _, v := range p.Main.Variables {
		if v.IsMultiple() || len(v.Choices) < 2 {
			continue
		}
		if asked != "" && v.isCalled(asked) || asked == "" && own != nil && v.Question == own {
			p.Area = v
			break
		}
	}
	if p.Area == nil {
		if asked != "" {
			return fmt.Errorf("%w: %q; areas are told apart by a question with one answer out of a list, and it must be in the export", ErrUnknownColumn, asked)
		}
		return nil
	}
	hits := p.quotaAreas(p.Area)
	if len(hits) < 2 && asked != "" {
		hits = hits[:0]
		for i := range p.Area.Choices {
			hits = append(hits, i)
		}
	}
	if len(hits) >= 2 {
		p.Areas = hits
	}
	return nil
}

// ComparedAreas returns the areas compared, as positions in the choices of
// their question, without those where nobody was interviewed: all of them when
// fewer than two would be left.
func (t *Tally) ComparedAreas() []int {
	people := t.Interviewed(t.plan.Area).Chosen
	var there []int
	for _, i := range t.plan.Areas {
		if people[i] > 0 {
			there = append(there, i)
		}
	}
	if len(there) < 2 {
		return t.plan.Areas
	}
	return there
}

// quotaAreas returns the choices that the quotas' area column names.
func (p *Plan) quotaAreas(v *Variable) []int {
	var hits []int
	for i, c := range v.Choices {
		if slices.ContainsFunc(p.Newest().Quotas, func(t survey.Quota) bool {
			return t.Area != "" && (strings.EqualFold(t.Area, c.Code) || strings.EqualFold(t.Area, p.ChoiceLabel(c)))
		}) {
			hits = append(hits, i)
		}
	}
	return hits
}

// groupLabel words an answer of v, which may be a code from a calculation: as
// the choice it is, a span of years made readable, a choice of that name in any
// list of the newest form, or the code itself. Spans come before lists, where
// only some of a calculation's may be found: half of them would be in other words.
func (p *Plan) groupLabel(v *Variable, code string) string {
	if at := v.ChoiceIndex(code); at >= 0 {
		if words := p.ChoiceLabel(v.Choices[at]); words != "" {
			return words
		}
	}
	if from, plus := strings.CutSuffix(code, "_plus"); plus {
		return from + " or over"
	}
	if from, to, two := strings.Cut(code, "_"); two && isPlainInteger(from) && isPlainInteger(to) {
		return from + " to " + to
	}
	lists := p.Newest().Lists
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		for _, c := range lists[name].Choices {
			if c.Name == code {
				if words := p.Words(c.Label); words != "" {
					return words
				}
			}
		}
	}
	return strings.ReplaceAll(code, "_", " ")
}

// isCalled reports whether the variable has the name, its own or its path.
func (v *Variable) isCalled(name string) bool {
	return name == v.Name || name == v.Question.Name || name == v.Question.Ref.Column()
}

// IsOrdered reports whether the choices of a question with one answer are
// steps of a scale: it is shown as one, its codes are numbers in order, or
// several questions are answered on the same three to seven choices.
func (p *Plan) IsOrdered(v *Variable) bool {
	q, n := v.Question, len(v.Choices)
	if q.Type != survey.TypeSelectOne || n < 3 {
		return false
	}
	if q.HasAppearance("likert") || v.codesInOrder() {
		return true
	}
	alike := 0
	for _, s := range append([]*Sheet{p.Main}, p.Repeats...) {
		for _, o := range s.Variables {
			if o.Question.Type == survey.TypeSelectOne && o.Question.List != nil && q.List != nil && o.Question.List.Name == q.List.Name {
				alike++
			}
		}
	}
	return alike > 1 && n <= 7
}

func (v *Variable) codesInOrder() bool {
	if !v.NumericCodes {
		return false
	}
	up, down := true, true
	for i := 1; i < len(v.Choices); i++ {
		a, b := numberFromText(v.Choices[i-1].Code).Number, numberFromText(v.Choices[i].Code).Number
		up, down = up && a < b, down && a > b
	}
	return up || down
}
