package xlsform

import (
	"slices"
	"strings"
	"testing"

	"doorstep/survey"
)

// TestProblems holds one fault each: its code, its cell, and what its words
// must say.
func TestProblems(t *testing.T) {
	const yesNo = "\n| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n"
	cases := []struct{ name, form, code, at, says string }{
		{"misspelt type", "| | type | name | label |\n| | select_onee yn | a | A |" + yesNo, "unknown-type", "survey!A2", "did you mean select_one yn?"},
		{"misspelt plain type", "| | type | name | label |\n| | intger | a | A |", "unknown-type", "survey!A2", "did you mean integer?"},
		{"select without list", "| | type | name | label |\n| | select_one | a | A |" + yesNo, "unknown-type", "survey!A2", "needs the name of a list"},
		{"unknown type", "| | type | name | label |\n| | db:person | a | A |", "unknown-type", "survey!A2", `"db:person"`},
		{"no type", "| | type | name | label |\n| | | a | A |\n| | text | b | B |", "missing-type", "survey!A2", "no type"},
		{"no name", "| | type | name | label |\n| | text | | A |", "missing-name", "survey!B2", "no name"},
		{"bad name", "| | type | name | label |\n| | text | first name | A |", "bad-name", "survey!B2", "write first_name"},
		{"name begins with a digit", "| | type | name | label |\n| | text | 1st | A |", "bad-name", "survey!B2", "write _1st"},
		{"double name", "| | type | name | label |\n| | text | a | A |\n| | text | a | B |", "duplicate-name", "survey!B3", "row 2"},
		{"names in capitals", "| | type | name | label |\n| | text | a | A |\n| | text | A | B |", "similar-name", "survey!B3", "capitals"},
		{"no type column", "| | typ | name | label |\n| | text | a | A |", "missing-column", "survey row 1", `is "typ" meant?`},
		{"misspelt column", "| | type | name | label | relevent |\n| | text | a | A | |", "unknown-column", "survey!D1", "did you mean relevant?"},
		{"column twice", "| | type | name | label | label |\n| | text | a | A | |", "duplicate-column", "survey!D1", "twice"},
		{"unknown reference", "| | type | name | label | relevant |\n| | integer | age | A | |\n| | text | b | B | ${agee} > 5 |", "unknown-reference", "survey!D3", "relevant names ${agee}"},
		{"unknown reference in a label", "| | type | name | label |\n| | integer | age | A |\n| | text | b | You are ${aeg} |", "unknown-reference", "survey!C3", "did you mean ${age}?"},
		{"unclosed reference", "| | type | name | label |\n| | integer | age | A |\n| | text | b | You are ${age |", "bad-reference", "survey!C3", "${age"},
		{"reference with a space", "| | type | name | label | relevant |\n| | integer | age | A | |\n| | text | b | B | ${age } > 5 |", "bad-reference", "survey!D3", "without spaces"},
		{"reference without a name", "| | type | name | label |\n| | text | b | B |\n| settings |\n| | instance_name | version |\n| | concat('a', ${}) | 1 |", "bad-reference", "settings!A2", "${}"},
		{"unknown reference in a file's name", "| | type | name | label | image |\n| | text | b | B | ${bb}.png |", "unknown-reference", "survey!D2", "did you mean ${b}?"},
		{"group as trigger", "| | type | name | label | trigger | calculation |\n| | begin group | g | G | | |\n| | text | a | A | | |\n| | end group | | | | |\n| | calculate | b | | ${g} | now() |", "bad-trigger", "survey!D5", "is a group"},
		{"expression as trigger", "| | type | name | label | trigger | calculation |\n| | text | a | A | | |\n| | calculate | b | | ${a} != '' | now() |", "bad-trigger", "survey!D3", "changes nothing"},
		{"table of two lists", "| | type | name | label | appearance |\n| | begin group | g | G | table-list |\n| | select_one yn | a | A | |\n| | select_one z | b | B | |\n| | end group | | | |" + yesNo + "| | z | z | Zed |", "table-list", "survey!A4", "z where the first has yn"},
		{"filter in a table", "| | type | name | label | appearance | choice_filter |\n| | begin group | g | G | table-list | |\n| | select_one yn | a | A | | true() |\n| | end group | | | | |" + yesNo, "table-list", "survey!E3", "share their choices"},
		{"required group", "| | type | name | label | required |\n| | begin group | g | G | yes |\n| | text | a | A | |\n| | end group | | | |", "required-group", "survey!D2", "the questions in it"},
		{"calculate with a default only", "| | type | name | label | default |\n| | calculate | a | | 7 |", "missing-calculation", "survey!D2", "ODK refuses"},
		{"or_other over answers", "| | type | name | label |\n| | begin repeat | r | R |\n| | text | a | A |\n| | end repeat | | |\n| | select_one ${a} or_other | b | B |", "or-other-list", "survey!A5", "choices sheet"},
		{"file's parameter on a list", "| | type | name | label | parameters |\n| | select_one yn | a | A | value=x |" + yesNo, "unknown-parameter", "survey!D2", "value"},
		{"half an audit's places", "| | type | name | parameters |\n| | audit | audit | location-priority=balanced |", "bad-parameter", "survey!C2", "needs all"},
		{"ambiguous reference", "| | type | name | label | relevant |\n| | begin group | g | G | |\n| | text | a | A | |\n| | end group | | | |\n| | text | a | A | |\n| | text | b | B | ${a} = 1 |", "ambiguous-reference", "survey!D6", "rows 3 and 5"},
		{"syntax error", "| | type | name | label | constraint |\n| | integer | a | A | . > (5 |", "bad-expression", "survey!D2", "^"},
		{"soft constraint that cannot be read", "| | type | name | label | soft_constraint |\n| | integer | a | A | . > (5 |", "bad-expression", "survey!D2", "^"},
		{"soft constraint of nobody", "| | type | name | label | soft_constraint | soft_constraint_message |\n| | integer | a | A | . < ${aeg} | Sure? |\n| | integer | age | B | | |", "unknown-reference", "survey!D2", "did you mean ${age}?"},
		{"unknown reference in a soft message", "| | type | name | label | soft_constraint | soft_constraint_message |\n| | integer | age | A | . < 9 | Over ${aeg}? |", "unknown-reference", "survey!E2", "did you mean ${age}?"},
		{"soft message without rule", "| | type | name | label | soft_constraint_message |\n| | integer | a | A | Sure? |", "message-without-rule", "survey!D2", "never shown"},
		{"soft rule without message", "| | type | name | label | soft_constraint |\n| | integer | a | A | . < 9 |", "rule-without-message", "survey!D2", "soft_constraint_message"},
		{"soft rule on a calculation", "| | type | name | label | calculation | soft_constraint |\n| | calculate | a | | 1 | . < 9 |", "unused-soft-constraint", "survey!E2", "not asked"},
		{"soft rule on a note", "| | type | name | label | soft_constraint | soft_constraint_message |\n| | note | a | A | . < 9 | Sure? |", "unused-soft-constraint", "survey!D2", "no answer"},
		{"unknown function", "| | type | name | label | calculation |\n| | calculate | a | | cuont(.) |", "unknown-function", "survey!D2", "count"},
		{"unclosed group", "| | type | name | label |\n| | begin group | g | G |\n| | text | a | A |", "unclosed-group", "survey!A2", "end_group"},
		{"end without begin", "| | type | name | label |\n| | text | a | A |\n| | end repeat | | |", "unmatched-end", "survey!A3", "no repeat is open"},
		{"crossed ends", "| | type | name | label |\n| | begin group | g | G |\n| | begin repeat | r | R |\n| | text | a | A |\n| | end group | | |\n| | end repeat | | |", "unmatched-end", "survey!A5", `repeat "r" (row 3)`},
		{"unknown list", "| | type | name | label |\n| | select_one ny | a | A |" + yesNo, "unknown-list", "survey!A2", "did you mean yn?"},
		{"no choices sheet", "| | type | name | label |\n| | select_one yn | a | A |\n| choises |\n| | list_name | name |\n| | yn | y |", "missing-sheet", "survey!A2", `rename the sheet "choises"`},
		{"choice without name", "| | type | name | label |\n| | select_one yn | a | A |" + yesNo + "| | yn | | Maybe |", "choice-without-name", "choices!B4", "no name"},
		{"double choice", "| | type | name | label |\n| | select_one yn | a | A |" + yesNo + "| | yn | y | Yes again |", "duplicate-choice", "choices!B4", "row 2"},
		{"unused list", "| | type | name | label |\n| | text | a | A |" + yesNo, "unused-list", "choices!A2", "yn"},
		{"space in a choice", "| | type | name | label |\n| | select_multiple yn | a | A |" + yesNo + "| | yn | not sure | Not sure |", "space-in-choice", "choices!B4", "not sure"},
		{"unknown appearance", "| | type | name | label | appearance |\n| | text | a | A | mutliline |", "unknown-appearance", "survey!D2", "did you mean multiline?"},
		{"unknown parameter", "| | type | name | label | parameters |\n| | range | a | A | strat=1 |", "unknown-parameter", "survey!D2", "did you mean start?"},
		{"bad range", "| | type | name | label | parameters |\n| | range | a | A | start=low |", "bad-parameter", "survey!D2", "not a number"},
		{"missing translation", "| | type | name | label::English | label::Polski |\n| | text | a | A | |\n| | text | b | B | Be |", "missing-translation", "survey!D2", "row 2"},
		{"missing label", "| | type | name | label |\n| | text | a | |", "missing-label", "survey!C2", "neither label nor hint"},
		{"not on a laptop", "| | type | name | label |\n| | geopoint | a | A |", "not-on-laptop", "survey!A2", "typed"},
		{"missing file", "| | type | name | label |\n| | select_one_from_file w.csv | a | A |", "missing-file", "survey!A2", "w.csv"},
		{"wrong kind of file", "| | type | name | label |\n| | select_one_from_file w.pdf | a | A |", "bad-file", "survey!A2", ".geojson"},
		{"select from no repeat", "| | type | name | label |\n| | text | a | A |\n| | select_one ${a} | b | B |", "not-in-repeat", "survey!A3", "no repeat"},
		{"trigger", "| | type | name | label | trigger | calculation |\n| | text | a | A | | |\n| | calculate | b | | ${aa} | now() |", "unknown-reference", "survey!D3", "did you mean ${a}?"},
		{"quota without target", "| | type | name | label |\n| | text | a | A |\n| quotas |\n| | name | when | target |\n| | q | ${a}='x' | many |", "bad-target", "quotas!C2", "whole number"},
		{"settings name", "| | type | name | label |\n| | text | a | A |\n| settings |\n| | name |\n| | a b |", "bad-name", "settings!A2", "root"},
		{"repeat counter", "| | type | name | label | repeat_count |\n| | text | r_count | A | |\n| | begin repeat | r | R | 1 + 1 |\n| | text | b | B | |\n| | end repeat | | | |", "duplicate-name", "survey!B2", "number of times"},
		{"two entities in one place", "| | type | name | label |\n| | text | a | A |\n| entities |\n| | list_name | label |\n| | x | ${a} |\n| | y | ${a} |", "bad-entity", "entities!A3", "row 2"},
		{"save_to without entities", "| | type | name | label | save_to |\n| | text | a | A | x |", "bad-save-to", "survey!D2", "entities sheet"},
		{"the interviewer's own handed over", "| | type | name | label | interviewer | self_completion |\n| | text | a | A | yes | yes |", "interviewer-only", "survey!E2", "left out"},
		{"indexed-repeat", "| | type | name | label | calculation |\n| | text | a | A | |\n| | begin repeat | r | R | |\n| | text | b | B | |\n| | end repeat | | | |\n| | calculate | c | | indexed-repeat(${a}, ${r}, 1) |", "bad-argument", "survey!D6", "${r}"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, problems := read(t, "| survey |\n"+c.form)
			p := find(problems, c.code)
			switch {
			case p == nil:
				t.Fatalf("no %s; found:\n%s", c.code, list(problems))
			case p.At.String() != c.at:
				t.Errorf("placed at %s, want %s", p.At, c.at)
			case !strings.Contains(p.Err.Error(), c.says):
				t.Errorf("says %q, want %q in it", p.Err, c.says)
			}
		})
	}
}

