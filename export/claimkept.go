package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Narrow is the condition that keeps only those who gave the answer.
func (m *ClaimMatch) Narrow() string {
	name, code := m.Variable.Question.Name, m.Variable.Choices[m.Choice].Code
	if m.Variable.IsMultiple() { // = would keep those who gave this answer and no other
		return fmt.Sprintf("selected(${%s}, '%s')", name, code)
	}
	return fmt.Sprintf("${%s} = '%s'", name, code)
}

// onlyThose reports whether --where keeps only those who gave the answer: one of
// the conditions that all have to be true says so, and says nothing else.
func (t *Tally) onlyThose(v *Variable, choice int) bool {
	name, code := regexp.QuoteMeta(v.Question.Name), `\s*['"]`+regexp.QuoteMeta(v.Choices[choice].Code)+`['"]\s*`
	is := `selected\(\s*\$\{` + name + `\}\s*,` + code + `\)`
	if !v.IsMultiple() {
		is += `|\$\{` + name + `\}\s*=` + code
	}
	return slices.ContainsFunc(conditions(t.plan.Options.WhereText), regexp.MustCompile(`^(?:`+is+`)$`).MatchString)
}

// conditions takes an expression apart into those that all have to be true. One
// that is true where any of several is stays whole.
func conditions(where string) (all []string) {
	where = strings.TrimSpace(where)
	outside, wrapped := outsideBrackets(where)
	if wrapped {
		return conditions(where[1 : len(where)-1])
	}
	begin := 0
	for _, word := range andOr.FindAllStringSubmatchIndex(outside, -1) {
		if where[word[2]:word[3]] == "or" {
			return []string{where}
		}
		all = append(all, conditions(where[begin:word[2]])...)
		begin = word[3]
	}
	if begin == 0 {
		return []string{where}
	}
	return append(all, conditions(where[begin:])...)
}

var andOr = regexp.MustCompile(`(?:^|[^\w.-])(and|or)(?:[^\w.-]|$)`)

// outsideBrackets blanks out what stands in brackets or quotes, and tells
// whether one pair of round brackets holds everything.
func outsideBrackets(expression string) (outside string, wrapped bool) {
	text, depth, quote, pairs := []byte(expression), 0, byte(0), 0
	for i, c := range text {
		inside := depth > 0 || quote != 0
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote, inside = c, true
		case c == '(' || c == '[' || c == '{':
			depth, inside = depth+1, true
		case c == ')' || c == ']' || c == '}':
			if depth--; depth == 0 {
				pairs++
			}
		}
		if inside {
			text[i] = ' '
		}
	}
	all := strings.TrimSpace(string(text)) == "" && pairs == 1
	return string(text), all && expression[0] == '(' && expression[len(expression)-1] == ')'
}
