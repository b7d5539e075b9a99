package engine_test

import (
	"testing"

	"doorstep/survey"
)

const heardForm = `
| survey | | | | | |
| | type | name | label | relevant | calculation |
| | select_one yn | take_part | Take part? | | |
| | begin group | more | More | ${take_part} = 'yes' | |
| | select_one area | area | Where? | | |
| | integer | age | Age? | | |
| | select_one band | band | Which band? | ${age} = '' | |
| | calculate | older | | | if(${age} >= 65 or ${band} = 'old', 'yes', 'no') |
| | end group | | | | |
| | begin repeat | child | Child | | |
| | text | name | Name | | |
| | end repeat | | | | |
| choices | | | | | |
| | list_name | name | label | | |
| | yn | yes | Yes | | |
| | yn | no | No | | |
| | area | h | Haghill | | |
| | area | c | Carntyne | | |
| | band | young | Young | | |
| | band | old | Old | | |
`

// A condition over an interview under way is true once no answer to come can
// make it false.
func TestDecided(t *testing.T) {
	const none = "" // nothing answered yet
	for _, test := range []struct {
		condition string
		script    []string // step by step
		after     int      // steps after which it is true; -1 never
	}{
		{"", nil, 0},
		{"true()", nil, 0},
		{"${area} = 'h'", []string{"/data/take_part = yes", "/data/more/area = h"}, 2},
		{"${area} = 'h'", []string{"/data/take_part = yes", "/data/more/area = c"}, -1},
		{"${area} != 'h'", []string{"/data/take_part = yes", "/data/more/age = 20", "/data/more/area = c"}, 3},
		{"${area} != 'h'", []string{"/data/take_part = no"}, 1}, // it will not be asked
		{"${area} = 'h' and ${age} < 30", []string{"/data/take_part = yes", "/data/more/area = h", "/data/more/age = 20"}, 3},
		{"${age} < 30 or ${area} = 'h'", []string{"/data/take_part = yes", "/data/more/area = h"}, 2},
		{"${area} = 'h' and not(${age} > 30)", []string{"/data/take_part = yes", "/data/more/area = h", "/data/more/age = 20"}, 3},
		{"${older} = 'no'", []string{"/data/take_part = yes", "/data/more/area = h", "/data/more/age = 20"}, 3},
		{"${older} = 'yes'", []string{"/data/take_part = yes", "/data/more/age = 70"}, 2},
		{"${older} = 'no'", []string{"/data/take_part = yes", "/data/more/band = young"}, -1}, // an age may still be given
		{"count(${child}) >= 2", []string{"+ /data/child"}, 1},
		{"${area} = 'h' and ${nothing} = 1", nil, -1},
	} {
		s := start(t, heardForm)
		d, err := s.Decided(test.condition)
		if err != nil {
			if test.condition != "${area} = 'h' and ${nothing} = 1" {
				t.Errorf("%s: %v", test.condition, err)
			}
			continue
		}
		for i, step := range append([]string{none}, test.script...) {
			if step != none {
				play(t, s, step)
			}
			if got, want := d.True(), test.after >= 0 && i >= test.after; got != want {
				t.Errorf("%s after %d steps of %q: %v, want %v", test.condition, i, test.script, got, want)
			}
		}
	}
}

// Don't know settles a question as much as an answer does.
func TestDecidedAfterARefusal(t *testing.T) {
	s := start(t, heardForm)
	d, err := s.Decided("${older} = 'no'")
	if err != nil {
		t.Fatal(err)
	}
	play(t, s, "/data/take_part = yes")
	set(t, s, "/data/more/age", survey.Value{State: survey.Refused})
	if d.True() {
		t.Error("true while the band is still to be asked")
	}
	set(t, s, "/data/more/band", survey.Value{State: survey.DontKnow})
	if !d.True() {
		t.Error("not true when everything that bears on it was asked")
	}
}

// Conditions over finished responses are independent of the response before.
func TestConditionsOverManyResponses(t *testing.T) {
	p := compile(t, readForm(t, heardForm))
	c, err := p.Conditions("${area} = 'h'", "", "count(${child}) = 2", "${older} = 'yes'")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		script string
		want   [4]bool
	}{
		{"/data/take_part = yes\n/data/more/area = h\n+ /data/child", [4]bool{true, true, true, false}},
		{"/data/take_part = no", [4]bool{false, true, false, false}},
		{"/data/take_part = yes\n/data/more/area = c\n/data/more/age = 80", [4]bool{false, true, false, true}},
	} {
		s := p.NewSession(options())
		play(t, s, test.script)
		_, rec, _ := s.Finalize()
		c.Over(&rec)
		for i, want := range test.want {
			if got, err := c.Hold(i); err != nil || got != want {
				t.Errorf("condition %d after %q: %v, %v; want %v", i, test.script, got, err, want)
			}
		}
	}
	if _, err := p.Conditions("${nowhere} = 1"); err == nil {
		t.Error("a name that nothing has is no fault")
	}
}
