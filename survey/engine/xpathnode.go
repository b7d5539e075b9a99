package engine

import (
	"iter"
	"strings"

	"doorstep/survey/xpath"
)

// document is what stands above the root node: the place "/" names.
type document struct{ top *frame }

func (d *document) Name() string               { return "" }
func (d *document) Parent() xpath.Node         { return nil }
func (d *document) Value() string              { return d.top.root().Value() }
func (d *document) Attr(string) (string, bool) { return "", false }
func (d *document) Order() int                 { return -1 }
func (d *document) Children() iter.Seq[xpath.Node] {
	return func(yield func(xpath.Node) bool) { yield(d.top.root()) }
}

// Name returns the node's element name.
func (n *node) Name() string { return n.def.name }

// Parent returns the node above, the document for the root.
func (n *node) Parent() xpath.Node {
	if up := n.parentNode(); up != nil {
		return up
	}
	return &n.frame.doc
}

// Children yields the nodes below, in document order.
func (n *node) Children() iter.Seq[xpath.Node] {
	return func(yield func(xpath.Node) bool) {
		for c := range n.childNodes() {
			if !yield(c) {
				return
			}
		}
	}
}

// Value returns what an expression reads.
func (n *node) Value() string {
	if n.def.question != nil {
		return n.text()
	}
	var b strings.Builder
	for c := range n.childNodes() {
		b.WriteString(c.Value())
	}
	return b.String()
}

// True reports whether the node counts as true: a group or repeat by being
// there, a question by its answer. 0 and false are false, but a choice that is
// named so is an answer like any other.
func (n *node) True() bool {
	q := n.def.question
	if q == nil {
		return n.relevant
	}
	text := n.text()
	return text != "" && (q.Type.IsSelect() || text != "0" && text != "false")
}

// IsNumber reports whether the question's answers are numbers.
func (n *node) IsNumber() bool { return n.def.number }

// Attr reports no attributes: instance nodes have none.
func (n *node) Attr(string) (string, bool) { return "", false }

// Position returns the place among the instances of a repeat, from 1.
func (n *node) Position() int {
	if n.def.repeat != nil {
		return n.frame.position + 1
	}
	return 1
}

// Order returns the node's place in the document.
func (n *node) Order() int {
	f := n.frame
	for f.parent != nil {
		f = f.parent
	}
	place := 0
	var visit func(*node) bool
	visit = func(at *node) bool {
		if at == n {
			return true
		}
		place++
		for c := range at.childNodes() {
			if visit(c) {
				return true
			}
		}
		return false
	}
	visit(f.root())
	return place
}
