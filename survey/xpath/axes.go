package xpath

import "iter"

// Keyed is a [Node] that finds its children of a name without a walk.
type Keyed interface {
	Node
	ChildrenNamed(name string, dst []Node) []Node // appended in document order
}

// content returns a node's children of every kind.
func content(n Node) iter.Seq[Node] {
	if m, ok := n.(Markup); ok {
		return m.Content()
	}
	return n.Children()
}

// matches reports whether the test takes the node; main is the kind of node
// its axis is about.
func (t *Test) matches(n Node, main NodeKind) bool {
	switch t.Kind {
	case TestNode:
		return true
	case TestName:
		return n.Name() == t.Name && t.spaceMatches(n) && kindOf(n) == main
	case TestAnyName:
		return kindOf(n) == main && (t.Prefix == "" || t.spaceMatches(n))
	case TestText:
		return kindOf(n) == TextNode
	case TestComment:
		return kindOf(n) == CommentNode
	}
	return kindOf(n) == InstructionNode && (t.Name == "" || t.Name == n.Name())
}

// xhtml is the namespace of the language that wraps XForms.
const xhtml = "http://www.w3.org/1999/xhtml"

// knownSpaces are the prefixes an expression can use whatever the document
// calls them.
var knownSpaces = map[string]string{
	"h": xhtml, "xhtml": xhtml, "jr": "http://openrosa.org/javarosa",
	"orx": "http://openrosa.org/xforms", "odk": "http://www.opendatakit.org/xforms",
	"xml": "http://www.w3.org/XML/1998/namespace",
}

// spaceMatches compares namespaces: by prefix as written, or by what the
// prefix is known for. A name without a prefix is of any namespace but XHTML's,
// and a node that knows no namespaces is of all.
func (t *Test) spaceMatches(n Node) bool {
	m, ok := n.(Markup)
	switch {
	case !ok:
		return true
	case t.Prefix == "":
		return m.Namespace() != xhtml && (m.Kind() != AttributeNode || m.Prefix() == "")
	case m.Prefix() == t.Prefix:
		return true
	}
	space := knownSpaces[t.Prefix]
	return space != "" && space == m.Namespace()
}

// step appends the nodes that one step from n leads to, in the axis's order.
func (f *frame) step(n Node, axis Axis, test Test, dst []Node) []Node {
	s := &f.walker
	*s = stepper{f: f, test: test, dst: dst, main: ElementNode}
	switch axis {
	case Child:
		s.children(n)
	case Self:
		s.visit(n)
	case Parent:
		if p := n.Parent(); p != nil {
			s.visit(p)
		}
	case Descendant:
		s.descend(n)
	case DescendantOrSelf:
		if s.visit(n) {
			s.descend(n)
		}
	case Ancestor, AncestorOrSelf:
		if axis == AncestorOrSelf {
			s.visit(n)
		}
		for p := n.Parent(); p != nil; p = p.Parent() {
			s.visit(p)
		}
	case FollowingSibling, PrecedingSibling:
		s.siblings(n, axis == FollowingSibling)
	case Following, Preceding:
		s.beyond(n, axis == Following)
	case Attribute:
		s.attributes(n)
	}
	dst = s.dst
	*s = stepper{}
	return dst
}

// stepper is one step under way.
type stepper struct {
	f    *frame
	test Test
	main NodeKind
	dst  []Node
}

// visit takes the node if the test does, and reports whether to go on.
func (s *stepper) visit(n Node) bool {
	if s.test.matches(n, s.main) {
		s.dst = append(s.dst, n)
	}
	return s.f.spend(1)
}

