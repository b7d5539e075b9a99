package xpath

import "math"

// code is a part made ready to evaluate. Each method gives the value as the
// kind asked for, so that nothing is boxed on the way; failures go into the
// frame.
type code interface {
	kind() Kind // anyKind when it depends on the evaluation
	value(f *frame) Value
	number(f *frame) float64
	text(f *frame) string
	boolean(f *frame) bool
	nodes(f *frame, dst []Node) []Node // appended in document order
}

// notNodes is the nodes method of every code that never gives nodes.
func notNodes(f *frame, got Kind, dst []Node) []Node {
	f.fail(typeError("a list of nodes", got))
	return dst
}

type textCode struct {
	s string
	n float64 // s as a number, when it is a plain one
	// plain tells whether n holds: a date's number depends on the zone.
	plain bool
}

func newTextCode(s string) *textCode {
	n, ok := parsePlain(trimSpace(s))
	return &textCode{s: s, n: n, plain: ok}
}

func (c *textCode) kind() Kind           { return StringKind }
func (c *textCode) value(f *frame) Value { return f.stringValue(c.s) }
func (c *textCode) text(*frame) string   { return c.s }
func (c *textCode) boolean(*frame) bool  { return c.s != "" }
func (c *textCode) number(f *frame) float64 {
	if c.plain {
		return c.n
	}
	return f.parse(c.s)
}
func (c *textCode) nodes(f *frame, dst []Node) []Node { return notNodes(f, StringKind, dst) }

// stringValue makes a text value that knows the zone.
func (f *frame) stringValue(s string) Value {
	return Value{kind: StringKind, text: s, zone: f.zone()}
}

type numberCode struct {
	n float64
	s string
}

func (c *numberCode) kind() Kind                        { return NumberKind }
func (c *numberCode) value(*frame) Value                { return NumberValue(c.n) }
func (c *numberCode) number(*frame) float64             { return c.n }
func (c *numberCode) text(*frame) string                { return c.s }
func (c *numberCode) boolean(*frame) bool               { return truth(c.n) }
func (c *numberCode) nodes(f *frame, dst []Node) []Node { return notNodes(f, NumberKind, dst) }

// arithmetic is + - * div mod, and a minus sign as 0 - right.
type arithmetic struct {
	op          Op
	left, right code
}

func (c *arithmetic) kind() Kind { return NumberKind }

func (c *arithmetic) number(f *frame) float64 {
	a, b := c.left.number(f), c.right.number(f)
	switch c.op {
	case Add:
		return a + b
	case Subtract:
		return a - b
	case Multiply:
		return a * b
	case Divide:
		return a / b
	}
	return math.Mod(a, b)
}
func (c *arithmetic) value(f *frame) Value              { return NumberValue(c.number(f)) }
func (c *arithmetic) text(f *frame) string              { return FormatNumber(c.number(f)) }
func (c *arithmetic) boolean(f *frame) bool             { return truth(c.number(f)) }
func (c *arithmetic) nodes(f *frame, dst []Node) []Node { return notNodes(f, NumberKind, dst) }

type negation struct{ of code }

func (c *negation) kind() Kind                        { return NumberKind }
func (c *negation) number(f *frame) float64           { return -c.of.number(f) }
func (c *negation) value(f *frame) Value              { return NumberValue(c.number(f)) }
func (c *negation) text(f *frame) string              { return FormatNumber(c.number(f)) }
func (c *negation) boolean(f *frame) bool             { return truth(c.number(f)) }
func (c *negation) nodes(f *frame, dst []Node) []Node { return notNodes(f, NumberKind, dst) }

// logic is a chain of and or of or. It stops at the first that decides.
type logic struct {
	op    Op
	parts []code
}

func (c *logic) kind() Kind { return BooleanKind }

func (c *logic) boolean(f *frame) bool {
	for _, p := range c.parts {
		if p.boolean(f) == (c.op == Or) || f.err != nil {
			return c.op == Or
		}
	}
	return c.op != Or
}
func (c *logic) value(f *frame) Value              { return BooleanValue(c.boolean(f)) }
func (c *logic) number(f *frame) float64           { return numberOf(c.boolean(f)) }
func (c *logic) text(f *frame) string              { return formatBoolean(c.boolean(f)) }
func (c *logic) nodes(f *frame, dst []Node) []Node { return notNodes(f, BooleanKind, dst) }

