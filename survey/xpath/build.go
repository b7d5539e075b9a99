package xpath

import "strings"

// trimSpace trims what XPath counts as space, and Unicode's besides.
func trimSpace(s string) string { return strings.TrimSpace(s) }

// builder turns parts into code.
type builder struct {
	bindings map[*Path]Binding
}

func (b *builder) build(part Part) code {
	switch p := part.(type) {
	case *Text:
		return newTextCode(p.Value)
	case *Number:
		return &numberCode{p.Value, FormatNumber(p.Value)}
	case *Negation:
		return &negation{b.build(p.Of)}
	case *Operation:
		return b.operation(p)
	case *Call:
		return b.call(p)
	}
	return b.path(part.(*Path))
}

func (b *builder) buildAll(parts []Part) []code {
	list := make([]code, len(parts))
	for i, p := range parts {
		list[i] = b.build(p)
	}
	return list
}

func (b *builder) operation(p *Operation) code {
	switch p.Op {
	case Or, And:
		return &logic{p.Op, b.chain(p)}
	case Union:
		return &union{b.build(p.Left), b.build(p.Right)}
	case Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual:
		made := newComparison(p.Op, b.build(p.Left), b.build(p.Right))
		if c, ok := made.(*nodeComparison); ok {
			c.steady = isSteady(p.Right)
			if c.swapped {
				c.steady = isSteady(p.Left)
			}
		}
		return made
	}
	return &arithmetic{p.Op, b.build(p.Left), b.build(p.Right)}
}

// chain makes one list of a or b or c, which parses as (a or b) or c.
func (b *builder) chain(p *Operation) []code {
	var reversed []Part
	var part Part = p
	for {
		o, ok := part.(*Operation)
		if !ok || o.Op != p.Op {
			reversed = append(reversed, part)
			break
		}
		reversed = append(reversed, o.Right)
		part = o.Left
	}
	list := make([]code, len(reversed))
	for i, r := range reversed {
		list[len(list)-1-i] = b.build(r)
	}
	return list
}

func (b *builder) call(p *Call) code {
	if p.fault != nil {
		return &failing{p.fault}
	}
	args := b.buildAll(p.Args)
	if p.fn.name == "indexed-repeat" {
		if target, ok := p.Args[0].(*Path); ok {
			if found := b.bindings[target].Indexed; found != nil {
				return &indexedCode{find: found, positions: everySecond(args)}
			}
		}
	}
	if p.fn.build != nil {
		return p.fn.build(args)
	}
	return &callCode{fn: p.fn, args: args, res: p.fn.resultKind()}
}

// path builds a path, bound if there is a binding for it.
func (b *builder) path(p *Path) code {
	binding, bound := b.bindings[p]
	bound = bound && !binding.isZero() && (binding.Node != nil || binding.Nodes != nil)
	whole := bound && (binding.Steps == 0 || binding.Steps >= len(p.Steps) && !p.Predicates() ||
		binding.Steps == StartOnly && len(p.Steps) == 0 && len(p.Filters) == 0)
	if whole && binding.Node != nil {
		return &boundCode{binding.Node}
	}
	c := &pathCode{path: p}
	if bound {
		c.binding = &binding
	}
	if whole {
		return c
	}
	first := 0 // the first step still to walk
	if bound {
		first = min(max(0, binding.Steps), len(p.Steps))
	}
	if p.Base != nil {
		c.base = b.build(p.Base)
	}
	if first > 0 {
		c.filters = b.predicates(p.Steps[first-1].Predicates)
	} else {
		c.filters = b.predicates(p.Filters)
	}
	for i := first; i < len(p.Steps); i++ {
		c.steps = append(c.steps, b.step(p.Steps[i]))
	}
	c.steps = joinDescendants(c.steps)
	c.named = c.onlyNames()
	return c
}

func (b *builder) step(s Step) stepCode {
	return stepCode{axis: s.Axis, test: s.Test, predicates: b.predicates(s.Predicates)}
}

func (b *builder) predicates(parts []Part) []predicate {
	list := make([]predicate, 0, len(parts))
	for _, part := range parts {
		pr := predicate{code: b.build(part)}
		pr.static = pr.code.kind()
		if n, ok := part.(*Number); ok {
			pr.index, pr.constant = n.Value, true
		}
		list = append(list, pr)
	}
	return list
}

// joinDescendants makes one step of //name (descendant-or-self::node()/name)
// where no predicate asks for a position.
func joinDescendants(steps []stepCode) []stepCode {
	var joined []stepCode
	for i := 0; i < len(steps); i++ {
		s := steps[i]
		if i+1 < len(steps) && s.axis == DescendantOrSelf && s.test.Kind == TestNode && len(s.predicates) == 0 &&
			steps[i+1].axis == Child && len(steps[i+1].predicates) == 0 {
			i++
			s = stepCode{axis: Descendant, test: steps[i].test}
		}
		joined = append(joined, s)
	}
	return joined
}