// TestAllProblemsAtOnce makes sure that one fault hides no other.
func TestAllProblemsAtOnce(t *testing.T) {
	form, problems := read(t, `
| survey |
| | type          | name | label | relevant   | constraint |
| | integerr      | a    | A     |            |            |
| | text          | a    | A     | ${b} = (1  |            |
| | select_one x  | c d  | C     |            | . > ${zz}  |
| | begin group   | g    | G     |            |            |
| choices |
| | list_name | name | label |
| | y         |      | Y     |
`)
	if form != nil {
		t.Error("a form with errors is no form")
	}
	var codes []string
	for _, p := range problems {
		if p.Severity == survey.SeverityError {
			codes = append(codes, p.Code)
		}
	}
	for _, want := range []string{"unknown-type", "duplicate-name", "bad-expression", "unknown-list", "bad-name", "unknown-reference", "unclosed-group", "choice-without-name"} {
		if !slices.Contains(codes, want) {
			t.Errorf("%s is not reported; found %v", want, codes)
		}
	}
	rows := slices.IndexFunc(problems, func(p *survey.Problem) bool { return p.At.Sheet == "choices" })
	if rows < 0 || !slices.IsSortedFunc(problems[:rows], func(a, b *survey.Problem) int { return a.At.Row - b.At.Row }) {
		t.Errorf("not in the order of the sheets:\n%s", list(problems))
	}
}

