package engine_test

var repeats = []struct{ name, form, script string }{
	{"a blank count is no instance", `
| survey | | | | |
| | type | name | label | repeat_count |
| | integer | n | N | |
| | begin repeat | r | R | ${n} |
| | text | a | A | |
| | end repeat | | | |
`, `
/data/r[1]/a is gone
/data/n = 1
/data/r[1]/a is
/data/n = 0
/data/r[1]/a is gone
`},
	{"a computed count has a name", `
| survey | | | | | |
| | type | name | label | repeat_count | calculation |
| | integer | n | N | | |
| | begin repeat | r | R | ${n} + 1 | |
| | text | a | A | | |
| | end repeat | | | | |
| | calculate | many | | | ${r_count} * 10 |
`, `
/data/n = 1
/data/many is 20
/data/r[2]/a is
`},
	{"a fixed count", `
| survey | | | | |
| | type | name | label | repeat_count |
| | begin repeat | r | R | 2 |
| | text | a | A | |
| | end repeat | | | |
`, `
/data/r[2]/a is
/data/r[3]/a is gone
`},
	{"indexed-repeat with fewer positions than repeats means them all", `
| survey | | | | |
| | type | name | label | calculation |
| | begin repeat | house | House | |
| | begin repeat | person | Person | |
| | text | name | Name | |
| | end repeat | | | |
| | end repeat | | | |
| | calculate | one | | indexed-repeat(${name}, ${house}, 1, ${person}, 2) |
| | calculate | all | | concat(indexed-repeat(${name}, ${house}, 2)) |
| | calculate | none | | count(indexed-repeat(${name}, ${house}, 9)) |
`, `
/data/house[1]/person[1]/name = a
+ /data/house[1]/person
/data/house[1]/person[2]/name = b
+ /data/house
/data/house[2]/person[1]/name = c
+ /data/house[2]/person
/data/house[2]/person[2]/name = d
/data/one is b
/data/all is cd
/data/none is 0
`},
	{"inside a repeat a name means its own instance", `
| survey | | | | |
| | type | name | label | calculation |
| | begin repeat | r | R | |
| | integer | a | A | |
| | calculate | same | | ${a} |
| | calculate | before | | indexed-repeat(${a}, ${r}, position(..) - 1) |
| | calculate | place | | concat(position(..), '/', count(${r})) |
| | end repeat | | | |
`, `
/data/r[1]/a = 5
+ /data/r
/data/r[2]/a = 7
/data/r[2]/same is 7
/data/r[2]/before is 5
/data/r[1]/place is 1/2
- /data/r[1]
/data/r[1]/same is 7
/data/r[1]/place is 1/1
`},
	{"predicates choose among instances", `
| survey | | | | |
| | type | name | label | calculation |
| | begin repeat | p | P | |
| | text | name | Name | |
| | integer | age | Age | |
| | end repeat | | | |
| | calculate | adults | | count(/data/p[age > 15]) |
| | calculate | second | | /data/p[2]/name |
| | calculate | last | | /data/p[position() = last()]/name |
| | calculate | eldest | | /data/p[age = max(/data/p/age)]/name |
`, `
/data/p[1]/name = Ada
/data/p[1]/age = 40
+ /data/p
/data/p[2]/name = Bea
/data/p[2]/age = 4
/data/adults is 1
/data/second is Bea
/data/last is Bea
/data/eldest is Ada
/data/p[2]/age = 60
/data/adults is 2
/data/eldest is Bea
`},
	{"a hidden repeat is read by nothing", `
| survey | | | | | |
| | type | name | label | relevant | calculation |
| | text | go | Go | | |
| | begin repeat | r | R | ${go} = '1' | |
| | integer | a | A | | |
| | end repeat | | | | |
| | calculate | sum | | | sum(${a}) |
| | calculate | many | | | count(${r}) |
`, `
/data/go = 1
/data/r[1]/a = 4
/data/sum is 4
/data/go = 2
/data/r[1]/a is hidden
/data/sum is 0
/data/many is 0
/data/go = 1
/data/sum is 4
`},
	{"choices that are the answers of a repeat", `
| survey | | | | |
| | type | name | label | choice_filter |
| | begin repeat | p | P | |
| | text | name | Name | |
| | integer | age | Age | |
| | end repeat | | | |
| | select_one ${name} | head | Head | ${age} > 15 |
`, `
/data/p[1]/name = Ada
/data/p[1]/age = 40
+ /data/p
/data/p[2]/name = Bea
/data/p[2]/age = 4
/data/head offers Ada
/data/p[2]/age = 16
/data/head offers Ada Bea
- /data/p[1]
/data/head offers Bea
`},
	{"a count inside a count", `
| survey | | | | |
| | type | name | label | repeat_count |
| | integer | n | N | |
| | begin repeat | r | R | ${n} |
| | integer | m | M | |
| | begin repeat | s | S | ${m} |
| | text | a | A | |
| | end repeat | | | |
| | end repeat | | | |
`, `
/data/n = 2
/data/r[2]/m = 2
/data/r[2]/s[2]/a = x
/data/n = 1
/data/r[2]/s[2]/a is gone
/data/n = 2
/data/r[2]/s[2]/a is x
/data/r[1]/s[1]/a is gone
`},
	{"defaults are worked out in every instance", `
| survey | | | | |
| | type | name | label | default |
| | text | town | Town | |
| | begin repeat | r | R | |
| | text | a | A | ${town} |
| | end repeat | | | |
`, `
/data/town = Haghill
/data/r[1]/a is
+ /data/r
/data/r[2]/a is Haghill
/data/town = Carntyne
/data/r[2]/a is Haghill
`},
}
