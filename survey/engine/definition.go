package engine

import (
	"doorstep/survey"
	"doorstep/survey/xpath"
)

// def is one node of the form's definition, shared by every session.
type def struct {
	index    int // position in Program.defs, which is form order
	name     string
	ref      survey.Ref
	node     survey.Node
	item     *survey.Item
	question *survey.Question // nil for groups and repeats
	repeat   *survey.Repeat   // nil unless the node is a repeat
	parent   *def
	children []*def
	scope    *scope // for a repeat, the scope of its instances
	slot     int    // position in scope.defs
	number   bool   // a question whose answers are numbers

	counts    *def                // for a counter, the repeat whose instances it numbers
	vertices  [properties]*vertex // nil where the form gives no rule
	readers   []reading           // who reads this node's value or relevance
	structure []reading           // for a repeat: who reads how many instances there are, or their positions
	triggers  []reading           // the calculations that a change of this value sets off

	shown, onePage bool // a question put to a person; a group shown on one page

	offers *def        // for a select from a repeat, the question whose answers it offers
	seed   *xpath.Expr // randomize() over the choices offered

	label, hint, guidance              template // nil when the words hold no ${}
	choiceLabels                       map[*survey.Choice]template
	requiredMessage, constraintMessage template
	softMessage                        template
}

// outer returns the scope the node stands in, seen from outside: for a repeat
// the scope that holds the instances, for others its own.
func (d *def) outer() *scope {
	if d.repeat != nil {
		return d.scope.parent
	}
	return d.scope
}

// scope is the part of the definition that one frame instantiates: the form
// outside every repeat, or one repeat instance without the repeats inside it.
type scope struct {
	repeat *def // nil for the main scope
	parent *scope
	depth  int
	index  int    // position in parent.series
	defs   []*def // by slot; defs[0] is the root of the scope
	series []*def // the repeats directly inside, by series index
}

// within reports whether s is other or lies inside it.
func (s *scope) within(other *scope) bool {
	for ; s != nil; s = s.parent {
		if s == other {
			return true
		}
	}
	return false
}

// common returns the innermost scope that holds both.
func common(a, b *scope) *scope {
	for a.depth > b.depth {
		a = a.parent
	}
	for b.depth > a.depth {
		b = b.parent
	}
	for a != b {
		a, b = a.parent, b.parent
	}
	return a
}

// define builds the definition tree of the form.
func (p *Program) define() {
	main := &scope{}
	p.main = main
	p.root = p.add(p.form.Root, nil, main)
	p.addChildren(p.root, p.form.Root)
	p.addMeta()
}

func (p *Program) add(n survey.Node, parent *def, in *scope) *def {
	item := n.Base()
	d := &def{index: len(p.defs), name: item.Name, ref: item.Ref, node: n, item: item, parent: parent, scope: in}
	d.question, _ = n.(*survey.Question)
	d.number = holdsNumbers(d.question)
	d.shown = isShown(d.question) && item.Name != ""
	d.onePage = d.question == nil && (item.HasAppearance("field-list") || item.HasAppearance("table-list"))
	if r, ok := n.(*survey.Repeat); ok {
		d.repeat = r
		d.scope = &scope{repeat: d, parent: in, depth: in.depth + 1, index: len(in.series)}
		in.series = append(in.series, d)
	}
	d.slot = len(d.scope.defs)
	d.scope.defs = append(d.scope.defs, d)
	p.defs = append(p.defs, d)
	if d.name == "" {
		return d // a counter that no expression may name
	}
	if p.byRef[d.ref] == nil {
		p.byRef[d.ref] = d
	}
	p.byName[d.name] = append(p.byName[d.name], d)
	if parent != nil {
		parent.children = append(parent.children, d)
	}
	return d
}

// holdsNumbers reports whether the answers are numbers: by the question's type,
// or what a calculation is to be kept as.
func holdsNumbers(q *survey.Question) bool {
	if q == nil {
		return false
	}
	kept := q.Type
	if t := q.Bind.Type; t != "" && (kept == survey.TypeCalculate || kept == survey.TypeHidden) {
		kept = t
	}
	switch kept {
	case survey.TypeInteger, survey.TypeDecimal, survey.TypeRange, survey.TypePercentage:
		return true
	}
	return false
}

func (p *Program) addChildren(parent *def, g *survey.Group) {
	for _, n := range g.Children {
		r, isRepeat := n.(*survey.Repeat)
		var counter *def
		if isRepeat && !r.Count.IsZero() {
			counter = p.addCounter(parent, g, r)
		}
		d := p.add(n, parent, parent.scope)
		if counter != nil {
			counter.counts = d
		}
		if inner := survey.ChildrenOf(n); inner != nil {
			p.addChildren(d, inner)
		}
	}
}

// addCounter makes the node that works out repeat_count. It stands beside the
// repeat, is called NAME_count as other tools call it, and has no name when
// the count is only another question's answer or the name is taken.
func (p *Program) addCounter(parent *def, g *survey.Group, r *survey.Repeat) *def {
	count := r.Count
	name := r.Name + "_count"
	for _, n := range g.Children {
		if n.Base().Name == name || isReference(count.Source) {
			name = ""
		}
		if n.Base().Name == count.Source {
			count.Source, name = "${"+count.Source+"}", ""
		}
	}
	return p.add(&survey.Question{
		Item: survey.Item{
			Name: name, Ref: parent.ref + "/" + survey.Ref(name), Parent: parent.node, Row: r.Row,
			Bind: survey.Bind{Calculation: count},
		},
		Type: survey.TypeCalculate, Slot: -1,
	}, parent, parent.scope)
}

// addMeta makes /root/meta with the instance's id and name, which expressions
// may read.
func (p *Program) addMeta() {
	meta := p.byRef[p.root.ref+"/meta"]
	if meta == nil {
		meta = p.add(&survey.Group{Item: survey.Item{Name: "meta", Ref: p.root.ref + "/meta", Parent: p.form.Root}}, p.root, p.main)
	}
	hidden := func(name string, calculation survey.Expr) *def {
		if d := p.byRef[meta.ref+"/"+survey.Ref(name)]; d != nil {
			return d
		}
		return p.add(&survey.Question{
			Item: survey.Item{
				Name: name, Ref: meta.ref + "/" + survey.Ref(name), Parent: meta.node,
				Bind: survey.Bind{Calculation: calculation}, Row: calculation.At.Row,
			},
			Type: survey.TypeHidden, Slot: -1,
		}, meta, p.main)
	}
	p.instanceID = hidden("instanceID", survey.Expr{})
	if !p.form.InstanceName.IsZero() {
		p.instanceName = hidden("instanceName", p.form.InstanceName)
	}
}
