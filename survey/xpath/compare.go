package xpath

import "math"

// comparison is = != < <= > >=.
type comparison struct {
	op          Op
	left, right code
}

func (c *comparison) kind() Kind                        { return BooleanKind }
func (c *comparison) value(f *frame) Value              { return BooleanValue(c.boolean(f)) }
func (c *comparison) number(f *frame) float64           { return numberOf(c.boolean(f)) }
func (c *comparison) text(f *frame) string              { return formatBoolean(c.boolean(f)) }
func (c *comparison) nodes(f *frame, dst []Node) []Node { return notNodes(f, BooleanKind, dst) }

func (c *comparison) boolean(f *frame) bool {
	return compareValues(f, c.op, c.left.value(f), c.right.value(f))
}

// newComparison picks the form that suits what is known of both sides.
func newComparison(op Op, left, right code) code {
	l, r := left.kind(), right.kind()
	switch {
	case isScalar(l) && isScalar(r):
		if op >= Less || l == NumberKind || r == NumberKind {
			if l != BooleanKind && r != BooleanKind || op >= Less {
				return &numberComparison{comparison{op, left, right}}
			}
		}
	case l == NodesKind && isScalar(r):
		return &nodeComparison{comparison: comparison{op, left, right}, scalar: r}
	case l == NodesKind && r == NodesKind:
		return &setComparison{comparison{op, left, right}}
	case isScalar(l) && r == NodesKind:
		return &nodeComparison{comparison: comparison{mirrored(op), right, left}, scalar: l, swapped: true}
	}
	return &comparison{op, left, right}
}

func isScalar(k Kind) bool {
	return k == NumberKind || k == StringKind || k == BooleanKind || k == DateKind
}

// mirrored returns the operator for the sides changed over.
func mirrored(op Op) Op {
	switch op {
	case Less:
		return Greater
	case LessEqual:
		return GreaterEqual
	case Greater:
		return Less
	case GreaterEqual:
		return LessEqual
	}
	return op
}

// numberComparison compares two sides as numbers.
type numberComparison struct{ comparison }

func (c *numberComparison) boolean(f *frame) bool {
	return compareNumbers(c.op, c.left.number(f), c.right.number(f))
}
func (c *numberComparison) value(f *frame) Value    { return BooleanValue(c.boolean(f)) }
func (c *numberComparison) number(f *frame) float64 { return numberOf(c.boolean(f)) }
func (c *numberComparison) text(f *frame) string    { return formatBoolean(c.boolean(f)) }

// nodeComparison compares nodes, on the left, with a single value: it holds
// when it does for any of them.
type nodeComparison struct {
	comparison
	scalar  Kind // of the right side
	swapped bool // the right side is the one written on the left
	steady  bool // the right side is the same for every node of a filter
}

func (c *nodeComparison) value(f *frame) Value    { return BooleanValue(c.boolean(f)) }
func (c *nodeComparison) number(f *frame) float64 { return numberOf(c.boolean(f)) }
func (c *nodeComparison) text(f *frame) string    { return formatBoolean(c.boolean(f)) }

func (c *nodeComparison) boolean(f *frame) bool {
	if c.scalar == BooleanKind && c.op < Less {
		return compareNumbers(c.op, numberOf(c.left.boolean(f)), c.right.number(f))
	}
	if b, ok := c.left.(*boundCode); ok {
		n := b.node(f.env, &f.ctx)
		return n != nil && c.holds(f, n)
	}
	set := c.left.nodes(f, f.buffer())
	found := false
	for _, n := range set {
		if found = c.holds(f, n); found || f.err != nil {
			break
		}
	}
	f.release(set)
	return found
}

func (c *nodeComparison) holds(f *frame, n Node) bool {
	switch {
	case c.op >= Less || c.scalar == NumberKind:
		return compareNumbers(c.op, f.numberOf(n), c.single(f))
	case c.scalar == DateKind:
		return sameDate(f, c.right.value(f), f.textOf(n)) == (c.op == Equal)
	}
	own, other := f.textOf(n), c.right.text(f)
	if own != other && own != "" && quantity(n) {
		return compareNumbers(c.op, f.parse(own), f.parse(other))
	}
	return (own == other) == (c.op == Equal)
}

