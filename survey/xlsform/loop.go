package xlsform

import (
	"regexp"
	"slices"
	"strings"

	"doorstep/survey"
)

// A loop is written once and asked once a choice: begin_loop over LIST becomes
// a group that holds a group for every choice of the list, each with its own
// copy of the rows in between. %(name)s and %(label)s stand for the choice.

const maxLoopNodes = 20_000

// readLoop reads the loop that begins at rows[0] and returns how many rows
// were used.
func (r *reader) readLoop(rows []record, typ rowType, stack []frame) (used int) {
	begin := rows[0]
	inside, used, closed := loopBody(rows)
	if !closed {
		r.problems.errorf(begin.at("type"), "unclosed-group", "the loop %q that begins here has no end; add a row end_loop below its last question", begin.get("name"))
		return used
	}
	outer := r.beginFrame(begin, rowType{kind: rowBeginGroup}, stack)
	list := r.useList(outer.node, typ.list)
	stack = append(slices.Clone(stack), outer)
	for _, choice := range list.Choices {
		if len(r.nodes) > maxLoopNodes {
			r.problems.errorf(begin.at("type"), "too-long", "this loop makes more than %d questions; use a repeat instead", maxLoopNodes)
			return used
		}
		group := &survey.Group{Item: survey.Item{Name: choice.Name, Label: choice.Label, Row: begin.row}}
		n := &node{record: begin, Node: group, typ: rowType{kind: rowBeginGroup}}
		if !isName(choice.Name) {
			r.problems.errorf(begin.at("type"), "bad-name", "the choice %q of %s cannot name a group of this loop: %s", choice.Name, list.Name, nameRule)
		}
		r.attach(n, stack)
		r.readRows(fillLoop(inside, choice, r), append(slices.Clone(stack), frame{group: group, node: n}))
	}
	return used
}

// loopBody returns the rows between a begin_loop and its end.
func loopBody(rows []record) (inside []record, used int, closed bool) {
	depth := 0
	for i, rec := range rows {
		switch parseType(rec.get("type")).kind {
		case rowBeginLoop:
			depth++
		case rowEndLoop:
			if depth--; depth == 0 {
				return rows[1:i], i + 1, true
			}
		}
	}
	return nil, len(rows), false
}

var placeholder = regexp.MustCompile(`%\(([^)]*)\)s`)

// fillLoop writes one choice into a copy of the loop's rows.
func fillLoop(rows []record, choice *survey.Choice, r *reader) []record {
	filled := slices.Clone(rows)
	for i, rec := range rows {
		filled[i].cells = slices.Clone(rec.cells)
		for _, c := range rec.columns {
			if c.index >= len(rec.cells) || !strings.Contains(rec.cells[c.index], "%(") {
				continue
			}
			filled[i].cells[c.index] = placeholder.ReplaceAllStringFunc(rec.cells[c.index], func(found string) string {
				switch key := placeholder.FindStringSubmatch(found)[1]; {
				case key == "name":
					return choice.Name
				case key == "label" || strings.HasPrefix(key, "label:"):
					text, _ := choice.Label.In(r.languageOf(c.lang), r.languages.plain)
					return text
				default:
					return choice.Cells[key]
				}
			})
		}
	}
	return filled
}
