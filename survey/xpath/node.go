package xpath

import "iter"

// Node is one node of an instance document. Nodes are compared with ==, so the
// same node must always be the same value, as a pointer is.
type Node interface {
	Name() string                    // local name of the element; "" for the document
	Parent() Node                    // nil for the document
	Children() iter.Seq[Node]        // the elements below it, in document order
	Value() string                   // its text; for a group what its children hold, joined
	Attr(name string) (string, bool) // an attribute, by local name

	// Order places the node in its document: of two nodes the earlier has the
	// smaller number. It is asked for only when nodes must be sorted (unions,
	// the ancestor and sibling axes).
	Order() int
}

// Positioned is a [Node] that knows its place among the siblings of its name,
// from 1, as position(..) asks for it. Without it the siblings are counted.
type Positioned interface {
	Node
	Position() int
}

// Markup is a [Node] of a whole XML document, where there is more than
// elements. A Node that is not a Markup is an element, or the document when it
// has no parent, and its text is its Value.
type Markup interface {
	Node
	Kind() NodeKind
	Prefix() string             // namespace prefix as written
	Namespace() string          // namespace URI
	Content() iter.Seq[Node]    // children of every kind, in document order
	Attributes() iter.Seq[Node] // an element's attributes
}

// NodeKind tells the nodes of an XML document apart.
type NodeKind uint8

// The kinds of node.
const (
	ElementNode NodeKind = iota
	DocumentNode
	TextNode
	AttributeNode
	CommentNode
	InstructionNode
	doctypeNode // counted among the document's children, as browsers do
)

// kindOf returns the node's kind.
func kindOf(n Node) NodeKind {
	if m, ok := n.(Markup); ok {
		return m.Kind()
	}
	if n.Parent() == nil {
		return DocumentNode
	}
	return ElementNode
}

// rootOf returns the document the node is in.
func rootOf(n Node) Node {
	for {
		p := n.Parent()
		if p == nil {
			return n
		}
		n = p
	}
}

// positionOf returns the node's place among the siblings of its name, from 1.
func positionOf(n Node) int {
	if p, ok := n.(Positioned); ok {
		return p.Position()
	}
	parent := n.Parent()
	if parent == nil {
		return 1
	}
	i := 0
	for s := range parent.Children() {
		if s.Name() == n.Name() {
			i++
		}
		if s == n {
			return i
		}
	}
	return 1
}