// sameNumber is how far apart two numbers may be and still count as equal, as
// in ODK Collect: 6.1 - 7.8 = -1.7 holds.
const sameNumber = 1e-12

func compareNumbers(op Op, a, b float64) bool {
	switch op {
	case Equal:
		return a == b || math.Abs(a-b) < sameNumber
	case NotEqual:
		return a != b && !(math.Abs(a-b) < sameNumber)
	case Less:
		return a < b
	case LessEqual:
		return a <= b
	case Greater:
		return a > b
	}
	return a >= b
}

// sameDate compares a date with a text: as instants when the text is a date.
func sameDate(f *frame, date Value, text string) bool {
	if n := f.parse(text); !math.IsNaN(n) {
		return n == date.number
	}
	return date.text == text
}

// compareValues compares any two values by XPath's rules, and dates with each
// other and with texts as instants.
func compareValues(f *frame, op Op, a, b Value) bool {
	switch {
	case a.kind == NodesKind && b.kind == NodesKind:
		return compareSets(f, op, a.nodes, b.nodes)
	case a.kind == NodesKind:
		return compareSet(f, op, a, b)
	case b.kind == NodesKind:
		return compareSet(f, mirrored(op), b, a)
	}
	return compareSingle(f, op, a, b)
}

func compareSingle(f *frame, op Op, a, b Value) bool {
	switch {
	case op >= Less:
		return compareNumbers(op, a.Number(), b.Number())
	case a.kind == BooleanKind || b.kind == BooleanKind:
		return (a.Bool() == b.Bool()) == (op == Equal)
	case a.kind == NumberKind || b.kind == NumberKind:
		return compareNumbers(op, a.Number(), b.Number())
	case a.kind == DateKind && b.kind == DateKind:
		return compareNumbers(op, a.number, b.number)
	case a.kind == DateKind:
		return sameDate(f, a, b.text) == (op == Equal)
	case b.kind == DateKind:
		return sameDate(f, b, a.text) == (op == Equal)
	}
	return (a.text == b.text) == (op == Equal)
}

func compareSet(f *frame, op Op, set, single Value) bool {
	if single.kind == BooleanKind && op < Less {
		return compareSingle(f, op, BooleanValue(len(set.nodes) > 0), single)
	}
	for _, n := range set.nodes {
		if compareSingle(f, op, f.stringValue(f.textOf(n)), single) {
			return true
		}
		if f.err != nil {
			return false
		}
	}
	return false
}

// setComparison compares nodes with nodes: it holds when it does for any node
// of the left side with any of the right.
type setComparison struct{ comparison }

func (c *setComparison) value(f *frame) Value    { return BooleanValue(c.boolean(f)) }
func (c *setComparison) number(f *frame) float64 { return numberOf(c.boolean(f)) }
func (c *setComparison) text(f *frame) string    { return formatBoolean(c.boolean(f)) }

func (c *setComparison) boolean(f *frame) bool {
	left, leftBound := c.left.(*boundCode)
	right, rightBound := c.right.(*boundCode)
	if leftBound && rightBound {
		a := left.node(f.env, &f.ctx)
		if a == nil {
			return false
		}
		b := right.node(f.env, &f.ctx)
		return b != nil && compareNodes(f, c.op, a, b)
	}
	a, b := c.left.nodes(f, f.buffer()), c.right.nodes(f, f.buffer())
	found := compareSets(f, c.op, a, b)
	f.release(a)
	f.release(b)
	return found
}

func compareSets(f *frame, op Op, a, b []Node) bool {
	for _, n := range a {
		for _, m := range b {
			if compareNodes(f, op, n, m) {
				return true
			}
			if f.err != nil {
				return false
			}
		}
	}
	return false
}

func compareNodes(f *frame, op Op, a, b Node) bool {
	if op >= Less {
		return compareNumbers(op, f.numberOf(a), f.numberOf(b))
	}
	one, other := f.textOf(a), f.textOf(b)
	if one != other && one != "" && other != "" && (quantity(a) || quantity(b)) {
		return compareNumbers(op, f.parse(one), f.parse(other))
	}
	return (one == other) == (op == Equal)
}
