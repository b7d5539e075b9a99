package xpath

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Limits of a document that is read whole.
const (
	maxXMLNodes = 2_000_000
	maxXMLDepth = 400
)

// ErrXML is a document that cannot be read; the error says where.
var ErrXML = errors.New("this is not a well-formed XML document")

// xmlNode is a node of a document that ParseXML read.
type xmlNode struct {
	kind         NodeKind
	prefix, name string
	space        string
	text         string // of a text, attribute, comment or instruction
	parent       *xmlNode
	content      []*xmlNode
	attributes   []*xmlNode
	order        int
}

// ParseXML reads a whole XML document and returns its document node. Comments,
// processing instructions and white space are kept, and CDATA sections stand
// apart from the text beside them, as in browsers.
func ParseXML(r io.Reader) (Node, error) {
	d := xml.NewDecoder(r)
	t := &treeReader{doc: &xmlNode{kind: DocumentNode}}
	t.open = t.doc
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = t.take(token)
		}
		if err != nil {
			line, column := d.InputPos()
			return nil, fmt.Errorf("%w: line %d, column %d: %w", ErrXML, line, column, err)
		}
	}
	switch {
	case t.open != t.doc:
		return nil, fmt.Errorf("%w: <%s> is never closed", ErrXML, t.open.name)
	case !t.hasRoot:
		return nil, fmt.Errorf("%w: it holds no element", ErrXML)
	}
	return t.doc, nil
}

type treeReader struct {
	doc, open *xmlNode
	hasRoot   bool
	count     int
	depth     int
	// spaces holds the namespace declarations in force, innermost last.
	spaces []declaration
}

type declaration struct {
	prefix, uri string
	depth       int
}

func (t *treeReader) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.StartElement:
		return t.start(token)
	case xml.EndElement:
		return t.end(token)
	case xml.CharData:
		return t.chars(string(token))
	case xml.Comment:
		t.add(&xmlNode{kind: CommentNode, text: string(token)})
	case xml.ProcInst:
		if token.Target != "xml" {
			t.add(&xmlNode{kind: InstructionNode, name: token.Target, text: string(token.Inst)})
		}
	case xml.Directive:
		t.add(&xmlNode{kind: doctypeNode})
	}
	return nil
}

func (t *treeReader) add(n *xmlNode) {
	t.count++
	n.parent, n.order = t.open, t.count
	t.open.content = append(t.open.content, n)
}

func (t *treeReader) chars(s string) error {
	if t.open == t.doc {
		if strings.TrimFunc(s, isSpace) != "" {
			return errors.New("there is text outside the root element")
		}
		return nil
	}
	t.add(&xmlNode{kind: TextNode, text: s})
	return nil
}

func (t *treeReader) start(e xml.StartElement) error {
	t.depth++
	switch {
	case t.open == t.doc && t.hasRoot:
		return errors.New("there is a second root element")
	case t.depth > maxXMLDepth:
		return fmt.Errorf("elements are nested more than %d deep", maxXMLDepth)
	case t.count > maxXMLNodes:
		return fmt.Errorf("there are more than %d nodes", maxXMLNodes)
	}
	t.hasRoot = true
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" {
			t.spaces = append(t.spaces, declaration{a.Name.Local, a.Value, t.depth})
		} else if a.Name.Space == "" && a.Name.Local == "xmlns" {
			t.spaces = append(t.spaces, declaration{"", a.Value, t.depth})
		}
	}
	n := &xmlNode{kind: ElementNode, prefix: e.Name.Space, name: e.Name.Local, space: t.space(e.Name.Space)}
	t.add(n)
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		t.count++
		attr := &xmlNode{
			kind: AttributeNode, prefix: a.Name.Space, name: a.Name.Local, text: a.Value,
			parent: n, order: t.count,
		}
		if a.Name.Space != "" {
			attr.space = t.space(a.Name.Space)
		}
		n.attributes = append(n.attributes, attr)
	}
	t.open = n
	return nil
}

func (t *treeReader) space(prefix string) string {
	if prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	for i := len(t.spaces) - 1; i >= 0; i-- {
		if t.spaces[i].prefix == prefix {
			return t.spaces[i].uri
		}
	}
	return ""
}

func (t *treeReader) end(e xml.EndElement) error {
	if t.open == t.doc || t.open.name != e.Name.Local || t.open.prefix != e.Name.Space {
		return fmt.Errorf("</%s> closes nothing that is open", e.Name.Local)
	}
	for len(t.spaces) > 0 && t.spaces[len(t.spaces)-1].depth == t.depth {
		t.spaces = t.spaces[:len(t.spaces)-1]
	}
	t.depth--
	t.open = t.open.parent
	return nil
}

func (n *xmlNode) Name() string      { return n.name }
func (n *xmlNode) Kind() NodeKind    { return n.kind }
func (n *xmlNode) Prefix() string    { return n.prefix }
func (n *xmlNode) Namespace() string { return n.space }
func (n *xmlNode) Order() int        { return n.order }

func (n *xmlNode) Parent() Node {
	if n.parent == nil {
		return nil
	}
	return n.parent
}

func (n *xmlNode) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, c := range n.content {
			if c.kind == ElementNode && !yield(c) {
				return
			}
		}
	}
}

func (n *xmlNode) Content() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, c := range n.content {
			if !yield(c) {
				return
			}
		}
	}
}

func (n *xmlNode) Attributes() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, a := range n.attributes {
			if !yield(a) {
				return
			}
		}
	}
}

func (n *xmlNode) Attr(name string) (string, bool) {
	for _, a := range n.attributes {
		if a.name == name {
			return a.text, true
		}
	}
	return "", false
}

// Value returns the node's text, with that of all below it.
func (n *xmlNode) Value() string {
	if n.kind != ElementNode && n.kind != DocumentNode {
		return n.text
	}
	switch len(n.content) {
	case 0:
		return ""
	case 1:
		if n.content[0].kind == TextNode {
			return n.content[0].text
		}
	}
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *xmlNode) write(b *strings.Builder) {
	for _, c := range n.content {
		switch c.kind {
		case TextNode:
			b.WriteString(c.text)
		case ElementNode:
			c.write(b)
		}
	}
}
