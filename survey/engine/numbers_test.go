package engine_test

import "testing"

const numbersForm = `
| survey |
| | type            | name | label | choice_filter   | calculation                                        |
| | decimal         | a    | A     |                 |                                                    |
| | decimal         | b    | B     |                 |                                                    |
| | integer         | n    | N     |                 |                                                    |
| | text            | t    | T     |                 |                                                    |
| | select_one l    | s    | S     | cf = ${n}       |                                                    |
| | select_one l    | u    | U     | cf = ${t}       |                                                    |
| | calculate       | same |       |                 | ${a} = ${b}                                        |
| | calculate       | not  |       |                 | ${a} != ${b}                                       |
| | calculate       | word |       |                 | concat(${a}, ';', ${n})                            |
| | calculate       | lit  |       |                 | ${n} = '07.0'                                      |
| | calculate       | look |       |                 | instance('l')/root/item[cf = ${n}]/label           |
| | calculate       | text |       |                 | ${t} = '7' or ${t} = ${n}                          |
| choices |
| | list_name | name | label | cf  |
| | l         | x    | Ex    | 07  |
| | l         | y    | Why   | 7   |
| | l         | z    | Zed   | 8.0 |
`

// Numbers are kept as expressions write them, and compare as numbers; texts of
// digits, such as codes with zeros before, stay as they are.
func TestNumbersReadAlike(t *testing.T) {
	play(t, start(t, numbersForm), `
/data/same is true
/data/a = 1.50
/data/a is 1.5
/data/b = +01.5
/data/b is 1.5
/data/same is true
/data/not is false
/data/b = 1.6
/data/not is true
/data/n = 007
/data/n is 7
/data/word is 1.5;7
/data/lit is true
/data/look is Ex
/data/s offers x y
/data/n = 8
/data/s offers z
/data/look is Zed
/data/t = 07
/data/t is 07
/data/u offers x
/data/text is false
/data/n = 7
/data/text is true
/data/n = 5.0
/data/n is 5
/data/n = five
/data/n is five
/data/n breaks type
/data/n = 5.7
/data/n is 5.7
/data/n breaks type
`)
}
