package export

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"doorstep/survey"
)

// Areas are the two answers of one question that are held against each other.
type Areas struct {
	Variable *Variable
	Choices  [2]int // in Variable.Choices
}

// AreaNames returns the labels of the areas compared.
func (p *Plan) AreaNames() [2]string {
	a := p.Areas
	return [2]string{p.ChoiceLabel(a.Variable.Choices[a.Choices[0]]), p.ChoiceLabel(a.Variable.Choices[a.Choices[1]])}
}

// findAreas finds the question that tells the areas apart: the one asked for,
// else the one whose answers the quotas' area column names. There is none when
// neither is in the export.
func (p *Plan) findAreas() error {
	for _, v := range p.Main.Variables {
		if v.IsMultiple() || len(v.Choices) < 2 {
			continue
		}
		hits := p.quotaAreas(v)
		switch {
		case p.Options.Area != "" && v.isCalled(p.Options.Area):
			if len(hits) != 2 {
				hits = []int{0, 1}
			}
			p.Areas = &Areas{v, [2]int(hits)}
			return nil
		case p.Options.Area == "" && len(hits) == 2 && p.Areas == nil:
			p.Areas = &Areas{v, [2]int(hits)}
		}
	}
	if p.Options.Area != "" {
		return fmt.Errorf("%w: %q; areas are told apart by a question with one answer out of a list, and it must be in the export", ErrUnknownColumn, p.Options.Area)
	}
	return nil
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

// groupLabel words a code that comes from a calculation: as a choice of that
// name in any list of the newest form, else the code itself made readable.
func (p *Plan) groupLabel(code string) string {
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
	if from, plus := strings.CutSuffix(code, "_plus"); plus {
		return from + " or over"
	}
	if from, to, two := strings.Cut(code, "_"); two && isPlainInteger(from) && isPlainInteger(to) {
		return from + " to " + to
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