func (s *stepper) children(n Node) {
	if s.test.Kind == TestName && s.test.Prefix == "" {
		switch n := n.(type) {
		case *xmlNode:
			for _, c := range n.content {
				if c.name == s.test.Name && c.kind == ElementNode && c.space != xhtml {
					s.dst = append(s.dst, c)
				}
			}
			s.f.spend(len(n.content))
			return
		case Keyed:
			from := len(s.dst)
			s.dst = n.ChildrenNamed(s.test.Name, s.dst)
			s.f.spend(1 + len(s.dst) - from)
			return
		}
	}
	if s.test.Kind == TestText {
		s.texts(n)
		return
	}
	for c := range content(n) {
		if !s.visit(c) {
			return
		}
	}
}

// texts takes a node's text nodes. A plain question is its own text.
func (s *stepper) texts(n Node) {
	if _, ok := n.(Markup); ok {
		for c := range content(n) {
			if !s.visit(c) {
				return
			}
		}
		return
	}
	for range n.Children() {
		return
	}
	if n.Value() != "" {
		s.dst = append(s.dst, part{owner: n, kind: TextNode, value: n.Value()})
	}
}

func (s *stepper) descend(n Node) bool {
	if x, ok := n.(*xmlNode); ok {
		for _, c := range x.content {
			if !s.visit(c) || len(c.content) > 0 && !s.descend(c) {
				return false
			}
		}
		return true
	}
	for c := range content(n) {
		if !s.visit(c) || !s.descend(c) {
			return false
		}
	}
	return true
}

// siblings takes those after n or, nearest first, those before it.
func (s *stepper) siblings(n Node, after bool) {
	parent := n.Parent()
	if parent == nil || kindOf(n) == AttributeNode {
		return
	}
	all := s.f.buffer()
	defer func() { s.f.release(all) }()
	found := -1
	for c := range content(parent) {
		if c == n {
			found = len(all)
		}
		all = append(all, c)
	}
	if found < 0 {
		return
	}
	if after {
		for _, c := range all[found+1:] {
			s.visit(c)
		}
		return
	}
	for i := found - 1; i >= 0; i-- {
		s.visit(all[i])
	}
}

// beyond takes every node after n that is not within it or, nearest first,
// every one before it that does not hold it.
func (s *stepper) beyond(n Node, after bool) {
	all := stepper{f: s.f, test: Test{Kind: TestNode}, dst: s.f.buffer()}
	defer func() { s.f.release(all.dst) }()
	if kindOf(n) == AttributeNode {
		if n = n.Parent(); after {
			all.descend(n)
		}
	}
	for ; n != nil && s.f.err == nil; n = n.Parent() {
		from := len(all.dst)
		all.siblings(n, after)
		roots := append(s.f.buffer(), all.dst[from:]...)
		all.dst = all.dst[:from]
		for _, r := range roots {
			at := len(all.dst)
			all.visit(r)
			all.descend(r)
			if !after {
				reverse(all.dst[at:])
			}
		}
		s.f.release(roots)
	}
	for _, c := range all.dst {
		s.visit(c)
	}
}

func reverse(list []Node) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

func (s *stepper) attributes(n Node) {
	s.main = AttributeNode
	if m, ok := n.(Markup); ok {
		for a := range m.Attributes() {
			s.visit(a)
		}
		return
	}
	if value, ok := n.Attr(s.test.Name); ok && s.test.Kind == TestName {
		s.visit(part{owner: n, kind: AttributeNode, name: s.test.Name, value: value})
	}
}

// part is the text or an attribute of a node that shows neither as a node.
type part struct {
	owner       Node
	kind        NodeKind
	name, value string
}

func (p part) Name() string               { return p.name }
func (p part) Parent() Node               { return p.owner }
func (p part) Children() iter.Seq[Node]   { return none }
func (p part) Value() string              { return p.value }
func (p part) Attr(string) (string, bool) { return "", false }
func (p part) Order() int                 { return p.owner.Order() }
func (p part) Kind() NodeKind             { return p.kind }
func (p part) Prefix() string             { return "" }
func (p part) Namespace() string          { return "" }
func (p part) Content() iter.Seq[Node]    { return none }
func (p part) Attributes() iter.Seq[Node] { return none }

func none(func(Node) bool) {}
