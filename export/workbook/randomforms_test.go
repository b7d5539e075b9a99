package workbook_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"doorstep/survey"
	"doorstep/survey/engine"
	"doorstep/survey/xlsform"
)

// sketch is a random questionnaire that lives through several versions: its
// questions are renamed and moved, come and go, and so do codes of choices.
// What it remembers of each version is what the workbook is checked against.
type sketch struct {
	rng   *rand.Rand
	root  *item
	lists []*codeList
	items []*item // questions, groups and repeats that are still there
	made  int     // so far, gone ones too
}

// item is a question, a group or a repeat. Its number never changes.
type item struct {
	number    int
	kind      string // group, repeat, or a question's type
	name, was string
	list      *codeList
	only      *item // asked only of those who gave its first answer
	parent    *item
	children  []*item
}

// codeList is a list of choices. A choice is its place here; codes change.
type codeList struct {
	name       string
	codes, was []string
}

var sketchTypes = []string{"text", "text", "integer", "decimal", "range", "date", "time", "dateTime", "geopoint", "select_one", "select_one", "select_one", "select_multiple", "select_multiple", "rank", "calculate", "note"}

func newSketch(seed uint64) *sketch {
	s := &sketch{rng: rand.New(rand.NewPCG(seed, 7)), root: &item{kind: "group"}}
	for i := range 1 + s.rng.IntN(4) {
		l := &codeList{name: fmt.Sprintf("list%d", i)}
		pattern := []string{"%d", "0%d", "word%d", "code-%d"}[s.rng.IntN(4)]
		for j := range 2 + s.rng.IntN(6) {
			l.codes, l.was = append(l.codes, fmt.Sprintf(pattern, j+1)), append(l.was, "")
		}
		s.lists = append(s.lists, l)
	}
	for range 3 + s.rng.IntN(12) {
		s.add()
	}
	return s
}

// add puts one more question, group or repeat somewhere.
func (s *sketch) add() {
	s.made++
	it := &item{number: s.made, kind: sketchTypes[s.rng.IntN(len(sketchTypes))]}
	switch s.rng.IntN(10) {
	case 0:
		it.kind = "repeat"
	case 1:
		it.kind = "group"
	}
	it.name = fmt.Sprintf("%s_%d", strings.ToLower(it.kind), it.number)
	switch it.kind {
	case "select_one", "select_multiple", "rank":
		it.list = s.lists[s.rng.IntN(len(s.lists))]
	}
	if sources := s.those(func(x *item) bool { return x.kind == "select_one" && x.scope() == s.root }); len(sources) > 0 && s.rng.IntN(3) == 0 {
		it.only = sources[s.rng.IntN(len(sources))]
	}
	s.put(it, s.anyHome())
	s.items = append(s.items, it)
}

func (s *sketch) those(is func(*item) bool) []*item {
	return slices.DeleteFunc(slices.Clone(s.items), func(x *item) bool { return !is(x) })
}

// anyHome is a group or repeat to put something in, the questionnaire itself
// more often than not.
func (s *sketch) anyHome() *item {
	homes := s.those(func(x *item) bool { return x.kind == "group" || x.kind == "repeat" })
	if at := s.rng.IntN(2 + 2*len(homes)); at < len(homes) {
		return homes[at]
	}
	return s.root
}

// put adds an item at the end of its home: what its questions depend on stands
// before them.
func (s *sketch) put(it, home *item) {
	it.parent = home
	home.children = append(home.children, it)
}

// scope is the repeat that an item's answers are rows of, or the root.
func (it *item) scope() *item {
	for p := it.parent; p != nil; p = p.parent {
		if p.kind == "repeat" || p.parent == nil {
			return p
		}
	}
	return it
}

// revise makes the next version.
func (s *sketch) revise() {
	for _, it := range s.items {
		it.was = ""
		if s.rng.IntN(4) == 0 && it.kind != "group" {
			it.was, it.name = it.name, it.name+"x"
		}
	}
	for _, l := range s.lists {
		clear(l.was)
		if at := s.rng.IntN(3 * len(l.codes)); at < len(l.codes) {
			l.was[at], l.codes[at] = l.codes[at], l.codes[at]+"9"
		}
		if s.rng.IntN(3) == 0 {
			l.codes, l.was = append(l.codes, fmt.Sprintf("new%d", s.rng.IntN(1000)+1000*len(l.codes))), append(l.was, "")
		}
	}
	for _, it := range slices.Clone(s.items) {
		switch {
		case it.kind == "group" || it.kind == "repeat":
		case s.rng.IntN(8) == 0 && !s.isNeeded(it):
			s.take(it)
			s.items = slices.DeleteFunc(s.items, func(x *item) bool { return x == it })
		case s.rng.IntN(4) == 0 && !s.isNeeded(it):
			s.move(it)
		}
	}
	for range s.rng.IntN(4) {
		s.add()
	}
}

