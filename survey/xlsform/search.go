package xlsform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"doorstep/survey"
)

// The appearance search('file', …) fills a select's choices from a CSV file.
// The list on the choices sheet says how: a row whose name is a number is a
// choice as it stands; any other names the file's column for the choices'
// names, and its label the column for their words.

// alwaysColumn marks the choices that search() shows whatever its conditions.
const alwaysColumn = "_always"

var searchCall = regexp.MustCompile(`(?i)\bsearch\s*\(`)

// searched reports whether the choices come from search('file').
func (r *reader) searched(n *node) bool { return searchCall.MatchString(n.get("appearance")) }

// searchList builds the choices of a select with the appearance search().
func (r *reader) searchList(n *node, q *survey.Question, listName string) *survey.List {
	pattern := r.useList(n, listName)
	at := n.at("appearance")
	args := searchArguments(straighten(n.get("appearance")))
	file, ok := literal(args, 0)
	if !ok {
		r.problems.warnf(at, "bad-appearance", "search() begins with a file's name in quotation marks: search('wards')")
		return pattern
	}
	table := r.tableFor(at, file, ".csv")
	if table == nil {
		return pattern
	}
	list := &survey.List{Name: listName + " from " + file, Columns: append(slices.Clone(table.Columns), alwaysColumn)}
	for _, c := range pattern.Choices {
		if _, err := strconv.ParseFloat(c.Name, 64); err == nil {
			always := *c
			always.Cells = map[string]string{alwaysColumn: "yes"}
			list.Choices = append(list.Choices, &always)
			continue
		}
		list.Choices = append(list.Choices, r.searchRows(at, table, c)...)
	}
	if filter := r.searchFilter(at, args); filter.Source != "" && q.ChoiceFilter.IsZero() {
		filter.Source += " or " + alwaysColumn + " = 'yes'"
		q.ChoiceFilter = filter
	}
	return list
}

// searchRows makes a choice of every row of the file.
func (r *reader) searchRows(at survey.Cell, table *survey.Table, pattern *survey.Choice) []*survey.Choice {
	value := slices.Index(table.Columns, pattern.Name)
	if value < 0 {
		r.problems.errorf(at, "missing-column", "%s has no column %q, which the choices sheet (row %d) names%s", table.Name, pattern.Name, pattern.Row, didYouMean(pattern.Name, table.Columns, "%s"))
		return nil
	}
	choices := make([]*survey.Choice, 0, len(table.Rows))
	for i, row := range table.Rows {
		if row[value] == "" {
			continue
		}
		c := &survey.Choice{Name: row[value], Row: i + 2, Label: survey.Label{}, Cells: make(map[string]string, len(row))}
		for j, text := range row {
			c.Cells[table.Columns[j]] = text
		}
		for lang, columns := range pattern.Label {
			var words []string
			for name := range strings.SplitSeq(columns, ",") {
				if text := c.Cells[strings.TrimSpace(name)]; text != "" {
					words = append(words, text)
				}
			}
			c.Label[lang] = strings.Join(words, ", ")
		}
		choices = append(choices, c)
	}
	return choices
}

// searchFilter writes search()'s conditions as a choice_filter.
func (r *reader) searchFilter(at survey.Cell, args []string) survey.Expr {
	var conditions []string
	if how, ok := literal(args, 1); ok && len(args) >= 4 {
		format := map[string]string{"matches": "%c = %v", "contains": "contains(%c, %v)", "startswith": "starts-with(%c, %v)", "endswith": "ends-with(%c, %v)"}[strings.ToLower(how)]
		columns, named := literal(args, 2)
		if format == "" || !named {
			r.problems.warnf(at, "bad-appearance", "search() goes on with 'matches', 'contains', 'startswith' or 'endswith', a column in quotation marks and a value; every row is shown")
			return survey.Expr{}
		}
		var any []string
		for column := range strings.SplitSeq(columns, ",") {
			any = append(any, strings.NewReplacer("%c", strings.TrimSpace(column), "%v", args[3]).Replace(format))
		}
		conditions = append(conditions, "("+strings.Join(any, " or ")+")")
	}
	if column, ok := literal(args, 4); ok && len(args) >= 6 {
		conditions = append(conditions, column+" = "+args[5])
	}
	return survey.Expr{Source: strings.Join(conditions, " and "), At: at}
}

// searchArguments cuts the arguments of search(…) out of an appearance.
func searchArguments(appearance string) []string {
	start := searchCall.FindStringIndex(appearance)
	if start == nil {
		return nil
	}
	text := appearance[start[1]:]
	var args []string
	depth, from := 0, 0
	var quoted byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '\'' || c == '"':
			quoted = c
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ')', c == ',' && depth == 0:
			args = append(args, strings.TrimSpace(text[from:i]))
			if from = i + 1; c == ')' {
				return args
			}
		}
	}
	return args
}

// literal returns an argument that is a text in quotation marks.
func literal(args []string, i int) (string, bool) {
	if i >= len(args) || len(args[i]) < 2 {
		return "", false
	}
	a := args[i]
	if q := a[0]; (q == '\'' || q == '"') && a[len(a)-1] == q {
		return a[1 : len(a)-1], true
	}
	return "", false
}
