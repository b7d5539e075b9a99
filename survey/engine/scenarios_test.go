package engine_test

var scenarios = []struct{ name, form, script string }{
	{"a calculation follows its questions", `
| survey | | | | |
| | type | name | label | calculation |
| | integer | rent | Rent | |
| | integer | food | Food | |
| | calculate | total | | ${rent} + ${food} |
| | calculate | double | | ${total} * 2 |
`, `
/data/total is
/data/rent = 10
/data/total is
/data/food = 5
/data/total is 15
/data/double is 30
/data/food = 
/data/double is
`},
	{"a hidden answer reads blank and is kept", `
| survey | | | | | |
| | type | name | label | relevant | calculation |
| | text | carer | Carer | | |
| | text | hours | Hours | ${carer} = 'yes' | |
| | calculate | said | | | concat('[', ${hours}, ']') |
`, `
/data/hours is hidden
/data/carer = yes
/data/hours = 20
/data/said is [20]
/data/carer = no
/data/said is []
/data/carer = yes
/data/said is [20]
`},
	{"groups hide what is in them", `
| survey | | | | |
| | type | name | label | relevant |
| | text | go | Go | |
| | begin group | g | G | ${go} = 'yes' |
| | begin group | h | H | |
| | text | a | A | |
| | end group | | | |
| | end group | | | |
| | text | b | B | ${a} = '1' |
`, `
/data/g/h/a is hidden
/data/go = yes
/data/g/h/a = 1
/data/b is
/data/go = no
/data/b is hidden
`},
	{"repeats count, sum and know their place", `
| survey | | | | |
| | type | name | label | calculation |
| | begin repeat | child | Child | |
| | integer | age | Age | |
| | calculate | place | | position(..) |
| | calculate | next | | ${age} + 1 |
| | end repeat | | | |
| | calculate | number | | count(${child}) |
| | calculate | ages | | sum(${age}) |
| | calculate | second | | indexed-repeat(${age}, ${child}, 2) |
`, `
/data/number is 1
/data/child[1]/age = 4
+ /data/child
/data/child[2]/age = 6
/data/child[2]/place is 2
/data/child[2]/next is 7
/data/number is 2
/data/ages is 10
/data/second is 6
+ /data/child
/data/child[3]/age = 1
- /data/child[1]
/data/child[1]/place is 1
/data/child[1]/age is 6
/data/child[3] is gone
/data/ages is 7
/data/second is 1
`},
	{"repeat_count adds, and keeps what it takes away", `
| survey | | | | | |
| | type | name | label | repeat_count | calculation |
| | integer | n | N | | |
| | begin repeat | r | R | ${n} | |
| | text | a | A | | |
| | end repeat | | | | |
| | calculate | all | | | join(',', ${a}) |
`, `
/data/r[1] is gone
/data/n = 2
/data/r[1]/a = x
/data/r[2]/a = y
/data/all is x,y
/data/n = 1
/data/r[2] is gone
/data/all is x
/data/n = 2
/data/r[2]/a is y
/data/all is x,y
`},
	{"nested repeats stay apart", `
| survey | | | | |
| | type | name | label | calculation |
| | begin repeat | house | House | |
| | begin repeat | person | Person | |
| | integer | age | Age | |
| | end repeat | | | |
| | calculate | old | | max(${age}) |
| | end repeat | | | |
| | calculate | oldest | | max(${old}) |
`, `
/data/house[1]/person[1]/age = 40
+ /data/house
/data/house[2]/person[1]/age = 70
+ /data/house[1]/person
/data/house[1]/person[2]/age = 50
/data/house[1]/old is 50
/data/house[2]/old is 70
/data/oldest is 70
- /data/house[2]
/data/oldest is 50
`},
	{"defaults: static, dynamic once", `
| survey | | | | | |
| | type | name | label | default | calculation |
| | text | town | Town | Haghill | |
| | date | on | On | today() | |
| | text | copy | Copy | ${town} | |
`, `
/data/town is Haghill
/data/on is 2026-11-21
/data/copy is Haghill
/data/town = Carntyne
/data/copy is Haghill
`},
	{"a trigger alone sets off its calculation", `
| survey | | | | | |
| | type | name | label | trigger | calculation |
| | text | a | A | | |
| | text | b | B | | |
| | calculate | noted | | ${a} | concat(${a}, ${b}) |
`, `
/data/b = x
/data/noted is
/data/a = 1
/data/noted is 1x
/data/b = y
/data/noted is 1x
`},
}
