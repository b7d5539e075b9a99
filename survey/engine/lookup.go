package engine

import (
	"slices"

	"doorstep/survey/xpath"
)

// lookup finds the rows of a table that an equality may choose, by index, so
// that item[postcode = ${postcode}] does not look at every row.
type lookup struct {
	column string
	key    func(env *xpath.Env, ctx *xpath.Context) (key string, there bool)
	number bool // the key is a number, and so is what equals it
}

// rows returns the rows of t that may satisfy the equality, in order; false
// when the table has no such column and all must be tried.
func (l *lookup) rows(t *table, env *xpath.Env, ctx *xpath.Context) ([]int32, bool) {
	column := t.column(l.column)
	if column < 0 {
		return nil, false
	}
	key, there := l.key(env, ctx)
	if !there {
		return nil, true // equal to nothing
	}
	if l.number {
		if key, there = numberKey(key); !there {
			return nil, true
		}
	}
	return t.index(column, l.number)[key], true
}

// lookupIn finds an equality between a column and a question or a text among
// the conditions that all must hold. The column is a path from the nodes of
// outer's step, or from the choice when outer is nil.
func (b *binder) lookupIn(part xpath.Part, outer *xpath.Path, step int) *lookup {
	op, ok := part.(*xpath.Operation)
	if !ok {
		return nil
	}
	switch op.Op {
	case xpath.And:
		if l := b.lookupIn(op.Left, outer, step); l != nil {
			return l
		}
		return b.lookupIn(op.Right, outer, step)
	case xpath.Equal:
		if l := b.lookupOf(op.Left, op.Right, outer, step); l != nil {
			return l
		}
		return b.lookupOf(op.Right, op.Left, outer, step)
	}
	return nil
}

func (b *binder) lookupOf(left, right xpath.Part, outer *xpath.Path, step int) *lookup {
	column, ok := left.(*xpath.Path)
	if !ok || column.Start != xpath.FromContext || column.Outer != outer || outer != nil && column.OuterStep != step {
		return nil
	}
	names, plain := column.Names()
	if !plain || len(names) != 1 || names[0] == ".." {
		return nil
	}
	switch right := right.(type) {
	case *xpath.Text:
		return &lookup{column: names[0], key: func(*xpath.Env, *xpath.Context) (string, bool) { return right.Value, true }}
	case *xpath.Path:
		if right.Start == xpath.FromContext || right.Predicates() {
			return nil
		}
		bound := b.bind(right)
		if bound.Node == nil || bound.Steps != 0 {
			return nil
		}
		number, alike := b.isNumber(right)
		if !alike {
			return nil
		}
		return &lookup{column: names[0], number: number, key: func(env *xpath.Env, ctx *xpath.Context) (string, bool) {
			n := bound.Node(env, ctx)
			if n == nil {
				return "", false
			}
			return n.Value(), true
		}}
	}
	return nil
}

// isNumber reports whether what the path names holds numbers; not alike when
// only some of it does.
func (b *binder) isNumber(path *xpath.Path) (number, alike bool) {
	places := b.where[path]
	if len(places) == 0 {
		return false, true
	}
	for i, d := range places[len(places)-1] {
		if i > 0 && d.number != number {
			return false, false
		}
		number = d.number
	}
	return number, true
}

// bindInstance ties instance('zones')/root/item[postcode = ${postcode}] to the
// rows that an index gives; its predicates then run over those alone.
func (b *binder) bindInstance(path *xpath.Path) xpath.Binding {
	const items = itemStep
	t := b.p.table(path.Name)
	if t == nil || len(path.Filters) > 0 || len(path.Steps) <= items || len(path.Steps[0].Predicates) > 0 {
		return xpath.Binding{}
	}
	for i, name := range []string{"root", "item"} {
		if s := path.Steps[i]; s.Axis != xpath.Child || s.Test.Kind != xpath.TestName || s.Test.Name != name {
			return xpath.Binding{}
		}
	}
	if len(path.Steps[items].Predicates) == 0 {
		return xpath.Binding{}
	}
	b.tables[path] = t
	l := b.lookupIn(path.Steps[items].Predicates[0], path, items)
	if l == nil || t.column(l.column) < 0 {
		return xpath.Binding{Steps: items + 1, Nodes: func(_ *xpath.Env, _ *xpath.Context, dst []xpath.Node) []xpath.Node {
			dst = slices.Grow(dst, t.rows)
			for row := range t.rows {
				dst = append(dst, t.node(int32(row), wholeRow))
			}
			return dst
		}}
	}
	return xpath.Binding{Steps: items + 1, Nodes: func(env *xpath.Env, ctx *xpath.Context, dst []xpath.Node) []xpath.Node {
		rows, _ := l.rows(t, env, ctx)
		for _, row := range rows {
			dst = append(dst, t.node(row, wholeRow))
		}
		return dst
	}}
}

// bindColumn ties the name of a column, in the predicate on a table's items or
// in a choice_filter, to the item's cell.
func (b *binder) bindColumn(path *xpath.Path) (xpath.Binding, bool) {
	if path.Start != xpath.FromContext || len(path.Filters) > 0 || len(path.Steps) != 1 {
		return xpath.Binding{}, false
	}
	step := path.Steps[0]
	if step.Axis != xpath.Child || step.Test.Kind != xpath.TestName || len(step.Predicates) > 0 {
		return xpath.Binding{}, false
	}
	t := b.tables[path.Outer]
	if path.Outer == nil && b.v.prop == choices && b.v.def.question != nil && b.v.def.question.List != nil {
		t = b.p.tableOf(b.v.def.question.List)
	}
	if t == nil || path.Outer != nil && path.OuterStep != itemStep {
		return xpath.Binding{}, false
	}
	column := t.column(step.Test.Name)
	return xpath.Binding{Node: func(_ *xpath.Env, ctx *xpath.Context) xpath.Node {
		item, ok := ctx.Node.(*cell)
		if !ok || column < 0 || item.t != t || item.row < 0 {
			return nil
		}
		return t.node(item.row, int32(column))
	}}, true
}

// itemStep is the step of /root/item that names the items.
const itemStep = 1
