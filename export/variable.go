package export

import (
	"slices"
	"strings"

	"doorstep/survey"
)

// Variable is one question over all versions of its form.
type Variable struct {
	Name     string           // unique in the export
	Question *survey.Question // as the newest version that has it asks it
	Choices  []*Choice        // of all versions, the newest's first; nil for open questions
	Versions []string         // that ask it, newest first

	// NumericCodes says that every code is a plain whole number, so that codes
	// are number cells. One code with a leading zero makes all of them text.
	NumericCodes bool

	byForm []*survey.Question // by form, nil where the version does not ask it
	was    []string           // earlier names, back to the oldest
	index  map[string]int     // position in Choices by code, earlier codes too
}

// Choice is one choice over all versions of its list.
type Choice struct {
	Code  string
	Label survey.Label
	Was   []string // earlier codes

	words string // in the plan's language, once it is laid out
}

// IsMultiple reports whether an answer holds several choices.
func (v *Variable) IsMultiple() bool { return v.Question.Type.IsMultiple() }

// IsClosed reports whether answers are counted: choices that are known.
func (v *Variable) IsClosed() bool { return len(v.Choices) > 0 }

// ChoiceIndex returns the position in Choices of a code, whichever version it
// was given in, and -1 when no version lists it.
func (v *Variable) ChoiceIndex(code string) int {
	if i, ok := v.index[code]; ok {
		return i
	}
	return -1
}

// IsPersonal reports whether the question is kept out of exports unless asked:
// marked so, below a group marked so, or a contact detail by its type.
func (v *Variable) IsPersonal() bool {
	return slices.ContainsFunc(v.byForm, func(q *survey.Question) bool { return q != nil && q.IsPersonal() })
}

// IsSpecial reports whether the question holds special-category data.
func (v *Variable) IsSpecial() bool {
	return slices.ContainsFunc(v.byForm, func(q *survey.Question) bool { return q != nil && survey.Marked(q, isSpecial) })
}

func isSpecial(i *survey.Item) bool { return i.Special }

// matches says how surely an older question is this variable: 3 when the
// newer form names it in the column was, 2 when it stands in the same place,
// 1 when it has the same name elsewhere, 0 when it is another question.
func (v *Variable) matches(q *survey.Question) int {
	switch path := q.Ref.Column(); {
	case slices.Contains(v.was, q.Name), slices.Contains(v.was, path):
		return 3
	case v.Question.Ref.Column() == path:
		return 2
	case v.Question.Name == q.Name:
		return 1
	}
	return 0
}

// take makes the question of form i part of the variable.
func (v *Variable) take(i int, version string, q *survey.Question) {
	v.byForm[i] = q
	v.Versions = append(v.Versions, version)
	if q.Was != "" {
		v.was = append(v.was, q.Was)
	}
	if q.List == nil {
		return
	}
	for _, c := range q.List.Choices {
		v.takeChoice(c)
	}
}

func (v *Variable) takeChoice(c *survey.Choice) {
	if v.index == nil {
		v.index = map[string]int{}
	}
	at, known := v.index[c.Name]
	if !known {
		at = len(v.Choices)
		v.Choices = append(v.Choices, &Choice{Code: c.Name, Label: survey.Label{}})
		v.index[c.Name] = at
	}
	choice := v.Choices[at]
	for lang, words := range c.Label {
		if choice.Label[lang] == "" {
			choice.Label[lang] = words
		}
	}
	if was := strings.TrimSpace(c.Cells["was"]); was != "" {
		if _, taken := v.index[was]; !taken {
			v.index[was] = at
			choice.Was = append(choice.Was, was)
		}
	}
}

// settle is called once every version has been taken.
func (v *Variable) settle() {
	v.NumericCodes = len(v.Choices) > 0
	for _, c := range v.Choices {
		if !isPlainInteger(c.Code) {
			v.NumericCodes = false
		}
	}
}

func isPlainInteger(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 9 || (len(digits) > 1 && digits[0] == '0') || s == "-0" {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// codeCell returns the cell of a code, as the newest version spells it.
func (v *Variable) codeCell(code string) Cell {
	if i := v.ChoiceIndex(code); i >= 0 {
		code = v.Choices[i].Code
	}
	if v.NumericCodes && isPlainInteger(code) {
		return numberFromText(code)
	}
	return TextCell(code)
}

// gather matches the questions of one scope of one form to the sheet's
// variables and adds a variable for each that is new, after its neighbour.
func (s *Sheet) gather(form int, version string, scope *survey.Scope, forms int) {
	taken := map[*Variable]bool{}
	match := make([]*Variable, len(scope.Questions))
	for sureness := 3; sureness > 0; sureness-- {
		for i, q := range scope.Questions {
			if match[i] != nil {
				continue
			}
			for _, v := range s.Variables {
				if !taken[v] && v.matches(q) == sureness {
					match[i], taken[v] = v, true
					break
				}
			}
		}
	}
	at := 0 // where a new variable goes
	for i, q := range scope.Questions {
		v := match[i]
		if v == nil {
			v = &Variable{Question: q, byForm: make([]*survey.Question, forms)}
			s.Variables = slices.Insert(s.Variables, at, v)
			at++
		} else {
			at = slices.Index(s.Variables, v) + 1
		}
		v.take(form, version, q)
	}
}