// TestNoFalseAlarms holds forms that are fine as they are.
func TestNoFalseAlarms(t *testing.T) {
	const settings = "\n| settings |\n| | form_id | version |\n| | f | 1 |\n"
	for name, form := range map[string]string{
		"own columns":         "| | type | name | label | Question number | Comment |\n| | text | a | A | 1 | ask gently |",
		"comment rows":        "| | type | name | label |\n| | | | |\n| | text | a | A |",
		"static defaults":     "| | type | name | label | default |\n| | text | a | A | (see the letter) |\n| | date | b | B | 2026-11-21 |\n| | text | c | C | north-east |",
		"a hidden appearance": "| | type | name | label | appearance |\n| | text | a | A | w1 numbers |\n| | date | b | B | month-year |",
		"labels with signs":   "| | type | name | label |\n| | text | a | 50 % of $ {x} & <b>more</b> |",
		"reference to groups": "| | type | name | label | relevant |\n| | begin repeat | r | R | |\n| | text | a | A | |\n| | end repeat | | | |\n| | text | b | B | count(${r}) > 1 |",
	} {
		t.Run(name, func(t *testing.T) {
			if _, problems := read(t, "| survey |\n"+form+settings); len(problems) > 0 {
				t.Error(list(problems))
			}
		})
	}
}

// TestErrorAfterManyWarnings makes sure that an error is never among the
// problems that are only counted.
func TestErrorAfterManyWarnings(t *testing.T) {
	text := "| survey |\n| | type | name | label |\n" + strings.Repeat("| | | | no type |\n", maxProblems+5) + "| | text | 1 | A |\n"
	form, problems := read(t, text)
	if form != nil || find(problems, "bad-name") == nil {
		t.Error("the error is lost")
	}
}
