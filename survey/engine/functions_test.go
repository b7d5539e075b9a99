package engine_test

import "strings"

// worked makes a scenario of calculations over the questions a, b and d, and a
// select_multiple m of x, y and z: one a line, expression => result.
func worked(name, lines string, answers ...string) struct{ name, form, script string } {
	var form, script strings.Builder
	form.WriteString("| survey |\n| | type | name | label | calculation |\n| | text | a | A | |\n| | decimal | b | B | |\n| | date | d | D | |\n| | select_multiple m | m | M | |\n")
	for _, answer := range answers {
		script.WriteString("/data/" + answer + "\n")
	}
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		expression, result, _ := strings.Cut(line+" ", " => ")
		n := "c" + string(rune('a'+i))
		form.WriteString("| | calculate | " + n + " | | " + strings.ReplaceAll(expression, "|", `\|`) + " |\n")
		script.WriteString("/data/" + n + " is " + strings.TrimSpace(result) + "\n")
	}
	form.WriteString("| choices |\n| | list_name | name | label |\n| | m | x | Ex |\n| | m | y | Why |\n| | m | z | Zed |\n")
	return struct{ name, form, script string }{name, form.String(), script.String()}
}

var functions = []struct{ name, form, script string }{
	worked("choices", `
selected(${m}, 'x') => true
selected(${m}, 'z') => false
selected-at(${m}, 1) => y
selected-at(${m}, 7) =>
count-selected(${m}) => 2
jr:choice-name(selected-at(${m}, 0), '${m}') => Ex
`, "m = x y"),
	worked("text", `
substr(${a}, 0, 4) => Hagh
substr(${a}, -4) => hill
substring-before(${a}, 'h') => Hag
string-length(${a}) => 7
translate(${a}, 'Hagl', 'hAG') => hAGhi
regex(${a}, '[A-Z][a-z]+') => true
regex(${a}, 'hill') => false
concat(${a}, ' ', 1 + 1) => Haghill 2
contains(${a}, 'hill') and ends-with(${a}, 'l') and starts-with(${a}, 'H') => true
normalize-space('  a  b ') => a b
`, "a = Haghill"),
	worked("numbers", `
round(${b}, 1) => -2.2
round(2.5) => 3
int(${b}) => -2
floor(${b}) => -3
ceiling(${b}) => -2
abs(${b}) => 2.25
7 mod 3 => 1
-7 mod 3 => -1
pow(2, 3) + sqrt(9) => 11
1 div 0 > 1000 => true
number('') = number('') => false
`, "b = -2.25"),
	worked("dates", `
${d} + 1 => 20780
date(${d} + 1) => 2026-11-23
${d} > '2026-11-21' => true
format-date(${d}, '%e %b %Y') => 22 Nov 2026
today() < ${d} => true
int((today() - date('2000-02-29')) div 365.25) => 26
decimal-date-time('1970-01-02') => 1
format-date-time(now(), '%H:%M') => 10:30
date('nonsense') =>
`, "d = 2026-11-22"),
	worked("flow", `
if(${a} = 'x', 'yes', 'no') => no
coalesce(${a}, 'none') => none
not(${a}) => true
boolean-from-string('1') => true
if(${b}, 'some', 'none') => none
checklist(1, 2, ${a} = '', false()) => true
weighted-checklist(2, 3, true(), 2, false(), 5) => true
true() + 1 => 2
`),
	worked("blank and text comparisons", `
${a} = '' => true
${b} = '' => true
${b} = 0 => false
${b} != 0 => true
'b' > 'a' => false
string(${b}) =>
count-selected(${m}) => 0
`),
	worked("secrets and places", `
digest('abc', 'SHA-256', 'hex') => ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
base64-decode('SGFnaGlsbA==') => Haghill
round(distance('0 0 0 0', '0 1 0 0')) => 111319
round(area('0 0;0 1;1 1;1 0') div 1000000) => 12391
string-length(uuid()) => 36
`),
	{"a question as true or false is its answer", `
| survey | | | | |
| | type | name | label | calculation |
| | integer | n | N | |
| | select_one yn | c | C | |
| | calculate | is | | ${n} > 1 |
| | calculate | number | | if(${n}, 'yes', 'no') |
| | calculate | choice | | if(${c}, 'yes', 'no') |
| | calculate | rule | | if(${is}, 'yes', 'no') |
| choices | | | |
| | list_name | name | label |
| | yn | 0 | No |
| | yn | 1 | Yes |
`, `
/data/number is no
/data/choice is no
/data/n = 0
/data/c = 0
/data/number is no
/data/choice is yes
/data/rule is no
/data/n = 2
/data/number is yes
/data/rule is yes
`},
	{"a node-set of everything", `
| survey | | | | |
| | type | name | label | calculation |
| | begin group | g | G | |
| | integer | a | A | |
| | integer | b | B | |
| | integer | c | C | |
| | end group | | | |
| | calculate | sum | | sum(${a} \| ${b} \| ${c}) |
| | calculate | most | | max(${a}, ${b}, ${c}) |
| | calculate | given | | count-non-empty(/data/g/*) |
| | calculate | words | | join(' ', ${a}, ${b}, ${c}) |
`, `
/data/g/a = 1
/data/g/b = 5
/data/given is 2
/data/g/c = 3
/data/sum is 9
/data/most is 5
/data/words is 1 5 3
`},
	{"the label of a choice in the interview's language", `
| survey | | | | |
| | type | name | label::English (en) | label::Polish (pl) | calculation |
| | select_one yn | a | A | A | |
| | calculate | said | | | jr:choice-name(${a}, '${a}') |
| choices | | | | |
| | list_name | name | label::English (en) | label::Polish (pl) |
| | yn | y | Yes | Tak |
| settings | | |
| | default_language | form_id |
| | English (en) | f |
`, `
/data/a = y
/data/said is Yes
~ Polish (pl)
/data/said is Tak
`},
	{"cascades from one list to the next", `
| survey | | | | |
| | type | name | label | calculation |
| | text | key | Key | |
| | calculate | label | | instance('zone')/root/item[name = ${key}]/label |
| | calculate | area | | instance('zone')/root/item[name = ${key}]/area |
| | calculate | wide | | count(instance('zone')/root/item[area > 10]) |
| | calculate | over | | count(instance('zone')/root/item[area > string-length(${key}) * 9]) |
| | calculate | under | | count(instance('zone')/root/item[string-length(${key}) * 9 < area]) |
| | calculate | both | | count(instance('zone')/root/item[area >= 9 * count(instance('zone')/root/item[area > 8 + string-length(${key})])]) |
| | select_one zone | z | Z | |
| choices | | | | |
| | list_name | name | label | area |
| | zone | h | Haghill | 12 |
| | zone | c | Carntyne | 9 |
`, `
/data/key = c
/data/label is Carntyne
/data/area is 9
/data/wide is 1
/data/over is 1
/data/under is 1
/data/both is 2
/data/key = nowhere
/data/label is
/data/over is 0
/data/under is 0
/data/both is 2
`},
}
