package engine_test

// traps are what users of other tools fell into.
var traps = []struct{ name, form, script string }{
	{"a blank number is no number, not 0", `
| survey | | | | |
| | type | name | label | calculation |
| | integer | a | A | |
| | calculate | sum | | ${a} + 1 |
| | calculate | less | | ${a} < 1 |
| | calculate | cared | | coalesce(${a}, 0) + 1 |
`, `
/data/sum is
/data/less is false
/data/cared is 1
/data/a = 0
/data/sum is 1
/data/less is true
`},
	{"a blank answer passes its constraint", `
| survey | | | | | |
| | type | name | label | constraint | required |
| | integer | age | Age | . > 15 | yes |
`, `
/data/age breaks required
/data/age = 15
/data/age breaks constraint
/data/age = 16
/data/age breaks nothing
`},
	{"a constraint may look at others and has a message of its own", `
| survey | | | | | |
| | type | name | label | constraint | constraint_message |
| | integer | rooms | Rooms | | |
| | integer | beds | Bedrooms | . <= ${rooms} | At most ${rooms} |
`, `
/data/beds = 3
/data/beds breaks constraint At most
/data/rooms = 2
/data/beds breaks constraint At most 2
/data/rooms = 4
/data/beds breaks nothing
`},
	{"once keeps what it worked out first", `
| survey | | | | |
| | type | name | label | calculation |
| | text | name | Name | |
| | calculate | first | | once(${name}) |
`, `
/data/first is
/data/name = Ada
/data/first is Ada
/data/name = Bea
/data/first is Ada
`},
	{"a trigger of two questions answers to either", `
| survey | | | | | |
| | type | name | label | trigger | calculation |
| | text | a | A | | |
| | text | b | B | | |
| | integer | changes | | ${a}, ${b} | coalesce(${changes}, 0) + 1 |
`, `
/data/changes is
/data/a = x
/data/changes is 1
/data/b = y
/data/changes is 2
/data/b = y
/data/changes is 2
`},
	{"required may be a rule", `
| survey | | | | | |
| | type | name | label | required | required_message |
| | text | has | Any children? | | |
| | integer | how | How many? | ${has} = 'yes' | Please say how many |
`, `
/data/how breaks nothing
/data/has = yes
/data/how breaks required Please say how many
`},
	{"a question with no translation shows the default language", `
| survey | | | | |
| | type | name | label::English (en) | label::Polish (pl) |
| | text | a | Name | Imię |
| | text | b | Street | |
| settings | | |
| | default_language | form_id |
| | English (en) | f |
`, `
~ Polish (pl)
/data/a says Imię
/data/b says Street
`},
	{"a select whose filter moves on keeps its answer and remarks on it", `
| survey | | | | |
| | type | name | label | choice_filter |
| | select_one w | ward | Ward | |
| | select_one s | street | Street | w = ${ward} |
| choices | | | | |
| | list_name | name | label | w |
| | w | 1 | One | |
| | w | 2 | Two | |
| | s | a | A | 1 |
| | s | b | B | 2 |
`, `
/data/ward = 1
/data/street offers a
/data/street = a
/data/ward = 2
/data/street offers b
/data/street is a
/data/street breaks type
/data/ward = 1
/data/street breaks nothing
`},
	{"or_other asks for the rest", `
| survey | | | |
| | type | name | label |
| | select_one how or_other | heat | Heating |
| choices | | | |
| | list_name | name | label |
| | how | gas | Gas |
`, `
/data/heat offers gas other
/data/heat_other is hidden
/data/heat = other
/data/heat_other = peat
/data/heat_other is peat
/data/heat = gas
/data/heat_other is hidden
`},
	{"read only is no hindrance to a calculation", `
| survey | | | | | |
| | type | name | label | read_only | calculation |
| | integer | a | A | | |
| | integer | b | B | yes | ${a} * 2 |
`, `
/data/a = 4
/data/b is 8
`},
	{"a disabled row is not there", `
| survey | | | | |
| | type | name | label | disabled |
| | text | a | A | |
| | text | b | B | yes |
`, `
/data/b is gone
`},
	{"a default with a minus sign stays a text", `
| survey | | | | |
| | type | name | label | default |
| | text | code | Code | G31-2AA |
| | date | on | On | 2026-01-02 |
| | integer | n | N | 2 + 3 |
| | text | both | Both | concat('a', 'b') |
`, `
/data/code is G31-2AA
/data/on is 2026-01-02
/data/n is 5
/data/both is ab
`},
	{"typographic quotes mean plain ones", `
| survey | | | | |
| | type | name | label | relevant |
| | text | a | A | |
| | text | b | B | ${a} = ‘yes’ |
`, `
/data/a = yes
/data/b is
`},
	{"bind::type keeps the kind of a calculation", `
| survey | | | | | |
| | type | name | label | calculation | bind::type |
| | decimal | a | A | | |
| | calculate | whole | | ${a} * 2 | int |
| | calculate | asis | | ${a} * 2 | |
`, `
/data/a = 2.75
/data/whole is 5
/data/asis is 5.5
`},
	{"randomize with a seed is the same in every tool", `
| survey | | | | |
| | type | name | label | parameters |
| | select_one l | a | A | randomize=true seed=42 |
| | select_one l | b | B | randomize=true, seed=42 |
| choices | | | |
| | list_name | name | label |
| | l | a | A |
| | l | b | B |
| | l | c | C |
| | l | d | D |
| | l | e | E |
| | l | f | F |
`, `
/data/a offers a f c b d e
/data/b offers a f c b d e
`},
	{"a hidden default comes back as it was", `
| survey | | | | | |
| | type | name | label | relevant | default |
| | text | go | Go | | |
| | text | town | Town | ${go} = '1' | Haghill |
`, `
/data/town is hidden
/data/go = 1
/data/town is Haghill
/data/town = Carntyne
/data/go = 2
/data/go = 1
/data/town is Carntyne
`},
}
