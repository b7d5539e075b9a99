package xpath

import "math"

// indexedCode is indexed-repeat whose node the binding finds.
type indexedCode struct {
	find      func(*Env, *Context, []int, []Node) []Node
	positions []code
}

// everySecond takes the positions out of indexed-repeat's arguments.
func everySecond(args []code) []code {
	var list []code
	for i := 2; i < len(args); i += 2 {
		list = append(list, args[i])
	}
	return list
}

func (c *indexedCode) kind() Kind { return NodesKind }

func (c *indexedCode) nodes(f *frame, dst []Node) []Node {
	var room [4]int
	positions := room[:0]
	for _, p := range c.positions {
		n := p.number(f)
		switch {
		case math.IsNaN(n) || n < 1: // the first, as in ODK
			n = 1
		case n > math.MaxInt32:
			return dst
		}
		positions = append(positions, int(n))
	}
	return c.find(f.env, &f.ctx, positions, dst)
}

func (c *indexedCode) value(f *frame) Value {
	return Value{kind: NodesKind, nodes: c.nodes(f, nil), zone: f.zone()}
}
func (c *indexedCode) number(f *frame) float64 { return firstNumber(f, c) }
func (c *indexedCode) text(f *frame) string    { return firstText(f, c) }
func (c *indexedCode) boolean(f *frame) bool   { return anyNode(f, c) }