func (s *sketch) isNeeded(it *item) bool {
	return slices.ContainsFunc(s.items, func(x *item) bool { return x.only == it })
}

func (s *sketch) take(it *item) {
	it.parent.children = slices.DeleteFunc(it.parent.children, func(x *item) bool { return x == it })
}

// move takes a question to another group of the same response or row.
func (s *sketch) move(it *item) {
	homes := s.those(func(x *item) bool { return x.kind == "group" && x.scope() == it.scope() })
	homes = append(homes, it.scope())
	s.take(it)
	s.put(it, homes[s.rng.IntN(len(homes))])
}

// version is what the sketch was at one time.
type version struct {
	form    *survey.Form
	program *engine.Program
	names   map[string]*item // by the name it had
	lists   map[*codeList][]string
}

func (s *sketch) version(t *testing.T, number int) version {
	t.Helper()
	v := version{names: map[string]*item{}, lists: map[*codeList][]string{}}
	var table strings.Builder
	table.WriteString("| settings | | | |\n| | form_id | version | default_language |\n")
	fmt.Fprintf(&table, "| | sketch | %d | English (en) |\n", number)
	table.WriteString("| survey | | | | | | | | |\n| | type | name | label::English (en) | label::Polish (pl) | relevant | calculation | parameters | was |\n")
	for _, child := range s.root.children {
		s.write(&table, child, v.names)
	}
	table.WriteString("| choices | | | | | |\n| | list_name | name | label::English (en) | label::Polish (pl) | was |\n")
	for _, l := range s.lists {
		v.lists[l] = slices.Clone(l.codes)
		for i, code := range l.codes {
			fmt.Fprintf(&table, "| | %s | %s | %s | %s | %s |\n", l.name, code, englishOf(i), polishOf(i), l.was[i])
		}
	}
	form, problems, err := xlsform.Read(survey.Source{Name: "sketch.md", Data: []byte(table.String())})
	if err != nil || form == nil {
		t.Fatalf("%v %v\n%s", err, problems, table.String())
	}
	v.form = form
	if v.program, problems = engine.Compile(form); v.program == nil {
		t.Fatalf("%v\n%s", problems, table.String())
	}
	return v
}

func englishOf(choice int) string { return fmt.Sprintf("Choice, the %d. of all", choice) }
func polishOf(choice int) string  { return fmt.Sprintf("Wybór %d, ąęż", choice) }

func (s *sketch) write(table *strings.Builder, it *item, names map[string]*item) {
	names[it.name] = it
	kind, calculation, parameters, relevant := it.kind, "", "", ""
	if it.list != nil {
		kind += " " + it.list.name
	}
	switch it.kind {
	case "calculate":
		calculation = []string{"1 + 2", "concat('a', 'b')", "''", "0.5 * 3"}[it.number%4]
	case "range":
		parameters = "start=1 end=9 step=2"
	}
	if it.only != nil {
		relevant = fmt.Sprintf("${%s} = '%s'", it.only.name, it.only.list.codes[0])
	}
	if it.kind == "group" || it.kind == "repeat" {
		kind = "begin_" + it.kind
	}
	fmt.Fprintf(table, "| | %s | %s | Question %d | Pytanie %d | %s | %s | %s | %s |\n", kind, it.name, it.number, it.number, relevant, calculation, parameters, it.was)
	for _, child := range it.children {
		s.write(table, child, names)
	}
	if it.kind == "group" || it.kind == "repeat" {
		if len(it.children) == 0 {
			fmt.Fprintf(table, "| | note | nothing_in_%s | Nothing here yet | Nic | | | | |\n", it.name)
		}
		fmt.Fprintf(table, "| | end_%s | | | | | | | |\n", it.kind)
	}
}