// union joins two node-sets.
type union struct{ left, right code }

func (c *union) kind() Kind { return NodesKind }

func (c *union) nodes(f *frame, dst []Node) []Node {
	start := len(dst)
	dst = c.right.nodes(f, c.left.nodes(f, dst))
	return dst[:start+len(f.sort(dst[start:]))]
}

func (c *union) value(f *frame) Value {
	return Value{kind: NodesKind, nodes: c.nodes(f, nil), zone: f.zone()}
}
func (c *union) number(f *frame) float64 { return firstNumber(f, c) }
func (c *union) text(f *frame) string    { return firstText(f, c) }
func (c *union) boolean(f *frame) bool   { return anyNode(f, c) }

// firstNode returns the first node c gives, nil when it gives none.
func firstNode(f *frame, c code) Node {
	if p, ok := c.(*boundCode); ok {
		return p.node(f.env, &f.ctx)
	}
	buf := c.nodes(f, f.buffer())
	defer f.release(buf)
	if len(buf) == 0 {
		return nil
	}
	return buf[0]
}

func firstText(f *frame, c code) string {
	if n := firstNode(f, c); n != nil {
		return f.textOf(n)
	}
	return ""
}

func firstNumber(f *frame, c code) float64 {
	if n := firstNode(f, c); n != nil {
		return f.numberOf(n)
	}
	return math.NaN()
}

// anyNode is nodes as true or false: whether there are any. As ODK Collect has
// it, one question alone is as true as its answer.
func anyNode(f *frame, c code) bool {
	if !f.env.Collect {
		return firstNode(f, c) != nil
	}
	set := c.nodes(f, f.buffer())
	is := len(set) > 0
	if len(set) == 1 {
		is = f.isTrue(set[0])
	}
	f.release(set)
	return is
}

func (f *frame) isTrue(n Node) bool {
	if a, ok := n.(Answer); ok {
		return a.True()
	}
	return f.textOf(n) != ""
}

// callCode is a call of a function. fn says which of its forms it has.
type callCode struct {
	fn   *function
	args []code
	res  Kind
}

func (c *callCode) kind() Kind { return c.res }

func (c *callCode) value(f *frame) Value {
	switch {
	case c.fn.value != nil:
		return c.fn.value(f, c.args)
	case c.fn.number != nil:
		return NumberValue(c.fn.number(f, c.args))
	case c.fn.text != nil:
		return f.stringValue(c.fn.text(f, c.args))
	case c.fn.boolean != nil:
		return BooleanValue(c.fn.boolean(f, c.args))
	}
	return Value{kind: NodesKind, nodes: c.fn.nodes(f, c.args, nil), zone: f.zone()}
}

func (c *callCode) number(f *frame) float64 {
	if c.fn.number != nil {
		return c.fn.number(f, c.args)
	}
	return c.value(f).Number()
}

func (c *callCode) text(f *frame) string {
	if c.fn.text != nil {
		return c.fn.text(f, c.args)
	}
	return c.value(f).String()
}

func (c *callCode) boolean(f *frame) bool {
	if c.fn.boolean != nil {
		return c.fn.boolean(f, c.args)
	}
	return c.value(f).Bool()
}

func (c *callCode) nodes(f *frame, dst []Node) []Node {
	if c.fn.nodes != nil {
		return c.fn.nodes(f, c.args, dst)
	}
	v := c.value(f)
	if v.kind != NodesKind {
		return notNodes(f, v.Kind(), dst)
	}
	return append(dst, v.nodes...)
}

// failing is a part that cannot be evaluated: it fails when it is reached.
type failing struct{ err error }

func (c *failing) kind() Kind                        { return anyKind }
func (c *failing) value(f *frame) Value              { f.fail(c.err); return Value{} }
func (c *failing) number(f *frame) float64           { f.fail(c.err); return 0 }
func (c *failing) text(f *frame) string              { f.fail(c.err); return "" }
func (c *failing) boolean(f *frame) bool             { f.fail(c.err); return false }
func (c *failing) nodes(f *frame, dst []Node) []Node { f.fail(c.err); return dst }
