package engine

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"doorstep/survey"
	"doorstep/survey/xpath"
)

// Choice is one choice offered, in the interview's language.
type Choice struct {
	Name, Label string
	Fallback    bool           // the label is the default language's
	Choice      *survey.Choice // nil when the choice is another question's answer
}

// choiceState is what is offered for one select now.
type choiceState struct {
	offered []Choice
	byName  map[string]bool // made when asked for
}

// compileChoices compiles the rules on what a select offers.
func (p *Program) compileChoices(d *def) {
	q := d.question
	if q.Repeat == "" {
		p.compileRule(d, choices, q.ChoiceFilter)
		return
	}
	source := p.byRef[q.Repeat]
	if source == nil || source.scope == p.main {
		p.report("unknown-reference", survey.Expr{}, d, "the choices come from %s, which is no question in a repeat", q.Repeat)
		return
	}
	d.offers = source
	v := p.compileRule(d, choices, q.ChoiceFilter)
	if v == nil {
		v = &vertex{def: d, prop: choices, at: q.ChoiceFilter}
		d.vertices[choices] = v
	}
	pivot := common(d.scope, source.scope)
	extra := &vertex{def: d, prop: choices, reads: []read{{def: source, pivot: pivot}}}
	for s := source.scope; s != pivot; s = s.parent {
		extra.reads = append(extra.reads, read{def: s.repeat, pivot: common(pivot, s.parent), structure: true})
	}
	for _, r := range extra.reads {
		if !slices.Contains(v.reads, r) {
			v.reads = append(v.reads, r)
			p.subscribe(&vertex{def: d, prop: choices, reads: []read{r}, forward: v})
		}
	}
}

// Choices returns what a select offers now: filtered, and in the interview's
// own order when the form asks for a random one. It is nil for another node.
func (s *Session) Choices(ref survey.Ref) []Choice {
	n := s.find(ref)
	if n == nil || n.def.question == nil {
		return nil
	}
	return slices.Clone(s.offered(n).offered)
}

func (s *Session) offered(n *node) *choiceState {
	if n.selections != nil {
		return n.selections
	}
	state := &choiceState{}
	q := n.def.question
	switch {
	case n.def.offers != nil:
		state.offered = s.answersOffered(n)
	case q.List != nil:
		state.offered = s.listOffered(n)
	}
	if q.Randomize {
		s.shuffle(n, state.offered)
	}
	n.selections = state
	return state
}

func (s *Session) listOffered(n *node) []Choice {
	list := n.def.question.List
	v := n.def.vertices[choices]
	var offered []Choice
	add := func(c *survey.Choice) {
		label, own := s.words(n, c.Label, n.def.choiceLabels[c])
		offered = append(offered, Choice{Name: c.Name, Label: label, Fallback: !own && label != "", Choice: c})
	}
	if v == nil || v.expr == nil {
		for _, c := range list.Choices {
			add(c)
		}
		return offered
	}
	t := s.program.tableOf(list)
	try := func(row int) {
		ctx := xpath.Context{Node: t.node(int32(row), wholeRow), Position: row + 1, Size: len(list.Choices), Current: n}
		is, err := v.expr.EvalBool(s.aside, ctx)
		if err != nil {
			s.fault(v, err)
			is = true
		}
		if is {
			add(list.Choices[row])
		}
	}
	if v.lookup != nil {
		if rows, ok := v.lookup.rows(t, s.aside, &xpath.Context{Node: n, Current: n}); ok {
			for _, row := range rows {
				try(int(row))
			}
			return offered
		}
	}
	for row := range list.Choices {
		try(row)
	}
	return offered
}

// answersOffered lists the answers that a select from a repeat offers.
func (s *Session) answersOffered(n *node) []Choice {
	source := n.def.offers
	var offered []Choice
	v := n.def.vertices[choices]
	n.frame.at(common(n.def.scope, source.scope)).all(source, func(from *node) {
		text := from.text()
		if text == "" {
			return
		}
		if v.expr != nil {
			is, err := v.expr.EvalBool(s.aside, xpath.Context{Node: from.frame.root(), Current: n})
			if err != nil {
				s.fault(v, err)
			} else if !is {
				return
			}
		}
		offered = append(offered, Choice{Name: text, Label: text})
	})
	return offered
}

// shuffle puts the choices in the order the form's seed gives, as in other
// tools, or in one of this interview's own.
func (s *Session) shuffle(n *node, list []Choice) {
	if seed := n.def.seed; seed != nil {
		if order, ok := s.seededOrder(n, len(list)); ok {
			sorted := make([]Choice, len(list))
			for i, from := range order {
				sorted[i] = list[from]
			}
			copy(list, sorted)
			return
		}
	}
	draw := rand.New(rand.NewPCG(seedOf(s.options.InstanceID), seedOf(string(n.ref()))))
	draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// seededOrder asks randomize() itself for the order, over as many numbered
// nodes as there are choices.
func (s *Session) seededOrder(n *node, size int) ([]int, bool) {
	numbered := newTable([]string{"n"}, size, func(row, _ int) string { return strconv.Itoa(row) })
	s.numbered = &numbered.document
	nodes, err := n.def.seed.EvalNodes(s.aside, xpath.Context{Node: n, Current: n})
	if err != nil || len(nodes) != size {
		return nil, false
	}
	order := make([]int, size)
	for i, at := range nodes {
		order[i] = int(at.(*cell).row)
	}
	return order, true
}

// compileSeed makes randomize(instance, seed) of a select's seed.
func (p *Program) compileSeed(d *def) {
	q := d.question
	if !q.Randomize || q.Seed.IsZero() {
		return
	}
	v := d.vertices[choices]
	fresh := v == nil
	if fresh {
		v = &vertex{def: d, prop: choices, at: q.Seed}
	}
	known := len(v.reads)
	outside := &vertex{def: d, prop: words, at: q.Seed} // the seed's context is the question
	d.seed = p.compileExpr(outside, "randomize(instance('"+numberedInstance+"')/root/item, "+q.Seed.Source+")")
	v.reads = append(v.reads, outside.reads...)
	if len(v.reads) == known {
		return
	}
	d.vertices[choices] = v
	for _, r := range v.reads[known:] {
		p.subscribe(&vertex{def: d, prop: choices, reads: []read{r}, forward: v})
	}
}

// numberedInstance is the instance that seededOrder has put in order.
const numberedInstance = "__numbered"

// tableOf returns the list as a table.
func (p *Program) tableOf(l *survey.List) *table { return p.lists[l] }

// addLists makes tables of the lists that questions have, those of files too.
func (p *Program) addLists() {
	for _, d := range p.defs {
		if d.question == nil || d.question.List == nil || p.lists[d.question.List] != nil {
			continue
		}
		l := d.question.List
		if t := p.tables[l.Name]; t != nil && p.form.Lists[l.Name] == l && t.choices != nil {
			p.lists[l] = t
		} else {
			p.lists[l] = listTable(p.form, l)
		}
	}
}

// onList reports whether every choice made is offered. A select whose list is
// not there takes any answer.
func (s *Session) onList(n *node) bool {
	if n.def.question.List == nil && n.def.offers == nil {
		return true
	}
	state := s.offered(n)
	if state.byName == nil {
		state.byName = make(map[string]bool, len(state.offered))
		for _, c := range state.offered {
			state.byName[c.Name] = true
		}
	}
	if n.def.question.Type == survey.TypeSelectOne {
		return state.byName[n.value.Text]
	}
	for _, name := range n.value.Choices() {
		if !state.byName[name] {
			return false
		}
	}
	return true
}
